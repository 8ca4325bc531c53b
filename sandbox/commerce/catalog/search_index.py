"""What full-text search reads of a product: name, SKU, descriptions and the labels of its options, per store view."""

import html
import re
from typing import Final

from sandbox.commerce.store.views import StoreView, store_views
from sandbox.commerce.world import World

STORES: Final = 1_000
"""The row of a product in a store view has the number product * STORES + store: it is found without reading any."""

PRODUCT_OF_ENTRY: Final = f"catalog_search.rowid / {STORES}"
STORE_OF_ENTRY: Final = f"catalog_search.rowid % {STORES}"


def index_for_search(world: World) -> None:
    """Write the index anew."""
    world.database.execute("DELETE FROM catalog_search")
    for store in store_views(world):
        _index(world, store)


def index_product(world: World, product_id: int) -> None:
    """Write anew what the index says of one product."""
    remove_from_index(world, product_id)
    for store in store_views(world):
        _index(world, store, product_id)


def remove_from_index(world: World, product_id: int) -> None:
    """Take one product out of it."""
    first = product_id * STORES
    world.database.execute("DELETE FROM catalog_search WHERE rowid BETWEEN ? AND ?", (first, first + STORES - 1))


def _index(world: World, store: StoreView, product_id: int | None = None) -> None:
    labels: dict[int, list[str]] = {}
    for row in world.rows(
        "SELECT o.product_id, COALESCE(l.label, c.label) AS label FROM catalog_listed_option AS o"  # noqa: S608
        " JOIN catalog_option AS c ON c.id = o.option_id AND c.attribute_id = o.attribute_id"
        " LEFT JOIN catalog_option_label AS l ON l.option_id = c.id AND l.store_id = :store"
        + ("" if product_id is None else " WHERE o.product_id = :product"),
        {"store": store.id, "product": product_id},
    ):
        labels.setdefault(row["product_id"], []).append(row["label"])
    for row in world.rows(
        "SELECT p.id, p.sku, t.name, t.description, t.short_description FROM catalog_product AS p"  # noqa: S608
        " JOIN catalog_product_text AS t ON t.product_id = p.id AND t.store_id = ("
        "  SELECT MAX(store_id) FROM catalog_product_text WHERE product_id = p.id AND store_id IN (0, :store))"
        " WHERE p.is_visible = 1" + ("" if product_id is None else " AND p.id = :product"),
        {"store": store.id, "product": product_id},
    ):
        words = " ".join((_plain(row["description"]), _plain(row["short_description"]), *labels.get(row["id"], [])))
        world.database.execute(
            "INSERT INTO catalog_search (rowid, name, sku, words) VALUES (?, ?, ?, ?)",
            (row["id"] * STORES + store.id, row["name"], row["sku"], words),
        )


def _plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", markup))
