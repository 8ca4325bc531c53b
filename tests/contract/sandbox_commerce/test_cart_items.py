"""What goes into a cart and comes out of it."""

from collections.abc import Iterator

import pytest

from tests.contract.sandbox_commerce.shopping import APRON, PLATE, Shop

ITEMS = "total_quantity itemsV2 { total_count items { __typename uid quantity product { sku } } }"


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


def test_the_same_product_twice_is_one_item(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    shop.put(cart_id, PLATE, 2)
    shop.put(cart_id, PLATE.lower(), 1)
    cart = shop.cart(cart_id, ITEMS)
    assert (cart["total_quantity"], cart["itemsV2"]["total_count"]) == (3, 1)


def test_a_configurable_product_is_bought_by_its_options(shop: Shop) -> None:
    cart_id, (options, variant_sku) = shop.guest_cart(), shop.apron_options()
    assert shop.put(cart_id, APRON, options=options) == []
    (item,) = shop.cart(
        cart_id,
        "items { __typename product { sku } ... on ConfigurableCartItem { configured_variant { sku }"
        " configurable_options { option_label value_label configurable_product_option_value_uid } } }",
    )["items"]
    assert (item["__typename"], item["product"]["sku"]) == ("ConfigurableCartItem", APRON)
    assert item["configured_variant"] == {"sku": variant_sku}
    chosen = [option["configurable_product_option_value_uid"] for option in item["configurable_options"]]
    assert chosen == options


def test_option_labels_are_in_the_language_of_the_store_view(shop: Shop) -> None:
    cart_id, (options, _) = shop.guest_cart(), shop.apron_options()
    shop.put(cart_id, APRON, options=options)
    selection = "items { ... on ConfigurableCartItem { configurable_options { option_label } } }"
    labels = {store: shop.cart(cart_id, selection, store=store)["items"] for store in ("default", "de")}
    assert labels["default"] != labels["de"]


def test_the_sku_of_a_variant_puts_the_variant_itself_into_the_cart(shop: Shop) -> None:
    cart_id, (_, variant_sku) = shop.guest_cart(), shop.apron_options()
    shop.put(cart_id, variant_sku)
    (item,) = shop.cart(cart_id, ITEMS)["itemsV2"]["items"]
    assert (item["__typename"], item["product"]["sku"]) == ("SimpleCartItem", variant_sku)


def test_the_older_mutation_takes_parent_and_variant_sku(shop: Shop) -> None:
    cart_id, (_, variant_sku) = shop.guest_cart(), shop.apron_options()
    given = {"parent_sku": APRON, "data": {"sku": variant_sku, "quantity": 2}}
    cart = shop.set("addConfigurableProductsToCart", {"cart_id": cart_id, "cart_items": [given]}, ITEMS)
    (item,) = cart["itemsV2"]["items"]
    assert (item["__typename"], item["quantity"]) == ("ConfigurableCartItem", 2)


def test_the_older_mutation_adds_all_or_nothing(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    items = [{"data": {"sku": PLATE, "quantity": 1}}, {"data": {"sku": "NOPE", "quantity": 1}}]
    category, message = shop.refused("addSimpleProductsToCart", {"cart_id": cart_id, "cart_items": items})
    assert category == "graphql-input"
    assert 'Could not find a product with SKU "NOPE"' in message
    assert shop.cart(cart_id, "total_quantity") == {"total_quantity": 0}


def test_what_can_be_had_is_added_and_the_rest_is_explained(shop: Shop) -> None:
    shop.set_stock(PLATE, 5)
    cart_id = shop.guest_cart()
    wanted = [("NOPE", 1), (PLATE, 4), (PLATE, 2), (PLATE, 100_000), (APRON, 1), (PLATE, 0)]
    answer = shop.ask(
        "mutation($c: String!, $i: [CartItemInput!]!) { addProductsToCart(cartId: $c, cartItems: $i)"
        " { cart { total_quantity } user_errors { code message } } }",
        c=cart_id,
        i=[{"sku": sku, "quantity": quantity} for sku, quantity in wanted],
    )["addProductsToCart"]
    assert answer["cart"] == {"total_quantity": 4}
    assert [error["code"] for error in answer["user_errors"]] == [
        "PRODUCT_NOT_FOUND",
        "INSUFFICIENT_STOCK",
        "UNDEFINED",
        "UNDEFINED",
        "UNDEFINED",
    ]
    assert answer["user_errors"][1]["message"] == "The requested qty is not available"


def test_a_product_out_of_stock_is_not_found(shop: Shop) -> None:
    shop.set_stock(PLATE, 0)
    (error,) = shop.put(shop.guest_cart(), PLATE)
    assert error == {"code": "PRODUCT_NOT_FOUND", "message": f'Could not find a product with SKU "{PLATE}"'}


def test_an_item_that_is_sold_out_meanwhile_says_so(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    shop.put(cart_id, PLATE, 3)
    shop.set_stock(PLATE, 2)
    (item,) = shop.cart(cart_id, "items { is_available errors { code message } }")["items"]
    assert item["is_available"] is False
    assert item["errors"] == [{"code": "ITEM_QTY", "message": "The requested qty is not available"}]


def test_a_product_that_is_not_sold_any_more_leaves_the_cart(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    shop.put(cart_id, PLATE, 3)
    shop.world.database.execute("UPDATE catalog_product SET is_enabled = 0 WHERE sku = ?", (PLATE,))
    assert shop.cart(cart_id, "total_quantity prices { grand_total { value } }") == {
        "total_quantity": 0,
        "prices": {"grand_total": {"value": 0}},
    }


def test_a_quantity_can_be_changed_and_0_takes_the_item_out(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    shop.put(cart_id, PLATE, 1)
    (item,) = shop.cart(cart_id, ITEMS)["itemsV2"]["items"]

    def update(quantity: float) -> object:
        change = {"cart_item_uid": item["uid"], "quantity": quantity}
        return shop.set("updateCartItems", {"cart_id": cart_id, "cart_items": [change]}, "total_quantity")

    assert update(4) == {"total_quantity": 4}
    assert update(0) == {"total_quantity": 0}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"cart_item_id": 999, "quantity": 1}, ("graphql-no-such-entity", "Could not find cart item with id: 999.")),
        ({"cart_item_uid": "%%", "quantity": 1}, ("graphql-input", 'Value of uid "%%" is incorrect.')),
        ({"quantity": 1}, ("graphql-input", 'Required parameter "cart_item_uid" is missing.')),
    ],
)
def test_changing_what_is_not_there_is_refused(shop: Shop, change: dict[str, object], refusal: tuple[str, str]) -> None:
    cart_id = shop.guest_cart()
    assert shop.refused("updateCartItems", {"cart_id": cart_id, "cart_items": [change]}) == refusal


def test_changing_to_more_than_there_are_is_refused(shop: Shop) -> None:
    shop.set_stock(PLATE, 2)
    cart_id = shop.guest_cart()
    shop.put(cart_id, PLATE, 1)
    (item,) = shop.cart(cart_id, ITEMS)["itemsV2"]["items"]
    change = {"cart_item_uid": item["uid"], "quantity": 3}
    category, message = shop.refused("updateCartItems", {"cart_id": cart_id, "cart_items": [change]})
    assert (category, message) == (
        "graphql-input",
        f"Could not update the product with SKU {PLATE}: The requested qty is not available",
    )


def test_an_item_can_be_removed_once(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    shop.put(cart_id, PLATE, 2)
    (item,) = shop.cart(cart_id, ITEMS)["itemsV2"]["items"]
    given = {"cart_id": cart_id, "cart_item_uid": item["uid"]}
    assert shop.set("removeItemFromCart", given, "total_quantity") == {"total_quantity": 0}
    assert shop.refused("removeItemFromCart", given) == (
        "graphql-no-such-entity",
        "The cart doesn't contain the item",
    )


def test_a_gift_message_stays_with_its_item(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    shop.put(cart_id, PLATE)
    (item,) = shop.cart(cart_id, ITEMS)["itemsV2"]["items"]
    message = {"from": "Gail", "to": "Ada", "message": "For your shelf"}
    change = {"cart_item_uid": item["uid"], "gift_message": message}
    shop.set("updateCartItems", {"cart_id": cart_id, "cart_items": [change]})
    selection = "items { quantity ... on SimpleCartItem { gift_message { from to message } } }"
    assert shop.cart(cart_id, selection) == {"items": [{"quantity": 1, "gift_message": message}]}


def test_items_come_in_pages_and_in_the_order_asked_for(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    for sku in (PLATE, "TW-102", "TW-103"):
        shop.put(cart_id, sku)

    def skus(arguments: str) -> list[str]:
        page = shop.cart(cart_id, f"itemsV2({arguments}) {{ items {{ product {{ sku }} }} }}")["itemsV2"]
        return [item["product"]["sku"] for item in page["items"]]

    assert skus("pageSize: 2, currentPage: 2") == ["TW-103"]
    assert skus("sort: {field: PRICE, order: ASC}") == ["TW-102", "TW-103", PLATE]
    category, message = shop.refusal(f'{{ cart(cart_id: "{cart_id}") {{ itemsV2(pageSize: 0) {{ total_count }} }} }}')
    assert (category, message) == ("graphql-input", "pageSize value must be greater than 0.")
