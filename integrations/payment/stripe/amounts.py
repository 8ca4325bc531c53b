"""Amounts as Stripe counts them, which is not always as ISO 4217 does.

Source, from documentation: Stripe, "Supported currencies", sections "Zero-decimal currencies", "Three-decimal
currencies" and "Special cases".
"""

from typing import Final

from integrations.kit.errors import Invalid
from integrations.payment.contract import SYSTEM
from integrations.payment.money import EXPONENTS, Money

_ZERO_DECIMALS: Final = frozenset(
    (
        *("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA"),
        *("PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"),
    )
)
_THREE_DECIMALS: Final = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])
_WHOLE_UNITS: Final = frozenset(["ISK", "UGX"])
"""Without decimals, and yet counted with two, which must be 00."""


def to_stripe(money: Money) -> int:
    """The amount in Stripe's minor units. Raises `Invalid` for one that Stripe cannot take."""
    scaled = money.major.scaleb(_decimals(money.currency))
    amount = int(scaled)
    if amount != scaled or (money.currency in _THREE_DECIMALS and amount % 10):
        raise Invalid(SYSTEM, f"Stripe cannot take {money}: the amount is finer than it counts.")
    return amount


def from_stripe(amount: int, currency: str) -> Money:
    """What Stripe says in its minor units. Raises `ValueError` for what is no amount of the currency."""
    code = currency.upper()
    minor, rest = divmod(amount * 10 ** EXPONENTS.get(code, 0), 10 ** _decimals(code))
    if rest:
        raise ValueError(f"Stripe says an amount that is finer than {code}.")
    return Money(minor, code)


def _decimals(currency: str) -> int:
    if currency in _ZERO_DECIMALS:
        return 0
    if currency in _THREE_DECIMALS:
        return 3
    if currency in _WHOLE_UNITS or EXPONENTS.get(currency) == 2:
        return 2
    raise Invalid(SYSTEM, f"Stripe does not take {currency}.")
