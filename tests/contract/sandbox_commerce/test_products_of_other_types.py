"""Virtual, bundle, grouped and downloadable products: shown, bought, ordered."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import pytest

from sandbox.commerce.identifiers import uid
from tests.contract.sandbox_commerce.choosing import (
    BUNDLE,
    CALENDAR,
    EVENING,
    GROUP,
    MUG,
    product,
    put,
)
from tests.contract.sandbox_commerce.shopping import OAKLAND, PLATE, Shop

STANDINS: Final[Mapping[str, str]] = {"MUG-001": MUG, "BND-001": BUNDLE, "GRP-001": GROUP, "DWN-001": CALENDAR}
"""Our products in the place of those that a real Commerce was asked for."""


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


def bundle_choices(shop: Shop) -> dict[str, str]:
    found = product(shop, BUNDLE, "... on BundleProduct { items { options { uid product { sku } } } }")
    return {option["product"]["sku"]: option["uid"] for item in found["items"] for option in item["options"]}


def kinds(value: Any) -> Any:
    """The shape of a value: lists by their first element, numbers all alike."""
    if isinstance(value, dict):
        return {name: kinds(item) for name, item in value.items()}
    if isinstance(value, list):
        return [kinds(value[0])] if value else []
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__


@pytest.mark.real_commerce
@pytest.mark.parametrize(
    "pair", ["product_custom_options", "product_bundle", "product_grouped", "product_downloadable"]
)
def test_they_are_shown_in_the_shape_of_a_real_commerce(shop: Shop, recorded: Callable[[str], Any], pair: str) -> None:
    told = recorded(pair)
    query = told["request"]["body"]["query"]
    for theirs, ours in STANDINS.items():
        query = query.replace(theirs, ours)
    assert kinds(shop.ask(query)) == kinds(told["response"]["body"]["data"])


@pytest.mark.real_commerce
def test_a_missing_option_is_told_as_by_a_real_commerce(shop: Shop, recorded: Callable[[str], Any]) -> None:
    told = recorded("addProductsToCart_missing_option")["response"]["body"]["data"]["addProductsToCart"]["user_errors"]
    assert put(shop, shop.guest_cart(), MUG) == told


@pytest.mark.real_commerce
def test_a_bundle_in_a_cart_has_the_shape_of_a_real_commerces(shop: Shop, recorded: Callable[[str], Any]) -> None:
    told = recorded("addProductsToCart_bundle")
    cart_id, chosen = shop.guest_cart(), bundle_choices(shop)
    selected = [chosen["TW-105"], chosen["TW-102"]]
    item = {"sku": BUNDLE, "quantity": 1, "selected_options": selected}
    answer = shop.ask(told["request"]["body"]["query"], c=cart_id, i=[item])["addProductsToCart"]
    (ours,) = answer["cart"]["itemsV2"]["items"]
    theirs = told["response"]["body"]["data"]["addProductsToCart"]["cart"]["itemsV2"]["items"][-1]
    assert kinds(ours) == kinds(theirs)
    assert [option["type"] for option in ours["bundle_options"]] == [o["type"] for o in theirs["bundle_options"]]


def test_a_bundle_costs_what_it_holds_and_takes_that_off_the_shelf(shop: Shop) -> None:
    cart_id, chosen = shop.guest_cart(), bundle_choices(shop)
    before = {sku: shop.stock(sku) for sku in ("TW-105", "TW-102", "PS-310")}
    # three plates instead of the two that are proposed; only one of each extra may be had
    plates = {"uid": chosen["TW-102"], "value": "3"}
    selected = [chosen["TW-105"], chosen["TW-102"], chosen["PS-310"]]
    assert put(shop, cart_id, BUNDLE, 2, selected_options=selected, entered_options=[plates]) == []
    each = 18.5 + 3 * 17.5 + 25
    prices = "items { __typename prices { price { value } row_total { value } } }"
    (item,) = shop.cart(cart_id, prices)["items"]
    assert (item["__typename"], item["prices"]["price"]["value"]) == ("BundleCartItem", each)
    assert item["prices"]["row_total"]["value"] == 2 * each
    shop.set("setGuestEmailOnCart", {"cart_id": cart_id, "email": "gail@example.com"})
    shop.ship_to(cart_id)
    shop.bill_as_shipped(cart_id)
    shop.ship_by(cart_id)
    shop.pay_by(cart_id)
    placed = shop.place(cart_id, "items { product_sku selected_options { label value } }")
    (ordered,) = placed["orderV2"]["items"]
    assert ordered["selected_options"][1] == {"label": "Plates", "value": "3 x Heath Side Plate"}
    after = {sku: shop.stock(sku) for sku in before}
    assert {sku: before[sku] - after[sku] for sku in before} == {"TW-105": 2, "TW-102": 6, "PS-310": 2}


def test_what_is_loose_in_the_cart_counts_against_a_bundle(shop: Shop) -> None:
    cart_id, chosen = shop.guest_cart(), bundle_choices(shop)
    shop.set_stock("TW-105", 2)
    assert put(shop, cart_id, "TW-105", 2) == []
    (error,) = put(shop, cart_id, BUNDLE, selected_options=[chosen["TW-105"], chosen["TW-102"]])
    assert error == {"code": "INSUFFICIENT_STOCK", "message": "The requested qty is not available"}


def test_a_bundle_is_out_of_stock_when_nothing_is_left_for_a_place(shop: Shop) -> None:
    for sku in ("TW-105", "TW-106"):
        shop.set_stock(sku, 0)
    assert product(shop, BUNDLE, "stock_status")["stock_status"] == "OUT_OF_STOCK"


def test_prices_from_and_to_of_what_is_made_of_others(shop: Shop) -> None:
    prices = "price_range { minimum_price { final_price { value } } maximum_price { final_price { value } } }"
    ranges = {sku: product(shop, sku, prices)["price_range"] for sku in (BUNDLE, GROUP)}
    ends = {
        sku: [found[end]["final_price"]["value"] for end in ("minimum_price", "maximum_price")]
        for sku, found in ranges.items()
    }
    assert ends == {BUNDLE: [18.5 + 2 * 17.5, 21 + 2 * 24 + 12 + 25], GROUP: [17.5, 24]}
    for sku, (lowest, _) in ends.items():
        asked = f'{{sku: {{eq: "{sku}"}}, price: {{from: "{lowest}", to: "{lowest}"}}}}'
        found = shop.ask(f"{{ products(filter: {asked}) {{ items {{ sku }} }} }}")
        assert found["products"]["items"] == [{"sku": sku}]


def test_files_cost_on_top_and_are_told_with_the_item(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    put(shop, cart_id, CALENDAR, selected_options=[uid("downloadable/2")])
    cart = shop.cart(
        cart_id,
        "is_virtual items { __typename prices { price { value } }"
        " ... on DownloadableCartItem { links { title price } samples { title } } }",
    )
    assert cart["is_virtual"] is True
    (item,) = cart["items"]
    assert item == {
        "__typename": "DownloadableCartItem",
        "prices": {"price": {"value": 9}},
        "links": [{"title": "Autumn and winter", "price": 3}],
        "samples": [{"title": "A month to look at"}],
    }


def test_what_nobody_carries_is_ordered_without_an_address_for_it(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    put(shop, cart_id, EVENING, 2)
    refused = shop.refusal(
        "mutation($i: SetShippingAddressesOnCartInput) { setShippingAddressesOnCart(input: $i) { cart { id } } }",
        i={"cart_id": cart_id, "shipping_addresses": [{"address": OAKLAND}]},
    )
    message = "Shipping address is not allowed on cart: cart contains no items for shipment."
    assert refused == ("graphql-input", message)
    shop.set("setGuestEmailOnCart", {"cart_id": cart_id, "email": "gail@example.com"}, "id")
    shop.set("setBillingAddressOnCart", {"cart_id": cart_id, "billing_address": {"address": OAKLAND}}, "id")
    payment = {"cart_id": cart_id, "payment_method": {"code": "checkmo"}}
    taxes = "is_virtual prices { applied_taxes { amount { value } } }"
    cart = shop.set("setPaymentMethodOnCart", payment, taxes)
    assert cart["is_virtual"] is True
    assert cart["prices"]["applied_taxes"], "taxes are owed where the payer lives"
    answer = shop.ask(
        "mutation($i: PlaceOrderInput) { placeOrder(input: $i) { errors { message } orderV2 { shipping_method"
        " shipping_address { city } total { total_shipping { value } } items { product_sku } } } }",
        i={"cart_id": cart_id},
    )["placeOrder"]
    assert answer["errors"] == []
    assert answer["orderV2"]["shipping_address"] is None
    assert answer["orderV2"]["items"] == [{"product_sku": EVENING}]
    assert shop.stock(EVENING) == 10


def test_one_thing_to_carry_makes_the_cart_no_longer_virtual(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    assert shop.cart(cart_id, "is_virtual")["is_virtual"] is False
    put(shop, cart_id, EVENING)
    assert shop.cart(cart_id, "is_virtual")["is_virtual"] is True
    put(shop, cart_id, PLATE)
    assert shop.cart(cart_id, "is_virtual")["is_virtual"] is False


def test_only_what_is_carried_is_counted_for_a_flat_rate(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    put(shop, cart_id, PLATE)
    put(shop, cart_id, EVENING)
    addresses = {"cart_id": cart_id, "shipping_addresses": [{"address": OAKLAND}]}
    offered = "shipping_addresses { available_shipping_methods { method_code amount { value } } }"
    cart = shop.set("setShippingAddressesOnCart", addresses, offered)
    (address,) = cart["shipping_addresses"]
    assert address["available_shipping_methods"] == [{"method_code": "flatrate", "amount": {"value": 5}}]


def test_the_filters_of_older_storefronts_are_the_aggregations(shop: Shop) -> None:
    found = shop.ask(
        '{ products(search: "linen") { filters { name request_var filter_items_count filter_items { __typename label'
        " value_string items_count } } aggregations { label attribute_code count options { label value count } } } }"
    )["products"]
    assert found["filters"]
    assert [
        {
            "label": each["name"],
            "attribute_code": each["request_var"],
            "count": each["filter_items_count"],
            "options": [
                {"label": item["label"], "value": item["value_string"], "count": item["items_count"]}
                for item in each["filter_items"]
            ],
        }
        for each in found["filters"]
    ] == found["aggregations"]
