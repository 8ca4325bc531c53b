"""What was computed from the catalogue and need not be computed again until the catalogue changes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

MOST: Final = 256
"""Results kept; one of 10,000 products takes 160 kB."""

Remembered = TypeVar("Remembered")


class CatalogMemory:
    """Keeps the results that were asked for last, at most `most`. Nobody changes what it hands out."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def remember(self, key: Hashable, compute: Callable[[], Remembered]) -> Remembered:
        """What `compute` answered the first time. `key` must name everything but the catalogue that it depends on."""
        if key in self._kept:
            self._kept.move_to_end(key)
            known: Remembered = self._kept[key]
            return known
        computed = compute()
        self._kept[key] = computed
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return computed

    def forget(self) -> None:
        """Drop everything: what it was computed from has changed."""
        self._kept.clear()

    def forget_after(self, kind: str) -> None:
        """Drop everything if a change of this kind is one of the catalogue."""
        if kind != "quantity_changed" and not kind.startswith(("order_", "customer_")):
            self.forget()
