"""What is kept about wish lists."""

from typing import Final

from sandbox.commerce.world import World

TABLES: Final = """
CREATE TABLE IF NOT EXISTS wishlist (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL UNIQUE REFERENCES customer (id) ON DELETE CASCADE,
    sharing_code TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS wishlist_item (
    id INTEGER PRIMARY KEY AUTOINCREMENT, wishlist_id INTEGER NOT NULL REFERENCES wishlist (id) ON DELETE CASCADE,
    product_id INTEGER NOT NULL, variant_id INTEGER, quantity REAL NOT NULL, description TEXT, added_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS wishlist_item_list ON wishlist_item (wishlist_id);
"""


def seed(_world: World) -> None:
    """Nobody wishes for anything yet."""
