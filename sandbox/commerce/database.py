"""The SQLite connection of one sandbox: how it is opened, and what a transaction is."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast

KEPT = """
CREATE TABLE IF NOT EXISTS sandbox_state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sandbox_counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
"""


_fetch_one, _fetch_all = sqlite3.Cursor.fetchone, sqlite3.Cursor.fetchall
_execute, _execute_many = sqlite3.Cursor.execute, sqlite3.Cursor.executemany


class _Cursor(sqlite3.Cursor):
    """See `_Connection`."""

    connection: "_Connection"

    def fetchone(self) -> Any:
        with self.connection.entering:
            return _fetch_one(self)

    def fetchall(self) -> list[Any]:
        with self.connection.entering:
            return _fetch_all(self)

    def __iter__(self) -> Iterator[Any]:  # type: ignore[override]  # sqlite3's is its own iterator
        return iter(self.fetchall())


class _Connection(sqlite3.Connection):
    """Lets one thread into SQLite at a time.

    A trigger may call Python. A thread that comes out of SQLite for that waits for the interpreter and holds SQLite's
    lock; another that enters meanwhile would hold the interpreter and wait for that lock, for ever.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.entering = threading.RLock()

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        cursor = self.cursor(_Cursor)
        with self.entering:
            return _execute(cursor, *arguments)

    def executemany(self, sql: str, rows: Iterable[Any], /) -> sqlite3.Cursor:
        cursor = self.cursor(_Cursor)
        with self.entering:
            return _execute_many(cursor, sql, rows)


def connect(database: Path | None) -> sqlite3.Connection:
    """Open the file, or a new database in memory. Rows are read by column name; each statement stands for itself.

    What is committed to a file survives the end of the process, and with `synchronous = FULL` that of the machine.
    """
    if database is not None:
        database.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(
        database or ":memory:", isolation_level=None, check_same_thread=False, factory=_Connection
    )
    connection.row_factory = sqlite3.Row
    connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")
    connection.executescript(KEPT)
    return connection


def copy_into(connection: sqlite3.Connection, database: bytes) -> None:
    """Replace all that is in the database of `connection` by a serialized one. Temporary triggers stay."""
    with closing(sqlite3.connect(":memory:")) as source:
        source.deserialize(database)
        with cast("_Connection", connection).entering:
            source.backup(connection)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing. Inside another transaction it is a savepoint: it can fail alone."""
    nested = connection.in_transaction
    connection.execute("SAVEPOINT inner_step" if nested else "BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK TO inner_step" if nested else "ROLLBACK")
        if nested:
            connection.execute("RELEASE inner_step")
        raise
    connection.execute("RELEASE inner_step" if nested else "COMMIT")


def next_number(connection: sqlite3.Connection, name: str) -> int:
    """The next value of a counter that survives a restart; the first is 1."""
    row = connection.execute(
        "INSERT INTO sandbox_counter (name, value) VALUES (?, 1)"
        " ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
        (name,),
    ).fetchone()
    return int(row["value"])
