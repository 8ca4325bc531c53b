"""What is in a cart, as rows."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.commerce.cart.choices import NOTHING, Choices, pieces_for_one
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
    gift_message: Mapping[str, str] | None
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
) -> None:
    """Add to the item that holds the same already, else make a new one."""
    for item in items_of(world, cart_id):
        if (item.product_id, item.variant_id, item.choices) == (product_id, variant_id, choices):
            change_item(world, item, quantity=item.quantity + quantity)
            return
    now = timestamp(world)
    columns = {"cart_id": cart_id, "product_id": product_id, "variant_id": variant_id, "quantity": quantity}
    insert(world, "cart_item", {**columns, "choices": choices.to_json(), "created_at": now, "updated_at": now})


def change_item(
    world: World,
    item: CartItemRow,
    *,
    quantity: float | None = None,
    gift_message: Mapping[str, str] | None = None,
) -> None:
    """Change what is given. A quantity of 0 or less takes the item out."""
    if quantity is not None and quantity <= 0:
        take_out(world, item)
        return
    changes = {
        "quantity": quantity,
        "gift_message": None if gift_message is None else json.dumps(dict(gift_message), ensure_ascii=False),
    }
    given = {name: value for name, value in changes.items() if value is not None}
    update(world, "cart_item", item.id, {**given, "updated_at": timestamp(world)})


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
    message = row["gift_message"]
    return CartItemRow(
        **{
            **dict(row),
            "gift_message": None if message is None else json.loads(message),
            "choices": Choices.from_json(row["choices"]),
        }
    )
