"""Terms that shoppers are shown before they order. They agree by ordering: none has to be ticked."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.world import Info, World

TABLES: Final = """
CREATE TABLE IF NOT EXISTS checkout_agreement (
    id INTEGER PRIMARY KEY, store_id INTEGER NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL, content_height TEXT,
    checkbox_text TEXT NOT NULL, is_html INTEGER NOT NULL, mode TEXT NOT NULL, is_active INTEGER NOT NULL DEFAULT 1
);
"""

AGREEMENTS: Final = (
    (1, "Terms of sale", "<p>What arrives broken is replaced.</p>", "By ordering you agree to our terms of sale."),
    (2, "Verkaufsbedingungen", "<p>Was zerbrochen ankommt, wird ersetzt.</p>", "Mit der Bestellung gelten sie."),
)


def seed_agreements(world: World) -> None:
    """One for each store view."""
    world.database.executemany(
        "INSERT INTO checkout_agreement (store_id, name, content, checkbox_text, is_html, mode)"
        " VALUES (?, ?, ?, ?, 1, 'AUTO')",
        AGREEMENTS,
    )


def checkout_agreements(_source: object, info: Info) -> list[Mapping[str, Any]]:
    """`Query.checkoutAgreements`: those of the store view and those of all."""
    rows = info.context.world.rows(
        "SELECT id AS agreement_id, name, content, content_height, checkbox_text, is_html, mode FROM checkout_agreement"
        " WHERE is_active = 1 AND store_id IN (0, ?) ORDER BY id",
        (info.context.store.id,),
    )
    return [dict(row) for row in rows]
