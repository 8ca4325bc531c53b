"""What is known of all products, one thing in each column, kept in memory and redone product by product."""

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sandbox.commerce.catalog.product_sets import NOBODY, set_of, switches
from sandbox.commerce.world import World

Value = TypeVar("Value")
Keys = TypeVar("Keys", bound=Collection[Hashable])


@dataclass(frozen=True, slots=True)
class Reading:
    """What a column reads: of the products with these `ids`, or with None of all, as they are on the day `today`."""

    world: World
    today: str
    ids: frozenset[int] | None = None

    def among(self, column: str) -> str:
        """The SQL condition that `column` names one of the products."""
        if self.ids is None:
            return "1"
        return f"{column} IN ({', '.join(str(int(product)) for product in self.ids)})"


class Column(Generic[Value]):
    """A value for each product that has one; `members` is the set of them."""

    def __init__(self, read: Callable[[Reading], Mapping[int, Value]]) -> None:
        self._read = read
        self.values: dict[int, Value] = {}
        self.members = NOBODY

    def build(self, reading: Reading) -> None:
        """Read all products."""
        self.values = dict(self._read(reading))
        self.members = set_of(self.values)

    def redo(self, reading: Reading, ids: Iterable[int]) -> None:
        """Read the products of `reading`, which are those with these ids, and leave the others as they are."""
        read = self._read(reading)
        for product in ids:
            self._change(product, read.get(product))

    def _change(self, product: int, value: Value | None) -> None:
        if value is None:
            self.values.pop(product, None)
            self.members &= ~(1 << product)
        else:
            self.values[product] = value
            self.members |= 1 << product


class Order(Column[Value]):
    """A column that products are sorted by. Among equals the newest come first, in both directions, as in Commerce."""

    def __init__(self, read: Callable[[Reading], Mapping[int, Value]]) -> None:
        super().__init__(read)
        self._rising: list[tuple[Any, int]] = []  # with the id below zero, so that of equals the newest is first
        self._falling: list[tuple[Any, int]] = []  # read from its end

    def build(self, reading: Reading) -> None:
        """Read all products."""
        super().build(reading)
        self._rising = sorted((value, -product) for product, value in self.values.items())
        self._falling = sorted((value, product) for product, value in self.values.items())

    def sort(self, members: int, *, descending: bool) -> list[int]:
        """The ids of a set, all of whose products have a value, in the order of the values."""
        belongs = switches(members, max(self.members.bit_length(), members.bit_length()))
        if descending:
            return [product for _, product in reversed(self._falling) if belongs[product]]
        return [-product for _, product in self._rising if belongs[-product]]

    def _change(self, product: int, value: Value | None) -> None:
        if product in self.values:
            before = self.values[product]
            del self._rising[bisect_left(self._rising, (before, -product))]
            del self._falling[bisect_left(self._falling, (before, product))]
        if value is not None:
            insort(self._rising, (value, -product))
            insort(self._falling, (value, product))
        super()._change(product, value)


class Index(Column[Keys]):
    """A column of keys, of which a product may have several; `sets` tells which products have a key."""

    def __init__(self, read: Callable[[Reading], Mapping[int, Keys]]) -> None:
        super().__init__(read)
        self.sets: dict[Hashable, int] = {}

    def build(self, reading: Reading) -> None:
        """Read all products."""
        super().build(reading)
        members: dict[Hashable, list[int]] = {}
        for product, keys in self.values.items():
            for key in keys:
                members.setdefault(key, []).append(product)
        self.sets = {key: set_of(products) for key, products in members.items()}

    def having_any(self, keys: Iterable[Hashable]) -> int:
        """The products that have one of the keys."""
        found = NOBODY
        for key in keys:
            found |= self.sets.get(key, NOBODY)
        return found

    def counted(self, members: int) -> dict[Hashable, int]:
        """How many of these products have each key; those that none has are left out."""
        counts = {key: (products & members).bit_count() for key, products in self.sets.items()}
        return {key: count for key, count in counts.items() if count}

    def _change(self, product: int, value: Keys | None) -> None:
        bit = 1 << product
        for key in self.values.get(product, ()):
            self.sets[key] &= ~bit
            if not self.sets[key]:
                del self.sets[key]
        for key in value or ():
            self.sets[key] = self.sets.get(key, NOBODY) | bit
        super()._change(product, value)
