"""Products as rows: how other domains find one."""

import sqlite3
from dataclasses import dataclass

from sandbox.commerce.store.views import StoreView
from sandbox.commerce.world import World


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One product, with its texts in one store view. `price`: cents of the base currency, None for a configurable."""

    id: int
    sku: str
    type_id: str
    name: str
    url_key: str
    price: int | None
    special_price: int | None
    special_from: str | None
    special_to: str | None
    weight: float | None
    quantity: float
    is_in_stock: bool
    is_enabled: bool
    is_visible: bool
    description: str
    short_description: str
    care_instructions: str | None
    meta_title: str | None
    meta_description: str | None
    created_at: str
    updated_at: str

    @property
    def is_configurable(self) -> bool:
        """Whether it is bought as one of its variants."""
        return self.type_id == "configurable"


SELECT = """
SELECT p.*, t.name, t.description, t.short_description, t.care_instructions, t.meta_title, t.meta_description
FROM catalog_product AS p JOIN catalog_product_text AS t ON t.product_id = p.id AND t.store_id = (
    SELECT MAX(own.store_id) FROM catalog_product_text AS own
    WHERE own.product_id = p.id AND own.store_id IN (0, :store)
)
"""


def product_by_sku(world: World, sku: str, store: StoreView) -> ProductRow | None:
    """The enabled product with this SKU (upper and lower case alike), visible on its own or not."""
    row = world.row(f"{SELECT} WHERE p.sku = :sku AND p.is_enabled = 1", {"sku": sku, "store": store.id})
    return None if row is None else _product(row)


def product_id_by_sku(world: World, sku: str) -> int | None:
    """The id behind a SKU, whether the product is enabled or not."""
    row = world.row("SELECT id FROM catalog_product WHERE sku = ?", (sku,))
    return None if row is None else int(row["id"])


def product_by_id(world: World, product_id: int, store: StoreView) -> ProductRow | None:
    """The product with this id, enabled or not."""
    row = world.row(f"{SELECT} WHERE p.id = :id", {"id": product_id, "store": store.id})
    return None if row is None else _product(row)


def product_by_url_key(world: World, url_key: str, store: StoreView) -> ProductRow | None:
    """The enabled product with this URL key."""
    row = world.row(f"{SELECT} WHERE p.url_key = :key AND p.is_enabled = 1", {"key": url_key, "store": store.id})
    return None if row is None else _product(row)


def products_by_id(world: World, ids: list[int], store: StoreView) -> list[ProductRow]:
    """Several products, in the order of `ids`; those that do not exist are left out."""
    marks = ",".join(str(int(product_id)) for product_id in ids)
    rows = world.rows(f"{SELECT} WHERE p.id IN ({marks})", {"store": store.id})
    found = {row["id"]: _product(row) for row in rows}
    return [found[product_id] for product_id in ids if product_id in found]


def variants_of(world: World, product: ProductRow, store: StoreView) -> list[ProductRow]:
    """The enabled simple products that a configurable one is bought as; empty for a simple one."""
    rows = world.rows(
        f"{SELECT} JOIN catalog_variant AS v ON v.product_id = p.id"
        " WHERE v.parent_id = :id AND p.is_enabled = 1 ORDER BY p.id",
        {"id": product.id, "store": store.id},
    )
    return [_product(row) for row in rows]


def parent_ids(world: World, product_id: int) -> list[int]:
    """The configurable products that a simple one is a variant of."""
    rows = world.rows("SELECT parent_id FROM catalog_variant WHERE product_id = ? ORDER BY parent_id", (product_id,))
    return [row["parent_id"] for row in rows]


def _product(row: sqlite3.Row) -> ProductRow:
    flags = ("is_in_stock", "is_enabled", "is_visible")
    return ProductRow(**{**dict(row), **{flag: bool(row[flag]) for flag in flags}})
