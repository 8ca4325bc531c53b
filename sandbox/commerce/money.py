"""Amounts: kept as whole cents, answered as Commerce answers them."""

from decimal import ROUND_HALF_UP, Decimal


def amount(cents: int) -> int | float:
    """The number that Commerce's JSON holds: 4500 is 45, 4150 is 41.5."""
    whole, rest = divmod(cents, 100)
    return cents / 100 if rest else whole


def to_cents(value: float | str | Decimal) -> int:
    """Cents of an amount given in units, rounded half up."""
    return int((Decimal(str(value)) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def times(cents: int, factor: Decimal) -> int:
    """A share or a multiple of an amount (tax, a percentage off, a rate of exchange), rounded half up to the cent."""
    return int((cents * factor).quantize(Decimal(1), rounding=ROUND_HALF_UP))
