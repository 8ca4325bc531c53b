"""What a customer reads of an order's invoices, shipments, credit memos and comments, after the back office acted."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.choosing import BUNDLE, product
from tests.contract.sandbox_commerce.conftest import MORNING, Commerce
from tests.contract.sandbox_commerce.rest_client import RestClient
from tests.contract.sandbox_commerce.shopping import BERLIN, PLATE, Shop

TOTAL = (
    "grand_total { value } subtotal { value } total_tax { value } total_shipping { value } taxes { amount { value } }"
)
DOCUMENTS = f"""{{ customer {{ orders {{ items {{
  status comments {{ message timestamp }}
  invoices {{ number comments {{ message }} total {{ {TOTAL} }}
    items {{ __typename product_sku quantity_invoiced product_sale_price {{ value }} order_item {{ product_sku }} }} }}
  shipments {{ number tracking {{ carrier number title }} items {{ __typename product_sku quantity_shipped }} }}
  credit_memos {{ number total {{ {TOTAL} adjustment {{ value }} }} items {{ quantity_refunded }} }}
}} }} }} }}"""


@pytest.fixture
def commerce(start: Callable[[Settings], Commerce]) -> Commerce:
    return start(Settings(now=MORNING, fixed_ids=True))


@pytest.fixture
def shop(commerce: Commerce) -> Shop:
    return Shop.over(commerce.world)


@pytest.fixture
def office(commerce: Commerce) -> RestClient:
    return RestClient(commerce.client).as_admin()


def ordered(shop: Shop, token: str, sku: str = PLATE, options: list[str] | None = None) -> int:
    cart_id = shop.customer_cart(token)
    assert shop.put(cart_id, sku, 2, options=options, token=token) == []
    shop.ship_to(cart_id, BERLIN, token=token)
    shop.bill_as_shipped(cart_id, token=token)
    shop.ship_by(cart_id, token=token)
    shop.pay_by(cart_id, token=token)
    number = shop.place(cart_id, token=token)["orderV2"]["number"]
    return int(number)


def read(shop: Shop, token: str) -> Any:
    (order,) = shop.ask(DOCUMENTS, token=token)["customer"]["orders"]["items"]
    return order


def test_an_order_that_nobody_has_touched_has_no_documents(shop: Shop) -> None:
    ada = shop.sign_in()
    ordered(shop, ada)
    order = read(shop, ada)
    assert (order["invoices"], order["shipments"], order["credit_memos"], order["comments"]) == ([], [], [], [])


def test_a_customer_follows_an_order_from_the_invoice_to_the_money_back(shop: Shop, office: RestClient) -> None:
    ada = shop.sign_in()
    order_id = ordered(shop, ada)
    office.post(f"/order/{order_id}/invoice", {"capture": True})
    track = {"track_number": "T-1", "title": "Parcel", "carrier_code": "custom"}
    office.post(f"/order/{order_id}/ship", {"tracks": [track]})
    office.post(f"/order/{order_id}/refund", {"arguments": {"adjustment_negative": 5}})
    order = read(shop, ada)
    (invoice,), (shipment,), (memo,) = order["invoices"], order["shipments"], order["credit_memos"]
    assert invoice["items"] == [
        {
            "__typename": "InvoiceItem",
            "product_sku": PLATE,
            "quantity_invoiced": 2,
            "product_sale_price": {"value": 24},
            "order_item": {"product_sku": PLATE},
        }
    ]
    assert invoice["total"] == {
        "subtotal": {"value": 48},
        "total_tax": {"value": 9.12},
        "taxes": [{"amount": {"value": 9.12}}],
        "total_shipping": {"value": 10},
        "grand_total": {"value": 67.12},
    }
    assert shipment["tracking"] == [{"carrier": "custom", "number": "T-1", "title": "Parcel"}]
    assert shipment["items"] == [{"__typename": "ShipmentItem", "product_sku": PLATE, "quantity_shipped": 2}]
    assert memo["items"] == [{"quantity_refunded": 2}]
    assert memo["total"]["adjustment"] == {"value": -5}
    assert {one["number"] for one in (invoice, shipment, memo)} == {"000000001"}


def test_a_customer_reads_the_comments_that_are_meant_for_customers(shop: Shop, office: RestClient) -> None:
    ada = shop.sign_in()
    order_id = ordered(shop, ada)
    for text, visible in (("Packed by Max.", 0), ("It leaves on Monday.", 1)):
        comment = {"comment": text, "status": "pending", "is_customer_notified": 0, "is_visible_on_front": visible}
        office.post(f"/orders/{order_id}/comments", {"statusHistory": comment})
    assert read(shop, ada)["comments"] == [{"message": "It leaves on Monday.", "timestamp": "2026-03-02 09:00:00"}]


def test_a_bundle_is_told_with_what_it_holds_in_the_order_and_its_documents(shop: Shop, office: RestClient) -> None:
    ada, fields = shop.sign_in(), "... on BundleProduct { items { options { uid is_default product { sku } } } }"
    options = [option for item in product(shop, BUNDLE, fields)["items"] for option in item["options"]]
    chosen = [option for option in options if option["is_default"]]
    order_id = ordered(shop, ada, BUNDLE, [option["uid"] for option in chosen])
    office.post(f"/order/{order_id}/invoice", {"capture": True})
    held = "bundle_options { label values { product_sku quantity } }"
    query = f"""{{ customer {{ orders {{ items {{
      items {{ __typename ... on BundleOrderItem {{ {held} }} }}
      invoices {{ items {{ __typename ... on BundleInvoiceItem {{ {held} }} }} }} }} }} }} }}"""
    (order,) = shop.ask(query, token=ada)["customer"]["orders"]["items"]
    (item,), (invoiced,) = order["items"], order["invoices"][0]["items"]
    assert (item["__typename"], invoiced["__typename"]) == ("BundleOrderItem", "BundleInvoiceItem")
    skus = [value["product_sku"] for option in item["bundle_options"] for value in option["values"]]
    assert skus == [option["product"]["sku"] for option in chosen]
    assert invoiced["bundle_options"] == item["bundle_options"]
