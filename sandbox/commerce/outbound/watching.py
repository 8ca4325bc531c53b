"""Triggers that note every change of a row: no writer can forget it, and what is rolled back was never noted.

They are temporary, so they belong to the connection and always fit the code; the notes they write are kept. Whatever
table of the catalogue names a product, a category or an attribute is watched without being listed here.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from sandbox.commerce.change_signal import FUNCTION
from sandbox.commerce.outbound.changes import Kind
from sandbox.commerce.world import World

PRODUCTS_OWN: Final[tuple[tuple[str, Kind], ...]] = (
    ("product_id", "product_saved"),
    ("parent_id", "product_saved"),
    ("category_id", "category_saved"),
)
OTHERS_OWN: Final[tuple[tuple[str, Kind], ...]] = (
    ("category_id", "category_saved"),
    ("attribute_id", "attribute_saved"),
)
"""Columns of the catalogue's side tables that say whose row it is: of those that name a product, and of others."""

THROUGH: Final[Mapping[str, tuple[str, str, str, Kind]]] = {
    "catalog_custom_value": ("option_id", "catalog_custom_option", "product_id", "product_saved"),
    "catalog_bundle_selection": ("option_id", "catalog_bundle_option", "product_id", "product_saved"),
    "catalog_option_label": ("option_id", "catalog_option", "attribute_id", "attribute_saved"),
}
"""Tables whose rows belong to something by way of another table: the column, that table and its column."""

OPERATIONS: Final = ("INSERT", "UPDATE", "DELETE")
ROOTS: Final = frozenset({"catalog_product", "catalog_category", "catalog_attribute"})
STOCK: Final = ("quantity", "is_in_stock")
TREE: Final = ("is_active", "include_in_menu", "parent_id", "path", "position")
SECRET: Final = frozenset({"password"})
COLUMNS_AT_ONCE: Final = 40
"""SQLite's functions take 100 arguments."""


def watch(world: World) -> None:
    """From now on every change of this world is noted. May be called again, for tables that were made anew."""
    for statement in _triggers(world):
        world.database.execute(statement)


def _triggers(world: World) -> Iterator[str]:
    yield (
        "CREATE TEMP TRIGGER IF NOT EXISTS ring_on_note AFTER INSERT ON main.outbound_change BEGIN"
        f" SELECT {FUNCTION}(NEW.kind); END"
    )
    yield from _products(world)
    yield from _categories(world)
    yield from _side_tables(world)
    yield from _rows_with_an_id("catalog_attribute", "attribute_saved")
    yield from _content("cms_page", "page_saved")
    yield from _content("cms_block", "block_saved")
    yield from _rows_with_an_id("store_view", "store_saved")
    for operation in OPERATIONS:
        yield _trigger("store_currency", operation, "currency_saved", "0")
    yield from _orders(world)
    yield from _customers(world)


def _products(world: World) -> Iterator[str]:
    own = [name for name in _columns(world, "catalog_product") if name not in {"id", *STOCK}]
    yield _trigger("catalog_product", "INSERT", "product_saved", "NEW.id")
    yield _trigger("catalog_product", f"UPDATE OF {', '.join(own)}", "product_saved", "NEW.id")
    yield _trigger("catalog_product", "DELETE", "product_deleted", "OLD.id", "json_object('sku', OLD.sku)")
    stock = "json_object('sku', NEW.sku, 'quantity', NEW.quantity, 'is_in_stock', NEW.is_in_stock)"
    changed = f"UPDATE OF {', '.join(STOCK)}"
    differs = "NEW.quantity IS NOT OLD.quantity OR NEW.is_in_stock IS NOT OLD.is_in_stock"
    yield _trigger("catalog_product", changed, "quantity_changed", "NEW.id", stock, when=differs)
    turned = "(NEW.is_in_stock AND NEW.quantity > 0) IS NOT (OLD.is_in_stock AND OLD.quantity > 0)"
    yield _trigger("catalog_product", changed, "salability_changed", "NEW.id", when=turned)


def _categories(world: World) -> Iterator[str]:
    own = [name for name in _columns(world, "catalog_category") if name not in {"id", *TREE}]
    for operation in ("INSERT", "DELETE"):
        yield _trigger("catalog_category", operation, "category_tree_changed", f"{_row_of(operation)}.id")
    yield _trigger("catalog_category", f"UPDATE OF {', '.join(TREE)}", "category_tree_changed", "NEW.id")
    yield _trigger("catalog_category", f"UPDATE OF {', '.join(own)}", "category_saved", "NEW.id")


