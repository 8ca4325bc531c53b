"""Sales tax: prices are kept without it, and it is owed where the goods go.

Commerce's settings of a fresh installation: calculated on the total, after discount, none on shipping.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sandbox.commerce.cart.rounding import FIRST_TAX_CARRY, CarryingRounder
from sandbox.commerce.customer.postal import PostalAddress
from sandbox.commerce.world import World


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A rate that an address owes; `code` is what shoppers read."""

    code: str
    percent: Decimal


@dataclass(frozen=True, slots=True)
class LineTax:
    """Cents of tax on one line. The price including tax ignores discounts, what is owed does not."""

    before_discount: int
    owed: tuple[int, ...]
    """One amount for each rate."""


def rates_at(world: World, address: PostalAddress | None) -> tuple[TaxRate, ...]:
    """The rates owed at an address, which add up; none while it is not known where the goods go."""
    if address is None:
        return ()
    rows = world.rows(
        "SELECT code, percent FROM tax_rate WHERE country_code = ? AND (region_code IS NULL OR region_code = ?)"
        " ORDER BY id",
        (address.country_code, address.region_code),
    )
    return tuple(TaxRate(row["code"], Decimal(row["percent"])) for row in rows)


def tax_lines(lines: Sequence[tuple[int, int]], rates: Sequence[TaxRate]) -> list[LineTax]:
    """The tax of each line, given as (row total, discount) in cents."""
    owed, before = CarryingRounder(FIRST_TAX_CARRY), CarryingRounder(FIRST_TAX_CARRY)
    return [
        LineTax(
            before_discount=sum(before.round(rate.code, _share(row_total, rate)) for rate in rates),
            owed=tuple(owed.round(rate.code, _share(max(row_total - discount, 0), rate)) for rate in rates),
        )
        for row_total, discount in lines
    ]


def _share(cents: int, rate: TaxRate) -> Decimal:
    return cents * rate.percent / 100
