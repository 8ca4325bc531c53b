"""What is chosen about a product: options, tiers, and the same in the words of older mutations."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from sandbox.commerce.identifiers import uid
from tests.contract.sandbox_commerce.choosing import (
    BUNDLE,
    CALENDAR,
    EVENING,
    GROUP,
    MUG,
    REQUIRED,
    TOWEL,
    product,
    put,
)
from tests.contract.sandbox_commerce.shopping import Shop


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


def options(shop: Shop, sku: str) -> dict[str, Any]:
    """A product's customizable options by title."""
    values = "{ uid title price price_type }"
    fields = " ".join(
        f"... on Customizable{kind}Option {{ {alias}: value {values} }}"
        for kind, alias in (("DropDown", "a"), ("Radio", "b"), ("Checkbox", "c"), ("Multiple", "d"))
    )
    found = product(shop, sku, f"... on CustomizableProductInterface {{ options {{ __typename uid title {fields} }} }}")
    return {
        option["title"]: {
            "uid": option["uid"],
            **{value["title"]: value["uid"] for alias in "abcd" for value in option.get(alias) or ()},
        }
        for option in found["options"]
    }


def test_options_of_a_product_have_the_uids_and_prices_of_commerce(shop: Shop) -> None:
    found = options(shop, MUG)
    assert found["Name"]["uid"] == uid("custom-option/1")
    assert found["Handle"]["Both sides"] == uid("custom-option/2/3")
    assert set(options(shop, TOWEL)) == {"Text", "Thread", "Corners", "Wrapping", "Needed on", "Drawing"}


def test_what_is_written_and_chosen_costs_more_and_is_told_with_the_item(shop: Shop) -> None:
    cart_id, found = shop.guest_cart(), options(shop, MUG)
    entered = [{"uid": found["Name"]["uid"], "value": "Ada"}]
    assert put(shop, cart_id, MUG, selected_options=[found["Handle"]["Both sides"]], entered_options=entered) == []
    (item,) = shop.cart(
        cart_id,
        "items { prices { price { value } } ... on SimpleCartItem { customizable_options { label type is_required"
        " values { label value price { type units value } } } } }",
    )["items"]
    assert item["prices"]["price"]["value"] == 22 + 5 + 2.5
    assert item["customizable_options"] == [
        {
            "label": "Name",
            "type": "field",
            "is_required": False,
            "values": [{"label": "", "value": "Ada", "price": {"type": "FIXED", "units": "$", "value": 5}}],
        },
        {
            "label": "Handle",
            "type": "drop_down",
            "is_required": True,
            "values": [{"label": "Both sides", "value": "3", "price": {"type": "FIXED", "units": "$", "value": 2.5}}],
        },
    ]


def test_the_same_choices_are_one_item_and_others_are_another(shop: Shop) -> None:
    cart_id, found = shop.guest_cart(), options(shop, MUG)
    for handle in ("Left", "Left", "Right"):
        put(shop, cart_id, MUG, selected_options=[found["Handle"][handle]])
    assert [item["quantity"] for item in shop.cart(cart_id, "items { quantity }")["items"]] == [2, 1]


def test_a_percentage_is_of_the_products_price(shop: Shop) -> None:
    cart_id, found = shop.guest_cart(), options(shop, TOWEL)
    selected = [found["Thread"]["Gold"], found["Corners"]["Leaf"], found["Corners"]["Bee"]]
    assert put(shop, cart_id, TOWEL, selected_options=selected) == []
    (item,) = shop.cart(cart_id, "items { prices { price { value } } }")["items"]
    assert item["prices"]["price"]["value"] == 26 + 5.2 + 1.5 + 1.75


