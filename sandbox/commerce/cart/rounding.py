"""Rounding as Commerce does it: what one line loses to the cent, the next one gets."""

from collections.abc import Hashable
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

FIRST_TAX_CARRY: Final = Decimal("0.0001")
"""In cents: Commerce starts tax off with this much, so that an exact half always rounds up."""


class CarryingRounder:
    """Rounds amounts one after the other; what that took or gave is carried into the next amount of the same key."""

    def __init__(self, first_carry: Decimal = Decimal(0)) -> None:
        self._first_carry = first_carry
        self._carried: dict[Hashable, Decimal] = {}

    def round(self, key: Hashable, cents: Decimal) -> int:
        """Whole cents. Nothing stays nothing, and carries nothing."""
        if not cents:
            return 0
        exact = cents + self._carried.get(key, self._first_carry)
        rounded = exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)
        self._carried[key] = exact - rounded
        return int(rounded)
