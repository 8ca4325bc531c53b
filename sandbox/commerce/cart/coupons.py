"""Coupons: what each takes off a cart."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sandbox.commerce.cart.rounding import CarryingRounder
from sandbox.commerce.money import times, to_cents
from sandbox.commerce.store.views import convert
from sandbox.commerce.world import World


@dataclass(frozen=True, slots=True)
class SalesRule:
    """What a coupon does: `by_percent` takes `value` percent off each line, `cart_fixed` that much off all together.

    `minimum_subtotal` is in cents of the base currency. A rule with `usage_limit` ends when so many orders had it.
    """

    coupon_code: str
    label: str
    action: str
    value: Decimal
    minimum_subtotal: int
    free_shipping: bool
    usage_limit: int | None
    times_used: int

    def holds_for(self, base_subtotal: int) -> bool:
        """Whether a cart of this subtotal, in cents of the base currency, gets it."""
        return base_subtotal >= self.minimum_subtotal and not self.is_used_up

    @property
    def is_used_up(self) -> bool:
        """Whether as many orders as are allowed have had it."""
        return self.usage_limit is not None and self.times_used >= self.usage_limit


def rule_of(world: World, coupon_code: str) -> SalesRule | None:
    """The rule behind a coupon, upper and lower case alike."""
    row = world.row("SELECT * FROM sales_rule WHERE coupon_code = ?", (coupon_code,))
    return None if row is None else _rule(row)


def use_once(world: World, coupon_code: str) -> None:
    """An order was placed with it."""
    world.database.execute("UPDATE sales_rule SET times_used = times_used + 1 WHERE coupon_code = ?", (coupon_code,))


def discounts(world: World, rule: SalesRule | None, row_totals: Sequence[int], currency: str) -> list[int]:
    """What the rule takes off each line, in cents of `currency`."""
    if rule is None:
        return [0] * len(row_totals)
    if rule.action == "by_percent":
        rounder = CarryingRounder()
        return [rounder.round(rule.coupon_code, row_total * rule.value / 100) for row_total in row_totals]
    return _spread(convert(world, to_cents(rule.value), currency), row_totals)


def _spread(cents: int, row_totals: Sequence[int]) -> list[int]:
    """Over the lines by their share; the last one takes what is left, and those before it what that is too much for."""
    subtotal, left = sum(row_totals), min(cents, sum(row_totals))
    shares = []
    for position, row_total in enumerate(row_totals, start=1):
        share = left if position == len(row_totals) else times(min(cents, subtotal), Decimal(row_total) / subtotal)
        shares.append(min(share, left, row_total))
        left -= shares[-1]
    for position, row_total in reversed(list(enumerate(row_totals))):
        more = min(left, row_total - shares[position])
        shares[position] += more
        left -= more
    return shares


def _rule(row: sqlite3.Row) -> SalesRule:
    return SalesRule(
        coupon_code=row["coupon_code"],
        label=row["label"],
        action=row["action"],
        value=Decimal(row["value"]),
        minimum_subtotal=row["minimum_subtotal"],
        free_shipping=bool(row["free_shipping"]),
        usage_limit=row["usage_limit"],
        times_used=row["times_used"],
    )
