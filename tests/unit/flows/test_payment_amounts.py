"""What a cart costs is taken in the currency's own coins, or not at all."""

from decimal import Decimal

import pytest

from bff.flows.payments.settlement import amount_of
from integrations.commerce.settlement import Payable
from integrations.payment.money import Money


@pytest.mark.parametrize(
    ("total", "currency", "minor"), [("45.0600", "USD", 4506), ("4506.0000", "JPY", 4506), ("0.0000", "EUR", 0)]
)
def test_commerces_four_decimals_become_minor_units(total: str, currency: str, minor: int) -> None:
    assert amount_of(Payable(Decimal(total), currency, "")) == Money(minor, currency)


@pytest.mark.parametrize(("total", "currency"), [("45.0650", "USD"), ("45.0600", "JPY"), ("45.06", "dollars")])
def test_what_no_coin_can_pay_is_no_amount_and_nothing_is_rounded(total: str, currency: str) -> None:
    assert amount_of(Payable(Decimal(total), currency, "")) is None
