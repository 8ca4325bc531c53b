"""Stored payment methods. Commerce keeps no card, only a gateway's token; its hash is what shoppers see."""

from typing import Final

from sandbox.commerce.customer.accounts import customer_by_email
from sandbox.commerce.world import World

TABLES: Final = """
CREATE TABLE IF NOT EXISTS vault_payment_token (
    public_hash TEXT PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    payment_method_code TEXT NOT NULL, type TEXT NOT NULL, details TEXT NOT NULL, is_active INTEGER NOT NULL DEFAULT 1,
    is_visible INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX IF NOT EXISTS vault_payment_token_customer ON vault_payment_token (customer_id);
"""

CARD: Final = '{"type":"VI","maskedCC":"1111","expirationDate":"12\\/2030"}'
"""As Commerce writes it: PHP escapes the slash."""

HASH: Final = "5f1c0a7e3d9b48621f0e7d5c4b3a29181706f5e4d3c2b1a09f8e7d6c5b4a3928"


def seed(world: World) -> None:
    """One card of Ada's, left from a provider that the shop has no more."""
    ada = customer_by_email(world, "ada@example.com")
    assert ada is not None
    world.database.execute(
        "INSERT INTO vault_payment_token (public_hash, customer_id, payment_method_code, type, details)"
        " VALUES (?, ?, 'payflowpro', 'card', ?)",
        (HASH, ada.id, CARD),
    )
