"""The items of an order as REST writes them. A configurable product is two: itself, and below it the chosen variant."""

from typing import Any, Final

from sandbox.commerce.cart.items import items_of
from sandbox.commerce.cart.unit_prices import chosen_custom
from sandbox.commerce.catalog.attributes import attributes, chosen_options
from sandbox.commerce.catalog.products import ProductRow, product_by_id
from sandbox.commerce.checkout.orders import OrderRow
from sandbox.commerce.fulfilment.standing import ItemStanding, Standing
from sandbox.commerce.rest.amounts import Currency, quantity
from sandbox.commerce.rest.cart_options import custom_option_document
from sandbox.commerce.rest.gift_messages import gift_message_document
from sandbox.commerce.store.views import default_store_view
from sandbox.commerce.world import World

CHILD: Final = 1_000_000
"""A variant's line is numbered so far above its parent's: only the parent is kept."""


def order_items(world: World, standing: Standing) -> list[dict[str, Any]]:
    """All lines, each variant after its parent."""
    order = standing.order
    quote_items = {(item.product_id, item.variant_id): item.id for item in items_of(world, order.quote_id)}
    lines = []
    for item in standing.items:
        line = _line(world, order, item)
        line["quote_item_id"] = quote_items.get((item.item.product_id, item.item.variant_id), 0)
        if message := gift_message_document(item.item.gift_message, item.item.id, order.customer_id):
            line["extension_attributes"] = {"gift_message": message}
        if options := _chosen(world, item):
            line["product_option"] = {"extension_attributes": options}
        lines.append(line)
        if item.item.variant_id:
            lines.append(_child(world, item, line))
    return lines


def parent_item_id(item_id: int) -> int:
    """The line that is kept for a line's id."""
    return item_id - CHILD if item_id > CHILD else item_id


def _line(world: World, order: OrderRow, standing: ItemStanding) -> dict[str, Any]:
    item, currency = standing.item, Currency.of(world, order.currency)
    product = _product(world, item.variant_id or item.product_id)
    weight = (product.weight if product else None) or 0
    each_tax = round(item.tax / item.quantity) if item.quantity else 0
    kept = {
        **_gone(standing, currency),
        **currency.both(
            discount_amount=item.discount,
            discount_tax_compensation_amount=0,
            original_price=item.price,
            price=item.price,
            price_incl_tax=item.price + each_tax,
            row_total=item.row_total,
            row_total_incl_tax=item.row_total + item.tax,
            tax_amount=item.tax,
        ),
        "created_at": order.created_at,
        "discount_percent": 0,
        "free_shipping": 0,
        "is_qty_decimal": 0,
        "is_virtual": 0,
        "item_id": item.id,
        "name": item.name,
        "no_discount": 0,
        "order_id": order.id,
        "product_id": item.product_id,
        "product_type": item.type_id,
        "qty_canceled": quantity(standing.canceled),
        "qty_invoiced": quantity(standing.invoiced),
        "qty_ordered": quantity(item.quantity),
        "qty_refunded": quantity(standing.refunded),
        "qty_shipped": quantity(standing.shipped),
        "row_weight": quantity(weight * item.quantity),
        "sku": item.sku,
        "store_id": order.store_id,
        "tax_percent": quantity(sum(tax.percent for tax in order.taxes)),
        "updated_at": order.updated_at,
        "weee_tax_applied": "[]",
        "weight": quantity(weight),
    }
    return dict(sorted(kept.items()))


def _gone(standing: ItemStanding, currency: Currency) -> dict[str, Any]:
    invoiced, refunded = standing.share(standing.invoiced, 0), standing.share(standing.refunded, 0)
    return {
        **currency.both(
            amount_refunded=refunded.row_total,
            discount_invoiced=invoiced.discount,
            discount_tax_compensation_invoiced=0,
            row_invoiced=invoiced.row_total,
            tax_invoiced=invoiced.tax,
        )
    }


def _child(world: World, standing: ItemStanding, parent: dict[str, Any]) -> dict[str, Any]:
    variant = _product(world, standing.item.variant_id or 0)
    same = (
        "created_at", "is_qty_decimal", "is_virtual", "order_id", "qty_canceled", "qty_invoiced", "qty_ordered",
        "qty_refunded", "qty_shipped", "sku", "store_id", "updated_at", "weight", "row_weight",
    )  # fmt: skip
    return {
        **{name: parent[name] for name in same},
        **dict.fromkeys(("price", "base_price", "row_total", "base_row_total", "tax_amount", "discount_amount"), 0),
        "item_id": standing.item.id + CHILD,
        "parent_item_id": standing.item.id,
        "name": variant.name if variant else standing.item.name,
        "product_id": standing.item.variant_id,
        "product_type": "simple",
        "quote_item_id": parent["quote_item_id"] + CHILD,
        "parent_item": parent,
    }


def _chosen(world: World, standing: ItemStanding) -> dict[str, Any]:
    """What was chosen, written and given; empty where nothing was."""
    item, found = standing.item, dict[str, Any]()
    if item.variant_id:
        found["configurable_item_options"] = _options(world, standing)
    product = _product(world, item.variant_id or item.product_id)
    if product is not None and (custom := chosen_custom(world, product, item.choices)):
        found["custom_options"] = [custom_option_document(option, used) for option, used in custom]
    return found


def _options(world: World, standing: ItemStanding) -> list[dict[str, Any]]:
    chosen = chosen_options(world, standing.item.variant_id or 0)
    named = {attribute.label: attribute for attribute in attributes(world, default_store_view(world)).values()}
    own = [named[option["label"]] for option in standing.item.selected_options if option["label"] in named]
    return [{"option_id": str(one.id), "option_value": chosen[one.id][0]} for one in own if one.id in chosen]


def _product(world: World, product_id: int) -> ProductRow | None:
    return product_by_id(world, product_id, default_store_view(world))
