"""Finding products: what `products` and `CategoryInterface.products` ask for, as one SQL query."""

import json
import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sandbox.commerce.catalog.attributes import attributes
from sandbox.commerce.errors import InputError
from sandbox.commerce.identifiers import from_uid
from sandbox.commerce.money import to_cents
from sandbox.commerce.store.views import StoreView, rate
from sandbox.commerce.world import World

FINAL_PRICE: Final = """CASE WHEN {p}.special_price IS NOT NULL
    AND ({p}.special_from IS NULL OR substr({p}.special_from, 1, 10) <= :today)
    AND ({p}.special_to IS NULL OR substr({p}.special_to, 1, 10) >= :today)
    THEN MIN({p}.price, {p}.special_price) ELSE {p}.price END"""

LISTED_PRICE: Final = f"""COALESCE({FINAL_PRICE.format(p="p")}, (
    SELECT MIN({FINAL_PRICE.format(p="c")}) FROM catalog_variant AS v
    JOIN catalog_product AS c ON c.id = v.product_id AND c.is_enabled = 1 WHERE v.parent_id = p.id), (
    SELECT MIN({FINAL_PRICE.format(p="c")}) FROM catalog_group_member AS m
    JOIN catalog_product AS c ON c.id = m.linked_id AND c.is_enabled = 1 WHERE m.product_id = p.id), (
    SELECT SUM((SELECT MIN({FINAL_PRICE.format(p="c")} * s.quantity) FROM catalog_bundle_selection AS s
    JOIN catalog_product AS c ON c.id = s.product_id AND c.is_enabled = 1 WHERE s.option_id = o.id))
    FROM catalog_bundle_option AS o WHERE o.product_id = p.id AND o.is_required = 1), 0)"""  # noqa: S608

TEXTS_JOIN: Final = """JOIN catalog_product_text AS t ON t.product_id = p.id AND t.store_id = (
    SELECT MAX(own.store_id) FROM catalog_product_text AS own
    WHERE own.product_id = p.id AND own.store_id IN (0, :store))"""

SORTS: Final = {"name": "t.name COLLATE NOCASE", "price": "price", "position": "position", "relevance": "score"}
TEXTS: Final = {
    "name": "t.name",
    "description": "t.description",
    "short_description": "t.short_description",
    "care_instructions": "t.care_instructions",
}
COLUMNS: Final = {"sku": "p.sku", "url_key": "p.url_key"}


@dataclass(slots=True)
class Conditions:
    """Parts of a WHERE clause with their parameters."""

    parts: list[str] = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)

    def bind(self, value: object) -> str:
        """A place holder for `value`."""
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"

    def among(self, column: str, values: Iterable[object]) -> None:
        """`column` has one of `values`."""
        marks = ", ".join(self.bind(value) for value in values)
        self.parts.append(f"{column} IN ({marks})")


@dataclass(frozen=True, slots=True)
class Hits:
    """The products that were found, in order: their ids, and at the same place the lowest price of each.

    Prices are cents of the shopper's currency. `key` tells these hits from those of every other search.
    """

    key: str
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
    key = json.dumps([today, store.id, currency, search.text, search.filters, search.sort])
    return world.catalog_memory.remember(
        ("hits", key), lambda: Hits(key, *_find(world, search, store, currency, today))
    )


def _find(
    world: World, search: Search, store: StoreView, currency: str, today: str
) -> tuple[Sequence[int], Sequence[int]]:
    conditions = Conditions(parameters={"today": today, "store": store.id})
    price = f"CAST(ROUND({LISTED_PRICE} * {conditions.bind(float(rate(world, currency)))}) AS INTEGER)"
    for name, wanted in search.filters.items():
        if name not in CATEGORY_FILTERS:
            _filter(world, conditions, store, name, wanted, price)
    joins, score = _text_search(conditions, search.text)
    position, category_join = "0", ""
    if CATEGORY_FILTERS.keys() & search.filters.keys():
        position, category_join = _in_categories(category_ids(world, search.filters))
    texts = TEXTS_JOIN if "name" in search.sort or TEXTS.keys() & search.filters.keys() else ""
    rows = world.rows(
        f"""SELECT p.id, {price} AS price, {score} AS score, {position} AS position
        FROM catalog_product AS p {texts} {joins} {category_join}
        WHERE {" AND ".join(["p.is_enabled = 1", "p.is_visible = 1", *conditions.parts])}
        ORDER BY {_order(world, search, store)}""",  # noqa: S608
        conditions.parameters,
    )
    return array("q", [row["id"] for row in rows]), array("q", [row["price"] for row in rows])


