"""Layered navigation: which filters are left for the products found, and how many products each would leave."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final

from sandbox.commerce.catalog.attributes import Attribute, attributes
from sandbox.commerce.catalog.listing_changes import remember
from sandbox.commerce.catalog.search import Hits
from sandbox.commerce.catalog.shelf import shelf_of
from sandbox.commerce.identifiers import uid
from sandbox.commerce.store.views import StoreView
from sandbox.commerce.world import World

LABELS: Final = {"en": {"price": "Price", "category": "Category"}, "de": {"price": "Preis", "category": "Kategorie"}}
NARROWEST: Final = 10
"""Price ranges are never narrower than this, in units of the currency."""

Bucket = dict[str, Any]


def aggregations(world: World, hits: Hits, store: StoreView, *, children_of: int | None) -> list[Bucket]:
    """One per attribute that tells the products apart: price, categories, then the attributes in their order.

    `children_of` restricts the categories to the children of one. Remembered like the hits; not to be changed.
    """
    if not hits.ids:
        return []
    key = ("aggregations", hits.key, children_of)
    return remember(world, key, lambda: _aggregations(world, hits, store, children_of))


def _aggregations(world: World, hits: Hits, store: StoreView, children_of: int | None) -> list[Bucket]:
    labels, shelf = LABELS[store.language], shelf_of(world)
    found = [
        _bucket("price", labels["price"], 0, _prices(hits.prices)),
        _bucket(
            "category_uid",
            labels["category"],
            None,
            _categories(world, shelf.categories.counted(hits.members), store, children_of),
        ),
        *_by_attribute(world, shelf.options.counted(hits.members), store),
    ]
    return [bucket for bucket in found if bucket["options"]]


def _bucket(code: str, label: str, position: int | None, options: list[dict[str, Any]]) -> Bucket:
    return {"attribute_code": code, "label": label, "position": position, "count": len(options), "options": options}


def _prices(cents: Sequence[int]) -> list[dict[str, Any]]:
    """Ranges of a power of ten, the widest that gives at least two of them."""
    highest, counts = max(cents) // 100, Counter(cents)
    width = 10 ** (len(str(highest)))
    ranges: Counter[int] = Counter()
    while width > NARROWEST and len(ranges) < 2:
        width //= 10
        ranges = Counter()
        for price, count in counts.items():
            ranges[price // (width * 100)] += count
    return [
        {
            "label": f"{start * width}-{(start + 1) * width}",
            "value": f"{start * width}_{(start + 1) * width}",
            "count": n,
        }
        for start, n in sorted(ranges.items())
    ]


def _categories(
    world: World, counts: Mapping[Hashable, int], store: StoreView, children_of: int | None
) -> list[dict[str, Any]]:
    only = "" if children_of is None else f"AND c.parent_id = {int(children_of)}"
    rows = world.rows(
        f"""SELECT c.id, COALESCE(own.name, base.name) AS name FROM catalog_category AS c
        JOIN catalog_category_text AS base ON base.category_id = c.id AND base.store_id = 0
        LEFT JOIN catalog_category_text AS own ON own.category_id = c.id AND own.store_id = :store
        WHERE c.level > 1 AND c.is_active = 1 {only} ORDER BY c.id""",  # noqa: S608
        {"store": store.id},
    )
    found = [
        {"label": row["name"], "value": uid(row["id"]), "count": counts[row["id"]]}
        for row in rows
        if row["id"] in counts
    ]
    return sorted(found, key=lambda option: -option["count"])


def _by_attribute(world: World, counts: Mapping[Hashable, int], store: StoreView) -> list[Bucket]:
    filterable = (attribute for attribute in attributes(world, store).values() if attribute.is_filterable)
    return [
        _bucket(attribute.code, attribute.label, attribute.position, _options(attribute, counts))
        for attribute in filterable
    ]


def _options(attribute: Attribute, counts: Mapping[Hashable, int]) -> list[dict[str, Any]]:
    return [
        {"label": option.label, "value": str(option.id), "count": counts[attribute.id, str(option.id)]}
        for option in attribute.options.values()
        if (attribute.id, str(option.id)) in counts
    ]