def _side_tables(world: World) -> Iterator[str]:
    for table in _tables(world):
        columns = _columns(world, table)
        owners = PRODUCTS_OWN if "product_id" in columns else OTHERS_OWN
        for operation in OPERATIONS:
            for column, kind in owners:
                if column in columns and table not in THROUGH:
                    yield _trigger(table, operation, kind, f"{_row_of(operation)}.{column}", name=column)
    yield from _through_others()


def _through_others() -> Iterator[str]:
    for table, (column, other, owner, kind) in THROUGH.items():
        for operation in OPERATIONS:
            found = f"(SELECT {owner} FROM main.{other} WHERE id = {_row_of(operation)}.{column})"  # noqa: S608
            yield _trigger(table, operation, kind, f"COALESCE({found}, 0)", name=owner)


def _content(table: str, kind: Kind) -> Iterator[str]:
    for operation in OPERATIONS:
        row = _row_of(operation)
        yield _trigger(table, operation, kind, f"{row}.id", f"json_object('identifier', {row}.identifier)")


def _orders(world: World) -> Iterator[str]:
    order = _as_json("NEW", _columns(world, "sales_order"))
    yield _trigger("sales_order", "INSERT", "order_placed", "NEW.id", f"json_object('order', json({order}))")
    before = "'status_before', OLD.status, 'state_before', OLD.state"
    yield _trigger("sales_order", "UPDATE", "order_saved", "NEW.id", f"json_object('order', json({order}), {before})")
    refund = _as_json("NEW", _columns(world, "sales_document"))
    detail = f"json_object('creditmemo', json({refund}))"
    yield _trigger("sales_document", "INSERT", "order_refunded", "NEW.order_id", detail, when="NEW.kind = 'creditmemo'")


def _customers(world: World) -> Iterator[str]:
    columns = [name for name in _columns(world, "customer") if name not in SECRET]
    kinds: tuple[tuple[str, Kind], ...] = (
        ("INSERT", "customer_registered"),
        ("UPDATE", "customer_saved"),
        ("DELETE", "customer_deleted"),
    )
    for operation, kind in kinds:
        row = _row_of(operation)
        detail = f"json_object('customer', json({_as_json(row, columns)}))"
        yield _trigger("customer", operation, kind, f"{row}.id", detail)


def _rows_with_an_id(table: str, kind: Kind) -> Iterator[str]:
    for operation in OPERATIONS:
        yield _trigger(table, operation, kind, f"{_row_of(operation)}.id")


def _trigger(
    table: str, operation: str, kind: Kind, entity: str, detail: str = "'{}'", *, when: str = "1", name: str = ""
) -> str:
    """A note of `kind` for each row that the operation touches."""
    label = f"note_{table}_{operation.split(maxsplit=1)[0]}_{kind}_{name}".rstrip("_").lower()
    return (
        f"CREATE TEMP TRIGGER IF NOT EXISTS {label} AFTER {operation} ON main.{table} WHEN {when} BEGIN"  # noqa: S608
        f" INSERT INTO outbound_change (kind, entity_id, detail) VALUES ('{kind}', {entity}, {detail}); END"
    )


def _as_json(row: str, columns: Iterable[str]) -> str:
    """The SQL of a JSON object of these columns."""
    names = list(columns)
    sql = "'{}'"
    for start in range(0, len(names), COLUMNS_AT_ONCE):
        pairs = ", ".join(f"'$.{name}', {row}.{name}" for name in names[start : start + COLUMNS_AT_ONCE])
        sql = f"json_insert({sql}, {pairs})"
    return sql


def _row_of(operation: str) -> str:
    return "OLD" if operation == "DELETE" else "NEW"


def _tables(world: World) -> list[str]:
    """The catalogue's, the entities themselves and the search index left out."""
    rows = world.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        " AND (name GLOB 'catalog_*' OR name GLOB 'rest_*')"
    )
    return [row["name"] for row in rows if row["name"] not in ROOTS]


def _columns(world: World, table: str) -> list[str]:
    """The columns of a table; none where there is no such table."""
    return [row["name"] for row in world.rows("SELECT name FROM pragma_table_info(?)", (table,))]
