"""Finding products: what `products` and `CategoryInterface.products` ask for, on the shelf of all products."""

import json
import re
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sandbox.commerce.catalog.attributes import attributes
from sandbox.commerce.catalog.columns import Order
from sandbox.commerce.catalog.listing_changes import remember
from sandbox.commerce.catalog.product_sets import newest_first, set_of
from sandbox.commerce.catalog.search_index import PRODUCT_OF_ENTRY, STORE_OF_ENTRY
from sandbox.commerce.catalog.shelf import TEXTS, Shelf, shelf_of
from sandbox.commerce.errors import InputError
from sandbox.commerce.identifiers import from_uid
from sandbox.commerce.money import to_cents
from sandbox.commerce.store.views import StoreView, rate
from sandbox.commerce.world import World

COLUMNS: Final = frozenset({"sku", "url_key"})
"""Filters that name a product itself."""

MATCHING: Final = f"""SELECT {PRODUCT_OF_ENTRY}, bm25(catalog_search, 8.0, 4.0, 1.0) FROM catalog_search
WHERE {STORE_OF_ENTRY} = ? AND catalog_search MATCH ?"""  # noqa: S608
"""Full-text search: of two products the better match has the lower number."""


@dataclass(frozen=True, slots=True)
class Hits:
    """The products that were found, in order: their ids, and at the same place the lowest price of each.

    Prices are cents of the shopper's currency. `key` tells these hits from those of every other search; `members` is
    the set of the products.
    """

    key: str
    members: int
    ids: Sequence[int]
    prices: Sequence[int]


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. `filters` and `sort` are the arguments as GraphQL gives them."""

    text: str = ""
    filters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sort: Mapping[str, str] = field(default_factory=dict)


def find(world: World, search: Search, store: StoreView, currency: str) -> Hits:
    """All visible products that fit; remembered until the catalogue changes or the day ends."""
    today = world.clock().date().isoformat()
    shelf = shelf_of(world)
    revision = shelf.catch_up(world, today)
    key = json.dumps([revision, today, store.id, currency, search.text, search.filters, search.sort])
    return remember(world, ("hits", key), lambda: _find(Question(world, shelf, search, store, currency), key))


@dataclass(frozen=True, slots=True)
class Question:
    """A search, and where it is answered."""

    world: World
    shelf: Shelf
    search: Search
    store: StoreView
    currency: str


def _find(asked: Question, key: str) -> Hits:
    members, filters = asked.shelf.prices.members, asked.search.filters
    for name, wanted in filters.items():
        if name not in CATEGORY_FILTERS and name != "price":
            members &= _having(asked, name, wanted)
    categories = category_ids(asked.world, filters) if CATEGORY_FILTERS.keys() & filters.keys() else None
    if categories is not None:
        members &= asked.shelf.categories.having_any(categories)
    scores = _scores(asked)
    if scores is not None:
        members &= set_of(scores)
    if "name" in asked.search.sort:
        members &= asked.shelf.names(asked.world, asked.store.id).members
    cents = asked.shelf.cents(asked.world, float(rate(asked.world, asked.currency)))
    members = _within(filters.get("price") or {}, cents.values, members)
    ids = _in_order(asked, members, cents, categories, scores)
    return Hits(key, members, array("q", ids), array("q", [cents.values[product] for product in ids]))


def _having(asked: Question, name: str, wanted: Mapping[str, Any]) -> int:
    if name in COLUMNS:
        return _named(asked.world, name, _values(wanted))
    if name in TEXTS:
        return _matching(asked.shelf.words(asked.world, asked.store.id, name).values, wanted)
    attribute = attributes(asked.world, asked.store)[name]
    return asked.shelf.options.having_any((attribute.id, value) for value in _values(wanted))


def _named(world: World, column: str, values: list[str]) -> int:
    marks = ", ".join("?" for _ in values)
    sql = f"SELECT id FROM catalog_product WHERE {column} COLLATE NOCASE IN ({marks})"  # noqa: S608 - one of `COLUMNS`
    return set_of(row["id"] for row in world.rows(sql, tuple(values)))


def _matching(texts: Mapping[int, str], wanted: Mapping[str, Any]) -> int:
    """One of the words is there: as a whole word, or with `PARTIAL` as a part of one."""
    words = re.findall(r"\w+", (wanted.get("match") or "").casefold())
    parts = words if wanted.get("match_type") == "PARTIAL" else [f" {word} " for word in words]
    return set_of(product for product, text in texts.items() if any(part in text for part in parts))


def _scores(asked: Question) -> dict[int, float] | None:
    """What full-text search finds; None where no words are asked for."""
    words = re.findall(r"\w+", asked.search.text.lower())
    if not words:
        return None
    query = " OR ".join(f'"{word}"' for word in words)
    return {row[0]: row[1] for row in asked.world.rows(MATCHING, (asked.store.id, query))}


def _within(wanted: Mapping[str, Any], cents: Mapping[int, int], members: int) -> int:
    """Those of the products whose price is between the bounds, if there are any."""
    lowest, highest = _bound(wanted, "from"), _bound(wanted, "to")
    if lowest is not None:
        members = set_of(product for product in newest_first(members) if cents[product] >= lowest)
    if highest is not None:
        members = set_of(product for product in newest_first(members) if cents[product] <= highest)
    return members


def _bound(wanted: Mapping[str, Any], name: str) -> int | None:
    text = wanted.get(name)
    if text in (None, ""):
        return None
    try:
        return to_cents(text)
    except ArithmeticError:
        raise InputError(f"Invalid price value: {text}") from None


def _in_order(
    asked: Question,
    members: int,
    cents: Order[int],
    categories: Sequence[int] | None,
    scores: Mapping[int, float] | None,
) -> list[int]:
    """The products as they are to be shown: what was asked for last is sorted by first, of equals the newest first."""
    kept: dict[str, Order[Any]] = {"price": cents}
    wanted = asked.search.sort or {"relevance": "ASC", "position": "ASC"}
    if "name" in wanted:
        kept["name"] = asked.shelf.names(asked.world, asked.store.id)
    ids: list[int] | None = None
    for name, direction in reversed(list(wanted.items())):
        descending = direction == "DESC"
        if ids is None and name in kept:
            ids = kept[name].sort(members, descending=descending)
        elif sort_by := kept[name].values.__getitem__ if name in kept else _key(asked, name, categories, scores):
            ids = newest_first(members) if ids is None else ids
            ids.sort(key=sort_by, reverse=descending)
    return newest_first(members) if ids is None else ids


def _key(
    asked: Question, name: str, categories: Sequence[int] | None, scores: Mapping[int, float] | None
) -> Callable[[int], Any] | None:
    """What products are sorted by; None where that is the same for all."""
    if name == "relevance":
        return None if scores is None else scores.__getitem__
    if name == "position":
        return None if categories is None else _position(asked.shelf, categories)
    return _label(asked, name)


def _position(shelf: Shelf, categories: Sequence[int]) -> Callable[[int], int]:
    places = shelf.categories.values
    if len(categories) == 1:
        category = categories[0]
        return lambda product: places[product][category]
    return lambda product: min(places[product][category] for category in categories if category in places[product])


def _label(asked: Question, name: str) -> Callable[[int], str]:
    """The label of the oldest option, without translation; those without one are before all others."""
    attribute, own = attributes(asked.world, asked.store)[name], asked.shelf.own_options(asked.world).values
    labels = {option.id: option.default_label for option in attribute.options.values()}

    def label(product: int) -> str:
        chosen = own.get(product, {}).get(attribute.id, ())
        return next((labels[option] for option in chosen if option in labels), "")

    return label


def category_ids(world: World, filters: Mapping[str, Mapping[str, Any]]) -> list[int]:
    """The categories that the filters name; of several kinds of filter the last one counts."""
    named: list[int] = []
    for name, read in CATEGORY_FILTERS.items():
        if name in filters:
            named = read(world, _values(filters[name]))
    return named


def _values(wanted: Mapping[str, Any]) -> list[str]:
    if wanted.get("eq") is not None:
        return [wanted["eq"]]
    return [value for value in wanted.get("in") or [] if value is not None]


def _by_id(world: World, values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal()]


def _by_uid(world: World, values: list[str]) -> list[int]:
    return _by_id(world, [from_uid(value) or "" for value in values])


def _by_url_path(world: World, values: list[str]) -> list[int]:
    found = (world.row("SELECT id FROM catalog_category WHERE url_path = ?", (value,)) for value in values)
    return [row["id"] for row in found if row is not None]


CATEGORY_FILTERS: Final = {"category_id": _by_id, "category_uid": _by_uid, "category_url_path": _by_url_path}
