"""Changing what is in a cart."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.commerce.cart.buying import CannotBuyError, Choice, add, check_quantity, choose, choose_variant
from sandbox.commerce.cart.carts import CartRow, change_cart, reach_cart
from sandbox.commerce.cart.choices import pieces_for_one
from sandbox.commerce.cart.contents import CartContents
from sandbox.commerce.cart.coupons import rule_of
from sandbox.commerce.cart.items import CartItemRow, change_item, items_of, pieces_of, take_out
from sandbox.commerce.cart.older_inputs import in_newer_words
from sandbox.commerce.catalog.products import product_by_id
from sandbox.commerce.errors import InputError, NoSuchEntityError
from sandbox.commerce.identifiers import from_uid
from sandbox.commerce.world import RequestContext

Given = Mapping[str, Any]

COUPON_INVALID = "The coupon code isn't valid. Verify the code and try again."


def add_products(context: RequestContext, cart: CartRow, items: Sequence[Given]) -> list[CannotBuyError]:
    """Put in what can be had; why the rest cannot, in the order in which it was asked for."""
    refused = []
    for given in items:
        try:
            add(context, cart.id, choose(context, given), given["quantity"])
        except CannotBuyError as error:
            refused.append(error)
    settle_coupon(context, cart)
    return refused


def add_or_refuse(context: RequestContext, cart: CartRow, items: Sequence[Given]) -> None:
    """The older way, of `addSimpleProductsToCart` and its kind: all, or an `InputError`."""
    for given in items:
        try:
            add(context, cart.id, _choice_of(context, given), given["data"]["quantity"])
        except CannotBuyError as error:
            raise InputError(
                f"Could not add the product with SKU {given['data']['sku']} to the shopping cart: {error.message}"
            ) from error
    settle_coupon(context, cart)


def update_items(context: RequestContext, cart: CartRow, changes: Sequence[Given]) -> None:
    """New quantities and gift messages. Raises `InputError` or `NoSuchEntityError`."""
    for given in changes:
        item = _item(context, cart, given, f"Could not find cart item with id: {_number(given)}.")
        quantity, message = given.get("quantity"), given.get("gift_message")
        if quantity is None and message is None:
            raise InputError('Required parameter "quantity" for "cart_items" is missing.')
        if quantity is not None and quantity > 0:
            _check_change(context, cart, item, quantity)
        change_item(context.world, item, quantity=quantity, gift_message=message)
    settle_coupon(context, cart)


def remove_item(context: RequestContext, cart: CartRow, given: Given) -> None:
    """Take one item out. Raises `InputError` or `NoSuchEntityError`."""
    take_out(context.world, _item(context, cart, given, "The cart doesn't contain the item"))
    settle_coupon(context, cart)


def apply_coupon(context: RequestContext, cart: CartRow, code: str) -> None:
    """Put a coupon on the cart. Raises `InputError` when it has one, `NoSuchEntityError` for one that does not hold."""
    if not code:
        raise InputError('Required parameter "coupon_code" is missing')
    if cart.coupon_code:
        raise InputError("A coupon is already applied to the cart. Please remove it to apply another")
    if not items_of(context.world, cart.id):
        raise NoSuchEntityError("Cart does not contain products.")
    rule = rule_of(context.world, code)
    if rule is None:
        raise NoSuchEntityError(COUPON_INVALID)
    changed = change_cart(context.world, cart, coupon_code=rule.coupon_code)
    if CartContents(context, changed).totals.rule is None:
        raise NoSuchEntityError(COUPON_INVALID)


def settle_coupon(context: RequestContext, cart: CartRow) -> None:
    """Take a coupon off that the cart, as it is now, does not deserve any more."""
    if cart.coupon_code and CartContents(context, cart).totals.rule is None:
        change_cart(context.world, cart, coupon_code=None)


def changing(
    context: RequestContext, masked_id: str, change: Callable[[RequestContext, CartRow], None]
) -> CartContents:
    """Change a cart that the caller may use, all or nothing, and read it anew."""
    cart = reach_cart(context, masked_id)
    with context.world.transaction():
        change(context, cart)
    return CartContents(context, reach_cart(context, masked_id))


def _choice_of(context: RequestContext, given: Given) -> Choice:
    data = given["data"]
    parent_sku = given.get("parent_sku") or data.get("parent_sku")
    if parent_sku:
        return choose_variant(context, parent_sku, given.get("variant_sku") or data["sku"])
    return choose(context, {**data, **in_newer_words(context.world, given)})


def _number(given: Given) -> int:
    """The item's id, of `cart_item_uid` or `cart_item_id`."""
    item_uid = given.get("cart_item_uid")
    if item_uid is None and given.get("cart_item_id") is None:
        raise InputError('Required parameter "cart_item_uid" is missing.')
    if item_uid is None:
        return int(given["cart_item_id"])
    text = from_uid(item_uid)
    if text is None or not text.isdecimal():
        raise InputError(f'Value of uid "{item_uid}" is incorrect.')
    return int(text)


def _item(context: RequestContext, cart: CartRow, given: Given, absent: str) -> CartItemRow:
    number = _number(given)
    found = next((item for item in items_of(context.world, cart.id) if item.id == number), None)
    if found is None:
        raise NoSuchEntityError(absent)
    return found


def _check_change(context: RequestContext, cart: CartRow, item: CartItemRow, quantity: float) -> None:
    world = context.world
    try:
        for stock_id, pieces in pieces_for_one(world, item.stock_id, item.choices).items():
            others = pieces_of(world, cart.id, stock_id, except_item=item.id)
            check_quantity(world, stock_id, others + quantity * pieces)
    except CannotBuyError as error:
        product = product_by_id(world, item.product_id, context.store)
        sku = product.sku if product else item.product_id
        raise InputError(f"Could not update the product with SKU {sku}: {error.message}") from error
