"""Amounts of money: whole minor units of one currency. Nothing here rounds, and nothing is a float."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final, Self

_DECIMALS: Final = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF "
    "CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF "
    "IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN "
    "MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS "
    "SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}

EXPONENTS: Final = {currency: exponent for exponent, codes in _DECIMALS.items() for currency in codes.split()}
"""How many decimals each currency has: ISO 4217, List One ("Minor unit"), without metals, funds of the IMF and tests.

A table of ours because the maintained library that has it, Babel, brings 30 MB of translations along, and its figures
are CLDR's, which says 0 for currencies that ISO 4217 gives two or three decimals (IQD, KPW).
"""

_MOST_DIGITS: Final = 20


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` whole minor units (cents, yen, fils) of an ISO 4217 `currency`, zero among them; never fewer.

    Raises `ValueError` for a negative amount, one that is not whole, or an unknown currency.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int or self.minor < 0:
            raise ValueError("An amount is a whole number of minor units, zero or more.")
        if self.currency not in EXPONENTS:
            raise ValueError(f"{self.currency!r} is not a currency of ISO 4217.")

    @classmethod
    def of(cls, value: Decimal | int | str | float, currency: str) -> Self:
        """An amount in major units, as Commerce says it (12.5, "12.5000"), exactly.

        A float is read as the shortest decimal that means it, which is what stood in the JSON. Raises `ValueError` for
        what is no number, is negative, or is finer than the currency: rounding money is for whoever owns the price.
        """
        exponent = _exponent(currency)
        try:
            exact = Decimal(repr(value) if isinstance(value, float) else value)
        except InvalidOperation:
            exact = Decimal("NaN")
        if not exact.is_finite() or exact.adjusted() > _MOST_DIGITS:
            raise ValueError(f"{value!r} is not an amount of money.")
        sign, digits, power = exact.as_tuple()
        shift, text = int(power) + exponent, "".join(map(str, digits))
        whole, finer = (text + "0" * shift, "") if shift >= 0 else (text[:shift], text[shift:])
        if finer.strip("0"):
            raise ValueError(f"{value} is finer than {currency}, which has {exponent} decimals.")
        return cls(int(whole or "0") * (-1 if sign else 1), currency)

    @property
    def exponent(self) -> int:
        """How many decimals its currency has."""
        return EXPONENTS[self.currency]

    @property
    def major(self) -> Decimal:
        """The amount in major units, with all decimals of its currency: `Decimal("12.50")`."""
        return Decimal(self.minor).scaleb(-self.exponent)

    def __add__(self, other: "Money") -> "Money":
        """Raises `ValueError` where the currencies differ."""
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        """Raises `ValueError` where the currencies differ, or less than nothing would be left."""
        return Money(self.minor - self._same(other).minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        """Raises `ValueError` where the currencies differ."""
        return self.minor < self._same(other).minor

    def __le__(self, other: "Money") -> bool:
        """Raises `ValueError` where the currencies differ."""
        return self.minor <= self._same(other).minor

    def __str__(self) -> str:
        return f"{self.major} {self.currency}"

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be reckoned together.")
        return other


def _exponent(currency: str) -> int:
    if currency not in EXPONENTS:
        raise ValueError(f"{currency!r} is not a currency of ISO 4217.")
    return EXPONENTS[currency]
