"""What is kept about orders after they were placed. Amounts are cents of the order's currency."""

from typing import Final

from sandbox.commerce.world import World

TABLES: Final = """
CREATE TABLE IF NOT EXISTS sales_document (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, entity_id INTEGER NOT NULL, increment_id TEXT NOT NULL,
    order_id INTEGER NOT NULL REFERENCES sales_order (id), invoice_id INTEGER, state INTEGER NOT NULL,
    subtotal INTEGER NOT NULL DEFAULT 0, discount INTEGER NOT NULL DEFAULT 0, tax INTEGER NOT NULL DEFAULT 0,
    shipping INTEGER NOT NULL DEFAULT 0, adjustment_positive INTEGER NOT NULL DEFAULT 0,
    adjustment_negative INTEGER NOT NULL DEFAULT 0, grand_total INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL, UNIQUE (kind, entity_id)
);
CREATE INDEX IF NOT EXISTS sales_document_order ON sales_document (order_id, kind);
CREATE TABLE IF NOT EXISTS sales_document_item (
    id INTEGER PRIMARY KEY AUTOINCREMENT, document_id INTEGER NOT NULL REFERENCES sales_document (id),
    order_item_id INTEGER NOT NULL, quantity REAL NOT NULL, row_total INTEGER NOT NULL DEFAULT 0,
    discount INTEGER NOT NULL DEFAULT 0, tax INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS sales_document_item_document ON sales_document_item (document_id);
CREATE TABLE IF NOT EXISTS sales_track (
    id INTEGER PRIMARY KEY AUTOINCREMENT, document_id INTEGER NOT NULL REFERENCES sales_document (id),
    carrier_code TEXT NOT NULL, title TEXT NOT NULL, number TEXT NOT NULL, created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS sales_comment (
    id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER NOT NULL REFERENCES sales_order (id), document_id INTEGER,
    comment TEXT, status TEXT, is_customer_notified INTEGER NOT NULL DEFAULT 0,
    is_visible_on_front INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS sales_comment_order ON sales_comment (order_id);
CREATE TABLE IF NOT EXISTS sales_hold (
    id INTEGER PRIMARY KEY, state TEXT NOT NULL, status TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS sales_cancellation (
    id INTEGER PRIMARY KEY, total INTEGER NOT NULL, created_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS sales_cancellation_item (
    id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, quantity REAL NOT NULL
);
"""
"""`id` of a hold or a cancellation is the order's, of a cancelled item the order item's."""


def seed(world: World) -> None:
    """Nothing: there are no orders yet."""
