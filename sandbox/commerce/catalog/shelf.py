"""All that listings ask about products, in memory: prices, options, categories and, once asked for, texts.

Of a product that changed it is redone for that product, and for those made of it, the next time somebody looks.
"""

import re
from collections.abc import Callable, Hashable, Mapping
from typing import Any, Final, TypeVar

from sandbox.commerce.catalog.columns import Column, Index, Order, Reading
from sandbox.commerce.catalog.listing_changes import changed_products, listing_revision, with_those_made_of
from sandbox.commerce.world import World

MOST_REDONE: Final = 2_000
"""Of more products that changed at once it is quicker to read all."""

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

AnyColumn = TypeVar("AnyColumn", bound=Column[Any])

TEXTS: Final = ("name", "description", "short_description", "care_instructions")


class Shelf:
    """The products of one world as listings see them. Of use after `catch_up`, until the next change.

    `prices`: in cents of the base currency, final on that day, of the products that are shown at all; `options`: what a
    product says itself or one of its variants does, as attribute id and option id; `categories`: category id ->
    position there. What only some listings ask for is read when the first one does.
    """

    def __init__(self) -> None:
        self.prices: Column[float] = Column(_prices)
        self.options: Index[frozenset[tuple[int, str]]] = Index(_options)
        self.categories: Index[dict[int, int]] = Index(_categories)
        self._read_later: dict[Hashable, Any] = {}
        self._revision = 0
        self._today = ""

    def catch_up(self, world: World, today: str) -> int:
        """Bring it up to the last change. Returns that change's revision."""
        revision = listing_revision(world)  # before anything is read: what changes meanwhile is redone next time
        if not self._today or revision < self._revision:  # nothing is read yet, or another process began anew
            self._build(Reading(world, today))
        elif (revision, today) != (self._revision, self._today):
            changed = changed_products(world, self._revision)
            if today != self._today:
                changed |= _with_special_price(world)
            self._redo(world, today, with_those_made_of(world, changed))
        self._revision, self._today = revision, today
        return revision

    def words(self, world: World, store_id: int, text: str) -> Column[str]:
        """The words of a text of `TEXTS` in a store view, in lower case, with a blank before and after each."""
        return self._later(world, (store_id, text), lambda: Column(lambda reading: _words(reading, store_id, text)))

    def names(self, world: World, store_id: int) -> Order[str]:
        """What products are sorted by when by name: upper and lower case alike."""
        return self._later(world, ("names", store_id), lambda: Order(lambda reading: _names(reading, store_id)))

    def cents(self, world: World, factor: float) -> Order[int]:
        """The prices in cents of the currency of which so many units are one of the base currency."""

        def read(reading: Reading) -> dict[int, int]:
            base = self.prices.values
            of = base if reading.ids is None else reading.ids & base.keys()
            return {product: int(base[product] * factor + 0.5) for product in of}

        return self._later(world, ("cents", factor), lambda: Order(read))

    def own_options(self, world: World) -> Column[dict[int, list[int]]]:
        """What products say themselves: attribute id -> the ids of its options, the oldest first."""
        return self._later(world, "own options", lambda: Column(_own_options))

    def columns(self) -> Mapping[Hashable, Column[Any]]:
        """Those that were read by now, by what tells them apart."""
        always: dict[Hashable, Column[Any]] = {
            "prices": self.prices,
            "options": self.options,
            "categories": self.categories,
        }
        return {**always, **self._read_later}

    def _later(self, world: World, key: Hashable, make: Callable[[], AnyColumn]) -> AnyColumn:
        if key not in self._read_later:
            made = make()
            made.build(Reading(world, self._today))
            self._read_later[key] = made
        column: AnyColumn = self._read_later[key]
        return column

    def _build(self, reading: Reading) -> None:
        for column in self.columns().values():
            column.build(reading)

    def _redo(self, world: World, today: str, ids: set[int]) -> None:
        if len(ids) > MOST_REDONE:
            self._build(Reading(world, today))
            return
        for column in self.columns().values() if ids else ():
            column.redo(Reading(world, today, frozenset(ids)), ids)


def shelf_of(world: World) -> Shelf:
    """The one that this world keeps; `catch_up` before looking at it."""
    return world.catalog_memory.keep("shelf", Shelf, committed=not world.database.in_transaction)


def _with_special_price(world: World) -> set[int]:
    return {row["id"] for row in world.rows("SELECT id FROM catalog_product WHERE special_price IS NOT NULL")}


def _prices(reading: Reading) -> dict[int, float]:
    rows = reading.world.rows(
        f"SELECT p.id, {LISTED_PRICE} AS price FROM catalog_product AS p"  # noqa: S608
        f" WHERE p.is_enabled = 1 AND p.is_visible = 1 AND {reading.among('p.id')}",
        {"today": reading.today},
    )
    return {row["id"]: row["price"] for row in rows}


def _options(reading: Reading) -> dict[int, frozenset[tuple[int, str]]]:
    rows = reading.world.rows(
        "SELECT product_id, attribute_id, option_id FROM catalog_product_option"  # noqa: S608
        f" WHERE {reading.among('product_id')} UNION ALL"
        " SELECT v.parent_id, o.attribute_id, o.option_id FROM catalog_variant AS v"
        " JOIN catalog_product AS p ON p.id = v.product_id AND p.is_enabled = 1"
        f" JOIN catalog_product_option AS o ON o.product_id = p.id WHERE {reading.among('v.parent_id')}"
    )
    found: dict[int, set[tuple[int, str]]] = {}
    for product, attribute, option in rows:
        found.setdefault(product, set()).add((attribute, str(option)))
    return {product: frozenset(options) for product, options in found.items()}


def _own_options(reading: Reading) -> dict[int, dict[int, list[int]]]:
    found: dict[int, dict[int, list[int]]] = {}
    for product, attribute, option in reading.world.rows(
        "SELECT product_id, attribute_id, option_id FROM catalog_product_option"  # noqa: S608
        f" WHERE {reading.among('product_id')} ORDER BY option_id"
    ):
        found.setdefault(product, {}).setdefault(attribute, []).append(option)
    return found


def _categories(reading: Reading) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {}
    for product, category, position in reading.world.rows(
        "SELECT product_id, category_id, position FROM catalog_product_category"  # noqa: S608
        f" WHERE {reading.among('product_id')}"
    ):
        found.setdefault(product, {})[category] = position
    return found


def _words(reading: Reading, store_id: int, text: str) -> dict[int, str]:
    texts = _of_store(reading, store_id, text).items()
    return {product: " ".join(["", *re.findall(r"\w+", value.casefold()), ""]) for product, value in texts}


def _names(reading: Reading, store_id: int) -> dict[int, str]:
    """As SQLite's NOCASE: A to Z folded, the bytes of UTF-8 in their order. Latin-1 keeps it and sorts quickest."""
    names = _of_store(reading, store_id, "name").items()
    return {product: name.encode().lower().decode("latin-1") for product, name in names}


def _of_store(reading: Reading, store_id: int, text: str) -> dict[int, str]:
    """The texts of a store view, where it has none those that hold for all."""
    rows = reading.world.rows(
        f"SELECT product_id, {text} FROM catalog_product_text"  # noqa: S608 - one of `TEXTS`
        f" WHERE store_id IN (0, :store) AND {reading.among('product_id')} ORDER BY store_id",
        {"store": store_id},
    )
    return {product: value or "" for product, value in rows}
