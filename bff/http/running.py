"""What the routes find while the application runs: opened by its lifespan, handed to each request by the server."""

from collections.abc import AsyncGenerator
from typing import NotRequired, Protocol, TypedDict, cast

from starlette.types import Scope

from bff.gateway.request import GraphQLRequest, GraphQLResponse
from integrations.commerce.contract import Caller


class Gateway(Protocol):
    """Who answers operations."""

    async def answer(
        self, request: GraphQLRequest, caller: Caller, context: object, *, seconds: float
    ) -> GraphQLResponse:
        """Answer within `seconds`. What fails outside is part of the answer; anything raised is a defect of ours."""
        ...

    def subscribe(
        self, request: GraphQLRequest, caller: Caller, context: object, *, seconds: float
    ) -> AsyncGenerator[GraphQLResponse, None]:
        """The responses to a subscription, each within `seconds`, or the one to another operation.

        One whose outcome is not `EXECUTED` is the last. Closing the generator stops the operation.
        """
        ...


class Contexts(Protocol):
    """Who makes what resolvers of ours see as their context."""

    def __call__(self, caller: Caller) -> object:
        """The context of one request."""
        ...


class Alive(Protocol):
    """Whether a connection that stays open is still its shopper's: not signed out meanwhile, for example."""

    async def __call__(self) -> bool:
        """Asked every few seconds, within a bounded time; once False, the connection is closed.

        Anything raised is a defect of ours, and closes the connection too.
        """
        ...


class Liveness(Protocol):
    """Whoever identifies shoppers, and so knows how long they stay the same."""

    def __call__(self, caller: Caller) -> Alive:
        """What to ask of one connection, which was opened by `caller`."""
        ...


class Part(TypedDict, total=False):
    """How one part fares: `status` is `ok` or says what is wrong; `detail` is for whoever must act."""

    status: str
    detail: str


class Readiness(Protocol):
    """Who knows how the parts fare."""

    async def parts(self) -> dict[str, Part]:
        """Each part that we depend on, by name. Takes a bounded time and never raises."""
        ...


class Running(TypedDict):
    """What the lifespan yields. Without `liveness` connections stay open as long as their clients want."""

    gateway: Gateway
    contexts: Contexts
    readiness: Readiness
    liveness: NotRequired[Liveness]


def running_of(scope: Scope) -> Running:
    """What runs, as a route finds it."""
    return cast(Running, scope["state"])
