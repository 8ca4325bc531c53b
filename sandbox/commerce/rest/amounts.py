"""Amounts and quantities as REST writes them: in the order's currency and, as `base_...`, in the base currency."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sandbox.commerce.money import amount, times, to_cents
from sandbox.commerce.rest import given
from sandbox.commerce.store.views import rate
from sandbox.commerce.world import World


def quantity(value: float) -> int | float:
    """PHP writes 2.0 as 2."""
    return int(value) if float(value).is_integer() else value


def cents(value: Any) -> int:
    """Cents of an amount that was given in units."""
    return to_cents(given.number(value))


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency with its rate: `to_base` is what one unit is worth in the base currency."""

    code: str
    to_base: Decimal

    @classmethod
    def of(cls, world: World, code: str) -> "Currency":
        """One that is in use."""
        return cls(code, 1 / rate(world, code))

    def base(self, value: int) -> int:
        """Cents in the base currency."""
        return times(value, self.to_base)

    def both(self, **named: int) -> Mapping[str, int | float]:
        """Each amount, given in cents, under its name and with `base_` before it."""
        both = {}
        for name, value in named.items():
            both[name] = amount(value)
            both[f"base_{name}"] = amount(self.base(value))
        return both

    @property
    def rate(self) -> float:
        """How many units one unit of the base currency is."""
        return quantity(float(round(1 / self.to_base, 4)))
