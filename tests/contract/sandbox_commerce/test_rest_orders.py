"""Orders over REST: invoiced, shipped, refunded, cancelled, held, commented."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import MORNING, Commerce
from tests.contract.sandbox_commerce.rest_client import PLATE, RestClient


@pytest.fixture
def shop(start: Callable[[Settings], Commerce]) -> Commerce:
    return start(Settings(now=MORNING, fixed_ids=True))


@pytest.fixture
def rest(shop: Commerce) -> RestClient:
    return RestClient(shop.client).as_admin()


def ordered(rest: RestClient, quantity: int = 1, sku: str = PLATE) -> int:
    rest.guest_cart(sku, quantity)
    return rest.place()


def state(rest: RestClient, order_id: int) -> tuple[str, str]:
    order = rest.get(f"/orders/{order_id}")
    return order["state"], order["status"]


def items(rest: RestClient, order_id: int, quantity: float) -> dict[str, Any]:
    (item,) = rest.get(f"/orders/{order_id}")["items"]
    return {"items": [{"order_item_id": item["item_id"], "qty": quantity}]}


def stock(rest: RestClient) -> float:
    quantity: float = rest.get(f"/stockItems/{PLATE}")["qty"]
    return quantity


def test_an_order_is_invoiced_then_shipped_and_is_complete(rest: RestClient) -> None:
    order_id = ordered(rest)
    assert state(rest, order_id) == ("new", "pending")
    assert rest.post(f"/order/{order_id}/invoice", {"capture": True}) == "1"
    assert state(rest, order_id) == ("processing", "processing")
    track = {"track_number": "T-1", "title": "Parcel", "carrier_code": "custom"}
    assert rest.post(f"/order/{order_id}/ship", {"tracks": [track]}) == "1"
    assert state(rest, order_id) == ("complete", "complete")
    assert rest.get("/shipment/1")["tracks"][0]["track_number"] == "T-1"
    order = rest.get(f"/orders/{order_id}")
    assert (order["total_paid"], order["total_due"], order["items"][0]["qty_shipped"]) == (29, 0, 1)


def test_an_order_may_be_invoiced_and_shipped_in_parts(rest: RestClient) -> None:
    order_id = ordered(rest, 3)
    rest.post(f"/order/{order_id}/invoice", items(rest, order_id, 1))
    first = rest.get("/invoices/1")
    assert (first["subtotal"], first["shipping_amount"], first["grand_total"]) == (24, 15, 39)
    many = rest.send("POST", f"/order/{order_id}/invoice", items(rest, order_id, 3))
    assert many.status_code == 400
    assert "must not be greater than the uninvoiced quantity" in many.json()["message"]
    rest.post(f"/order/{order_id}/invoice")
    assert rest.get("/invoices/2")["grand_total"] == 48
    rest.post(f"/order/{order_id}/ship", items(rest, order_id, 2))
    assert state(rest, order_id)[0] == "processing"
    rest.post(f"/order/{order_id}/ship")
    assert state(rest, order_id)[0] == "complete"
    assert rest.search("/shipments", ("order_id", "eq", str(order_id)))["total_count"] == 2


def test_nothing_is_invoiced_or_shipped_twice(rest: RestClient) -> None:
    order_id = ordered(rest)
    for what, name in (("invoice", "Invoice"), ("ship", "Shipment")):
        rest.post(f"/order/{order_id}/{what}")
        again = rest.send("POST", f"/order/{order_id}/{what}")
        assert again.status_code == 400
        assert again.json()["message"].startswith(f"{name} Document Validation Error(s):\n")


def test_an_order_is_refunded_in_parts_with_its_goods_back_on_the_shelf(rest: RestClient) -> None:
    before = stock(rest)
    order_id = ordered(rest, 2)
    assert stock(rest) == before - 2
    rest.post(f"/order/{order_id}/invoice")
    part = items(rest, order_id, 1)
    back = {"return_to_stock_items": [part["items"][0]["order_item_id"]]}
    arguments = {"shipping_amount": 0, "adjustment_negative": 4, "extension_attributes": back}
    rest.post(f"/order/{order_id}/refund", {**part, "arguments": arguments})
    assert stock(rest) == before - 1
    order = rest.get(f"/orders/{order_id}")
    assert (order["total_refunded"], order["state"]) == (20, "processing")
    memo = rest.get("/creditmemo/1")
    assert (memo["grand_total"], memo["adjustment_negative"]) == (20, 4)


def test_no_more_is_refunded_than_was_paid(rest: RestClient) -> None:
    order_id = ordered(rest)
    unpaid = rest.send("POST", f"/order/{order_id}/refund")
    assert unpaid.status_code == 400
    assert "has a status of pending" in unpaid.json()["message"]
    rest.post(f"/order/{order_id}/invoice")
    much = rest.send("POST", f"/order/{order_id}/refund", {"arguments": {"adjustment_positive": 1}})
    assert (much.status_code, much.json()["parameters"]) == (400, [29])
    rest.post(f"/order/{order_id}/refund")
    assert state(rest, order_id)[0] == "closed"
    assert rest.send("POST", f"/order/{order_id}/refund").status_code == 400


def test_an_invoice_is_refunded_by_its_own_id(rest: RestClient) -> None:
    order_id = ordered(rest)
    rest.post(f"/order/{order_id}/invoice")
    assert rest.post("/invoice/1/refund", {"isOnline": False}) == "1"
    assert rest.get("/creditmemo/1")["invoice_id"] == 1


def test_an_open_invoice_is_captured_or_voided(rest: RestClient) -> None:
    order_id = ordered(rest)
    made = rest.post("/invoices", {"entity": {"order_id": order_id, "state": 1}})
    assert (made["state"], rest.get(f"/orders/{order_id}")["total_due"]) == (1, 29)
    assert rest.post(f"/invoices/{made['entity_id']}/void") is True
    assert rest.send("POST", f"/invoices/{made['entity_id']}/capture").status_code == 400
    again = rest.post("/invoices", {"entity": {"order_id": order_id, "state": 1}})
    assert rest.post(f"/invoices/{again['entity_id']}/capture") is True
    assert rest.get(f"/orders/{order_id}")["total_due"] == 0
    refused = rest.send("POST", f"/invoices/{again['entity_id']}/capture")
    assert refused.json()["message"] == "The capture action is not available."


def test_a_cancelled_order_gives_back_its_goods_and_goes_no_further(rest: RestClient) -> None:
    before = stock(rest)
    order_id = ordered(rest, 2)
    assert rest.post(f"/orders/{order_id}/cancel") is True
    assert stock(rest) == before
    assert rest.post(f"/orders/{order_id}/cancel") is False
    assert rest.send("POST", f"/order/{order_id}/invoice").status_code == 400
    order = rest.get(f"/orders/{order_id}")
    assert (order["total_canceled"], order["total_due"], order["items"][0]["qty_canceled"]) == (58, 0, 2)


def test_of_a_partly_invoiced_order_the_rest_is_cancelled(rest: RestClient) -> None:
    order_id = ordered(rest, 2)
    rest.post(f"/order/{order_id}/invoice", items(rest, order_id, 1))
    assert rest.post(f"/orders/{order_id}/cancel") is True
    order = rest.get(f"/orders/{order_id}")
    assert (order["state"], order["total_canceled"], order["total_due"]) == ("processing", 24, 0)
    rest.post(f"/order/{order_id}/ship")
    assert state(rest, order_id)[0] == "complete"


def test_an_order_on_hold_waits_until_it_is_let_go(rest: RestClient) -> None:
    order_id = ordered(rest)
    assert rest.post(f"/orders/{order_id}/hold") is True
    assert state(rest, order_id) == ("holded", "holded")
    assert rest.send("POST", f"/order/{order_id}/invoice").status_code == 400
    assert rest.send("POST", f"/orders/{order_id}/hold").json() == {"message": "A hold action is not available."}
    assert rest.post(f"/orders/{order_id}/unhold") is True
    assert state(rest, order_id) == ("new", "pending")
    assert rest.send("POST", f"/orders/{order_id}/unhold").json() == {"message": "You cannot remove the hold."}


def test_a_shopper_sees_an_order_on_hold(shop: Commerce, rest: RestClient) -> None:
    order_id = ordered(rest)
    rest.post(f"/orders/{order_id}/hold")
    order = rest.get(f"/orders/{order_id}")
    query = "query ($i: OrderInformationInput!) { guestOrder(input: $i) { status } }"
    asked = {"number": order["increment_id"], "email": order["customer_email"], "postcode": "32801"}
    assert shop.ask(query, {"i": asked}) == {"guestOrder": {"status": "On Hold"}}


def test_a_shopper_sees_what_was_sent(shop: Commerce, rest: RestClient) -> None:
    order_id = ordered(rest, 2)
    rest.post(f"/order/{order_id}/ship", items(rest, order_id, 1))
    order = rest.get(f"/orders/{order_id}")
    query = "query ($i: OrderInformationInput!) { guestOrder(input: $i) { items { quantity_shipped status } } }"
    asked = {"number": order["increment_id"], "email": order["customer_email"], "postcode": "32801"}
    assert shop.ask(query, {"i": asked})["guestOrder"]["items"] == [{"quantity_shipped": 1, "status": "Ordered"}]
    rest.post(f"/order/{order_id}/ship")
    assert shop.ask(query, {"i": asked})["guestOrder"]["items"] == [{"quantity_shipped": 2, "status": "Shipped"}]


def test_a_comment_is_kept_but_changes_no_status(rest: RestClient) -> None:
    order_id = ordered(rest)
    history = {"comment": "called back", "status": "pending", "is_customer_notified": 0, "is_visible_on_front": 1}
    assert rest.post(f"/orders/{order_id}/comments", {"statusHistory": history}) is True
    other = rest.send("POST", f"/orders/{order_id}/comments", {"statusHistory": {**history, "status": "complete"}})
    assert (other.status_code, other.json()["parameters"]) == (400, ["complete"])
    (kept,) = rest.get(f"/orders/{order_id}/comments")["items"]
    assert (kept["comment"], kept["status"], kept["is_visible_on_front"]) == ("called back", "pending", 1)
    assert rest.get(f"/orders/{order_id}/statuses") == "pending"


def test_a_reference_is_stored_and_found_again(rest: RestClient) -> None:
    order_id = ordered(rest)
    before = rest.get(f"/orders/{order_id}")
    rest.put("/orders/create", {"entity": {"entity_id": order_id, "ext_order_id": "pay-7"}})
    assert rest.search("/orders", ("ext_order_id", "eq", "pay-7"))["total_count"] == 1
    after = rest.get(f"/orders/{order_id}")
    assert {name: value for name, value in after.items() if before.get(name) != value} == {"ext_order_id": "pay-7"}


def test_an_order_of_a_variant_has_a_line_for_the_product_and_one_for_the_variant(rest: RestClient) -> None:
    guest = rest.as_guest()
    options = rest.get("/products/CF-AP")["extension_attributes"]["configurable_product_options"]
    chosen = [{"option_id": one["attribute_id"], "option_value": one["values"][0]["value_index"]} for one in options]
    masked = rest.guest_cart()
    extension = {"extension_attributes": {"configurable_item_options": chosen}}
    guest.post(f"/guest-carts/{masked}/items", {"cartItem": {"sku": "CF-AP", "qty": 2, "product_option": extension}})
    lines = rest.get(f"/orders/{rest.place()}")["items"]
    assert [line["product_type"] for line in lines] == ["simple", "configurable", "simple"]
    plate, apron, variant = lines
    assert variant["parent_item_id"] == apron["item_id"]
    assert (variant["price"], variant["sku"]) == (0, apron["sku"])
    assert apron["product_option"] == extension
    shipped = {"items": [{"order_item_id": variant["item_id"], "qty": 1}]}
    rest.post(f"/order/{apron['order_id']}/ship", shipped)
    counts = [line["qty_shipped"] for line in rest.get(f"/orders/{apron['order_id']}")["items"]]
    assert counts == [0, 1, 1]
    assert plate["qty_ordered"] == 1


def test_a_parcel_number_is_added_later_and_removed(rest: RestClient) -> None:
    order_id = ordered(rest)
    rest.post(f"/order/{order_id}/ship")
    entity = {"order_id": order_id, "parent_id": 1, "track_number": "T-9", "title": "Parcel", "carrier_code": "ups"}
    track = rest.post("/shipment/track", {"entity": entity})
    assert (track["track_number"], track["parent_id"], track["order_id"]) == ("T-9", 1, order_id)
    assert rest.delete(f"/shipment/track/{track['entity_id']}") is True
    assert rest.get("/shipment/1")["tracks"] == []


def test_an_order_in_another_currency_has_its_amounts_in_both(rest: RestClient) -> None:
    german = rest.as_guest().at("de")
    masked = german.post("/guest-carts")
    german.post(f"/guest-carts/{masked}/items", {"cartItem": {"sku": PLATE, "qty": 1}})
    totals = german.get(f"/guest-carts/{masked}/totals")
    assert (totals["quote_currency_code"], totals["subtotal"], totals["base_subtotal"]) == ("EUR", 22.08, 24)


def test_what_does_not_exist_is_not_found(rest: RestClient) -> None:
    absent = "The entity that was requested doesn't exist. Verify the entity and try again."
    for method, path in (("GET", "/orders/9"), ("POST", "/order/9/invoice"), ("GET", "/invoices/9")):
        answer = rest.send(method, path)
        assert (answer.status_code, answer.json()) == (404, {"message": absent})
