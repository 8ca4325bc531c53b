"""What left the shelf for an item of an order: the product itself, or what its bundle held on that day."""

from collections.abc import Mapping

from sandbox.commerce.checkout.orders import OrderItemRow
from sandbox.commerce.world import World


def keep_pieces(world: World, order_item_id: int, pieces: Mapping[int, float]) -> None:
    """Write down how many of which product one of the item takes. Call this inside the order's transaction."""
    world.database.executemany(
        "INSERT INTO sales_order_item_piece (order_item_id, product_id, quantity) VALUES (?, ?, ?)",
        [(order_item_id, product_id, quantity) for product_id, quantity in pieces.items()],
    )


def pieces_for_one(world: World, item: OrderItemRow) -> Mapping[int, float]:
    """How many of which product go back to the shelf with one of the item."""
    rows = world.rows("SELECT product_id, quantity FROM sales_order_item_piece WHERE order_item_id = ?", (item.id,))
    return {row["product_id"]: row["quantity"] for row in rows} or {item.variant_id or item.product_id: 1.0}
