"""What a cart costs: discount first, then tax on what is left, rounded as Commerce rounds."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sandbox.commerce.cart.coupons import SalesRule, discounts
from sandbox.commerce.cart.rounding import CarryingRounder
from sandbox.commerce.cart.tax import TaxRate, tax_lines
from tests.contract.sandbox_commerce.shopping import BERLIN, OAKLAND, PLATE, Shop

MONEY = "{ value currency }"
PRICES = (
    f"prices {{ grand_total {MONEY} subtotal_excluding_tax {MONEY} subtotal_including_tax {MONEY}"
    f" subtotal_with_discount_excluding_tax {MONEY} applied_taxes {{ label amount {MONEY} }}"
    f" discounts {{ label applied_to coupon {{ code }} amount {MONEY} }} }}"
)
CALIFORNIA = TaxRate("California", Decimal("8.25"))


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


@pytest.fixture(scope="module")
def open_shop() -> Iterator[Shop]:
    """One for many examples: nothing is changed in it."""
    shop = Shop()
    yield shop
    shop.close()


def percent_off(percent: str) -> SalesRule:
    return SalesRule("CODE", "label", "by_percent", Decimal(percent), 0, False, None, 0)


def test_tax_comes_to_the_cents_that_commerce_was_seen_to_charge(shop: Shop) -> None:
    rows = [13500, 3200, 3200, 10150]
    off = discounts(shop.world, percent_off("10"), rows, "USD")
    lines = tax_lines(list(zip(rows, off, strict=True)), [CALIFORNIA])
    assert off == [1350, 320, 320, 1015]
    assert [row + line.before_discount for row, line in zip(rows, lines, strict=True)] == [14614, 3464, 3464, 10987]
    assert sum(sum(line.owed) for line in lines) == 2231


@given(st.lists(st.integers(min_value=1, max_value=100_000), min_size=1, max_size=12))
def test_tax_on_many_lines_is_the_tax_on_their_sum(rows: list[int]) -> None:
    owed = sum(sum(line.owed) for line in tax_lines([(row, 0) for row in rows], [CALIFORNIA]))
    assert abs(owed - sum(rows) * CALIFORNIA.percent / 100) <= Decimal("0.5001")


@example(rows=[1, 1, 1, 1, 1], cents=2)
@given(
    rows=st.lists(st.integers(min_value=1, max_value=100_000), min_size=1, max_size=12), cents=st.integers(1, 20_000)
)
def test_a_fixed_discount_is_given_once_and_never_more_than_the_goods_cost(
    open_shop: Shop, rows: list[int], cents: int
) -> None:
    rule = SalesRule("CODE", "label", "cart_fixed", Decimal(cents) / 100, 0, False, None, 0)
    off = discounts(open_shop.world, rule, rows, "USD")
    assert sum(off) == min(cents, sum(rows))
    assert all(0 <= less <= row for less, row in zip(off, rows, strict=True))


def test_what_one_amount_loses_to_the_cent_the_next_one_gets() -> None:
    rounder = CarryingRounder()
    assert [rounder.round("rate", Decimal("0.4")) for _ in range(5)] == [0, 1, 0, 1, 0]


def test_without_an_address_no_tax_is_owed(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    shop.put(cart_id, PLATE, 3)
    prices = shop.cart(cart_id, PRICES)["prices"]
    assert prices["grand_total"] == {"value": 72, "currency": "USD"}
    assert prices["applied_taxes"] == []
    assert prices["discounts"] is None


def test_tax_is_owed_where_the_goods_go(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    shop.put(cart_id, PLATE, 3)
    taxes = {}
    for place, address in (("Oakland", OAKLAND), ("Berlin", BERLIN), ("Dublin", DUBLIN)):
        shop.ship_to(cart_id, address)
        taxes[place] = [tax["amount"]["value"] for tax in shop.cart(cart_id, PRICES)["prices"]["applied_taxes"]]
    assert taxes == {"Oakland": [5.94], "Berlin": [13.68], "Dublin": []}


def test_two_taxes_of_one_place_are_listed_apart(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    shop.put(cart_id, PLATE, 3)
    shop.ship_to(cart_id, {**OAKLAND, "city": "Montréal", "region": "QC", "postcode": "H2X 1Y4", "country_code": "CA"})
    prices = shop.cart(cart_id, PRICES)["prices"]
    assert [tax["amount"]["value"] for tax in prices["applied_taxes"]] == [3.6, 7.18]
    assert prices["subtotal_including_tax"]["value"] == 82.78


def test_a_coupon_lowers_what_is_taxed(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    shop.put(cart_id, PLATE, 3)
    shop.ship_to(cart_id)
    given = {"cart_id": cart_id, "coupon_code": "hollow10"}
    cart = shop.set("applyCouponToCart", given, f"applied_coupons {{ code }} {PRICES}")
    prices = cart["prices"]
    assert cart["applied_coupons"] == [{"code": "HOLLOW10"}]
    assert prices["subtotal_with_discount_excluding_tax"]["value"] == 64.8
    assert prices["applied_taxes"][0]["amount"]["value"] == 5.35
    assert prices["grand_total"]["value"] == 70.15
    assert prices["discounts"] == [
        {
            "label": "10 percent off everything",
            "applied_to": "ITEM",
            "coupon": {"code": "HOLLOW10"},
            "amount": {"value": 7.2, "currency": "USD"},
        }
    ]


def test_a_second_coupon_is_refused_until_the_first_is_removed(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    shop.put(cart_id, PLATE)
    shop.set("applyCouponToCart", {"cart_id": cart_id, "coupon_code": "HOLLOW10"})
    assert shop.refused("applyCouponToCart", {"cart_id": cart_id, "coupon_code": "FREESHIP"}) == (
        "graphql-input",
        "A coupon is already applied to the cart. Please remove it to apply another",
    )
    cart = shop.set("removeCouponFromCart", {"cart_id": cart_id}, f"applied_coupons {{ code }} {PRICES}")
    assert (cart["applied_coupons"], cart["prices"]["grand_total"]["value"]) == (None, 24)


def test_a_coupon_wants_its_subtotal_and_goes_when_that_is_lost(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    shop.put(cart_id, PLATE, 2)
    given = {"cart_id": cart_id, "coupon_code": "FIFTEENOFF"}
    assert shop.refused("applyCouponToCart", given) == (
        "graphql-no-such-entity",
        "The coupon code isn't valid. Verify the code and try again.",
    )
    shop.put(cart_id, PLATE, 1)
    assert shop.set("applyCouponToCart", given, PRICES)["prices"]["grand_total"]["value"] == 57
    (item,) = shop.cart(cart_id, "items { uid }")["items"]
    change = {"cart_item_uid": item["uid"], "quantity": 1}
    cart = shop.set("updateCartItems", {"cart_id": cart_id, "cart_items": [change]}, "applied_coupons { code }")
    assert cart == {"applied_coupons": None}


def test_an_empty_cart_takes_no_coupon(shop: Shop) -> None:
    given = {"cart_id": shop.guest_cart(), "coupon_code": "HOLLOW10"}
    assert shop.refused("applyCouponToCart", given) == (
        "graphql-no-such-entity",
        "Cart does not contain products.",
    )


def test_a_cart_follows_the_store_view_and_currency_of_the_request(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    shop.put(cart_id, PLATE, 2)
    totals = [
        shop.cart(cart_id, PRICES)["prices"]["grand_total"],
        shop.cart(cart_id, PRICES, store="de")["prices"]["grand_total"],
        shop.cart(cart_id, PRICES, currency="EUR")["prices"]["grand_total"],
        shop.cart(cart_id, PRICES)["prices"]["grand_total"],
    ]
    assert totals[0] == totals[3] == {"value": 48, "currency": "USD"}
    assert totals[1] == totals[2] == {"value": 44.16, "currency": "EUR"}


DUBLIN = {**OAKLAND, "city": "Dublin", "region": None, "postcode": "D02 X285", "country_code": "IE"}
