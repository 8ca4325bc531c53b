"""One shop for all of these tests; each finds it as new."""

import asyncio
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx2 as httpx
import pytest
from redis import Redis

from bff.app import create_app
from bff.settings import Settings
from bff.worker import work
from sandbox import redis as sandbox_redis
from sandbox.commerce.app import create_app as create_commerce
from sandbox.commerce.rest import administrators
from sandbox.commerce.schema import sdl
from sandbox.commerce.settings import Settings as CommerceSettings
from sandbox.payment.app import create_app as create_provider
from sandbox.payment.settings import Settings as ProviderSettings
from tests.services.processes import free_port
from tests.services.sign_on.browser import Browser
from tests.services.sign_on.serving import served

METHOD: Final = "purchaseorder"
PATIENCE: Final = 60.0

NEW_CART: Final = "mutation { createGuestCart { cart { id } } }"
FILL: Final = """mutation ($id: String!) {
  addProductsToCart(cartId: $id, cartItems: [{sku: "PS-307", quantity: 2}]) { user_errors { message } }
}"""
ADDRESS: Final = {
    "firstname": "Gero",
    "lastname": "Gast",
    "street": ["1 Loom Lane"],
    "city": "Austin",
    "region": "TX",
    "region_id": 57,
    "postcode": "73301",
    "country_code": "US",
    "telephone": "5550100",
}
PREPARE: Final = """mutation ($id: String!, $address: CartAddressInput!) {
  setGuestEmailOnCart(input: {cart_id: $id, email: "gero@example.com"}) { cart { id } }
  setShippingAddressesOnCart(input: {cart_id: $id, shipping_addresses: [{address: $address}]}) { cart { id } }
  setBillingAddressOnCart(input: {cart_id: $id, billing_address: {address: $address}}) { cart { id } }
  setShippingMethodsOnCart(
    input: {cart_id: $id, shipping_methods: [{carrier_code: "flatrate", method_code: "flatrate"}]}
  ) { cart { prices { grand_total { value currency } } } }
}"""
START: Final = """mutation ($input: StartPaymentInput!) {
  startPayment(input: $input) {
    id secret status amount { value minorUnits currency }
    nextAction { __typename ... on PaymentRedirect { url } }
    error { code message nextStep }
  }
}"""
PAYMENT: Final = """query ($id: ID!, $secret: String) {
  payment(id: $id, secret: $secret) { id status order { number } error { code nextStep } }
}"""


@dataclass
class Shop:
    """The service with all that is behind it, what tests do to these, and their books."""

    address: str
    commerce: str
    provider: str
    redis_urls: tuple[str, str]
    control: httpx.Client = field(repr=False)

    def browser(self) -> Browser:
        return Browser(self.address)

    def cart(self, browser: Browser) -> str:
        """A guest's cart, ready to be paid."""
        cart: str = browser.ask(NEW_CART)["data"]["createGuestCart"]["cart"]["id"]
        browser.ask(FILL, id=cart)
        prepared = browser.ask(PREPARE, id=cart, address=ADDRESS)
        assert "errors" not in prepared, prepared
        return cart

    def start(self, browser: Browser, cart: str, key: str = "first press") -> dict[str, Any]:
        """Press "pay"."""
        answer = browser.ask(
            START,
            input={
                "cartId": cart,
                "provider": "fake",
                "method": "card",
                "returnUrl": "/thanks",
                "idempotencyKey": key,
            },
        )
        assert "errors" not in answer, answer
        started: dict[str, Any] = answer["data"]["startPayment"]
        return started

    def payment(self, browser: Browser, payment_id: str) -> dict[str, Any]:
        answer = browser.ask(PAYMENT, id=payment_id)
        assert "errors" not in answer, answer
        found: dict[str, Any] = answer["data"]["payment"]
        return found

    def until(self, browser: Browser, payment_id: str, *statuses: str) -> dict[str, Any]:
        """The payment once it has one of these statuses."""
        deadline = time.monotonic() + PATIENCE
        while (found := self.payment(browser, payment_id))["status"] not in statuses:
            assert time.monotonic() < deadline, found
            time.sleep(0.1)
        return found

    def orders(self) -> list[dict[str, Any]]:
        """All orders in Commerce's books."""
        token = self.control.post(
            f"{self.commerce}/rest/V1/integration/admin/token",
            json={"username": administrators.USERNAME, "password": administrators.PASSWORD},
        ).json()
        answer = self.control.get(
            f"{self.commerce}/rest/V1/orders",
            params={"searchCriteria[pageSize]": "300"},
            headers={"authorization": f"Bearer {token}"},
        )
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    def books(self) -> list[dict[str, Any]]:
        """The provider's books."""
        answer = self.control.get(f"{self.provider}/_sandbox/books").raise_for_status().json()
        found: list[dict[str, Any]] = answer["payments"] if isinstance(answer, dict) else answer
        return found

    def commerce_breaks(self, **fault: Any) -> None:
        self.control.post(f"{self.commerce}/_sandbox/faults", json=fault).raise_for_status()

    def provider_breaks(self, **fault: Any) -> None:
        self.control.post(f"{self.provider}/_sandbox/faults", json=fault).raise_for_status()

    def begin_anew(self) -> None:
        for address in (self.commerce, self.provider):
            self.control.post(f"{address}/_sandbox/reset").raise_for_status()
        for url in self.redis_urls:
            with Redis.from_url(url) as redis:
                redis.flushall()


