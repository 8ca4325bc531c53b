"""The shop as tests see it: what its shoppers and its merchant do, what breaks, and everybody's books."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import httpx2 as httpx
from redis import Redis
from redis.asyncio import Redis as AsyncRedis

from bff.settings import Settings
from bff.state.key_ring import KeyRing
from bff.state.payments.inbox import Inbox
from bff.state.payments.ledger import Ledger
from bff.state.payments.payment import Cause, CauseKind, Moved, PaymentId
from bff.state.payments.states import PaymentState
from sandbox.commerce.rest import administrators
from sandbox.commerce.world import World as CommerceWorld
from tests.services.sign_on.browser import Browser

PATIENCE: Final = 30.0

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
  ) {
    cart { prices { grand_total { value currency } } }
  }
}"""
START: Final = """mutation ($input: StartPaymentInput!) {
  startPayment(input: $input) {
    id secret status amount { value minorUnits currency }
    nextAction { __typename ... on PaymentRedirect { url } }
    error { code message nextStep }
    alreadyOpen { canGoOn canBeCancelled }
  }
}"""
CANCEL: Final = """mutation ($id: ID!, $secret: String) {
  cancelPayment(id: $id, secret: $secret) { id status error { code nextStep } }
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
    commerce_world: CommerceWorld = field(repr=False)
    settings: dict[str, Any] = field(repr=False)
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

    def asks_to_pay(self, browser: Browser, cart: str, **changes: Any) -> dict[str, Any]:
        """Press "pay"; the whole answer. `changes` are of the input."""
        usual = {"provider": "fake", "method": "card", "returnUrl": "/thanks", "idempotencyKey": "first press"}
        return browser.ask(START, input={"cartId": cart, **usual, **changes})

    def start(self, browser: Browser, cart: str, key: str = "first press") -> dict[str, Any]:
        """Press "pay"."""
        answer = self.asks_to_pay(browser, cart, idempotencyKey=key)
        assert "errors" not in answer, answer
        started: dict[str, Any] = answer["data"]["startPayment"]
        return started

    def chooses(self, started: dict[str, Any], choice: str = "pay", **fields: str) -> str:
        """Choose on the provider's page, and close the browser: where it would have led."""
        page = started["nextAction"]["url"]
        answer = self.control.post(page, data={"choice": choice, **fields}, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def paid(self, browser: Browser, *until: str) -> dict[str, Any]:
        """A payment that a shopper made, once it has one of these statuses."""
        started = self.start(browser, self.cart(browser))
        self.chooses(started)
        return started | self.until(browser, started["id"], *(until or ("CAPTURED",)))

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

    def admin(self, method: str, path: str, **content: Any) -> Any:
        """Somebody in Commerce's Admin does this, over REST."""
        token = self.control.post(
            f"{self.commerce}/rest/V1/integration/admin/token",
            json={"username": administrators.USERNAME, "password": administrators.PASSWORD},
        ).json()
        headers = {"authorization": f"Bearer {token}"}
        answer = self.control.request(
            method, f"{self.commerce}/rest/V1/{path}", headers=headers, json=content if method != "GET" else None
        )
        assert answer.is_success, answer.text
        return answer.json()

    def orders(self) -> list[dict[str, Any]]:
        """All orders in Commerce's books."""
        found: list[dict[str, Any]] = self.admin("GET", "orders?searchCriteria[pageSize]=300")["items"]
        return found

    def eventually(self, holds: Callable[[], bool]) -> None:
        """Wait until it is so."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < deadline, self.books()
            time.sleep(0.1)

    def books(self) -> list[dict[str, Any]]:
        """The provider's books."""
        answer = self.control.get(f"{self.provider}/_sandbox/books").raise_for_status().json()
        found: list[dict[str, Any]] = answer["payments"] if isinstance(answer, dict) else answer
        return found

    def sells_out(self, sku: str) -> None:
        """Somebody else took the last one."""
        changes = {"quantity": 0, "is_in_stock": False}
        self.control.post(f"{self.commerce}/_sandbox/products/{sku}", json=changes).raise_for_status()

    def commerce_breaks(self, **fault: Any) -> None:
        self.control.post(f"{self.commerce}/_sandbox/faults", json=fault).raise_for_status()

    def provider_breaks(self, **fault: Any) -> None:
        self.control.post(f"{self.provider}/_sandbox/faults", json=fault).raise_for_status()

    def all_works_again(self) -> None:
        """No fault is left."""
        for address in (self.commerce, self.provider):
            self.control.delete(f"{address}/_sandbox/faults").raise_for_status()

    def reports_go_to(self, url: str) -> None:
        """Until the next reset."""
        self.control.put(f"{self.provider}/_sandbox/webhooks", json={"url": url}).raise_for_status()

    def reports(self) -> list[dict[str, Any]]:
        """What the provider told us, or tries to."""
        found: list[dict[str, Any]] = self.control.get(f"{self.provider}/_sandbox/webhooks/deliveries").json()
        return found

    def reports_all(self) -> None:
        """The provider tells now what it has not told, lost reports included; until we have worked all of it."""
        self.control.post(f"{self.provider}/_sandbox/webhooks/deliveries").raise_for_status()
        self.eventually(lambda: {each["state"] for each in self.reports()} == {"delivered"})
        self.eventually(lambda: self.asked_of_inbox(Inbox.waiting) == 0)

    def asked_of_inbox(self, question: Callable[[Inbox], Awaitable[Any]]) -> Any:
        """What the service's own inbox says."""

        async def ask() -> Any:
            async with AsyncRedis.from_url(self.redis_urls[1]) as redis:
                ring = KeyRing.of(Settings.model_validate(self.settings).session)
                return await question(Inbox(redis, ring, attempts=1, lease=timedelta(seconds=1)))

        return asyncio.run(ask())

    def history(self, payment_id: str) -> tuple[Moved, ...]:
        """All that happened to a payment."""

        async def ask() -> tuple[Moved, ...]:
            async with AsyncRedis.from_url(self.redis_urls[1]) as redis:
                return await Ledger(redis, timedelta(days=1)).history(PaymentId(payment_id))

        return asyncio.run(ask())

    def needs_somebody(self, payment_id: str) -> None:
        """What no rule covers has come of a payment."""

        async def move() -> None:
            async with AsyncRedis.from_url(self.redis_urls[1]) as redis:
                ledger = Ledger(redis, timedelta(days=1))
                payment = await ledger.find(PaymentId(payment_id))
                assert payment is not None
                await ledger.move(payment, PaymentState.ATTENTION, Cause(CauseKind.PROVIDER, "nobody knows why"))

        asyncio.run(move())

    def due(self) -> int:
        """How many payments wait to be driven on at this moment."""

        async def ask() -> int:
            async with AsyncRedis.from_url(self.redis_urls[1]) as redis:
                return len(await Ledger(redis, timedelta(days=1)).due(100))

        return asyncio.run(ask())

    def begin_anew(self) -> None:
        for address in (self.commerce, self.provider):
            self.control.post(f"{address}/_sandbox/reset").raise_for_status()
        for url in self.redis_urls:
            with Redis.from_url(url) as redis:
                redis.flushall()


def refusal(answer: dict[str, Any]) -> dict[str, Any]:
    """The one error of an answer, its extensions with its message."""
    [error] = answer["errors"]
    return {"message": error["message"], **error.get("extensions", {})}
