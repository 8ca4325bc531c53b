"""Invoices, shipments and credit memos: found, read, captured, voided, refunded; and the parcels of a shipment."""

from typing import Any, Final

from sandbox.commerce.checkout.orders import OrderRow, order_by_id
from sandbox.commerce.fulfilment import changing, documents
from sandbox.commerce.fulfilment.comments import comments_of
from sandbox.commerce.fulfilment.documents import CANCELED, OPEN, PAID, Document, Kind, Track, document
from sandbox.commerce.money import amount
from sandbox.commerce.rest import given
from sandbox.commerce.rest.amounts import Currency, quantity
from sandbox.commerce.rest.call import Call, Handler
from sandbox.commerce.rest.errors import not_found, refused
from sandbox.commerce.rest.order_actions import quantities, refund, track_of
from sandbox.commerce.rest.order_document import comment_document
from sandbox.commerce.rest.orders import ABSENT, find_order
from sandbox.commerce.rest.search_criteria import criteria_of
from sandbox.commerce.rest.searching import Collection, Column, find
from sandbox.commerce.world import World

COLUMNS: Final = {
    "entity_id": Column("d.entity_id", "number"),
    "increment_id": Column("d.increment_id"),
    "order_id": Column("d.order_id", "number"),
    "invoice_id": Column("d.invoice_id", "number"),
    "state": Column("d.state", "number"),
    "grand_total": Column("d.grand_total / 100.0", "number"),
    "created_at": Column("d.created_at", "time"),
    "updated_at": Column("d.updated_at", "time"),
}


def listing(kind: Kind) -> Handler:
    """The handler of `GET /V1/invoices`, `/V1/shipments` and `/V1/creditmemos`."""
    source = f"(SELECT * FROM sales_document WHERE kind = '{kind}') AS d"  # noqa: S608 - the kind is ours
    collection = Collection(source=source, key="d.entity_id", columns=COLUMNS)

    def handle(call: Call) -> dict[str, Any]:
        found = find(call.world, collection, criteria_of(call))
        return found.content([_content(call.world, document_of(call, kind, number)) for number in found.ids])

    return handle


def reading(kind: Kind) -> Handler:
    """The handler of `GET /V1/invoices/{id}` and its like."""

    def handle(call: Call) -> dict[str, Any]:
        return _content(call.world, document_of(call, kind, call.number("id")))

    return handle


def save_invoice(call: Call) -> dict[str, Any]:
    """`POST /V1/invoices`: an invoice as its maker wants it; with state 1 it stays open, to be captured or voided."""
    entity = given.mapping(call.body, "entity")
    given.required(entity, "orderId")
    order = find_order(call, given.integer(entity["order_id"]))
    is_open = given.integer(entity.get("state") or PAID) == OPEN
    return _content(call.world, changing.invoice(call.world, order, quantities(entity), paid=not is_open))


def capture_invoice(call: Call) -> bool:
    """`POST /V1/invoices/{id}/capture`: of an open one."""
    _settle(call, PAID, "The capture action is not available.")
    return True


def void_invoice(call: Call) -> bool:
    """`POST /V1/invoices/{id}/void`: of an open one; what was invoiced with it may be invoiced again."""
    _settle(call, CANCELED, "The void action is not available.")
    return True


def refund_invoice(call: Call) -> str:
    """`POST /V1/invoice/{invoiceId}/refund`."""
    invoice = document_of(call, "invoice", call.number("invoiceId"))
    if invoice.state != PAID:
        raise refused(f"Creditmemo Document Validation Error(s):\nInvoice {invoice.increment_id} is not paid.")
    return str(refund(call, find_order(call, invoice.order_id), invoice.id).id)


def add_track(call: Call) -> dict[str, Any]:
    """`POST /V1/shipment/track`, and `/V1/shipment/{id}/track` for those who name the shipment in the path."""
    entity = dict(given.mapping(call.body, "entity"))
    parent_id = call.path.get("id") or entity.get("parent_id")
    if not parent_id:
        given.required(entity, "parentId")
    shipment = document_of(call, "shipment", given.integer(parent_id))
    track = documents.add_track(call.world, shipment, track_of(entity))
    return _track(shipment, track)


def delete_track(call: Call) -> bool:
    """`DELETE /V1/shipment/track/{id}`."""
    if not documents.remove_track(call.world, call.number("id")):
        raise not_found(ABSENT)
    return True


def document_of(call: Call, kind: Kind, entity_id: int) -> Document:
    """The document with this entity id. Raises `RestError`."""
    found = document(call.world, kind, entity_id)
    if found is None:
        raise not_found(ABSENT)
    return found


def _settle(call: Call, state: int, complaint: str) -> None:
    invoice = document_of(call, "invoice", call.number("id"))
    if invoice.state != OPEN:
        raise refused(complaint)
    documents.change_state(call.world, invoice, state)
    changing.advance(call.world, find_order(call, invoice.order_id))


def _content(world: World, made: Document) -> dict[str, Any]:
    order = order_by_id(world, made.order_id)
    content: dict[str, Any] = {
        "created_at": made.created_at,
        "entity_id": made.id,
        "increment_id": made.increment_id,
        "order_id": made.order_id,
        "store_id": order.store_id,
        "updated_at": made.updated_at,
    }
    if made.kind == "shipment":
        content["total_qty"] = quantity(sum(item.quantity for item in made.items))
        content["tracks"] = [_track(made, track) for track in documents.tracks_of(world, made)]
    else:
        content |= {"order_currency_code": order.currency, "state": made.state, **_amounts(world, order, made)}
    if made.invoice_id:
        content["invoice_id"] = made.invoice_id
    written = [comment for comment in comments_of(world, order.id) if comment.document_id == made.row_id]
    content["items"] = _items(world, order, made)
    content["comments"] = [comment_document(comment) for comment in written]
    return content


def _amounts(world: World, order: OrderRow, made: Document) -> dict[str, Any]:
    told = Currency.of(world, order.currency).both(
        discount_amount=-made.amounts.discount,
        grand_total=made.grand_total,
        shipping_amount=made.amounts.shipping,
        subtotal=made.amounts.subtotal,
        tax_amount=made.amounts.tax,
    )
    adjusted = {
        "adjustment_positive": amount(made.amounts.adjustment_positive),
        "adjustment_negative": amount(made.amounts.adjustment_negative),
    }
    return {**told, **(adjusted if made.kind == "creditmemo" else {})}


def _items(world: World, order: OrderRow, made: Document) -> list[dict[str, Any]]:
    rows = world.rows("SELECT id, sku, name, price FROM sales_order_item WHERE order_id = ?", (order.id,))
    ordered = {row["id"]: row for row in rows}
    return [
        {
            "entity_id": item.id,
            "name": ordered[item.order_item_id]["name"],
            "order_item_id": item.order_item_id,
            "parent_id": made.id,
            "price": amount(ordered[item.order_item_id]["price"]),
            "qty": quantity(item.quantity),
            "row_total": amount(item.row_total),
            "sku": ordered[item.order_item_id]["sku"],
            "tax_amount": amount(item.tax),
        }
        for item in made.items
    ]


def _track(shipment: Document, track: Track) -> dict[str, Any]:
    return {
        "carrier_code": track.carrier_code,
        "created_at": track.created_at,
        "description": None,
        "entity_id": track.id,
        "order_id": shipment.order_id,
        "parent_id": shipment.id,
        "qty": None,
        "title": track.title,
        "track_number": track.number,
        "updated_at": track.updated_at,
        "weight": None,
    }
