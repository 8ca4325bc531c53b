"""How the invoices, shipments and credit memos of an order reach a GraphQL answer."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from sandbox.commerce.cart.graph import money
from sandbox.commerce.checkout.order_item_graph import KINDS, chosen_parts, discount_sources, order_item_source
from sandbox.commerce.checkout.orders import OrderRow
from sandbox.commerce.fulfilment.comments import Comment, comments_of
from sandbox.commerce.fulfilment.documents import Document, DocumentItem, Kind, documents_of, tracks_of
from sandbox.commerce.fulfilment.standing import ItemStanding, standing_of
from sandbox.commerce.identifiers import uid
from sandbox.commerce.money import times
from sandbox.commerce.store.views import BASE_CURRENCY, rate
from sandbox.commerce.world import Info, World

Source = Mapping[str, Any]

ITEMS: Final[Mapping[Kind, tuple[str, str]]] = {
    "invoice": ("InvoiceItem", "quantity_invoiced"),
    "shipment": ("ShipmentItem", "quantity_shipped"),
    "creditmemo": ("CreditMemoItem", "quantity_refunded"),
}
"""What an item of each kind of document is called, and how many of it."""


def documents(order: OrderRow, kind: Kind) -> Callable[[Info], list[Source]]:
    """`invoices`, `shipments` or `credit_memos` of an order, oldest first."""

    def resolve(info: Info) -> list[Source]:
        world = info.context.world
        standings = {standing.item.id: standing for standing in standing_of(world, order).items}
        return [_document(world, order, found, standings) for found in documents_of(world, order.id, kind)]

    return resolve


def order_comments(order: OrderRow) -> Callable[[Info], list[Source]]:
    """`CustomerOrder.comments`: what the shop wrote about the order for the customer to see."""
    return lambda info: _comments(comments_of(info.context.world, order.id), None)


def shipping_handling(cents: int, currency: str) -> Source:
    """A `ShippingHandling`: shipping is neither taxed nor reduced."""
    shipping = money(cents, currency)
    return {
        "total_amount": shipping,
        "amount_excluding_tax": shipping,
        "amount_including_tax": shipping,
        "discounts": [],
        "taxes": [],
    }


def _document(world: World, order: OrderRow, found: Document, standings: Mapping[int, ItemStanding]) -> Source:
    return {
        "id": uid(found.id),
        "number": found.increment_id,
        "comments": _comments(comments_of(world, order.id), found.row_id),
        "items": [_item(order, found.kind, item, standings[item.order_item_id]) for item in found.items],
        "total": _total(world, order, found),
        "tracking": [
            {"carrier": track.carrier_code, "title": track.title, "number": track.number}
            for track in tracks_of(world, found)
        ],
    }


def _comments(written: Sequence[Comment], document_id: int | None) -> list[Source]:
    """Those that a shopper may see, of one document or of the order itself."""
    return [
        {"message": comment.comment or "", "timestamp": comment.created_at}
        for comment in written
        if comment.is_visible_on_front and comment.document_id == document_id
    ]


def _item(order: OrderRow, kind: Kind, item: DocumentItem, standing: ItemStanding) -> Source:
    name, quantity = ITEMS[kind]
    own = "" if kind == "shipment" and standing.item.type_id == "downloadable" else KINDS.get(standing.item.type_id, "")
    return {
        "__typename": f"{own}{name}",
        "id": uid(item.id),
        "order_item": order_item_source(order, standing),
        "product_name": standing.item.name,
        "product_sku": standing.item.sku,
        "product_sale_price": money(standing.item.price, order.currency),
        quantity: item.quantity,
        "discounts": discount_sources(order, item.discount),
        **chosen_parts(order, standing.item),
    }


def _total(world: World, order: OrderRow, found: Document) -> Source:
    currency, amounts = order.currency, found.amounts
    base = times(found.grand_total, Decimal(1 / rate(world, currency)))
    return {
        "base_grand_total": money(base, BASE_CURRENCY),
        "grand_total": money(found.grand_total, currency),
        "subtotal": money(amounts.subtotal, currency),
        "total_tax": money(amounts.tax, currency),
        "total_shipping": money(amounts.shipping, currency),
        "shipping_handling": shipping_handling(amounts.shipping, currency),
        "discounts": discount_sources(order, amounts.discount),
        "taxes": _taxes(order, amounts.tax),
        "adjustment": money(amounts.adjustment_positive - amounts.adjustment_negative, currency),
    }


def _taxes(order: OrderRow, cents: int) -> list[Source]:
    """The document's part of each of the order's taxes; the last one takes what rounding left."""
    told, left = list[Source](), cents
    for place, tax in enumerate(order.taxes, start=1):
        part = left if place == len(order.taxes) else times(cents, Decimal(tax.cents) / Decimal(order.tax))
        left -= part
        told.append({"title": tax.title, "rate": tax.percent, "amount": money(part, order.currency)})
    return told if cents else []
