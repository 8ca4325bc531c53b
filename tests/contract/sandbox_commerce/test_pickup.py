"""Shoppers who fetch their orders themselves."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.sandbox_commerce.choosing import BUNDLE
from tests.contract.sandbox_commerce.shopping import OAKLAND, PLATE, Shop

FIND = """query ($a: AreaInput, $f: PickupLocationFilterInput, $s: PickupLocationSortInput, $p: [ProductInfoInput],
  $size: Int = 20, $page: Int = 1) {
  pickupLocations(area: $a, filters: $f, sort: $s, productsInfo: $p, pageSize: $size, currentPage: $page) {
    total_count page_info { total_pages } items { pickup_location_code name city region_id } } }"""
METHODS = "shipping_addresses { pickup_location_code firstname city available_shipping_methods { carrier_code } }"


@pytest.fixture(scope="module")
def commerce() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


def codes(shop: Shop, **asked: Any) -> list[str]:
    return [place["pickup_location_code"] for place in shop.ask(FIND, **asked)["pickupLocations"]["items"]]


def fetch_at(shop: Shop, cart_id: str, code: str) -> Any:
    addresses = [{"pickup_location_code": code}]
    return shop.set("setShippingAddressesOnCart", {"cart_id": cart_id, "shipping_addresses": addresses}, METHODS)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["oakland", "brooklyn", "freiburg"]),
        ({"a": {"radius": 50, "search_term": "San Francisco:US"}}, ["oakland"]),
        ({"a": {"radius": 10, "search_term": "10007"}}, ["brooklyn"]),
        ({"a": {"radius": 9000, "search_term": "Berlin:DE"}}, ["freiburg", "brooklyn"]),
        ({"a": {"radius": 1, "search_term": "Los Angeles"}}, []),
        ({"f": {"country_id": {"eq": "us"}}, "s": {"name": "ASC"}}, ["brooklyn", "oakland"]),
        ({"f": {"name": {"like": "%freiburg"}}}, ["freiburg"]),
        ({"f": {"postcode": {"in": ["94607", "79098"]}, "city": {"neq": "Freiburg"}}}, ["oakland"]),
        ({"s": {"country_id": "DESC"}}, ["oakland", "brooklyn", "freiburg"]),
        ({"s": {"latitude": "DESC"}}, ["freiburg", "brooklyn", "oakland"]),
        (
            {"a": {"radius": 9000, "search_term": "10007"}, "s": {"distance": "DESC"}},
            ["freiburg", "oakland", "brooklyn"],
        ),
        ({"size": 2, "page": 2}, ["freiburg"]),
        ({"p": [{"sku": PLATE}, {"sku": BUNDLE}]}, ["oakland", "brooklyn", "freiburg"]),
        ({"p": [{"sku": PLATE}, {"sku": "NOPE"}]}, []),
    ],
)
def test_a_shopper_finds_where_to_fetch_things(commerce: Shop, asked: dict[str, Any], found: list[str]) -> None:
    assert codes(commerce, **asked) == found


@pytest.mark.parametrize(
    ("asked", "category"),
    [
        ({"a": {"radius": 5, "search_term": "Atlantis:US"}}, "graphql-no-such-entity"),
        ({"size": 0}, "graphql-input"),
        ({"page": 0}, "graphql-input"),
        ({"s": {"distance": "ASC"}}, "graphql-input"),
    ],
)
def test_what_cannot_be_looked_for_is_refused(commerce: Shop, asked: dict[str, Any], category: str) -> None:
    assert commerce.refusal(FIND, **asked)[0] == category


def test_an_order_is_fetched_where_the_shopper_said(shop: Shop) -> None:
    cart_id = shop.ready_cart()
    (address,) = fetch_at(shop, cart_id, "Oakland")["shipping_addresses"]
    assert address["pickup_location_code"] == "oakland"
    assert address["firstname"] == "Fernhollow Oakland"
    assert address["available_shipping_methods"] == [{"carrier_code": "flatrate"}, {"carrier_code": "instore"}]
    chosen = {"carrier_code": "instore", "method_code": "pickup"}
    cart = shop.set(
        "setShippingMethodsOnCart",
        {"cart_id": cart_id, "shipping_methods": [chosen]},
        "shipping_addresses { selected_shipping_method { amount { value } } }",
    )
    assert cart["shipping_addresses"][0]["selected_shipping_method"]["amount"]["value"] == 0
    order = shop.place(cart_id, "carrier shipping_address { firstname lastname city }")["orderV2"]
    assert order["carrier"] == "In-Store Pickup Delivery"
    assert order["shipping_address"] == {"firstname": "Fernhollow Oakland", "lastname": "Store", "city": "Oakland"}


def test_who_has_it_sent_after_all_cannot_fetch_it(shop: Shop) -> None:
    cart_id = shop.ready_cart()
    fetch_at(shop, cart_id, "brooklyn")
    addresses = {"cart_id": cart_id, "shipping_addresses": [{"address": OAKLAND}]}
    (address,) = shop.set("setShippingAddressesOnCart", addresses, METHODS)["shipping_addresses"]
    assert address["pickup_location_code"] is None
    assert address["available_shipping_methods"] == [{"carrier_code": "flatrate"}]


def test_a_location_that_is_not_there_changes_nothing(shop: Shop) -> None:
    cart_id = shop.ready_cart()
    given = {"cart_id": cart_id, "shipping_addresses": [{"pickup_location_code": "atlantis"}]}
    refused = shop.refusal(
        "mutation($i: SetShippingAddressesOnCartInput) { setShippingAddressesOnCart(input: $i) { cart { id } } }",
        i=given,
    )
    assert refused[0] == "graphql-no-such-entity"
    assert shop.cart(cart_id, METHODS)["shipping_addresses"][0]["city"] == "Oakland"
