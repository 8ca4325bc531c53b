"""Two processes' flows on one ledger, with a provider and a Commerce whose books tests read."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx2 as httpx
import pytest

from bff.flows.payments.driving import Driver
from bff.flows.payments.lines import Lines
from bff.flows.payments.opening import Opening, Started, Wish
from bff.flows.payments.parts import PaymentParts, Times
from bff.flows.payments.reconciliation import Reconciliation
from bff.flows.payments.watching import Watching
from bff.settings import Settings
from bff.state.payments.ledger import Ledger
from bff.state.payments.payment import Payment
from bff.state.redis import connect as connect_redis
from integrations.commerce.own_connection import connect_settlement
from integrations.commerce.payment_reference import paid_by
from integrations.payment.contract import Redirect
from integrations.payment.fake.adapter import connect as connect_provider
from integrations.payment.fake.settings import FakeSettings
from sandbox.commerce.app import create_app as create_commerce
from sandbox.commerce.settings import Settings as CommerceSettings
from sandbox.outgoing import http_client
from sandbox.payment.app import create_app as create_provider
from sandbox.payment.settings import Settings as ProviderSettings
from sandbox.redis import RunningRedis
from tests.services.checkout.conftest import METHOD, settings_of
from tests.services.checkout.shop import ADDRESS, FILL, NEW_CART, PREPARE
from tests.services.processes import free_port
from tests.services.redis.conftest import Clock, shared_redis
from tests.services.sign_on.serving import served

__all__ = ["shared_redis"]

TIMES: Final = Times()


def wish(cart: str, key: str = "first press") -> Wish:
    """To pay for a cart."""
    return Wish(
        cart_id=cart,
        provider="fake",
        method="card",
        return_url="https://shop.example/thanks",
        return_through="https://shop.example/payments/fake/return?attempt={payment}",
        idempotency_key=key,
        owner="a" * 64,
    )


@dataclass(frozen=True)
class World:
    """One payment's whole world. `driver` is what every process has."""

    parts: PaymentParts
    opening: Opening
    driver: Driver
    watching: Watching
    lines: Lines
    reconciliation: Reconciliation
    clock: Clock
    control: httpx.AsyncClient
    commerce: str
    provider: str

    async def cart(self) -> str:
        """A guest's cart, ready to be paid."""
        cart: str = (await self.ask(NEW_CART))["data"]["createGuestCart"]["cart"]["id"]
        await self.ask(FILL, id=cart)
        prepared = await self.ask(PREPARE, id=cart, address=ADDRESS)
        assert "errors" not in prepared, prepared
        return cart

    async def ask(self, query: str, **variables: Any) -> Any:
        """Commerce, past the service."""
        answer = await self.control.post(f"{self.commerce}/graphql", json={"query": query, "variables": variables})
        return answer.raise_for_status().json()

    async def start(self, cart: str, key: str = "first press") -> Started:
        """Press "pay"."""
        return await self.opening.start(wish(cart, key))

    async def pays(self, started: Started) -> None:
        """The shopper pays on the provider's page, and closes the browser."""
        assert isinstance(started.next_action, Redirect)
        answer = await self.control.post(started.next_action.url, data={"choice": "pay"})
        assert answer.status_code == 303

    async def paid(self) -> Payment:
        """A payment whose shopper has paid, which nobody has noticed yet."""
        started = await self.start(await self.cart())
        await self.pays(started)
        return started.payment

    async def hears(self, payment: Payment) -> Payment:
        """A report of the provider arrives: its word is written down, and nothing else done yet."""
        return await self.driver.course.follow(payment, await self.inquire(payment))

    async def inquire(self, payment: Payment) -> Any:
        """What the provider says now."""
        reference = (await self.parts.ledger.present(payment)).reference
        return await self.parts.provider_of(payment).inquire(reference)  # type: ignore[arg-type]

    async def goes_on(self, payment: Payment, rounds: int = 12) -> Payment:
        """The background process looks whenever the payment is due."""
        for _ in range(rounds):
            payment = await self.driver.drive(await self.parts.ledger.present(payment))
            if payment.deadline is None:
                break
            self.clock.moment = max(self.clock.moment, payment.deadline + timedelta(milliseconds=1))
        return payment

    async def looks(self) -> None:
        """The background process looks once at what is due, and ends what it began."""
        await self.watching.due()
        await self.lines.until_empty()

    async def money(self) -> list[dict[str, Any]]:
        """The provider's books."""
        answer = await self.control.get(f"{self.provider}/_sandbox/books")
        found: list[dict[str, Any]] = answer.raise_for_status().json()
        return found

    async def orders(self, payment: Payment) -> list[Any]:
        """Commerce's, of the payment's cart."""
        return list(await self.parts.commerce.orders_of(payment.quote_id))

    async def provider_breaks(self, **fault: Any) -> None:
        (await self.control.post(f"{self.provider}/_sandbox/faults", json=fault)).raise_for_status()

    async def commerce_breaks(self, **fault: Any) -> None:
        (await self.control.post(f"{self.commerce}/_sandbox/faults", json=fault)).raise_for_status()


@pytest.fixture(scope="package")
def sandboxes() -> Iterator[tuple[str, str]]:
    """A Commerce and a provider, by their addresses."""
    commerce, provider = free_port(), free_port()
    with ExitStack() as stack:
        stack.enter_context(served(create_commerce(CommerceSettings(port=commerce)), commerce))
        stack.enter_context(served(create_provider(ProviderSettings(port=provider)), provider))
        yield f"http://127.0.0.1:{commerce}", f"http://127.0.0.1:{provider}"


@pytest.fixture
async def world(sandboxes: tuple[str, str], shared_redis: RunningRedis) -> AsyncIterator[World]:
    commerce_url, provider_url = sandboxes
    clock = Clock(datetime.now(UTC))
    settings = Settings.model_validate(
        settings_of("http://localhost:1", commerce_url, provider_url, (shared_redis.url,) * 2, Path("none.graphql"))
    ).commerce
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(connect_redis(shared_redis.url, connect_seconds=10, seconds=10))
        await redis.flushall()
        control = await stack.enter_async_context(http_client(timeout=30))
        for address in sandboxes:
            (await control.post(f"{address}/_sandbox/reset")).raise_for_status()
        provider = await stack.enter_async_context(connect_provider(FakeSettings(url=provider_url)))
        parts = PaymentParts(
            ledger=Ledger(redis, timedelta(days=400), clock),
            providers={"fake": provider},
            commerce=await stack.enter_async_context(connect_settlement(settings)),
            method=METHOD,
            choice=partial(paid_by, METHOD, settings.settlement),
            times=TIMES,
            clock=clock,
        )
        opening = Opening(parts)
        driver = Driver(parts, opening)
        lines = Lines(10)
        watching = Watching(parts, driver, lines)
        books = Reconciliation(parts, driver, watching)
        yield World(parts, opening, driver, watching, lines, books, clock, control, commerce_url, provider_url)
