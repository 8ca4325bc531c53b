"""Layered navigation: which filters are left for the products found, and how many products each would leave."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from sandbox.commerce.catalog.attributes import Attribute, attributes
from sandbox.commerce.catalog.search import Hits
from sandbox.commerce.identifiers import uid
from sandbox.commerce.store.views import StoreView
from sandbox.commerce.world import World

LABELS: Final = {"en": {"price": "Price", "category": "Category"}, "de": {"price": "Preis", "category": "Kategorie"}}
NARROWEST: Final = 10
"""Price ranges are never narrower than this, in units of the currency."""

COUNTED_OPTIONS: Final = """
SELECT attribute_id, option_id, COUNT(*) AS count FROM (
    SELECT attribute_id, option_id FROM catalog_product_option
    WHERE product_id IN (SELECT value FROM json_each(:ids))
    UNION ALL
    SELECT attribute_id, option_id FROM (
        SELECT v.parent_id, o.attribute_id, o.option_id FROM catalog_variant AS v
        JOIN catalog_product AS p ON p.id = v.product_id AND p.is_enabled = 1
        JOIN catalog_product_option AS o ON o.product_id = p.id
        WHERE v.parent_id IN (SELECT value FROM json_each(:ids))
        EXCEPT SELECT product_id, attribute_id, option_id FROM catalog_product_option
        WHERE product_id IN (SELECT parent_id FROM catalog_variant)))
GROUP BY attribute_id, option_id"""
"""What `catalog_listed_option` says of some products. Through the view SQLite would read the whole catalogue."""

Bucket = dict[str, Any]


def aggregations(world: World, hits: Hits, store: StoreView, *, children_of: int | None) -> list[Bucket]:
    """One per attribute that tells the products apart: price, categories, then the attributes in their order.

    `children_of` restricts the categories to the children of one. Remembered like the hits; not to be changed.
    """
    if not hits.ids:
        return []
    key = ("aggregations", hits.key, children_of)
    return world.catalog_memory.remember(key, lambda: _aggregations(world, hits, store, children_of))


def _aggregations(world: World, hits: Hits, store: StoreView, children_of: int | None) -> list[Bucket]:
    ids = json.dumps(list(hits.ids))
    labels = LABELS[store.language]
    found = [
        _bucket("price", labels["price"], 0, _prices(hits.prices)),
        _bucket("category_uid", labels["category"], None, _categories(world, ids, store, children_of)),
        *_by_attribute(world, ids, store),
    ]
    return [bucket for bucket in found if bucket["options"]]


def _bucket(code: str, label: str, position: int | None, options: list[dict[str, Any]]) -> Bucket:
    return {"attribute_code": code, "label": label, "position": position, "count": len(options), "options": options}


def _prices(cents: Sequence[int]) -> list[dict[str, Any]]:
    """Ranges of a power of ten, the widest that gives at least two of them."""
    highest = max(cents) // 100
    width = 10 ** (len(str(highest)))
    ranges: Counter[int] = Counter()
    while width > NARROWEST and len(ranges) < 2:
        width //= 10
        ranges = Counter(price // (width * 100) for price in cents)
    return [
        {
            "label": f"{start * width}-{(start + 1) * width}",
            "value": f"{start * width}_{(start + 1) * width}",
            "count": n,
        }
        for start, n in sorted(ranges.items())
    ]


def _categories(world: World, ids: str, store: StoreView, children_of: int | None) -> list[dict[str, Any]]:
    only = "" if children_of is None else f"AND c.parent_id = {int(children_of)}"
    rows = world.rows(
        f"""SELECT c.id, COALESCE(own.name, base.name) AS name, found.count FROM (
            SELECT category_id, COUNT(*) AS count FROM catalog_product_category
            WHERE product_id IN (SELECT value FROM json_each(:ids)) GROUP BY category_id) AS found
        JOIN catalog_category AS c ON c.id = found.category_id AND c.level > 1 AND c.is_active = 1 {only}
        JOIN catalog_category_text AS base ON base.category_id = c.id AND base.store_id = 0
        LEFT JOIN catalog_category_text AS own ON own.category_id = c.id AND own.store_id = :store
        ORDER BY found.count DESC, c.id""",  # noqa: S608
        {"ids": ids, "store": store.id},
    )
    return [{"label": row["name"], "value": uid(row["id"]), "count": row["count"]} for row in rows]


def _by_attribute(world: World, ids: str, store: StoreView) -> list[Bucket]:
    counts = {
        (row["attribute_id"], row["option_id"]): row["count"] for row in world.rows(COUNTED_OPTIONS, {"ids": ids})
    }
    filterable = (attribute for attribute in attributes(world, store).values() if attribute.is_filterable)
    return [
        _bucket(attribute.code, attribute.label, attribute.position, _options(attribute, counts))
        for attribute in filterable
    ]


def _options(attribute: Attribute, counts: dict[tuple[int, int], int]) -> list[dict[str, Any]]:
    return [
        {"label": option.label, "value": str(option.id), "count": counts[attribute.id, option.id]}
        for option in attribute.options.values()
        if (attribute.id, option.id) in counts
    ]
