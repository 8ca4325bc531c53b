"""What the routes find while the application runs: opened by its lifespan, handed to each request by the server."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Protocol, TypedDict, cast

from starlette.types import Scope

from bff.flows.content.content import Content
from bff.flows.payments.payments import Payments
from bff.flows.shopper import Shopper
from bff.flows.sign_on.sign_on import SignOn
from bff.gateway.request import GraphQLRequest, GraphQLResponse
from integrations.commerce.contract import Caller, CommerceGraphQL


class Gateway(Protocol):
    """Who answers operations."""

    async def answer(
        self,
        request: GraphQLRequest,
        caller: Caller,
        context: object,
        *,
        seconds: float,
        commerce: CommerceGraphQL | None = None,
    ) -> GraphQLResponse:
        """Answer within `seconds`. What fails outside is part of the answer; anything raised is a defect of ours."""
        ...

    def subscribe(
        self,
        request: GraphQLRequest,
        caller: Caller,
        context: object,
        *,
        seconds: float,
        commerce: CommerceGraphQL | None = None,
    ) -> AsyncGenerator[GraphQLResponse, None]:
        """The responses to a subscription, each within `seconds`, or the one to another operation.

        One whose outcome is not `EXECUTED` is the last. Closing the generator stops the operation.
        """
        ...


@dataclass(frozen=True, slots=True)
class Visit:
    """One GraphQL request of one shopper: on whose behalf Commerce is asked, how, and what resolvers of ours see.

    `private`: nobody but this browser may keep the answer, and it need not either.
    """

    shopper: Shopper
    caller: Caller
    context: object
    commerce: CommerceGraphQL | None = None
    private: bool = False


class Visits(Protocol):
    """Who tells shoppers apart."""

    async def shopper(self, headers: Mapping[str, str], address: str | None) -> Shopper:
        """Whose request it is. Raises `BadRequestError` for one that may not act with the session it brings."""
        ...

    async def begin(self, headers: Mapping[str, str], address: str | None, *, keeps_cookies: bool = True) -> Visit:
        """All that one GraphQL request needs. Raises as `shopper` does.

        `keeps_cookies` is false where the browser cannot be given a cookie any more: nobody signs on there.
        """
        ...

    def alive(self, shopper: Shopper) -> "Alive":
        """What to ask of a connection that stays open on behalf of this shopper."""
        ...

    def cookie(self, shopper: Shopper) -> tuple[bytes, bytes] | None:
        """The header by which their browser keeps or drops its cookie; None where nothing has changed."""
        ...


class Alive(Protocol):
    """Whether a connection that stays open is still its shopper's: not signed out meanwhile, for example."""

    async def __call__(self) -> bool:
        """Asked every few seconds, within a bounded time; once False, the connection is closed.

        Anything raised is a defect of ours, and closes the connection too.
        """
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
    visits: Visits
    sign_on: SignOn | None
    payments: Payments | None
    content: Content | None
    readiness: Readiness


def running_of(scope: Scope) -> Running:
    """What runs, as a route finds it."""
    return cast(Running, scope["state"])
