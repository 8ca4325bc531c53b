"""Commerce fails before, while and after it makes an order: none is asked for twice, shoppers are told the truth."""

import sys
from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest

from tests.faults.conftest import Run
from tests.storefront.shops import Commerce, Endpoint

ADDRESS = {
    "firstname": "Gail",
    "lastname": "Guest",
    "street": ["9 Elm Street"],
    "city": "Oakland",
    "region": "CA",
    "postcode": "94607",
    "country_code": "US",
    "telephone": "+1 510 555 0100",
}
READY = """
mutation Ready($cart: String!, $address: CartAddressInput!) {
  addProductsToCart(cartId: $cart, cartItems: [{sku: "TW-101", quantity: 1}]) { user_errors { message } }
  setGuestEmailOnCart(input: {cart_id: $cart, email: "gail@example.com"}) { cart { id } }
  setShippingAddressesOnCart(input: {cart_id: $cart, shipping_addresses: [{address: $address}]}) { cart { id } }
  setBillingAddressOnCart(input: {cart_id: $cart, billing_address: {same_as_shipping: true}}) { cart { id } }
  setShippingMethodsOnCart(input: {cart_id: $cart, shipping_methods: [
    {carrier_code: "flatrate", method_code: "flatrate"}]}) { cart { id } }
  setPaymentMethodOnCart(input: {cart_id: $cart, payment_method: {code: "checkmo"}}) { cart { id } }
}
"""
ORDER = "mutation %s($cart: String!) { placeOrder(input: {cart_id: $cart}) { orderV2 { number } errors { code } } }"
FAULTS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "maintenance": {"kind": "maintenance"},
    "dropped before": {"kind": "drop_before"},
    "dropped after": {"kind": "drop_after"},
    "garbage": {"kind": "garbage"},
    "half an answer": {"kind": "half"},
    "too late": {"kind": "latency", "seconds": 3},
}


@dataclass(frozen=True)
class Attempt:
    """One order asked for while `fault` was on, and what the storefront was told."""

    name: str
    cart: str
    fault: str
    answer: dict[str, Any]

    @property
    def told(self) -> str:
        """`ordered`, `in doubt` or `not ordered`."""
        placed = (self.answer.get("data") or {}).get("placeOrder") or {}
        if placed.get("orderV2"):
            return "ordered"
        doubtful = any(error.get("extensions", {}).get("doubtful") for error in self.answer.get("errors", ()))
        return "in doubt" if doubtful else "not ordered"


@pytest.mark.xdist_group("faults")
@pytest.mark.timeout(3600)
def test_no_order_is_asked_for_twice_and_none_is_denied_that_was_made(
    run: Run, commerce: Commerce, service: Endpoint, capsys: pytest.CaptureFixture[str]
) -> None:
    random = Random(run.seed)
    attempts, violations = [], []
    for number in range(run.number):
        if number % 40 == 0:
            commerce.begin_anew()
        attempt = tried(f"Attempt{number}", random.choice(sorted(FAULTS)), commerce, service)
        attempts.append(attempt)
        violations.extend(wrong_with(attempt, commerce))
    told = Counter(f"{attempt.fault}: {attempt.told}" for attempt in attempts)
    with capsys.disabled():
        sys.stdout.write(f"\n{dict(sorted(told.items()))}\ncheckouts: {len(attempts)}, violations: {len(violations)}\n")
    assert violations == []


def tried(name: str, fault: str, commerce: Commerce, service: Endpoint) -> Attempt:
    """A cart made ready in peace, then an order placed through the service while something fails."""
    created = commerce.endpoint.ask("mutation { createGuestCart { cart { id } } }")
    cart = created["data"]["createGuestCart"]["cart"]["id"]
    ready = commerce.endpoint.ask(READY, cart=cart, address=ADDRESS)
    assert "errors" not in ready, ready
    if FAULTS[fault]:
        commerce.go_wrong(**FAULTS[fault], contains=name, count=1)
    return Attempt(name, cart, fault, service.ask(ORDER % name, cart=cart))


def wrong_with(attempt: Attempt, commerce: Commerce) -> list[str]:
    """What must not be, as Commerce itself tells."""
    wrong = []
    times = len(commerce.sent(attempt.name))
    if times > 1:
        wrong.append(f"{attempt.name} ({attempt.fault}) was sent {times} times")
    ordered = was_ordered(attempt, commerce)
    if attempt.told == "ordered" and not ordered:
        wrong.append(f"{attempt.name} ({attempt.fault}): an order was promised that is not there")
    if attempt.told == "not ordered" and ordered:
        wrong.append(f"{attempt.name} ({attempt.fault}): an order was made and denied")
    if attempt.fault == "nothing" and attempt.told != "ordered":
        wrong.append(f"{attempt.name}: failed without a fault: {attempt.answer}")
    return wrong


def was_ordered(attempt: Attempt, commerce: Commerce) -> bool:
    """A cart that was ordered is not active any more."""
    cart = commerce.endpoint.ask("query ($cart: String!) { cart(cart_id: $cart) { id } }", cart=attempt.cart)
    return cart["data"]["cart"] is None


@pytest.mark.xdist_group("faults")
def test_a_storefront_that_browses_meanwhile_gets_answers_or_errors_that_name_commerce(
    run: Run, commerce: Commerce, service: Endpoint
) -> None:
    random = Random(run.seed)
    listing = 'query Browse%d { products(search: "plate") { items { sku canonicalUrl } } service { version } }'
    commerce.begin_anew()
    for number in range(run.number):
        fault = random.choice(sorted(FAULTS))
        if FAULTS[fault]:
            commerce.go_wrong(**FAULTS[fault], contains=f"Browse{number} ", count=random.choice([1, 2, 9]))
        answer = service.ask(listing % number)
        assert answer["data"]["service"]["version"], "what is ours stands"
        codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
        assert codes <= {"COMMERCE_UNAVAILABLE", "COMMERCE_TIMEOUT", "COMMERCE_INVALID"}
        assert (answer["data"]["products"] is None) == bool(codes)
        if number % 100 == 99:
            commerce.begin_anew()
