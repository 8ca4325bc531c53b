"""Integrations: programs of the back office, each with a consumer key, a token and a secret for both."""

import sqlite3
from dataclasses import dataclass
from typing import Final

from sandbox.commerce.world import World

CONSUMER_KEY: Final = "fernhollow0consumer0key000000001"
CONSUMER_SECRET: Final = "fernhollow0consumer0secret000001"  # noqa: S105 - documented: opens nothing but this sandbox
ACCESS_TOKEN: Final = "fernhollow0access0token000000001"  # noqa: S105
ACCESS_TOKEN_SECRET: Final = "fernhollow0access0token0secret01"  # noqa: S105
"""The one integration of the seed."""

TABLES: Final = """
CREATE TABLE IF NOT EXISTS integration (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, consumer_key TEXT NOT NULL UNIQUE, consumer_secret TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE, token_secret TEXT NOT NULL, is_active INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS integration_nonce (
    integration_id INTEGER NOT NULL REFERENCES integration (id), nonce TEXT NOT NULL, timestamp INTEGER NOT NULL,
    PRIMARY KEY (integration_id, nonce)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Integration:
    """One program, with what it signs its requests with."""

    id: int
    name: str
    consumer_key: str
    consumer_secret: str
    token: str
    token_secret: str
    is_active: bool


def seed_integrations(world: World) -> None:
    """One integration that may do everything."""
    world.database.execute(
        "INSERT INTO integration (id, name, consumer_key, consumer_secret, token, token_secret)"
        " VALUES (1, 'Fernhollow back office', ?, ?, ?, ?)",
        (CONSUMER_KEY, CONSUMER_SECRET, ACCESS_TOKEN, ACCESS_TOKEN_SECRET),
    )


def integration_by_key(world: World, consumer_key: str) -> Integration | None:
    """The active integration with this consumer key."""
    return _integration(world.row("SELECT * FROM integration WHERE consumer_key = ?", (consumer_key,)))


def integration_by_token(world: World, token: str) -> Integration | None:
    """The active integration with this access token."""
    return _integration(world.row("SELECT * FROM integration WHERE token = ?", (token,)))


def use_nonce(world: World, integration: Integration, nonce: str, timestamp: int) -> bool:
    """Remember a nonce; False where it was used before."""
    cursor = world.database.execute(
        "INSERT OR IGNORE INTO integration_nonce VALUES (?, ?, ?)", (integration.id, nonce, timestamp)
    )
    return cursor.rowcount == 1


def _integration(row: sqlite3.Row | None) -> Integration | None:
    if row is None or not row["is_active"]:
        return None
    return Integration(**{**dict(row), "is_active": True})