@pytest.mark.parametrize(
    ("sku", "chosen", "entered", "message"),
    [
        (MUG, [], {}, REQUIRED),
        (MUG, [uid("custom-option/2/1"), uid("custom-option/2/2")], {}, "Some of the selected item options"),
        (MUG, [uid("custom-option/2/999")], {}, "Some of the selected item options"),
        (MUG, [uid("custom-option/2/1")], {uid("custom-option/1"): "x" * 21}, "The text is too long."),
        (TOWEL, [uid("custom-option/4/4")], {uid("custom-option/7"): "soon"}, "Please specify date"),
        (BUNDLE, [], {}, "Please select all required options."),
        (BUNDLE, [uid("bundle/1/999/1")], {}, "The required options you selected are not available."),
        (CALENDAR, [], {}, "Please specify product link(s)."),
        (CALENDAR, [uid("downloadable/999")], {}, "Please specify product link(s)."),
        (GROUP, [], {}, "Please specify the quantity of product(s)."),
    ],
)
def test_a_choice_that_is_not_enough_or_not_to_be_had_is_refused(
    shop: Shop, sku: str, chosen: list[str], entered: Mapping[str, str], message: str
) -> None:
    cart_id = shop.guest_cart()
    written = [{"uid": option, "value": text} for option, text in entered.items()]
    (error,) = put(shop, cart_id, sku, selected_options=chosen, entered_options=written)
    assert error["code"] == "UNDEFINED"
    assert error["message"].startswith(message)
    assert shop.cart(cart_id, "total_quantity")["total_quantity"] == 0


def test_many_cost_less_each_and_those_with_an_account_still_less(shop: Shop) -> None:
    tiers = "price_tiers { quantity final_price { value } discount { amount_off percent_off } }"
    assert product(shop, MUG, tiers)["price_tiers"] == [
        {"quantity": 6, "final_price": {"value": 20}, "discount": {"amount_off": 2, "percent_off": 9.09}}
    ]
    assert [tier["quantity"] for tier in product(shop, MUG, tiers, token=shop.sign_in())["price_tiers"]] == [6, 12]
    cart_id, left = shop.guest_cart(), [options(shop, MUG)["Handle"]["Left"]]
    prices = []
    for quantity in (5, 1):
        put(shop, cart_id, MUG, quantity, selected_options=left)
        (item,) = shop.cart(cart_id, "items { prices { price { value } row_total { value } } }")["items"]
        prices.append((item["prices"]["price"]["value"], item["prices"]["row_total"]["value"]))
    assert prices == [(22, 110), (20, 120)]


@pytest.mark.parametrize(
    ("mutation", "given", "price"),
    [
        (
            "addSimpleProductsToCart",
            {
                "data": {"sku": MUG, "quantity": 1},
                "customizable_options": [{"id": 1, "value_string": "Ada"}, {"id": 2, "value_string": "2"}],
            },
            27,
        ),
        ("addVirtualProductsToCart", {"data": {"sku": EVENING, "quantity": 1}}, 35),
        (
            "addBundleProductsToCart",
            {
                "data": {"sku": BUNDLE, "quantity": 1},
                "bundle_options": [
                    {"id": 1, "quantity": 1, "value": ["1"]},
                    {"id": 2, "quantity": 3, "value": ["3"]},
                ],
            },
            18.5 + 3 * 17.5,
        ),
        (
            "addDownloadableProductsToCart",
            {
                "data": {"sku": CALENDAR, "quantity": 1},
                "downloadable_product_links": [{"link_id": 1}, {"link_id": 2}],
            },
            11,
        ),
    ],
)
def test_the_older_mutations_say_the_same(shop: Shop, mutation: str, given: Mapping[str, Any], price: float) -> None:
    cart_id = shop.guest_cart()
    cart = shop.set(mutation, {"cart_id": cart_id, "cart_items": [given]}, "items { prices { price { value } } }")
    assert [item["prices"]["price"]["value"] for item in cart["items"]] == [price]


def test_an_older_mutation_refuses_what_is_not_enough(shop: Shop) -> None:
    given = {"cart_id": shop.guest_cart(), "cart_items": [{"data": {"sku": MUG, "quantity": 1}}]}
    add = "mutation($i: AddSimpleProductsToCartInput) { addSimpleProductsToCart(input: $i) { cart { id } } }"
    message = f"Could not add the product with SKU {MUG} to the shopping cart: {REQUIRED}"
    assert shop.refusal(add, i=given) == ("graphql-input", message)


def test_choices_go_along_when_carts_are_merged(shop: Shop) -> None:
    guest_cart, token = shop.guest_cart(), shop.sign_in()
    put(shop, guest_cart, MUG, selected_options=[uid("custom-option/2/3")])
    merge = "mutation($s: String!) { mergeCarts(source_cart_id: $s) { items { prices { price { value } } } } }"
    assert shop.ask(merge, s=guest_cart, token=token)["mergeCarts"]["items"] == [{"prices": {"price": {"value": 24.5}}}]
