"""What is kept about compare lists."""

from typing import Final

from sandbox.commerce.world import World

TABLES: Final = """
CREATE TABLE IF NOT EXISTS compare_list (
    id INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
    customer_id INTEGER REFERENCES customer (id) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS compare_list_customer ON compare_list (customer_id);
CREATE TABLE IF NOT EXISTS compare_item (
    id INTEGER PRIMARY KEY AUTOINCREMENT, list_id INTEGER NOT NULL REFERENCES compare_list (id) ON DELETE CASCADE,
    product_id INTEGER NOT NULL, UNIQUE (list_id, product_id)
);
"""


def seed(_world: World) -> None:
    """Nobody compares anything yet."""
