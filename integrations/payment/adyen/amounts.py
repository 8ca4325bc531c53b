"""Amounts as Adyen counts them, which is not always as ISO 4217 does.

Source, from documentation: Adyen, "Currency codes and minor units". CLP, CVE, IDR and ISK are those that it marks as
different from the standard.
"""

from typing import Final

from integrations.kit.errors import Invalid
from integrations.payment.contract import SYSTEM
from integrations.payment.money import EXPONENTS, Money

_ZERO_DECIMALS: Final = frozenset(
    (
        *("CVE", "DJF", "GNF", "IDR", "JPY", "KMF", "KRW", "PYG"),
        *("RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"),
    )
)
_THREE_DECIMALS: Final = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
_TWO_DECIMALS: Final = frozenset(["CLP", "ISK"])


def to_adyen(money: Money) -> dict[str, int | str]:
    """The amount in Adyen's minor units. Raises `Invalid` for one that Adyen cannot take."""
    scaled = money.major.scaleb(_decimals(money.currency))
    value = int(scaled)
    if value != scaled:
        raise Invalid(SYSTEM, f"Adyen cannot take {money}: the amount is finer than it counts.")
    return {"value": value, "currency": money.currency}


def from_adyen(value: int, currency: str) -> Money:
    """What Adyen says in its minor units. Raises `ValueError` for what is no amount of the currency."""
    minor, rest = divmod(value * 10 ** EXPONENTS.get(currency, 0), 10 ** _decimals(currency))
    if rest:
        raise ValueError(f"Adyen says an amount that is finer than {currency}.")
    return Money(minor, currency)


def _decimals(currency: str) -> int:
    if currency in _ZERO_DECIMALS:
        return 0
    if currency in _THREE_DECIMALS:
        return 3
    if currency in _TWO_DECIMALS or EXPONENTS.get(currency) == 2:
        return 2
    raise Invalid(SYSTEM, f"Adyen does not take {currency}.")
