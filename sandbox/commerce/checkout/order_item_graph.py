"""How what was ordered reaches a GraphQL answer."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.cart.choices import Choices
from sandbox.commerce.cart.graph import money
from sandbox.commerce.catalog.bundles import bundle_options
from sandbox.commerce.catalog.downloads import download_links
from sandbox.commerce.catalog.graph import product_source
from sandbox.commerce.catalog.prices import price_of
from sandbox.commerce.catalog.products import product_by_id
from sandbox.commerce.checkout.orders import OrderItemRow, OrderRow
from sandbox.commerce.fulfilment.standing import ItemStanding
from sandbox.commerce.identifiers import uid
from sandbox.commerce.world import Info

Source = Mapping[str, Any]

KINDS: Final[Mapping[str, str]] = {"bundle": "Bundle", "downloadable": "Downloadable"}
"""Types of products whose items have a type of their own in orders and documents, with the start of its name."""


def order_item_source(order: OrderRow, standing: ItemStanding) -> dict[str, Any]:
    """An `OrderItemInterface`."""
    item = standing.item
    return {
        "__typename": f"{KINDS.get(item.type_id, '')}OrderItem",
        "id": uid(item.id),
        "product": lambda info: _product(info, item),
        "product_name": item.name,
        "product_sale_price": money(item.price, order.currency),
        "product_sku": item.sku,
        "product_type": item.type_id,
        "product_url_key": item.url_key,
        "quantity_ordered": item.quantity,
        "quantity_canceled": standing.canceled,
        "quantity_invoiced": standing.invoiced,
        "quantity_refunded": standing.refunded,
        "quantity_returned": 0,
        "quantity_shipped": standing.shipped,
        "selected_options": item.selected_options,
        "entered_options": item.entered_options,
        "discounts": discount_sources(order, item.discount),
        "gift_message": item.gift_message,
        "status": _status(standing),
        **chosen_parts(order, item),
    }


def chosen_parts(order: OrderRow, item: OrderItemRow) -> Source:
    """`bundle_options` and `downloadable_links`, wherever an item of an order is told of."""
    return {
        "bundle_options": lambda info: _bundle_options(info, order, item.choices, item.product_id),
        "downloadable_links": lambda info: _links(info, item.choices, item.product_id),
    }


def discount_sources(order: OrderRow, cents: int) -> list[Source]:
    """`Discount`s: none or one."""
    if not cents:
        return []
    off = {"amount": money(cents, order.currency), "applied_to": "ITEM", "label": order.coupon_label or ""}
    return [{**off, "coupon": {"code": order.coupon_code}}]


def _status(standing: ItemStanding) -> str:
    """The furthest that all pieces of an item have come."""
    steps = (
        ("Canceled", standing.canceled),
        ("Refunded", standing.refunded),
        ("Shipped", standing.shipped),
        ("Invoiced", standing.invoiced),
    )
    return next((name for name, count in steps if count >= standing.item.quantity), "Ordered")


def _product(info: Info, item: OrderItemRow) -> Source | None:
    product = product_by_id(info.context.world, item.product_id, info.context.store)
    return product_source(product) if product is not None and product.is_enabled else None


def _bundle_options(info: Info, order: OrderRow, choices: Choices, product_id: int) -> list[Source]:
    """What the bundle was filled with; what is no longer sold is left out."""
    world, pieces = info.context.world, dict(choices.bundle)
    return [
        {
            "id": option.uid,
            "uid": option.uid,
            "label": option.title,
            "values": [
                {
                    "id": selection.uid,
                    "uid": selection.uid,
                    "product_name": selection.product.name,
                    "product_sku": selection.product.sku,
                    "quantity": pieces[selection.id],
                    "price": money(price_of(world, selection.product, order.currency).final, order.currency),
                }
                for selection in option.selections
                if selection.id in pieces
            ],
        }
        for option in bundle_options(world, product_id, info.context.store)
        if any(selection.id in pieces for selection in option.selections)
    ]


def _links(info: Info, choices: Choices, product_id: int) -> list[Source]:
    return [
        {"uid": link.uid, "title": link.title, "sort_order": link.sort_order}
        for link in download_links(info.context.world, product_id)
        if link.id in choices.links
    ]
