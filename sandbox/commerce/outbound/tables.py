"""What is kept of what is to be said: changes not handed on yet, subscriptions, deliveries of webhooks."""

from typing import Final

from sandbox.commerce.world import World

TABLES: Final = """
CREATE TABLE IF NOT EXISTS outbound_change (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, entity_id INTEGER NOT NULL, detail TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS webhook_subscription (
    id INTEGER PRIMARY KEY AUTOINCREMENT, webhook_method TEXT NOT NULL, webhook_type TEXT NOT NULL,
    batch_name TEXT NOT NULL, hook_name TEXT NOT NULL, definition TEXT NOT NULL,
    UNIQUE (webhook_method, webhook_type, batch_name, hook_name)
);
CREATE TABLE IF NOT EXISTS webhook_deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subscription_id INTEGER NOT NULL REFERENCES webhook_subscription (id) ON DELETE CASCADE,
    url TEXT NOT NULL, event TEXT NOT NULL, entity TEXT NOT NULL, request_id TEXT NOT NULL UNIQUE, body BLOB NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting', attempts INTEGER NOT NULL DEFAULT 0, due_at REAL NOT NULL DEFAULT 0,
    last_answer TEXT
);
CREATE INDEX IF NOT EXISTS webhook_deliveries_waiting ON webhook_deliveries (due_at) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS webhook_deliveries_entity ON webhook_deliveries (url, entity, id)
    WHERE state = 'waiting';
"""


def seed(world: World) -> None:
    """Nothing is to be said at the start."""
