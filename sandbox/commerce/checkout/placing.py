"""Turning a cart into an order: one transaction, so it happens once or not at all."""

import json
from dataclasses import asdict
from decimal import Decimal
from typing import Any, Final

from sandbox.commerce.cart import gift_messages
from sandbox.commerce.cart.addresses import CartAddress
from sandbox.commerce.cart.carts import CartRow, cart_by_masked_id, change_cart, reach_cart
from sandbox.commerce.cart.choice_graph import described
from sandbox.commerce.cart.choices import pieces_for_one
from sandbox.commerce.cart.contents import CartContents, CartLine
from sandbox.commerce.cart.coupons import use_once
from sandbox.commerce.cart.totals import LineTotals
from sandbox.commerce.catalog.stock import decrement
from sandbox.commerce.checkout.orders import OrderRow, OrderTax, order_by_id
from sandbox.commerce.checkout.payment import PaymentMethod, method_of
from sandbox.commerce.checkout.purchased_downloads import keep_downloads
from sandbox.commerce.checkout.sold_pieces import keep_pieces
from sandbox.commerce.customer.statements import insert
from sandbox.commerce.customer.timestamps import timestamp
from sandbox.commerce.errors import NoSuchEntityError
from sandbox.commerce.money import times
from sandbox.commerce.store.views import rate
from sandbox.commerce.world import RequestContext

COUNTRY_REFUSED: Final = "Some addresses can't be used due to the configurations for specific countries."
METHOD_MISSING: Final = "The shipping method is missing. Select the shipping method and try again."
BILLING_MISSING: Final = "Please check the billing address information."
PAYMENT_MISSING: Final = "Enter a valid payment method and try again."
SERVER_ERROR: Final = "A server error stopped your order from being placed. Please try to place your order again."
OUT_OF_STOCK: Final = "Some of the products are out of stock."


