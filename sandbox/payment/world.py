"""One running sandbox provider: its database, its clock, its ids."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from sandbox.commerce.database import connect, transaction
from sandbox.commerce.identifiers import Identifiers
from sandbox.payment.settings import Settings

TABLES: Final = """
CREATE TABLE IF NOT EXISTS payment (
  id TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE, status TEXT NOT NULL, amount INTEGER NOT NULL,
  currency TEXT NOT NULL, reference TEXT NOT NULL, capture TEXT NOT NULL, return_url TEXT NOT NULL,
  description TEXT NOT NULL, method TEXT NOT NULL, decline TEXT, created_at TEXT NOT NULL,
  authorised INTEGER NOT NULL DEFAULT 0, captured INTEGER NOT NULL DEFAULT 0,
  refunded INTEGER NOT NULL DEFAULT 0, released INTEGER NOT NULL DEFAULT 0, dispute TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entry (
  id INTEGER PRIMARY KEY, payment TEXT NOT NULL REFERENCES payment, kind TEXT NOT NULL, amount INTEGER NOT NULL,
  at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS answered (
  key TEXT PRIMARY KEY, request TEXT NOT NULL, status INTEGER NOT NULL, body BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS delivery (
  id INTEGER PRIMARY KEY, event TEXT NOT NULL, body BLOB NOT NULL, state TEXT NOT NULL DEFAULT 'waiting',
  attempts INTEGER NOT NULL DEFAULT 0, due_at REAL NOT NULL DEFAULT 0, last_answer TEXT NOT NULL DEFAULT ''
);
"""
KEPT_BY_NAME: Final = ("answered", "delivery", "entry", "payment", "sandbox_state", "sandbox_counter")


class World:
    """The state of one sandbox provider. What was committed survives a kill."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = connect(settings.database)
        self.database.executescript(TABLES)
        self.ids = Identifiers(self.database, seed=settings.seed, fixed=settings.fixed_ids)

    def clock(self) -> datetime:
        """Now, in UTC: the time that a test set last, else the settings' fixed one, else the real one."""
        found = self.state("clock")
        if found is not None:
            return datetime.fromisoformat(found)
        return (self.settings.now or datetime.now(UTC)).astimezone(UTC)

    def state(self, name: str) -> str | None:
        """What a test set."""
        row = self.row("SELECT value FROM sandbox_state WHERE name = ?", name)
        return None if row is None else str(row["value"])

    def set_state(self, name: str, value: str | None) -> None:
        """Survives a restart; None takes it back."""
        self.database.execute("DELETE FROM sandbox_state WHERE name = ?", (name,))
        if value is not None:
            self.database.execute("INSERT INTO sandbox_state (name, value) VALUES (?, ?)", (name, value))

    @property
    def webhook_url(self) -> str:
        """Where webhooks go; empty for nowhere."""
        return self.state("webhook_url") or self.settings.webhook_url

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        with transaction(self.database):
            yield

    def rows(self, sql: str, *parameters: Any) -> list[sqlite3.Row]:
        """All rows of a query."""
        return self.database.execute(sql, parameters).fetchall()

    def row(self, sql: str, *parameters: Any) -> sqlite3.Row | None:
        """The first row of a query, if there is one."""
        found: sqlite3.Row | None = self.database.execute(sql, parameters).fetchone()
        return found

    def reset(self) -> None:
        """Everything as at the first start."""
        with self.transaction():
            for table in KEPT_BY_NAME:
                self.database.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours

    def close(self) -> None:
        """Close the database; the world is of no use afterwards."""
        self.database.close()
