"""Taking a product out of the catalogue with everything that belongs to it."""

from collections.abc import Sequence

from sandbox.commerce.catalog.search_index import remove_from_index
from sandbox.commerce.world import World


def remove_product(world: World, product_id: int) -> None:
    """Delete it, and every row of any table that says it belongs to it. Carts and orders keep their own copies."""
    remove_from_index(world, product_id)
    world.database.execute("DELETE FROM catalog_link WHERE linked_id = ?", (product_id,))
    _remove(world, "catalog_product", "id", [product_id])


def _remove(world: World, table: str, column: str, values: Sequence[int]) -> None:
    """Rows and, before them, those of other tables that refer to them. Names come from the database's own schema."""
    if not values:
        return
    marks = ", ".join(str(int(value)) for value in values)
    for child, own, theirs in _references(world, table):
        rows = world.rows(f'SELECT "{theirs}" AS value FROM "{table}" WHERE "{column}" IN ({marks})')  # noqa: S608
        _remove(world, child, own, [row["value"] for row in rows])
    world.database.execute(f'DELETE FROM "{table}" WHERE "{column}" IN ({marks})')  # noqa: S608


def _references(world: World, table: str) -> list[tuple[str, str, str]]:
    """Who refers to a table: table, its column, the column here."""
    tables = world.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [
        (row["name"], key["from"], key["to"] or "id")
        for row in tables
        for key in world.rows(f'PRAGMA foreign_key_list("{row["name"]}")')
        if key["table"] == table
    ]
