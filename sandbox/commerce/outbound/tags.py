"""What a change outdates: the tags of `X-Magento-Tags`, and the patterns in which Commerce names them to a cache."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from sandbox.commerce.outbound.changes import Change, Kind
from sandbox.commerce.world import World

EVERYTHING: Final = ".*"
LONGEST: Final = 7680
"""Bytes of a pattern: Commerce sends another request for the rest."""

TIMES: Final = 2
"""A saved product is named once for itself and again for its indexes: a cache hears of one change several times."""

WHOLES: Final = """
SELECT parent_id AS id FROM catalog_variant WHERE product_id = :id
UNION SELECT product_id FROM catalog_group_member WHERE linked_id = :id
UNION SELECT o.product_id FROM catalog_bundle_selection AS s JOIN catalog_bundle_option AS o ON o.id = s.option_id
    WHERE s.product_id = :id"""
"""The configurable, grouped and bundle products that a product is a part of."""

CATALOG_ROOT: Final = 1
TOP: Final = 2


def patterns(world: World, changes: Iterable[Change]) -> Iterator[str]:
    """What to send, in order: one pattern or more for each change that outdates anything."""
    told = {(change.kind, change.entity_id): change for change in changes}
    for change in told.values():
        if change.kind == "cache_cleaned":
            yield EVERYTHING
        elif change.kind in TAGS:
            repeated = TIMES if change.kind == "product_saved" else 1
            yield from list(in_patterns(TAGS[change.kind](world, change))) * repeated


def in_patterns(tags: Iterable[str]) -> Iterator[str]:
    """Patterns that match the tags and are not longer than Commerce's."""
    pattern = ""
    for tag in dict.fromkeys(tags):
        part = f"((^|,){tag}(,|$))"
        if pattern and len(pattern) + 1 + len(part) > LONGEST:
            yield pattern
            pattern = ""
        pattern = f"{pattern}|{part}" if pattern else part
    if pattern:
        yield pattern


def _saved_product(world: World, change: Change) -> Sequence[str]:
    """The product, those it is a part of, its categories and all of theirs above."""
    found = _categories(world, change.entity_id)
    return [*_products(world, change.entity_id), *(f"cat_c_{number}" for number in (*found, CATALOG_ROOT))]


def _turned_salable(world: World, change: Change) -> Sequence[str]:
    below = (number for number in _categories(world, change.entity_id) if number > TOP)
    return [*_products(world, change.entity_id), *(f"cat_c_{number}" for number in below)]


def _products(world: World, product_id: int) -> list[str]:
    """It and those that are bought as it or with it: of these, too, price and stock may be others now."""
    rows = world.rows(f"{WHOLES} ORDER BY id", {"id": product_id})
    return [f"cat_p_{number}" for number in (product_id, *(row["id"] for row in rows))]


def _categories(world: World, product_id: int) -> list[int]:
    """Where the product, or what it is a part of, is shown."""
    rows = world.rows(
        "SELECT DISTINCT category_id FROM catalog_product_category"  # noqa: S608
        f" WHERE product_id = :id OR product_id IN ({WHOLES}) ORDER BY category_id",
        {"id": product_id},
    )
    return [row["category_id"] for row in rows]


def _block(_world: World, change: Change) -> Sequence[str]:
    return [f"cms_b_{change.entity_id}", f"cms_b_{change.detail['identifier']}"]


TAGS: Final[Mapping[Kind, Callable[[World, Change], Sequence[str]]]] = {
    "product_saved": _saved_product,
    "product_deleted": lambda _world, change: [f"cat_p_{change.entity_id}"],
    "salability_changed": _turned_salable,
    "category_saved": lambda _world, change: [f"cat_c_{change.entity_id}"],
    "category_tree_changed": lambda _world, change: ["cat_c", f"cat_c_{change.entity_id}"],
    "page_saved": lambda _world, change: [f"cms_p_{change.entity_id}"],
    "block_saved": _block,
    "redirect_saved": lambda _world, change: change.detail["tags"],
    "store_saved": lambda _world, change: ["gql_store_config", f"gql_store_config_{change.entity_id}"],
    "currency_saved": lambda _world, _change: ["gql_currency"],
    "attribute_saved": lambda _world, change: [f"EAV_ATTRIBUTE_{change.entity_id}"],
}
"""By kind of change; what is not here stands in no page cache."""
