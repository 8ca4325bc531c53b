"""A sandbox Commerce that listens, and the service's half of the sign-on connected to it."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx2 as httpx
import pytest

from bff.sign_on_documents import sign_on_documents
from integrations.commerce.settings import CommerceSettings
from integrations.commerce.sign_on import CommerceSignOn, connect
from sandbox.commerce.app import create_app
from sandbox.commerce.rest import administrators, integrations
from sandbox.commerce.settings import Settings
from sandbox.commerce.world import World
from sandbox.outgoing import http_client
from tests.contract.listening import listening

MORNING: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
PASSWORD: Final = "Fernhollow-1"
ADA: Final = "ada@example.com"
BRUNO: Final = "bruno@example.com"
WEBSITE: Final = 1

INTEGRATION: Final = {
    "kind": "integration",
    "consumer_key": integrations.CONSUMER_KEY,
    "consumer_secret": integrations.CONSUMER_SECRET,
    "access_token": integrations.ACCESS_TOKEN,
    "access_token_secret": integrations.ACCESS_TOKEN_SECRET,
}
ADMIN: Final = {"kind": "admin", "username": administrators.USERNAME, "password": administrators.PASSWORD}
CREDENTIALS: Final = {"external": INTEGRATION, "as_admin": ADMIN, "otp": ADMIN, "password": ADMIN}
STRATEGIES: Final = ("external", "as_admin", "otp")
"""Those that need no password."""

DOCUMENTS: Final = sign_on_documents()


@dataclass
class Clock:
    """Ours, and the sandbox's with it."""

    world: World
    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        """Both clocks."""
        self.now += timedelta(**by)
        self.world.set_clock(self.now)

    def advance_commerce_alone(self, **by: float) -> None:
        """Commerce's: what we believe to be good has ended there."""
        self.world.set_clock(self.world.clock() + timedelta(**by))


@dataclass(frozen=True)
class Shop:
    """A sandbox that listens, and its clock."""

    url: str
    world: World
    clock: Clock
    control: httpx.AsyncClient = field(repr=False)

    def settings(self, strategy: str, **changes: Any) -> CommerceSettings:
        given: dict[str, Any] = {
            "url": self.url,
            "credentials": CREDENTIALS[strategy],
            "tokens": {"strategy": strategy},
            "retry_first_wait_seconds": 0.001,
            "retry_longest_wait_seconds": 0.001,
            "seconds": 30,
        }
        return CommerceSettings(**{**given, **changes})

    def sign_on(self, strategy: str, **changes: Any) -> AbstractAsyncContextManager[CommerceSignOn]:
        """Commerce's half of the sign-on, connected."""
        return connect(self.settings(strategy, **changes), DOCUMENTS, now=self.clock)

    async def asked(self, text: str) -> int:
        """How many requests held this text in their path or body."""
        response = await self.control.get("/_sandbox/requests", params={"last": "1000"})
        return sum(text in f"{entry['path']} {entry['body']}" for entry in response.json())

    async def breaks(self, **fault: Any) -> None:
        """From now on."""
        response = await self.control.post("/_sandbox/faults", json=fault)
        response.raise_for_status()

    async def customer_of(self, token: str) -> Any:
        """What Commerce says to somebody who comes with a token: an e-mail address, or nothing to a guest."""
        response = await self.control.post(
            "/graphql", json={"query": "{ customer { email } }"}, headers={"authorization": f"Bearer {token}"}
        )
        return (response.json()["data"]["customer"] or {}).get("email")


@asynccontextmanager
async def opened(**changes: Any) -> AsyncIterator[Shop]:
    """A sandbox on a free port, in this loop, so that its world may be asked directly."""
    app = create_app(Settings(**{"now": MORNING, "adobe_commerce": True, **changes}))
    async with (
        listening(lambda _: app) as url,
        http_client(base_url=url, timeout=30) as control,
    ):
        yield Shop(url, app.state.world, Clock(app.state.world), control)


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with opened() as running:
        yield running


@pytest.fixture(params=STRATEGIES)
def strategy(request: pytest.FixtureRequest) -> str:
    """Each strategy that mints without the shopper's password."""
    name: str = request.param
    return name
