"""Checkouts to the end, and the CPU that service and worker take for one."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final

import httpx2 as httpx

from benchmarks.payments.shop import PROVIDER, Shop, used
from benchmarks.servers import BenchmarkError

SECONDS_TO_SETTLE: Final = 60.0
SECONDS_BETWEEN_LOOKS: Final = 0.5
IDLE_SECONDS: Final = 4.0

CREATE: Final = "mutation { createGuestCart { cart { id } } }"
PREPARE: Final = """mutation ($id: String!, $email: String!, $address: CartAddressInput!) {
  addProductsToCart(cartId: $id, cartItems: [{sku: "PS-307", quantity: 1}]) { user_errors { message } }
  setGuestEmailOnCart(input: {cart_id: $id, email: $email}) { cart { id } }
  setShippingAddressesOnCart(input: {cart_id: $id, shipping_addresses: [{address: $address}]}) { cart { id } }
  setBillingAddressOnCart(input: {cart_id: $id, billing_address: {address: $address}}) { cart { id } }
  setShippingMethodsOnCart(
    input: {cart_id: $id, shipping_methods: [{carrier_code: "flatrate", method_code: "flatrate"}]}
  ) { cart { id } }
}"""
PAY: Final = """mutation ($input: StartPaymentInput!) {
  startPayment(input: $input) { id secret error { code message } nextAction { ... on PaymentRedirect { url } } }
}"""
LOOK: Final = "query ($id: ID!, $secret: String) { payment(id: $id, secret: $secret) { status order { number } } }"
ADDRESS: Final = {
    "firstname": "Berta",
    "lastname": "Bench",
    "street": ["2 Loom Lane"],
    "city": "Austin",
    "region_id": 57,
    "postcode": "73301",
    "country_code": "US",
    "telephone": "5550101",
}


@dataclass(frozen=True, slots=True)
class CheckoutCost:
    """Milliseconds of CPU per checkout, from pressing "pay" until the money is taken for an order.

    `service_idle` and `worker_idle` are what the processes take by doing nothing, in milliseconds a second.
    """

    checkouts: int
    seconds: float
    looks: float
    service: float
    worker: float
    service_idle: float
    worker_idle: float

    @property
    def without_idling(self) -> float:
        """Both, less what they would have taken anyway."""
        idle = (self.service_idle + self.worker_idle) * self.seconds / self.checkouts
        return self.service + self.worker - idle


class Guest:
    """One shopper with a browser of their own."""

    def __init__(self, shop: Shop, number: int) -> None:
        self._shop = shop
        self._number = number
        # Browsers take localhost for secure; the standard library has to be told.
        cookies = CookieJar(DefaultCookiePolicy(secure_protocols=("http", "https")))
        self._client = httpx.Client(cookies=cookies, trust_env=False, timeout=30)
        self._cart = ""
        self._payment: dict[str, Any] = {}

    def fill_cart(self) -> None:
        """Up to where only paying is left."""
        self._cart = self._ask(CREATE)["createGuestCart"]["cart"]["id"]
        self._ask(PREPARE, id=self._cart, email=f"guest{self._number}@example.com", address=ADDRESS)

    def pay(self) -> None:
        """Press "pay", pay on the provider's page, and come back."""
        wanted = {
            "cartId": self._cart,
            "provider": PROVIDER,
            "method": "card",
            "returnUrl": "/thanks",
            "idempotencyKey": "only press",
        }
        self._payment = self._ask(PAY, input=wanted)["startPayment"]
        if self._payment["error"] or not self._payment["nextAction"]:
            raise BenchmarkError(f"a payment did not begin: {self._payment['error']}")
        page = self._payment["nextAction"]["url"]
        paid = self._client.post(page, data={"choice": "pay"})
        if not paid.is_redirect:
            raise BenchmarkError(f"the provider's page answered {paid.status_code}")
        self._client.get(paid.headers["location"])

    def until_settled(self) -> int:
        """Ask how it stands, as a storefront does, until the money is taken; how often it was asked."""
        deadline, looks = time.monotonic() + SECONDS_TO_SETTLE, 1
        while not self._is_settled():
            if time.monotonic() > deadline:
                raise BenchmarkError(f"payment {self._payment['id']} was not settled in {SECONDS_TO_SETTLE:.0f} s")
            time.sleep(SECONDS_BETWEEN_LOOKS)
            looks += 1
        return looks

    def close(self) -> None:
        self._client.close()

    def _is_settled(self) -> bool:
        found = self._ask(LOOK, id=self._payment["id"], secret=self._payment["secret"])["payment"]
        if found["status"] not in ("AUTHORISED", "ORDERING", "ORDERED", "CAPTURING", "CAPTURED", "PROCESSING"):
            raise BenchmarkError(f"a payment that was approved is {found['status']}")
        return found["status"] == "CAPTURED" and found["order"] is not None

    def _ask(self, query: str, **variables: Any) -> dict[str, Any]:
        answer = self._client.post(
            f"{self._shop.address}/graphql",
            json={"query": query, "variables": variables},
            headers={"origin": self._shop.address},
        ).json()
        if "errors" in answer:
            raise BenchmarkError(f"a checkout failed: {answer['errors'][0]['message']}")
        data: dict[str, Any] = answer["data"]
        return data


def measure_checkouts(shop: Shop, checkouts: int) -> CheckoutCost:
    """One after the other, after one that warms everything up. Raises `BenchmarkError` where one fails."""
    guests = [Guest(shop, number) for number in range(checkouts + 1)]
    try:
        for guest in guests:
            guest.fill_cart()
        _settle(guests[:1])
        idle = used(shop)
        time.sleep(IDLE_SECONDS)
        before, began = used(shop), time.monotonic()
        looks = _settle(guests[1:])
        after, seconds = used(shop), time.monotonic() - began
    finally:
        for guest in guests:
            guest.close()
    service, worker = ((after[at] - before[at]) * 1000 / checkouts for at in range(2))
    service_idle, worker_idle = ((before[at] - idle[at]) * 1000 / IDLE_SECONDS for at in range(2))
    return CheckoutCost(checkouts, seconds, looks / checkouts, service, worker, service_idle, worker_idle)


def _settle(guests: Sequence[Guest]) -> int:
    looks = 0
    for guest in guests:
        guest.pay()
        looks += guest.until_settled()
    return looks
