"""What the routes find while the application runs: opened by its lifespan, handed to each request by the server."""

from typing import Protocol, TypedDict, cast

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


class Contexts(Protocol):
    """Who makes what resolvers of ours see as their context."""

    def __call__(self, caller: Caller) -> object:
        """The context of one request."""
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
    """What the lifespan yields."""

    gateway: Gateway
    contexts: Contexts
    readiness: Readiness


def running_of(scope: Scope) -> Running:
    """What runs, as a route finds it."""
    return cast(Running, scope["state"])
