"""What customers wish for."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.sandbox_commerce.choosing import BUNDLE, CALENDAR, EVENING, GROUP
from tests.contract.sandbox_commerce.conftest import Commerce
from tests.contract.sandbox_commerce.shopping import APRON, PLATE, Shop
from tests.contract.sandbox_commerce.test_catalog_recorded import PAIRS, asked, assert_alike

ITEMS = "wishlist { id items_count items_v2 { items { id quantity description product { sku } } } }"
ADD = (
    "mutation($i: [WishlistItemInput!]!) { addProductsToWishlist(wishlistId: 0, wishlistItems: $i)"
    f" {{ {ITEMS} user_errors {{ code message }} }} }}"
)
UPDATE = (
    "mutation($i: [WishlistItemUpdateInput!]!) { updateProductsInWishlist(wishlistId: 0, wishlistItems: $i)"
    f" {{ {ITEMS} user_errors {{ code message }} }} }}"
)
REMOVE = (
    "mutation($i: [ID!]!) { removeProductsFromWishlist(wishlistId: 0, wishlistItemsIds: $i)"
    f" {{ {ITEMS} user_errors {{ code message }} }} }}"
)
TO_CART = (
    f"mutation($i: [ID!]) {{ addWishlistItemsToCart(wishlistId: 0, wishlistItemIds: $i) {{ {ITEMS} status"
    " add_wishlist_items_to_cart_user_errors { code wishlistItemId } } }"
)


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


def wish(shop: Shop, token: str, *items: dict[str, Any]) -> Any:
    return shop.ask(ADD, i=list(items), token=token)["addProductsToWishlist"]


def shown(answered: Any) -> list[tuple[str, float]]:
    return [(item["product"]["sku"], item["quantity"]) for item in answered["wishlist"]["items_v2"]["items"]]


@pytest.mark.real_commerce
@pytest.mark.skipif(not PAIRS.is_dir(), reason="there is no ../shared/commerce/pairs beside the checkout")
def test_a_recorded_wish_comes_again(commerce: Commerce) -> None:
    pair = json.loads((PAIRS / "addProductsToWishlist.json").read_text(encoding="utf-8"))
    response, recorded = asked(pair["request"], commerce), pair["response"]["body"]
    assert response.headers["cache-control"] == dict(pair["response"]["headers"])["Cache-Control"]
    assert_alike(response.json(), recorded, "addProductsToWishlist")
    ours, theirs = response.json()["data"], recorded["data"]
    for answered in (ours, theirs):
        answered["addProductsToWishlist"]["wishlist"]["items_v2"]["items"][0].pop("product")
    assert ours == theirs


def test_each_type_of_product_is_a_wish_of_its_own_type(shop: Shop) -> None:
    token, skus = shop.sign_in(), (PLATE, APRON, EVENING, BUNDLE, GROUP, CALENDAR)
    assert shown(wish(shop, token, *({"sku": sku, "quantity": 1} for sku in skus))) == [(sku, 1) for sku in skus]
    fields = "... on DownloadableWishlistItem { samples { title } } ... on BundleWishlistItem { bundle_options { id } }"
    query = f"{{ customer {{ wishlists {{ items_v2 {{ items {{ __typename {fields} }} }} }} }} }}"
    (found,) = shop.ask(query, token=token)["customer"]["wishlists"]
    assert found["items_v2"]["items"] == [
        {"__typename": "SimpleWishlistItem"},
        {"__typename": "ConfigurableWishlistItem"},
        {"__typename": "VirtualWishlistItem"},
        {"__typename": "BundleWishlistItem", "bundle_options": []},
        {"__typename": "GroupedProductWishlistItem"},
        {"__typename": "DownloadableWishlistItem", "samples": [{"title": "A month to look at"}]},
    ]


def test_the_same_product_twice_is_one_wish(shop: Shop) -> None:
    ada = shop.sign_in()
    wish(shop, ada, {"sku": PLATE, "quantity": 1})
    assert shown(wish(shop, ada, {"sku": PLATE, "quantity": 2})) == [(PLATE, 3)]


def test_what_is_not_there_is_told_and_the_rest_is_added(shop: Shop) -> None:
    answered = wish(shop, shop.sign_in(), {"sku": "NOWHERE", "quantity": 1}, {"sku": PLATE, "quantity": 1})
    assert shown(answered) == [(PLATE, 1)]
    assert answered["user_errors"] == [
        {"code": "PRODUCT_NOT_FOUND", "message": 'Could not find a product with SKU "NOWHERE"'}
    ]


def test_a_guest_has_no_wishlist(shop: Shop) -> None:
    refused = ("graphql-authorization", "The current user cannot perform operations on wishlist")
    assert shop.refusal(ADD, i=[]) == refused
    assert shop.refusal("{ wishlist { items_count } }") == refused


def test_another_customers_list_is_not_found(shop: Shop) -> None:
    number = wish(shop, shop.sign_in())["wishlist"]["id"]
    bruno = shop.sign_in("bruno@example.com")
    add = f'mutation {{ addProductsToWishlist(wishlistId: "{number}", wishlistItems: []) {{ wishlist {{ id }} }} }}'
    assert shop.refusal(add, token=bruno) == ("graphql-input", "The wishlist was not found.")
    seen = f'{{ customer {{ wishlist_v2(id: "{number}") {{ id }} }} }}'
    assert shop.ask(seen, token=bruno)["customer"]["wishlist_v2"] is None


def test_quantity_and_description_can_be_changed(shop: Shop) -> None:
    ada = shop.sign_in()
    number = wish(shop, ada, {"sku": PLATE, "quantity": 1})["wishlist"]["items_v2"]["items"][0]["id"]
    changes = [
        {"wishlist_item_id": number, "quantity": 4, "description": "blue"},
        {"wishlist_item_id": number, "quantity": 0},
        {"wishlist_item_id": "77", "quantity": 1},
    ]
    answered = shop.ask(UPDATE, i=changes, token=ada)["updateProductsInWishlist"]
    item = answered["wishlist"]["items_v2"]["items"][0]
    assert (item["quantity"], item["description"]) == (4, "blue")
    assert len(answered["user_errors"]) == 2


def test_what_is_removed_is_gone(shop: Shop) -> None:
    ada = shop.sign_in()
    number = wish(shop, ada, {"sku": PLATE, "quantity": 1})["wishlist"]["items_v2"]["items"][0]["id"]
    assert shown(shop.ask(REMOVE, i=[number], token=ada)["removeProductsFromWishlist"]) == []


def test_what_can_be_bought_moves_to_the_cart(shop: Shop) -> None:
    ada = shop.sign_in()
    options, _ = shop.apron_options()
    wish(
        shop,
        ada,
        {"sku": PLATE, "quantity": 2},
        {"sku": APRON, "quantity": 1},
        {"sku": APRON, "quantity": 1, "selected_options": options},
    )
    answered = shop.ask(TO_CART, token=ada)["addWishlistItemsToCart"]
    assert (answered["status"], shown(answered)) == (False, [(APRON, 1)])
    assert answered["add_wishlist_items_to_cart_user_errors"] == [{"code": "UNDEFINED", "wishlistItemId": "2"}]
    cart = shop.ask("{ customerCart { items { quantity product { sku } } } }", token=ada)["customerCart"]
    assert [(item["product"]["sku"], item["quantity"]) for item in cart["items"]] == [(PLATE, 2), (APRON, 1)]


def test_a_chosen_variant_is_shown_with_its_options(shop: Shop) -> None:
    ada = shop.sign_in()
    options, sku = shop.apron_options()
    wish(shop, ada, {"sku": APRON, "quantity": 1, "selected_options": options})
    (item,) = shop.ask(
        "{ customer { wishlists { items_v2 { items { ... on ConfigurableWishlistItem { child_sku"
        " configured_variant { sku } configurable_options { configurable_product_option_value_uid } } } } } } }",
        token=ada,
    )["customer"]["wishlists"][0]["items_v2"]["items"]
    assert (item["child_sku"], item["configured_variant"]["sku"]) == (sku, sku)
    assert [each["configurable_product_option_value_uid"] for each in item["configurable_options"]] == options
