"""What is in a cart, and the coupon on it."""

from typing import Any

from sandbox.commerce.cart import changing
from sandbox.commerce.cart.buying import CannotBuyError, add, choose
from sandbox.commerce.cart.carts import change_cart
from sandbox.commerce.cart.contents import CartContents
from sandbox.commerce.cart.items import items_of
from sandbox.commerce.rest import given
from sandbox.commerce.rest.call import Call
from sandbox.commerce.rest.cart_document import item_document
from sandbox.commerce.rest.cart_options import chosen_options
from sandbox.commerce.rest.carts import anew, open_cart
from sandbox.commerce.rest.errors import RestError, not_found, refused

NO_PRODUCT = "The product that was requested doesn't exist. Verify the product and try again."


def list_items(call: Call) -> list[dict[str, Any]]:
    """`GET .../items`."""
    contents = open_cart(call)
    return [item_document(contents, line, totals) for line, totals in contents.priced_lines()]


def add_item(call: Call) -> dict[str, Any]:
    """`POST .../items`."""
    contents, item = open_cart(call), given.mapping(call.body, "cartItem")
    given.required(item, "sku", "qty")
    wanted = {"sku": given.text(item["sku"]), **chosen_options(item)}
    before = {row.id: row.quantity for row in items_of(call.world, contents.row.id)}
    try:
        add(contents.context, contents.row.id, choose(contents.context, wanted), given.number(item["qty"]))
    except CannotBuyError as error:
        raise _refusal(error) from error
    changing.settle_coupon(contents.context, contents.row)
    changed = next(row for row in items_of(call.world, contents.row.id) if before.get(row.id) != row.quantity)
    return _item(anew(contents), changed.id)


def update_item(call: Call) -> dict[str, Any]:
    """`PUT .../items/{itemId}`."""
    contents, item = open_cart(call), given.mapping(call.body, "cartItem")
    item_id = call.number("itemId")
    _check_item(contents, item_id)
    given.required(item, "qty")
    change = {"cart_item_id": item_id, "quantity": given.number(item["qty"])}
    if change["quantity"] <= 0:
        raise refused('Invalid value of "%value" provided for the %fieldName field.', {"fieldName": "qty", "value": 0})
    changing.update_items(contents.context, contents.row, [change])
    return _item(anew(contents), item_id)


def delete_item(call: Call) -> bool:
    """`DELETE .../items/{itemId}`."""
    contents, item_id = open_cart(call), call.number("itemId")
    _check_item(contents, item_id)
    changing.remove_item(contents.context, contents.row, {"cart_item_id": item_id})
    return True


def read_coupon(call: Call) -> str | None:
    """`GET .../coupons`: null without one."""
    return open_cart(call).row.coupon_code


def apply_coupon(call: Call) -> bool:
    """`PUT .../coupons/{couponCode}`: in the place of the one before."""
    contents = open_cart(call)
    if not contents.lines:
        raise not_found('The "%1" Cart doesn\'t contain products.', [contents.row.id])
    bare = change_cart(call.world, contents.row, coupon_code=None)
    changing.apply_coupon(contents.context, bare, call.path["couponCode"])
    return True


def remove_coupon(call: Call) -> bool:
    """`DELETE .../coupons`."""
    change_cart(call.world, open_cart(call).row, coupon_code=None)
    return True


def _refusal(error: CannotBuyError) -> RestError:
    return not_found(NO_PRODUCT) if error.code == "PRODUCT_NOT_FOUND" else refused(error.message)


def _check_item(contents: CartContents, item_id: int) -> None:
    if item_id not in {line.item.id for line in contents.lines}:
        raise not_found("The %1 Cart doesn't contain the %2 item.", [contents.row.id, item_id])


def _item(contents: CartContents, item_id: int) -> dict[str, Any]:
    line, totals = next(pair for pair in contents.priced_lines() if pair[0].item.id == item_id)
    return item_document(contents, line, totals)
