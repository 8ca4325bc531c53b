"""The two statements that customers, carts and orders are written with.

Names of tables and columns are ours, never a caller's text.
"""

from collections.abc import Mapping
from typing import Any

from sandbox.commerce.world import World


def insert(world: World, table: str, columns: Mapping[str, Any]) -> int:
    """Add a row; its id."""
    names = ", ".join(columns)
    marks = ", ".join(f":{name}" for name in columns)
    row = world.row(f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING id", dict(columns))  # noqa: S608
    assert row is not None
    return int(row["id"])


def update(world: World, table: str, row_id: int, columns: Mapping[str, Any]) -> None:
    """Change columns of the row with this id."""
    pairs = ", ".join(f"{name} = :{name}" for name in columns)
    world.database.execute(f"UPDATE {table} SET {pairs} WHERE id = :row_id", {**columns, "row_id": row_id})  # noqa: S608
