"""What is kept about store views, currencies, countries and CMS content, and what of it is there at the start."""

from typing import Final

from sandbox.commerce.world import World

TABLES: Final = """
CREATE TABLE IF NOT EXISTS store_view (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, locale TEXT NOT NULL, currency TEXT NOT NULL,
    sort_order INTEGER NOT NULL, is_default INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS store_currency (code TEXT PRIMARY KEY, symbol TEXT NOT NULL, rate TEXT NOT NULL);
"""


def seed(world: World) -> None:
    """Two store views on one website, two currencies."""
    world.database.executemany(
        "INSERT INTO store_view VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (1, "default", "Fernhollow", "en_US", "USD", 0, 1),
            (2, "de", "Fernhollow Deutschland", "de_DE", "EUR", 10, 0),
        ],
    )
    world.database.executemany("INSERT INTO store_currency VALUES (?, ?, ?)", [("USD", "$", "1"), ("EUR", "€", "0.92")])