class CannotPlaceError(Exception):
    """Why there is no order: `code` as `PlaceOrderErrorCodes` has it, and Commerce's message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def place_order(context: RequestContext, masked_id: str) -> OrderRow:
    """Make the order, take the goods off the shelf, finish the cart.

    Raises `CannotPlaceError`, and `AuthorizationError` for somebody else's cart; nothing has changed then.
    """
    with context.world.transaction():
        cart = _open_cart(context, masked_id)
        contents = CartContents(context, cart)
        order_id = _write(contents, _checked(contents))
        for line in contents.lines:
            _take_off_the_shelf(context, line)
        if contents.totals.rule is not None:
            use_once(context.world, contents.totals.rule.coupon_code)
        change_cart(context.world, cart, is_active=False)
    context.world.overlap.order_placed(cart.id)
    return order_by_id(context.world, order_id)


def _take_off_the_shelf(context: RequestContext, line: CartLine) -> None:
    for stock_id, pieces in pieces_for_one(context.world, line.item.stock_id, line.item.choices).items():
        if not decrement(context.world, stock_id, line.item.quantity * pieces):
            raise CannotPlaceError("UNDEFINED", OUT_OF_STOCK)


def _open_cart(context: RequestContext, masked_id: str) -> CartRow:
    try:
        return reach_cart(context, masked_id)
    except NoSuchEntityError as error:
        if _was_placed_meanwhile(context, masked_id):
            raise CannotPlaceError("UNABLE_TO_PLACE_ORDER", SERVER_ERROR) from error
        code = "CART_NOT_ACTIVE" if "isn't active" in error.message else "CART_NOT_FOUND"
        raise CannotPlaceError(code, error.message) from error


def _was_placed_meanwhile(context: RequestContext, masked_id: str) -> bool:
    """Of requests for one cart at the same moment, one makes the order; the others fail though it exists."""
    cart = cart_by_masked_id(context.world, masked_id)
    return cart is not None and context.world.overlap.was_placed_since(cart.id, context.began)


def _checked(contents: CartContents) -> PaymentMethod:
    """The chosen payment method of a cart that lacks nothing."""
    if not contents.row.email:
        raise CannotPlaceError("GUEST_EMAIL_MISSING", "Guest email for cart is missing.")
    method = method_of(contents.row.payment_method or "")
    lacking = (
        (SERVER_ERROR, not contents.lines),
        (COUNTRY_REFUSED, not contents.is_virtual and contents.shipping_address is None),
        (METHOD_MISSING, not contents.is_virtual and contents.totals.shipping is None),
        (BILLING_MISSING, contents.billing_address is None),
        (PAYMENT_MISSING, method is None or method.is_for_nothing != (contents.totals.grand_total == 0)),
    )
    for message, is_lacking in lacking:
        if is_lacking:
            raise CannotPlaceError("UNABLE_TO_PLACE_ORDER", message)
    assert method is not None
    return method


def _write(contents: CartContents, method: PaymentMethod) -> int:
    context, cart, totals = contents.context, contents.row, contents.totals
    world, now = context.world, timestamp(context.world)
    to_base = 1 / rate(world, cart.currency)
    taxes = [OrderTax(tax.rate.code, float(tax.rate.percent), tax.cents) for tax in totals.taxes]
    order_id = insert(
        world,
        "sales_order",
        {
            "increment_id": world.ids.order_number(context.store.id),
            "quote_id": cart.id,
            "token": world.ids.masked("order"),
            "store_id": context.store.id,
            "customer_id": cart.customer_id,
            "email": cart.email,
            "state": "new",
            "status": "pending",
            "currency": cart.currency,
            "subtotal": totals.subtotal,
            "discount": totals.discount,
            "tax": totals.tax,
            "shipping": totals.shipping_cents,
            "grand_total": totals.grand_total,
            "base_grand_total": times(totals.grand_total, Decimal(to_base)),
            "coupon_code": totals.rule.coupon_code if totals.rule else None,
            "coupon_label": totals.rule.label if totals.rule else None,
            "taxes": json.dumps([asdict(tax) for tax in taxes]),
            "payment_method": method.code,
            "payment_title": method.title,
            "purchase_order_number": cart.purchase_order_number,
            "gift_message": gift_messages.to_json(cart.gift_message),
            "created_at": now,
            "updated_at": now,
            **_delivery(contents),
        },
    )
    for line, priced in contents.priced_lines():
        item_id = insert(world, "sales_order_item", {"order_id": order_id, **_item(contents, line, priced)})
        keep_pieces(world, item_id, pieces_for_one(world, line.item.stock_id, line.item.choices))
        keep_downloads(world, item_id, line.product, line.item.choices, line.item.quantity)
    return order_id


def _delivery(contents: CartContents) -> dict[str, Any]:
    shipping = contents.totals.shipping
    if shipping is None:  # nothing of it is carried anywhere
        return {"billing_address": _kept(contents.billing_address)}
    return {
        "carrier_code": shipping.carrier_code,
        "carrier_title": shipping.carrier_title,
        "method_code": shipping.method_code,
        "shipping_title": shipping.title,
        "shipping_address": _kept(contents.shipping_address),
        "billing_address": _kept(contents.billing_address),
    }


def _kept(chosen: CartAddress | None) -> str:
    assert chosen is not None
    return chosen.address.to_json()


def _item(contents: CartContents, line: CartLine, priced: LineTotals) -> dict[str, Any]:
    chosen, entered = described(contents, line)
    return {
        "product_id": line.product.id,
        "variant_id": line.variant.id if line.variant else None,
        "name": line.product.name,
        "sku": line.shelf.sku,
        "type_id": line.product.type_id,
        "url_key": line.product.url_key,
        "quantity": line.item.quantity,
        "price": priced.price,
        "row_total": priced.row_total,
        "discount": priced.discount,
        "tax": priced.tax,
        "selected_options": json.dumps(chosen, ensure_ascii=False),
        "entered_options": json.dumps(entered, ensure_ascii=False),
        "gift_message": gift_messages.to_json(line.item.gift_message),
        "choices": line.item.choices.to_json(),
    }
