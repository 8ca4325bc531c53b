"""What changed of the catalogue since a listing was put together: a number that grows, and the products concerned.

Triggers note it beside the row that changed, so no writer can forget it, a change that is rolled back was never noted,
and a process that shares the database sees the changes of all others. They are temporary like those of `outbound`:
they belong to the connection and always fit the code. Stock is not noted: listings show products that are sold out.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Final, TypeVar

from sandbox.commerce.world import World

TABLES: Final = """
CREATE TABLE IF NOT EXISTS listing_change (revision INTEGER PRIMARY KEY AUTOINCREMENT, product_id INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS listing_change_product ON listing_change (product_id);
"""
"""The last change of each product; that of anything else of the catalogue stands at product 0."""

NO_PRODUCT: Final = 0

PRODUCT_OF: Final[Mapping[str, str]] = {
    "catalog_product": "{row}.id",
    "catalog_product_text": "{row}.product_id",
    "catalog_product_option": "{row}.product_id",
    "catalog_product_category": "{row}.product_id",
    "catalog_variant": "{row}.parent_id",
    "catalog_group_member": "{row}.product_id",
    "catalog_bundle_option": "{row}.product_id",
    "catalog_bundle_selection": "COALESCE("
    "(SELECT o.product_id FROM main.catalog_bundle_option AS o WHERE o.id = {row}.option_id), 0)",
    "catalog_attribute": "0",
    "catalog_attribute_label": "0",
    "catalog_option": "0",
    "catalog_option_label": "0",
    "catalog_category": "0",
    "catalog_category_text": "0",
    "store_view": "0",
    "store_currency": "0",
}
"""Whose row it is, in SQL, for each table that a listing reads."""

ROWS_OF: Final[Mapping[str, tuple[str, ...]]] = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
STOCK: Final = frozenset({"quantity", "is_in_stock"})

MADE_OF: Final = """
SELECT parent_id AS id FROM catalog_variant WHERE product_id IN ({ids})
UNION SELECT product_id FROM catalog_group_member WHERE linked_id IN ({ids})
UNION SELECT o.product_id FROM catalog_bundle_selection AS s JOIN catalog_bundle_option AS o ON o.id = s.option_id
WHERE s.product_id IN ({ids})"""

Computed = TypeVar("Computed")


def watch_listings(world: World) -> None:
    """From now on every change that a listing may show is noted. May be called again, for tables made anew."""
    for statement in _triggers(world):
        world.database.execute(statement)


def listing_revision(world: World) -> int:
    """Grows with every change of what listings show, whichever process makes it."""
    row = world.row("SELECT MAX(revision) AS revision FROM listing_change")
    return 0 if row is None or row["revision"] is None else int(row["revision"])


def changed_products(world: World, since: int) -> set[int]:
    """The products that were changed after revision `since`; some may be gone."""
    rows = world.rows(
        "SELECT product_id FROM listing_change WHERE revision > ? AND product_id != ?", (since, NO_PRODUCT)
    )
    return {row["product_id"] for row in rows}


def with_those_made_of(world: World, products: Iterable[int]) -> set[int]:
    """These and the configurables, groups and bundles that they are part of."""
    found = set(products)
    ids = ", ".join(str(int(product)) for product in found)
    return found | {row["id"] for row in world.rows(MADE_OF.format(ids=ids))}


def remember(world: World, key: Hashable, compute: Callable[[], Computed]) -> Computed:
    """What `compute` answered the first time since the catalogue changed. `key` names all else that it depends on."""
    world.catalog_memory.forget_older_than(listing_revision(world))
    return world.catalog_memory.remember(key, compute)


def _triggers(world: World) -> Iterator[str]:
    for table, product in PRODUCT_OF.items():
        for operation, rows in ROWS_OF.items():
            notes = " ".join(_note(product.format(row=row)) for row in rows)
            yield (
                f"CREATE TEMP TRIGGER IF NOT EXISTS listing_{table}_{operation.lower()}"
                f" AFTER {_event(world, table, operation)} ON main.{table} BEGIN {notes} END"
            )


def _event(world: World, table: str, operation: str) -> str:
    if (table, operation) != ("catalog_product", "UPDATE"):
        return operation
    columns = (row["name"] for row in world.rows("SELECT name FROM pragma_table_info(?)", (table,)))
    return f"UPDATE OF {', '.join(name for name in columns if name not in STOCK)}"


def _note(product: str) -> str:
    # Not an UPSERT: the conflict clause of the statement that set off a trigger would hold for it as well.
    return (
        f"DELETE FROM listing_change WHERE product_id = {product};"  # noqa: S608 - the SQL is ours
        f" INSERT INTO listing_change (product_id) VALUES ({product});"
    )
