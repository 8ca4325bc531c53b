"""Products of all types in a shop: shown, and put into a cart with what is chosen about them."""

from typing import Any, Final

from tests.contract.sandbox_commerce.shopping import Shop

MUG, TOWEL, EVENING, BUNDLE, GROUP, CALENDAR = "TW-131", "WW-631", "EV-001", "BN-001", "GR-001", "DL-001"

REQUIRED: Final = "The product's required option(s) weren't entered. Make sure the options are entered and try again."


def product(shop: Shop, sku: str, fields: str, **named: Any) -> Any:
    query = f'{{ products(filter: {{sku: {{eq: "{sku}"}}}}) {{ items {{ __typename {fields} }} }} }}'
    (item,) = shop.ask(query, **named)["products"]["items"]
    return item


def put(shop: Shop, cart_id: str, sku: str, quantity: float = 1, **chosen: Any) -> Any:
    """`user_errors` of putting something into a cart about which something is chosen."""
    add = (
        "mutation($c: String!, $i: [CartItemInput!]!) { addProductsToCart(cartId: $c, cartItems: $i)"
        " { user_errors { code message } } }"
    )
    item = {"sku": sku, "quantity": quantity, **chosen}
    return shop.ask(add, c=cart_id, i=[item])["addProductsToCart"]["user_errors"]
