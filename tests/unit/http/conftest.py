"""The HTTP side with a gateway that says what it was asked."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bff.gateway.request import GraphQLRequest, GraphQLResponse, Outcome
from bff.http.application import HttpOptions, application
from bff.http.origins import Origins
from bff.http.running import Part, Running
from bff.telemetry import Metrics
from bff.visits import CookieOptions, Parts, ShopVisits
from integrations.commerce.contract import Caller, CommerceGraphQL
from tests.unit.schema.requests import NoCommerce, guests_request

OPERATION = {"query": "{ storeConfig { store_code } }"}
GRAPHQL_RESPONSE = "application/graphql-response+json"

GUESTS_ONLY = ShopVisits(
    NoCommerce(), guests_request().surroundings, CookieOptions("__Host-session", 60), Origins(()), Parts()
)
"""Sessions are switched off."""


@dataclass
class ListeningGateway:
    """Keeps what it is asked and answers as told."""

    response: GraphQLResponse = field(
        default_factory=lambda: GraphQLResponse(b'{"data":{"storeConfig":null}}', Outcome.EXECUTED)
    )
    failure: Exception | None = None
    asked: list[tuple[GraphQLRequest, Caller]] = field(default_factory=list)

    async def answer(
        self,
        request: GraphQLRequest,
        caller: Caller,
        context: object,
        *,
        seconds: float,
        commerce: CommerceGraphQL | None = None,
    ) -> GraphQLResponse:
        self.asked.append((request, caller))
        if self.failure is not None:
            raise self.failure
        return self.response

    async def subscribe(
        self,
        request: GraphQLRequest,
        caller: Caller,
        context: object,
        *,
        seconds: float,
        commerce: CommerceGraphQL | None = None,
    ) -> AsyncGenerator[GraphQLResponse, None]:
        yield await self.answer(request, caller, context, seconds=seconds)

    def answers(self, outcome: Outcome, headers: dict[str, str] | None = None) -> None:
        body: dict[str, Any] = {"data": {}} if outcome is Outcome.EXECUTED else {"errors": [{"message": "No."}]}
        self.response = GraphQLResponse(orjson.dumps(body), outcome, headers or {})

    @property
    def request(self) -> GraphQLRequest:
        """The one request that came."""
        [(request, _)] = self.asked
        return request

    @property
    def caller(self) -> Caller:
        """On whose behalf it came."""
        [(_, caller)] = self.asked
        return caller


@dataclass
class KnownReadiness:
    found: dict[str, Part]

    async def parts(self) -> dict[str, Part]:
        return self.found


@pytest.fixture
def gateway() -> ListeningGateway:
    return ListeningGateway()


@pytest.fixture
def readiness() -> KnownReadiness:
    return KnownReadiness({"redis": {"status": "ok"}, "commerce": {"status": "ok"}})


@pytest.fixture
def make_app(gateway: ListeningGateway, readiness: KnownReadiness) -> Callable[..., Starlette]:
    """Makes an application with the HTTP options given."""

    def make(**options: Any) -> Starlette:
        @asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[Running]:
            yield Running(
                gateway=gateway, visits=GUESTS_ONLY, sign_on=None, payments=None, content=None, readiness=readiness
            )

        return application(HttpOptions(**options), Metrics(), lifespan)

    return make


@pytest.fixture
def make_client(make_app: Callable[..., Starlette]) -> Iterator[Callable[..., TestClient]]:
    """Makes a client of an application with the HTTP options given."""
    with ExitStack() as stack:

        def make(**options: Any) -> TestClient:
            return stack.enter_context(TestClient(make_app(**options), raise_server_exceptions=False))

        yield make


@pytest.fixture
def client(make_client: Callable[..., TestClient]) -> TestClient:
    return make_client()
