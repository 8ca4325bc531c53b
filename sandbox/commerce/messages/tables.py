"""What is kept about messages. `sent_email` holds what a real Commerce would have sent."""

from typing import Final

from sandbox.commerce.world import World

TABLES: Final = """
CREATE TABLE IF NOT EXISTS newsletter_subscriber (
    id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE COLLATE NOCASE, store_id INTEGER NOT NULL,
    created_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS sent_email (
    id INTEGER PRIMARY KEY AUTOINCREMENT, template TEXT NOT NULL, recipient TEXT NOT NULL, content TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS sendfriend_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    created_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS password_reset (
    customer_id INTEGER PRIMARY KEY REFERENCES customer (id) ON DELETE CASCADE, token TEXT NOT NULL,
    expires_at TEXT NOT NULL
);
"""


def seed(_world: World) -> None:
    """Nothing was written yet; that Ada reads the newsletter is kept with her account."""
