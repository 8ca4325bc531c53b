"""Amounts: exact, or refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.payment.money import EXPONENTS, Money

CURRENCIES = st.sampled_from(sorted(EXPONENTS))
AMOUNTS = st.integers(min_value=0, max_value=10**14)


@pytest.mark.parametrize(
    ("said", "currency", "minor"),
    [
        (12.5, "EUR", 1250),
        ("12.5000", "EUR", 1250),
        (0.29, "USD", 29),
        (1.1, "USD", 110),
        (0, "USD", 0),
        ("0.0000", "JPY", 0),
        (1234, "JPY", 1234),
        ("1.234", "KWD", 1234),
        (Decimal("1.2345"), "CLF", 12345),
        (99999999.99, "HUF", 9999999999),
    ],
)
def test_what_commerce_says_becomes_minor_units_exactly(said: Decimal | float | str, currency: str, minor: int) -> None:
    assert Money.of(said, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("said", "currency"),
    [
        ("12.345", "EUR"),
        (0.5, "JPY"),
        (0.30000000000000004, "USD"),
        ("-1", "EUR"),
        (-0.01, "EUR"),
        ("1e-400", "EUR"),
        ("1." + "0" * 4000 + "1", "EUR"),
    ],
)
def test_an_amount_finer_than_its_currency_or_below_zero_is_refused_and_never_rounded(
    said: float | str, currency: str
) -> None:
    with pytest.raises(ValueError):
        Money.of(said, currency)


@pytest.mark.parametrize("said", ["", "twelve", "NaN", "Infinity", float("nan"), float("inf"), "1e999999999"])
def test_what_is_no_number_is_no_amount(said: float | str) -> None:
    with pytest.raises(ValueError, match="is not an amount of money"):
        Money.of(said, "EUR")


@pytest.mark.parametrize("currency", ["", "eur", "XXX", "EURO"])
def test_a_currency_that_nobody_knows_is_refused(currency: str) -> None:
    with pytest.raises(ValueError, match="ISO 4217"):
        Money(1, currency)
    with pytest.raises(ValueError, match="ISO 4217"):
        Money.of(1, currency)


@given(AMOUNTS, CURRENCIES)
def test_an_amount_survives_the_way_to_major_units_and_back(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.of(money.major, currency) == money
    assert Money.of(str(money.major), currency) == money


@given(AMOUNTS, AMOUNTS, CURRENCIES)
def test_what_is_added_can_be_taken_away_again(one: int, other: int, currency: str) -> None:
    total = Money(one, currency) + Money(other, currency)
    assert total - Money(other, currency) == Money(one, currency)
    assert Money(one, currency) <= total


def test_two_currencies_are_never_reckoned_together() -> None:
    for reckon in (Money.__add__, Money.__sub__, Money.__lt__, Money.__le__):
        with pytest.raises(ValueError, match="cannot be reckoned together"):
            reckon(Money(1, "EUR"), Money(1, "USD"))


def test_less_than_nothing_is_never_left() -> None:
    with pytest.raises(ValueError):
        Money(1, "EUR") - Money(2, "EUR")
