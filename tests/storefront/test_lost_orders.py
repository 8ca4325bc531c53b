"""The answer to an order is lost on its way: it is told, nothing is repeated, and nothing is done on top of it."""

from typing import Final

import pytest

from tests.storefront.replay import Twins
from tests.storefront.shops import Commerce, Endpoint
from tests.storefront.stories import Kept, steps, stories

PLACE: Final = (
    "mutation ($cart: String!) { placeOrder(input: { cart_id: $cart }) { orderV2 { number } errors { code } } }"
)
PLACE_AND_MORE: Final = """mutation ($cart: String!) {{
  placeOrder(input: {{ cart_id: $cart }}) {{ orderV2 {{ number {copies} }} }}
  createGuestCart {{ cart {{ id }} }}
}}"""
ORDER: Final = """{
  guestOrder(input: { email: "gail@example.com", number: "000000001", postcode: "94607" }) { number status }
}"""


@pytest.fixture
def cart(service: Endpoint) -> str:
    """A basket of which nothing is missing but the order."""
    kept: Kept = {}
    for step in steps(stories()["set_payment_method"]):
        parameters, headers = step.request(kept)
        step.keep(service.send(parameters, headers).json()["data"], kept)
    return str(kept["cart"])


def test_an_order_that_was_placed_is_doubtful_and_not_placed_again(
    cart: str, twin: Commerce, service: Endpoint
) -> None:
    twin.go_wrong("drop_after", root_field="placeOrder")
    answer = service.ask(PLACE, cart=cart)
    [error] = answer["errors"]
    assert answer["data"] == {"placeOrder": None}
    assert error["path"] == ["placeOrder"]
    assert error["extensions"] == {"code": "COMMERCE_UNAVAILABLE", "doubtful": True}
    assert "may or may not have happened" in error["message"]
    assert len(twin.sent("placeOrder")) == 1
    assert service.ask(ORDER)["data"]["guestOrder"]["number"] == "000000001"


def test_an_order_that_never_arrived_is_doubtful_too_and_can_be_placed_afterwards(
    cart: str, twin: Commerce, service: Endpoint
) -> None:
    twin.go_wrong("drop_before", root_field="placeOrder", count=1)
    [error] = service.ask(PLACE, cart=cart)["errors"]
    assert error["extensions"]["doubtful"] is True
    assert len(twin.sent("placeOrder")) == 1
    assert service.ask(ORDER)["data"] is None
    assert service.ask(PLACE, cart=cart)["data"]["placeOrder"]["orderV2"]["number"] == "000000001"


def test_what_was_to_follow_the_order_is_not_sent(cart: str, twin: Commerce, service: Endpoint) -> None:
    """So large a selection that Commerce takes the two mutations only in two requests."""
    twin.go_wrong("drop_after", root_field="placeOrder")
    copies = " ".join(f"copy{number}: number" for number in range(297))
    carts_before = len(twin.sent("createGuestCart"))
    answer = service.ask(PLACE_AND_MORE.format(copies=copies), cart=cart)
    assert answer["data"] == {"placeOrder": None, "createGuestCart": None}
    told = [(error["path"], error["extensions"]["code"]) for error in answer["errors"]]
    assert told == [(["placeOrder"], "COMMERCE_UNAVAILABLE"), (["createGuestCart"], "MUTATION_NOT_SENT")]
    assert len(twin.sent("createGuestCart")) == carts_before


def test_of_two_mutations_that_travel_together_both_are_doubtful(cart: str, twin: Commerce, service: Endpoint) -> None:
    twin.go_wrong("drop_after", root_field="placeOrder")
    answer = service.ask(PLACE_AND_MORE.format(copies=""), cart=cart)
    assert [error["path"] for error in answer["errors"]] == [["placeOrder"], ["createGuestCart"]]
    assert all(error["extensions"]["doubtful"] for error in answer["errors"])


def test_an_order_that_commerce_refuses_is_not_doubtful(twins: Twins) -> None:
    *_, pair = twins.play(stories()["place_order_incomplete"])
    assert pair.through.content == pair.direct.content
    assert "doubtful" not in pair.through.text
