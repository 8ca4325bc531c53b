"""What customers do with an order that is placed."""

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.commerce.checkout.orders import order_by_number
from sandbox.commerce.fulfilment.changing import ship
from tests.contract.sandbox_commerce.shopping import PLATE, Shop

CANCEL = """mutation($o: ID!, $r: String!) {
  cancelOrder(input: {order_id: $o, reason: $r}) { error order { status } } }"""
REORDER = """mutation($n: String!) { reorderItems(orderNumber: $n) {
  cart { items { quantity product { sku } } } userInputErrors { code path } } }"""


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


def ordered(shop: Shop, token: str, quantity: float = 2) -> Any:
    cart_id = shop.customer_cart(token)
    assert shop.put(cart_id, PLATE, quantity, token=token) == []
    shop.ship_to(cart_id, token=token)
    shop.bill_as_shipped(cart_id, token=token)
    shop.ship_by(cart_id, token=token)
    shop.pay_by(cart_id, token=token)
    return shop.place(cart_id, "id number", token=token)["orderV2"]


def cancelled(shop: Shop, order: Any, token: str, reason: str = "Changed my mind") -> Any:
    return shop.ask(CANCEL, o=order["id"], r=reason, token=token)["cancelOrder"]


def test_an_order_is_cancelled_once_and_goes_back_on_the_shelf(shop: Shop) -> None:
    ada, before = shop.sign_in(), shop.stock(PLATE)
    order = ordered(shop, ada)
    assert cancelled(shop, order, ada) == {"error": None, "order": {"status": "Canceled"}}
    assert shop.stock(PLATE) == before
    assert cancelled(shop, order, ada)["error"] == "Order already closed, complete, cancelled or on hold"


def test_an_order_that_was_shipped_is_not_cancelled(shop: Shop) -> None:
    ada = shop.sign_in()
    order = ordered(shop, ada)
    row = order_by_number(shop.world, order["number"])
    assert row is not None
    with shop.world.transaction():
        ship(shop.world, row, {})
    assert cancelled(shop, order, ada)["error"] == "Order with one or more items shipped cannot be cancelled"


def test_nobody_cancels_another_ones_order(shop: Shop) -> None:
    order = ordered(shop, shop.sign_in())
    answered = cancelled(shop, order, shop.sign_in("bruno@example.com"))
    assert answered == {"error": "Current user is not authorized to cancel this order", "order": None}
    assert shop.refusal(CANCEL, o=order["id"], r="x")[0] == "graphql-authorization"


def test_an_order_is_not_cancelled_without_a_reason(shop: Shop) -> None:
    ada = shop.sign_in()
    assert cancelled(shop, ordered(shop, ada), ada, reason=" ")["order"] == {"status": "Pending"}


def test_an_order_that_is_not_there_is_told(shop: Shop) -> None:
    assert cancelled(shop, {"id": "OTk5"}, shop.sign_in())["order"] is None


def test_the_same_again_lies_in_the_cart(shop: Shop) -> None:
    ada = shop.sign_in()
    order = ordered(shop, ada)
    answered = shop.ask(REORDER, n=order["number"], token=ada)["reorderItems"]
    assert answered["cart"]["items"] == [{"quantity": 2, "product": {"sku": PLATE}}]
    assert answered["userInputErrors"] == []


def test_what_is_sold_out_since_is_told(shop: Shop) -> None:
    ada = shop.sign_in()
    order = ordered(shop, ada)
    shop.set_stock(PLATE, 1)
    answered = shop.ask(REORDER, n=order["number"], token=ada)["reorderItems"]
    assert answered["userInputErrors"] == [{"code": "INSUFFICIENT_STOCK", "path": ["orderItems", PLATE]}]


def test_only_ones_own_order_is_ordered_again(shop: Shop) -> None:
    order = ordered(shop, shop.sign_in())
    bruno = shop.sign_in("bruno@example.com")
    assert "doesn't belong" in shop.refusal(REORDER, n=order["number"], token=bruno)[1]
    assert "Cannot find order number" in shop.refusal(REORDER, n="x", token=bruno)[1]
    assert shop.refusal(REORDER, n=order["number"])[0] == "graphql-authorization"
