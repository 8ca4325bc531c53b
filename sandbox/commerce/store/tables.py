"""What is kept about store views, currencies and countries, and what of it is there at the start."""

from typing import Final

from sandbox.commerce.store.directory import seed_directory
from sandbox.commerce.world import World

TABLES: Final = """
CREATE TABLE IF NOT EXISTS store_view (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, locale TEXT NOT NULL, currency TEXT NOT NULL,
    sort_order INTEGER NOT NULL, is_default INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS directory_country (
    code TEXT PRIMARY KEY, three_letters TEXT NOT NULL, english TEXT NOT NULL, german TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS directory_region (
    id INTEGER PRIMARY KEY, country TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS store_currency (code TEXT PRIMARY KEY, symbol TEXT NOT NULL, rate TEXT NOT NULL);
"""


def seed(world: World) -> None:
    """Two store views on one website, two currencies, the countries that are delivered to."""
    seed_directory(world)
    world.database.executemany(
        "INSERT INTO store_view VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (1, "default", "Fernhollow", "en_US", "USD", 0, 1),
            (2, "de", "Fernhollow Deutschland", "de_DE", "EUR", 10, 0),
        ],
    )
    world.database.executemany("INSERT INTO store_currency VALUES (?, ?, ?)", [("USD", "$", "1"), ("EUR", "€", "0.92")])
