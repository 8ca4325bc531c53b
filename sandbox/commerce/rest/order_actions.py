"""What is done with an order: invoice, ship, refund, cancel, hold."""

from collections.abc import Sequence

from sandbox.commerce.checkout.orders import OrderRow
from sandbox.commerce.fulfilment import changing
from sandbox.commerce.fulfilment.comments import add_comment
from sandbox.commerce.fulfilment.documents import Document, add_track
from sandbox.commerce.rest import given
from sandbox.commerce.rest.amounts import cents
from sandbox.commerce.rest.call import Call
from sandbox.commerce.rest.given import Given
from sandbox.commerce.rest.order_items import parent_item_id
from sandbox.commerce.rest.orders import order_of


def invoice_order(call: Call) -> str:
    """`POST /V1/order/{orderId}/invoice`: no method here takes money itself, so an invoice is a paid one."""
    order = order_of(call, "orderId")
    made = changing.invoice(call.world, order, quantities(call.body))
    _comment(call, order, made)
    return str(made.id)


def ship_order(call: Call) -> str:
    """`POST /V1/order/{orderId}/ship`."""
    order = order_of(call, "orderId")
    made = changing.ship(call.world, order, quantities(call.body))
    for track in given.optional_objects(call.body, "tracks"):
        add_track(call.world, made, track_of(track))
    _comment(call, order, made)
    return str(made.id)


def refund_order(call: Call) -> str:
    """`POST /V1/order/{orderId}/refund`: offline."""
    return str(refund(call, order_of(call, "orderId")).id)


def cancel_order(call: Call) -> bool:
    """`POST /V1/orders/{id}/cancel`: false where nothing is left to cancel."""
    return changing.cancel(call.world, order_of(call))


def hold_order(call: Call) -> bool:
    """`POST /V1/orders/{id}/hold`."""
    changing.hold(call.world, order_of(call))
    return True


def unhold_order(call: Call) -> bool:
    """`POST /V1/orders/{id}/unhold`."""
    changing.release(call.world, order_of(call))
    return True


def refund(call: Call, order: OrderRow, invoice_id: int | None = None) -> Document:
    """The credit memo that the body describes."""
    arguments = given.optional_mapping(call.body, "arguments")
    extension = given.optional_mapping(arguments, "extension_attributes")
    shipping = arguments.get("shipping_amount")
    back: Sequence[object] = extension.get("return_to_stock_items") or ()
    terms = changing.RefundTerms(
        shipping=None if shipping is None else cents(shipping),
        adjustment_positive=cents(arguments.get("adjustment_positive") or 0),
        adjustment_negative=cents(arguments.get("adjustment_negative") or 0),
        back_to_stock=frozenset(parent_item_id(given.integer(item)) for item in back),
    )
    made = changing.refund(call.world, order, quantities(call.body), terms, invoice_id=invoice_id)
    _comment(call, order, made)
    return made


def quantities(body: Given) -> dict[int, float]:
    """How many of which order item; empty where all are meant."""
    items = given.optional_objects(body, "items")
    for item in items:
        given.required(item, "orderItemId", "qty")
    return {parent_item_id(given.integer(item["order_item_id"])): given.number(item["qty"]) for item in items}


def track_of(written: Given) -> dict[str, str]:
    """A parcel's number out of a request."""
    given.required(written, "trackNumber", "title", "carrierCode")
    return {
        "carrier_code": given.text(written["carrier_code"]),
        "title": given.text(written["title"]),
        "number": given.text(written["track_number"]),
    }


def _comment(call: Call, order: OrderRow, document: Document) -> None:
    comment = given.optional_mapping(call.body, "comment")
    if comment.get("comment") and given.flag(call.body.get("append_comment", False)):
        visible = given.flag(comment.get("is_visible_on_front", 0))
        add_comment(call.world, order, given.text(comment["comment"]), visible=visible, document=document)
