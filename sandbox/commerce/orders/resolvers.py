"""Answers about placed orders."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.cart.buying import CannotBuyError, Choice, add, choose, choose_again, choose_variant
from sandbox.commerce.cart.carts import reach_cart
from sandbox.commerce.cart.choices import NOTHING
from sandbox.commerce.cart.contents import CartContents
from sandbox.commerce.cart.ownership import customer_cart
from sandbox.commerce.catalog.products import product_by_id
from sandbox.commerce.checkout.order_graph import order_source
from sandbox.commerce.checkout.orders import OrderItemRow, OrderRow, items_of_order, order_by_id, order_by_number
from sandbox.commerce.customer.access import require_customer
from sandbox.commerce.domains import Resolvers
from sandbox.commerce.errors import InputError
from sandbox.commerce.fulfilment.changing import cancel
from sandbox.commerce.fulfilment.standing import standing_of
from sandbox.commerce.identifiers import from_uid
from sandbox.commerce.world import Info, RequestContext

Source = Mapping[str, Any]

CODES: Final = frozenset({"PRODUCT_NOT_FOUND", "NOT_SALABLE", "INSUFFICIENT_STOCK"})
FINISHED: Final = "Order already closed, complete, cancelled or on hold"
SHIPPED: Final = "Order with one or more items shipped cannot be cancelled"
NOT_OWN: Final = "Current user is not authorized to cancel this order"


def cancel_order(_source: object, info: Info, **arguments: Any) -> Source:
    """`Mutation.cancelOrder`: by whoever placed it. Why not is told in `error`."""
    customer, given, world = require_customer(info.context), arguments["input"], info.context.world
    number = from_uid(given["order_id"]) or ""
    row = world.row("SELECT id FROM sales_order WHERE CAST(id AS TEXT) = ?", (number,))
    if row is None:
        return {"error": "The entity that was requested doesn't exist. Verify the entity and try again.", "order": None}
    order = order_by_id(world, row["id"])
    if order.customer_id != customer.id:
        return {"error": NOT_OWN, "order": None}
    if not given["reason"].strip():
        return {"error": "Order cancellation reason is required.", "order": order_source(order)}
    with world.transaction():
        complaint = _cancel(info.context, order)
    return {"error": complaint, "order": order_source(order_by_id(world, order.id))}


def reorder_items(_source: object, info: Info, **arguments: Any) -> Source:
    """`Mutation.reorderItems`: what can still be had goes into the customer's cart. Raises `InputError`."""
    context, number = info.context, arguments["orderNumber"]
    customer = require_customer(context)
    order = order_by_number(context.world, number)
    if order is None or order.store_id != context.store.id:
        raise InputError(f'Cannot find order number "{number}" in store "{context.store.code}"')
    if order.customer_id != customer.id:
        raise InputError(f'Order number "{number}" doesn\'t belong to the current customer')
    with context.world.transaction():
        cart = customer_cart(context)
        errors = [
            error for item in items_of_order(context.world, order.id) if (error := _again(context, cart.id, item))
        ]
    return {"cart": CartContents(context, reach_cart(context, cart.masked_id)), "userInputErrors": errors}


def _cancel(context: RequestContext, order: OrderRow) -> str | None:
    standing = standing_of(context.world, order)
    if any(item.shipped for item in standing.items):
        return SHIPPED
    return None if cancel(context.world, order) else FINISHED


def _again(context: RequestContext, cart_id: int, item: OrderItemRow) -> Source | None:
    try:
        add(context, cart_id, _choice(context, item), item.quantity)
    except CannotBuyError as error:
        code = error.code if error.code in CODES else "UNDEFINED"
        return {"code": code, "message": error.message, "path": ["orderItems", item.sku]}
    return None


def _choice(context: RequestContext, item: OrderItemRow) -> Choice:
    product = product_by_id(context.world, item.product_id, context.store)
    if product is None:
        raise CannotBuyError("PRODUCT_NOT_FOUND", f'Could not find a product with SKU "{item.sku}"')
    if item.choices != NOTHING:
        return choose_again(context, product.sku, item.choices)
    if item.variant_id is None:
        return choose(context, {"sku": product.sku})
    return choose_variant(context, product.sku, item.sku)


RESOLVERS: Final[Resolvers] = {"Mutation": {"cancelOrder": cancel_order, "reorderItems": reorder_items}}
