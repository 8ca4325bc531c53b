"""What the routes find while the application runs: opened by its lifespan, handed to each request by the server."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypedDict, cast

from starlette.types import Scope

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


@dataclass(frozen=True, slots=True)
class Visit:
    """One GraphQL request of one shopper: on whose behalf Commerce is asked, how, and what resolvers of ours see."""

    shopper: Shopper
    caller: Caller
    context: object
    commerce: CommerceGraphQL | None = None


class Visits(Protocol):
    """Who tells shoppers apart."""

    async def shopper(self, headers: Mapping[str, str], address: str | None) -> Shopper:
        """Whose request it is. Raises `BadRequestError` for one that may not act with the session it brings."""
        ...

    async def begin(self, headers: Mapping[str, str], address: str | None) -> Visit:
        """All that one GraphQL request needs. Raises as `shopper` does."""
        ...

    def cookie(self, shopper: Shopper) -> tuple[bytes, bytes] | None:
        """The header by which their browser keeps or drops its cookie; None where nothing has changed."""
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
    readiness: Readiness


def running_of(scope: Scope) -> Running:
    """What runs, as a route finds it."""
    return cast(Running, scope["state"])
