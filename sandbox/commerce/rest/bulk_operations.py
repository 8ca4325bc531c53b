"""Bulk operations as rows: accepted at once, done when their time has come, asked for later."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sandbox.commerce.customer.statements import insert, update
from sandbox.commerce.customer.timestamps import timestamp
from sandbox.commerce.world import World

COMPLETE: Final = 1
RETRIABLY_FAILED: Final = 2
NOT_RETRIABLY_FAILED: Final = 3
OPEN: Final = 4
REJECTED: Final = 5
"""The states that Commerce reports."""

AT_ONCE: Final = 250
"""So many are done before a call is answered: a large bulk takes several calls, as it takes a real one its time."""

TABLES: Final = """
CREATE TABLE IF NOT EXISTS bulk (
    id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE, description TEXT NOT NULL, topic TEXT NOT NULL,
    user_id INTEGER NOT NULL, start_time TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS bulk_operation (
    id INTEGER PRIMARY KEY AUTOINCREMENT, bulk_id INTEGER NOT NULL REFERENCES bulk (id), number INTEGER NOT NULL,
    status INTEGER NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, store_id INTEGER NOT NULL, body TEXT NOT NULL,
    result TEXT, message TEXT, error_code INTEGER, due_at TEXT, UNIQUE (bulk_id, number)
);
CREATE INDEX IF NOT EXISTS bulk_operation_due ON bulk_operation (due_at) WHERE due_at IS NOT NULL;
"""


@dataclass(frozen=True, slots=True)
class Bulk:
    """Several operations of one kind."""

    id: int
    uuid: str
    description: str
    topic: str
    user_id: int
    start_time: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One of them. `due_at` is None for one that nobody will do (any more)."""

    id: int
    bulk_id: int
    number: int
    status: int
    method: str
    path: str
    store_id: int
    body: Any
    result: Any
    message: str | None
    error_code: int | None
    due_at: str | None


def accept(world: World, uuid: str, topic: str, user_id: int) -> Bulk:
    """A new bulk without operations."""
    columns = {"uuid": uuid, "description": f"Topic {topic}", "topic": topic, "user_id": user_id}
    insert(world, "bulk", {**columns, "start_time": timestamp(world)})
    made = bulk_by_uuid(world, uuid)
    assert made is not None
    return made


def add_operation(world: World, bulk: Bulk, number: int, asked: Mapping[str, Any], *, seconds: float | None) -> int:
    """An operation that is due after so many seconds, or never; its row id. `asked`: method, path, store_id, body."""
    due_at = None if seconds is None else (world.clock() + timedelta(seconds=seconds)).isoformat()
    columns = {**asked, "body": json.dumps(asked["body"]), "bulk_id": bulk.id, "number": number}
    return insert(world, "bulk_operation", {**columns, "status": OPEN, "due_at": due_at})


def settle(world: World, operation_id: int, status: int, message: str, *, code: int = 0, result: Any = None) -> None:
    """Say what came of an operation."""
    columns = {"status": status, "message": message, "error_code": code, "result": json.dumps(result), "due_at": None}
    update(world, "bulk_operation", operation_id, columns)


def leave_open(world: World, operation_id: int) -> None:
    """Nobody will say any more what came of it."""
    update(world, "bulk_operation", operation_id, {"due_at": None})


def bulk_by_uuid(world: World, uuid: str) -> Bulk | None:
    """The bulk with this UUID."""
    row = world.row("SELECT * FROM bulk WHERE uuid = ?", (uuid,))
    return None if row is None else Bulk(**dict(row))


def operations_of(world: World, bulk: Bulk) -> list[Operation]:
    """All of a bulk, in the order in which they were asked for."""
    return [
        _operation(row)
        for row in world.rows("SELECT * FROM bulk_operation WHERE bulk_id = ? ORDER BY number", (bulk.id,))
    ]


def due(world: World) -> list[Operation]:
    """Those whose time has come, the oldest first; no more than are done at once."""
    rows = world.rows(
        "SELECT * FROM bulk_operation WHERE due_at IS NOT NULL AND due_at <= ? ORDER BY id LIMIT ?",
        (world.clock().isoformat(), AT_ONCE),
    )
    return [_operation(row) for row in rows]


def _operation(row: sqlite3.Row) -> Operation:
    columns = dict(row)
    columns["body"] = json.loads(row["body"])
    columns["result"] = json.loads(row["result"]) if row["result"] else None
    return Operation(**columns)
