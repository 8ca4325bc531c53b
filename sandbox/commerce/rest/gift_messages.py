"""Gift messages of carts and of their items, over REST."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.cart.carts import change_cart
from sandbox.commerce.cart.contents import CartContents, CartLine
from sandbox.commerce.cart.gift_messages import GiftMessage, to_json
from sandbox.commerce.cart.items import change_item
from sandbox.commerce.rest import given
from sandbox.commerce.rest.call import Call
from sandbox.commerce.rest.carts import open_cart
from sandbox.commerce.rest.errors import not_found, refused

EMPTY_CART: Final = "Gift Messages can't be used for an empty cart. Add an item and try again."
VIRTUAL: Final = "Gift Messages can't be used for virtual products."
NO_ITEM: Final = "No item with the provided ID was found in the Cart. Verify the ID and try again."


def read_cart_message(call: Call) -> dict[str, Any] | None:
    """`GET .../gift-message`: null without one."""
    contents = open_cart(call)
    return gift_message_document(contents.row.gift_message, contents.row.id, contents.row.customer_id)


def read_item_message(call: Call) -> dict[str, Any] | None:
    """`GET .../gift-message/{itemId}`: null without one."""
    contents = open_cart(call)
    item = _line(contents, call.number("itemId")).item
    return gift_message_document(item.gift_message, item.id, contents.row.customer_id)


def save_cart_message(call: Call) -> bool:
    """`POST .../gift-message`."""
    contents, message = open_cart(call), _message(call)
    if not contents.lines:
        raise refused(EMPTY_CART)
    if contents.is_virtual:
        raise refused(VIRTUAL)
    change_cart(call.world, contents.row, gift_message=to_json(message))
    return True


def save_item_message(call: Call) -> bool:
    """`POST .../gift-message/{itemId}`."""
    contents, message = open_cart(call), _message(call)
    line = _line(contents, call.number("itemId"))
    if not line.is_shipped:
        raise refused(VIRTUAL)
    change_item(call.world, line.item, gift_message=message)
    return True


def gift_message_document(message: GiftMessage | None, number: int, customer_id: int | None) -> dict[str, Any] | None:
    """A message as Commerce writes it; `number` is that of the cart, item or order that it belongs to."""
    if message is None:
        return None
    return {
        "gift_message_id": number,
        "customer_id": customer_id or 0,
        "sender": message["from"],
        "recipient": message["to"],
        "message": message["message"],
    }


def _message(call: Call) -> Mapping[str, str]:
    written = given.mapping(call.body, "giftMessage")
    given.required(written, "sender", "recipient", "message")
    names = {"from": "sender", "to": "recipient", "message": "message"}
    return {name: given.text(written[source]) for name, source in names.items()}


def _line(contents: CartContents, item_id: int) -> CartLine:
    found = next((line for line in contents.lines if line.item.id == item_id), None)
    if found is None:
        raise not_found(NO_ITEM)
    return found
