"""Codes that stand for a customer once: an admin user has one made, and whoever holds it gets a token."""

from datetime import timedelta
from typing import Final

from sandbox.commerce.world import World

LIFETIME: Final = timedelta(minutes=5)
"""Adobe does not say how long a code may be used."""

TABLES: Final = """
CREATE TABLE IF NOT EXISTS customer_otp (
    code TEXT PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    expires_at TEXT NOT NULL
) WITHOUT ROWID;
"""


def issue_code(world: World, customer_id: int) -> str:
    """A code for one token, for a customer who exists."""
    code = world.ids.token("otp")
    expires_at = (world.clock() + LIFETIME).isoformat()
    world.database.execute("INSERT INTO customer_otp VALUES (?, ?, ?)", (code, customer_id, expires_at))
    return code


def redeem_code(world: World, customer_id: int, code: str) -> bool:
    """Whether it is this customer's and still good; it is not any more."""
    cursor = world.database.execute(
        "DELETE FROM customer_otp WHERE code = ? AND customer_id = ? AND expires_at > ?",
        (code, customer_id, world.clock().isoformat()),
    )
    return cursor.rowcount == 1