@pytest.fixture(scope="package")
def started_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    port, commerce_port, provider_port = free_port(), free_port(), free_port()
    address = f"http://localhost:{port}"
    commerce, provider = f"http://127.0.0.1:{commerce_port}", f"http://127.0.0.1:{provider_port}"
    schema = tmp_path_factory.mktemp("checkout") / "commerce.graphql"
    schema.write_text(sdl(), encoding="utf-8")
    with ExitStack() as stack:
        sessions, ledger = (stack.enter_context(sandbox_redis.running()) for _ in range(2))
        stack.enter_context(served(create_commerce(CommerceSettings(port=commerce_port)), commerce_port))
        provider_settings = ProviderSettings(
            port=provider_port, webhook_url=f"{address}/webhooks/payment/fake", webhook_pause=0.2
        )
        stack.enter_context(served(create_provider(provider_settings), provider_port))
        settings = Settings.model_validate(settings_of(address, commerce, provider, (sessions.url, ledger.url), schema))
        stack.enter_context(served(create_app(settings), port))
        stack.enter_context(working(settings))
        control = stack.enter_context(httpx.Client(trust_env=False, timeout=30))
        yield Shop(address, commerce, provider, (sessions.url, ledger.url), control)


def settings_of(
    address: str, commerce: str, provider: str, redis_urls: tuple[str, str], schema: Path
) -> dict[str, Any]:
    """As an operator writes them, with times that suit tests."""
    return {
        "sandbox": True,
        "http": {"url": address},
        "storefront": {"url": address},
        "redis": {"url": redis_urls[0]},
        "ledger": {"url": redis_urls[1]},
        "session": {"keys": [b64encode(bytes(range(32))).decode()]},
        "payments": {"fake": {"enabled": True, "url": provider, "webhook_keys": ["sandbox-webhook-secret"]}},
        "checkout": {
            "look_again_seconds": 0.2,
            "act_seconds": 2,
            "orders_seconds": 0.5,
            "return_seconds": 20,
            "tries_per_session": 1000,
        },
        "commerce": {
            "url": commerce,
            "schema": schema,
            "credentials": {
                "kind": "admin",
                "username": administrators.USERNAME,
                "password": administrators.PASSWORD,
            },
            "settlement": {"method": METHOD, "longest_execution_seconds": 2},
        },
    }


@contextmanager
def working(settings: Settings) -> Iterator[None]:
    """The background process, in a thread of its own."""
    stopping: list[Callable[[], object]] = []
    started = threading.Event()

    async def run() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        stopping.append(partial(loop.call_soon_threadsafe, stop.set))
        started.set()
        await work(settings, stop=stop)

    thread = threading.Thread(target=lambda: asyncio.run(run()), name="worker", daemon=True)
    thread.start()
    assert started.wait(PATIENCE)
    try:
        yield
    finally:
        stopping[0]()
        thread.join(PATIENCE)
        assert not thread.is_alive(), "the worker did not stop"


@pytest.fixture
def shop(started_shop: Shop) -> Shop:
    started_shop.begin_anew()
    return started_shop


@pytest.fixture
def browser(shop: Shop) -> Browser:
    return shop.browser()
