"""What was computed from the catalogue and need not be computed again until the catalogue changes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

MOST: Final = 256
"""Results kept; one of 10,000 products takes 160 kB."""

Remembered = TypeVar("Remembered")


class CatalogMemory:
    """Keeps the results that were asked for last, at most `most`, and what brings itself up to date.

    Nobody changes what it hands out.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._results: OrderedDict[Hashable, Any] = OrderedDict()
        self._revision = 0
        self._kept: dict[Hashable, Any] = {}
        self._saw_uncommitted = False

    def __len__(self) -> int:
        return len(self._results)

    def remember(self, key: Hashable, compute: Callable[[], Remembered]) -> Remembered:
        """What `compute` answered the first time. `key` must name everything but the catalogue that it depends on."""
        if key in self._results:
            self._results.move_to_end(key)
            known: Remembered = self._results[key]
            return known
        computed = compute()
        self._results[key] = computed
        if len(self._results) > self._most:
            self._results.popitem(last=False)
        return computed

    def keep(self, key: Hashable, make: Callable[[], Remembered], *, committed: bool) -> Remembered:
        """What `make` made the first time; whoever gets it brings it up to date.

        `committed` says whether all that it will see now is.
        """
        self._saw_uncommitted |= not committed
        if key not in self._kept:
            self._kept[key] = make()
        kept: Remembered = self._kept[key]
        return kept

    def forget_older_than(self, revision: int) -> None:
        """Drop the results if they were computed from another revision of the catalogue."""
        if revision != self._revision:
            self._results.clear()
            self._revision = revision

    def take_back(self) -> None:
        """Drop what may have been computed from rows that are gone, as their transaction failed."""
        self._results.clear()
        if self._saw_uncommitted:
            self.forget()

    def forget(self) -> None:
        """Drop everything."""
        self._results.clear()
        self._kept.clear()
        self._saw_uncommitted = False
