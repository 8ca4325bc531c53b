"""Admin users and their tokens: opaque, good for four hours."""

from datetime import timedelta
from typing import Final

from sandbox.commerce.customer.passwords import matches, sealed
from sandbox.commerce.customer.tokens import REFUSED
from sandbox.commerce.errors import AuthenticationError
from sandbox.commerce.world import World

LIFETIME: Final = timedelta(hours=4)

USERNAME: Final = "admin"
PASSWORD: Final = "Fernhollow-1"  # noqa: S105 - documented: it opens nothing but this sandbox
"""The one admin user of the seed."""

TABLES: Final = """
CREATE TABLE IF NOT EXISTS admin_user (
    id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE, password TEXT NOT NULL, is_active INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS admin_token (
    token TEXT PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES admin_user (id), expires_at TEXT NOT NULL
) WITHOUT ROWID;
"""


def seed_administrators(world: World) -> None:
    """One admin user who may do everything."""
    world.database.execute(
        "INSERT INTO admin_user (id, username, password) VALUES (1, ?, ?)", (USERNAME, sealed(world, PASSWORD))
    )


def sign_in(world: World, username: str, password: str) -> str:
    """A new token. Raises `AuthenticationError`, the same for an unknown name as for a wrong password."""
    row = world.row("SELECT id, password FROM admin_user WHERE username = ? AND is_active = 1", (username,))
    if row is None or not matches(password, row["password"]):
        raise AuthenticationError(REFUSED)
    token = world.ids.token("admin")
    expires_at = (world.clock() + LIFETIME).isoformat()
    world.database.execute("INSERT INTO admin_token VALUES (?, ?, ?)", (token, row["id"], expires_at))
    return token


def administrator_of(world: World, token: str) -> int | None:
    """The admin user whose token it is; None for one that is unknown or expired."""
    row = world.row("SELECT user_id, expires_at FROM admin_token WHERE token = ?", (token,))
    if row is None or row["expires_at"] <= world.clock().isoformat():
        return None
    return int(row["user_id"])
