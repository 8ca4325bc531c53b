"""The method of payment that stands for money paid here is nobody else's, and a paid cart is left alone."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.services.checkout.conftest import METHOD
from tests.services.checkout.shop import NEW_CART, Shop, refusal
from tests.services.checkout.test_beginning import customers_cart
from tests.services.sign_on.browser import Browser

SET = """mutation ($id: String!, $method: PaymentMethodInput!) {
  setPaymentMethodOnCart(input: {cart_id: $id, payment_method: $method}) { cart { id } }
}"""
PLACE = "mutation ($id: String!) { placeOrder(input: {cart_id: $id}) { orderV2 { number } errors { message } } }"
RESERVED = {"code": METHOD, "purchase_order_number": "not paid"}
LITERAL = f'{{code: "{METHOD}", purchase_order_number: "not paid"}}'
WAYS = {
    "as a variable": SET,
    "as a literal": f"""mutation ($id: String!) {{
      setPaymentMethodOnCart(input: {{cart_id: $id, payment_method: {LITERAL}}}) {{ cart {{ id }} }}
    }}""",
    "under an alias": f"""mutation ($id: String!) {{
      setGuestEmailOnCart: setPaymentMethodOnCart(input: {{cart_id: $id, payment_method: {LITERAL}}}) {{ __typename }}
    }}""",
    "in a fragment": f"""mutation ($id: String!) {{ ... on Mutation {{ ...Paying }} }}
      fragment Paying on Mutation {{
        setPaymentMethodOnCart(input: {{cart_id: $id, payment_method: {LITERAL}}}) {{ cart {{ id }} }}
      }}""",
    "as a default": f"""mutation ($id: String!, $other: PaymentMethodInput! = {LITERAL}) {{
      setPaymentMethodOnCart(input: {{cart_id: $id, payment_method: $other}}) {{ cart {{ id }} }}
    }}""",
    "as a code in a default": f"""mutation ($id: String!, $code: String! = "{METHOD}") {{
      setPaymentMethodOnCart(input: {{cart_id: $id, payment_method: {{code: $code, purchase_order_number: "1"}}}}) {{
        cart {{ id }}
      }}
    }}""",
    "as the whole input": """mutation ($input: SetPaymentMethodOnCartInput!) {
      setPaymentMethodOnCart(input: $input) { cart { id } }
    }""",
    "with the order": f"""mutation ($id: String!) {{
      setPaymentMethodAndPlaceOrder(input: {{cart_id: $id, payment_method: {LITERAL}}}) {{ order {{ order_number }} }}
    }}""",
    "behind another": f"""mutation ($id: String!) {{
      first: setPaymentMethodOnCart(input: {{cart_id: $id, payment_method: {{code: "checkmo"}}}}) {{ cart {{ id }} }}
      second: setPaymentMethodOnCart(input: {{cart_id: $id, payment_method: {LITERAL}}}) {{ cart {{ id }} }}
      placeOrder(input: {{cart_id: $id}}) {{ orderV2 {{ number }} }}
    }}""",
}
CHANGES = {
    "more goods": """mutation ($id: String!) {
      addProductsToCart(cartId: $id, cartItems: [{sku: "PS-307", quantity: 1}]) { user_errors { message } }
    }""",
    "a coupon": """mutation ($id: String!) {
      applyCouponToCart(input: {cart_id: $id, coupon_code: "HOLLOW10"}) { cart { id } }
    }""",
    "another address": """mutation ($id: String!) {
      setGuestEmailOnCart(input: {cart_id: $id, email: "other@example.com"}) { cart { id } }
    }""",
    "its order": PLACE,
}


def chosen(shop: Shop) -> list[Any]:
    return [row["payment_method"] for row in shop.commerce_world.rows("SELECT payment_method FROM cart")]


@pytest.mark.parametrize("way", WAYS)
def test_the_reserved_method_is_set_by_no_shopper_in_whatever_way_it_is_written(
    shop: Shop, browser: Browser, way: str
) -> None:
    cart = shop.cart(browser)
    wanted = {"cart_id": cart, "payment_method": RESERVED}
    given: dict[str, Any] = {"id": cart, "method": RESERVED, "input": wanted}
    answer = browser.ask(WAYS[way], **{name: each for name, each in given.items() if f"${name}:" in WAYS[way]})
    assert "method_reserved" in {error["extensions"].get("reason") for error in answer["errors"]}
    assert chosen(shop) == [None]
    assert shop.orders() == []


def test_a_cart_that_has_the_reserved_method_left_from_a_payment_given_back_is_not_ordered(
    shop: Shop, browser: Browser
) -> None:
    cart = shop.cart(browser)
    shop.commerce_breaks(kind="error", root_field="PUT /V1/carts/{cartId}/order", message="Out of order")
    shop.chooses(started := shop.start(browser, cart))
    shop.until(browser, started["id"], "RELEASED")
    shop.all_works_again()
    assert chosen(shop) == [METHOD]
    assert refusal(browser.ask(PLACE, id=cart))["reason"] == "method_reserved"
    assert shop.orders() == []
    assert browser.ask(SET, id=cart, method={"code": "checkmo"})["data"]["setPaymentMethodOnCart"]
    assert browser.ask(PLACE, id=cart)["data"]["placeOrder"]["orderV2"]


def test_methods_that_commerce_handles_alone_pass_untouched(shop: Shop, browser: Browser) -> None:
    cart = shop.cart(browser)
    assert browser.ask(SET, id=cart, method={"code": "checkmo"})["data"]["setPaymentMethodOnCart"]
    placed = browser.ask(PLACE, id=cart)["data"]["placeOrder"]
    [order] = shop.orders()
    assert placed["orderV2"]["number"] == order["increment_id"]
    assert (order["payment"]["method"], order["state"]) == ("checkmo", "new")
    assert shop.books() == []


@pytest.fixture
def paid_cart(shop: Shop, browser: Browser) -> Iterator[tuple[str, dict[str, Any]]]:
    """A cart that is paid, and waits for Commerce to become an order."""
    cart = shop.cart(browser)
    started = shop.start(browser, cart)
    shop.commerce_breaks(kind="maintenance", root_field="GET /V1/orders")
    shop.chooses(started)
    shop.until(browser, started["id"], "AUTHORISED")
    yield cart, started
    shop.all_works_again()


def test_a_customers_paid_cart_is_not_changed_by_what_does_not_name_it(shop: Shop, browser: Browser) -> None:
    cart = customers_cart(browser)
    started = shop.start(browser, cart)
    others = shop.browser().ask(NEW_CART)["data"]["createGuestCart"]["cart"]["id"]
    shop.commerce_breaks(kind="maintenance", root_field="GET /V1/orders")
    shop.chooses(started)
    shop.until(browser, started["id"], "AUTHORISED")
    reorder = browser.ask('mutation { reorderItems(orderNumber: "000000001") { cart { id } } }')
    merge = browser.ask("mutation ($id: String!) { mergeCarts(source_cart_id: $id) { id } }", id=others)
    assert [refusal(each)["reason"] for each in (reorder, merge)] == ["cart_locked", "cart_locked"]
    shop.all_works_again()
    assert shop.until(browser, started["id"], "CAPTURED")["order"]


@pytest.mark.parametrize("change", CHANGES)
def test_a_paid_cart_is_not_changed_while_it_becomes_an_order(
    shop: Shop, browser: Browser, paid_cart: tuple[str, dict[str, Any]], change: str
) -> None:
    cart, started = paid_cart
    spellings = [cart, cart.upper()]
    for each in (browser, shop.browser()):
        for spelling in spellings:
            error = refusal(each.ask(CHANGES[change], id=spelling))
            assert (error["code"], error["reason"]) == ("PAYMENT_CONFLICT", "cart_locked")
    shop.all_works_again()
    shop.until(browser, started["id"], "CAPTURED")
    [order] = shop.orders()
    assert order["customer_email"] == "gero@example.com"
    assert f"{order['grand_total']:.2f}" == started["amount"]["value"]


def test_a_cart_may_be_changed_before_it_is_paid_and_what_was_paid_for_another_amount_goes_back(
    shop: Shop, browser: Browser
) -> None:
    cart = shop.cart(browser)
    started = shop.start(browser, cart)
    assert "errors" not in browser.ask(CHANGES["more goods"], id=cart)
    shop.chooses(started)
    released = shop.until(browser, started["id"], "RELEASED")
    assert released["error"] == {"code": "cart_changed", "nextStep": "SAME_METHOD_AGAIN"}
    assert shop.orders() == []
    [paid] = shop.books()
    assert paid["released"] == paid["authorised"]
    assert "errors" not in browser.ask(CHANGES["a coupon"], id=cart)
    again = shop.start(browser, cart, "second press")
    shop.chooses(again)
    assert shop.until(browser, again["id"], "CAPTURED")["order"]
