"""What customers do with an order that is placed."""

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.commerce.checkout.orders import order_by_id, order_by_number
from sandbox.commerce.fulfilment.changing import invoice, refund, ship
from tests.contract.sandbox_commerce.choosing import BUNDLE, CALENDAR, product
from tests.contract.sandbox_commerce.shopping import OAKLAND, PLATE, Shop

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


DOWNLOADS = (
    "{ customerDownloadableProducts { items { date status order_increment_id remaining_downloads download_url } } }"
)


def downloads(shop: Shop, token: str) -> Any:
    return shop.ask(DOWNLOADS, token=token)["customerDownloadableProducts"]["items"]


def test_files_can_be_fetched_once_they_are_paid_for_and_no_more_when_given_back(shop: Shop) -> None:
    ada = shop.sign_in()
    assert downloads(shop, ada) == []
    cart_id = shop.customer_cart(ada)
    links = product(shop, CALENDAR, "... on DownloadableProduct { downloadable_product_links { uid } }")
    uids = [link["uid"] for link in links["downloadable_product_links"]]
    assert shop.put(cart_id, CALENDAR, 1, options=uids, token=ada) == []
    billing = {"cart_id": cart_id, "billing_address": {"address": OAKLAND}}
    shop.set("setBillingAddressOnCart", billing, token=ada)
    shop.pay_by(cart_id, token=ada)
    number = shop.place(cart_id, token=ada)["orderV2"]["number"]
    bought = downloads(shop, ada)
    assert [one["status"] for one in bought] == ["pending", "pending"]
    assert {one["order_increment_id"] for one in bought} == {number}
    assert {one["remaining_downloads"] for one in bought} == {"Unlimited"}
    assert len({one["download_url"] for one in bought}) == 2
    assert downloads(shop, shop.sign_in("bruno@example.com")) == []
    order = order_by_number(shop.world, number)
    assert order is not None
    with shop.world.transaction():
        invoice(shop.world, order, {})
    assert [one["status"] for one in downloads(shop, ada)] == ["available", "available"]
    with shop.world.transaction():
        refund(shop.world, order_by_id(shop.world, order.id), {})
    assert [one["status"] for one in downloads(shop, ada)] == ["expired", "expired"]


def test_what_a_bundle_held_goes_back_on_the_shelf_and_not_the_bundle(shop: Shop) -> None:
    ada = shop.sign_in()
    fields = "... on BundleProduct { items { title options { uid is_default product { sku } } } }"
    options = [option for item in product(shop, BUNDLE, fields)["items"] for option in item["options"]]
    default = [option for option in options if option["is_default"]]
    skus = [option["product"]["sku"] for option in default]
    before = {sku: shop.stock(sku) for sku in skus}
    cart_id = shop.customer_cart(ada)
    assert shop.put(cart_id, BUNDLE, 2, options=[option["uid"] for option in default], token=ada) == []
    shop.ship_to(cart_id, token=ada)
    shop.bill_as_shipped(cart_id, token=ada)
    shop.ship_by(cart_id, token=ada)
    shop.pay_by(cart_id, token=ada)
    order = shop.place(cart_id, "id number", token=ada)["orderV2"]
    again = shop.ask(REORDER, n=order["number"], token=ada)["reorderItems"]
    assert again == {"cart": {"items": [{"quantity": 2, "product": {"sku": BUNDLE}}]}, "userInputErrors": []}
    assert all(shop.stock(sku) < before[sku] for sku in skus)
    shop.world.database.execute("UPDATE catalog_bundle_selection SET quantity = 9")
    assert cancelled(shop, order, ada)["error"] is None
    assert {sku: shop.stock(sku) for sku in skus} == before
    assert shop.stock(BUNDLE) == 0
