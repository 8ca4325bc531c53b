"""What is in a cart, as rows."""

import sqlite3
from dataclasses import dataclass

from sandbox.commerce.cart.choices import NOTHING, Choices, pieces_for_one
from sandbox.commerce.cart.gift_messages import GiftMessage, from_json, to_json
from sandbox.commerce.customer.statements import insert, update
from sandbox.commerce.customer.timestamps import timestamp
from sandbox.commerce.world import World


@dataclass(frozen=True, slots=True)
class CartItemRow:
    """So many of a product. `variant_id` is the chosen variant where `product_id` is a configurable product."""

    id: int
    cart_id: int
    product_id: int
    variant_id: int | None
    quantity: float
    gift_message: GiftMessage | None
    created_at: str
    updated_at: str
    choices: Choices = NOTHING

    @property
    def stock_id(self) -> int:
        """The product that leaves the shelf; of a bundle, what it holds leaves in its place: `pieces_for_one`."""
        return self.variant_id or self.product_id


def items_of(world: World, cart_id: int) -> list[CartItemRow]:
    """All items, in the order in which they were added."""
    return [_item(row) for row in world.rows("SELECT * FROM cart_item WHERE cart_id = ? ORDER BY id", (cart_id,))]


def put_in(
    world: World,
    cart_id: int,
    product_id: int,
    variant_id: int | None,
    quantity: float,
    choices: Choices = NOTHING,
) -> int:
    """Add to the item that holds the same already, else make a new one; the item's id."""
    for item in items_of(world, cart_id):
        if (item.product_id, item.variant_id, item.choices) == (product_id, variant_id, choices):
            change_item(world, item, quantity=item.quantity + quantity)
            return item.id
    now = timestamp(world)
    columns = {"cart_id": cart_id, "product_id": product_id, "variant_id": variant_id, "quantity": quantity}
    return insert(world, "cart_item", {**columns, "choices": choices.to_json(), "created_at": now, "updated_at": now})


def change_item(
    world: World,
    item: CartItemRow,
    *,
    quantity: float | None = None,
    gift_message: GiftMessage | None = None,
) -> None:
    """Change what is given. A quantity of 0 or less takes the item out."""
    if quantity is not None and quantity <= 0:
        take_out(world, item)
        return
    if quantity is not None:
        update(world, "cart_item", item.id, {"quantity": quantity, "updated_at": timestamp(world)})
    if gift_message is not None:
        write_gift_message(world, item.id, gift_message)


def write_gift_message(world: World, item_id: int, message: GiftMessage) -> None:
    """Put the message in the place of the one before."""
    update(world, "cart_item", item_id, {"gift_message": to_json(message), "updated_at": timestamp(world)})


def take_out(world: World, item: CartItemRow) -> None:
    """Remove the item from its cart."""
    world.database.execute("DELETE FROM cart_item WHERE id = ?", (item.id,))


def pieces_of(world: World, cart_id: int, stock_id: int, *, except_item: int = 0) -> float:
    """How many of what leaves the shelf are in the cart already, in whichever items; one item may be left out."""
    return sum(
        item.quantity * pieces_for_one(world, item.stock_id, item.choices).get(stock_id, 0.0)
        for item in items_of(world, cart_id)
        if item.id != except_item
    )


def _item(row: sqlite3.Row) -> CartItemRow:
    return CartItemRow(
        **{
            **dict(row),
            "gift_message": from_json(row["gift_message"]),
            "choices": Choices.from_json(row["choices"]),
        }
    )