def _filter(
    world: World, conditions: Conditions, store: StoreView, name: str, wanted: Mapping[str, Any], price: str
) -> None:
    if name == "price":
        _between(conditions, price, wanted)
    elif name in COLUMNS:
        conditions.among(f"{COLUMNS[name]} COLLATE NOCASE", _values(wanted))
    elif name in TEXTS:
        _match(conditions, TEXTS[name], wanted)
    else:
        own = Conditions(parameters=conditions.parameters)
        own.among("CAST(option_id AS TEXT)", _values(wanted))
        attribute = attributes(world, store)[name]
        conditions.parts.append(
            f"p.id IN (SELECT product_id FROM catalog_listed_option"  # noqa: S608
            f" WHERE attribute_id = {attribute.id} AND {own.parts[0]})"
        )


def _between(conditions: Conditions, price: str, wanted: Mapping[str, Any]) -> None:
    for bound, comparison in (("from", ">="), ("to", "<=")):
        if (text := wanted.get(bound)) not in (None, ""):
            try:
                cents = to_cents(text)
            except ArithmeticError:
                raise InputError(f"Invalid price value: {text}") from None
            conditions.parts.append(f"{price} {comparison} {conditions.bind(cents)}")


def _match(conditions: Conditions, column: str, wanted: Mapping[str, Any]) -> None:
    """One of the words is there: as a whole word, or with `PARTIAL` as a part of one."""
    words = conditions.bind(wanted.get("match") or "")
    partial = conditions.bind(int(wanted.get("match_type") == "PARTIAL"))
    conditions.parts.append(f"matches_words({column}, {words}, {partial})")


def _text_search(conditions: Conditions, text: str) -> tuple[str, str]:
    words = _words(text)
    if not words:
        return "", "0"
    query = conditions.bind(" OR ".join(f'"{word}"' for word in words))
    join = f"JOIN catalog_search AS s ON s.product_id = p.id AND s.store_id = :store AND s.catalog_search MATCH {query}"
    return join, "bm25(catalog_search, 8.0, 4.0, 1.0)"


def category_ids(world: World, filters: Mapping[str, Mapping[str, Any]]) -> list[int]:
    """The categories that the filters name; of several kinds of filter the last one counts."""
    named: list[int] = []
    for name, read in CATEGORY_FILTERS.items():
        if name in filters:
            named = read(world, _values(filters[name]))
    return named


def _in_categories(numbers: list[int]) -> tuple[str, str]:
    marks = ", ".join(str(number) for number in numbers)
    join = (
        "JOIN (SELECT product_id, MIN(position) AS position FROM catalog_product_category"  # noqa: S608
        f" WHERE category_id IN ({marks}) GROUP BY product_id) AS pc ON pc.product_id = p.id"
    )
    return "pc.position", join


def _order(world: World, search: Search, store: StoreView) -> str:
    """Commerce puts the newest first among equals."""
    asked = [
        f"{_sort_column(world, name, store)} {'DESC' if direction == 'DESC' else 'ASC'}"
        for name, direction in search.sort.items()
    ]
    return ", ".join([*(asked or ["score", "position"]), "p.id DESC"])


def _sort_column(world: World, name: str, store: StoreView) -> str:
    if name in SORTS:
        return SORTS[name]
    attribute = attributes(world, store)[name]
    return (
        "(SELECT o.label FROM catalog_product_option AS po JOIN catalog_option AS o ON o.id = po.option_id"  # noqa: S608
        f" WHERE po.product_id = p.id AND po.attribute_id = {attribute.id})"
    )


def _values(wanted: Mapping[str, Any]) -> list[str]:
    if wanted.get("eq") is not None:
        return [wanted["eq"]]
    return [value for value in wanted.get("in") or [] if value is not None]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _by_id(world: World, values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal()]


def _by_uid(world: World, values: list[str]) -> list[int]:
    return _by_id(world, [from_uid(value) or "" for value in values])


def _by_url_path(world: World, values: list[str]) -> list[int]:
    found = (world.row("SELECT id FROM catalog_category WHERE url_path = ?", (value,)) for value in values)
    return [row["id"] for row in found if row is not None]


CATEGORY_FILTERS: Final = {"category_id": _by_id, "category_uid": _by_uid, "category_url_path": _by_url_path}
