"""What may be paid, by whom, and how often: the amount is Commerce's, the cart the shopper's, the payment one."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.services.checkout.listening import as_a_stream
from tests.services.checkout.shop import ADDRESS, CANCEL, FILL, NEW_CART, PREPARE, START, Shop, refusal
from tests.services.sign_on.browser import Browser
from tests.services.sign_on.conftest import PASSWORD

SIGN_IN = f"""mutation ($e: String!) {{
  signInWithPassword(input: {{email: $e, password: "{PASSWORD}"}}) {{ signedIn }}
}}"""
PRICED_ANEW = """CREATE TEMP TRIGGER priced_anew AFTER UPDATE OF payment_method ON cart BEGIN
  UPDATE cart SET currency = 'USD' WHERE id = NEW.id;
END"""
FREE_GIFT = """INSERT INTO sales_rule (coupon_code, label, action, value, free_shipping)
  VALUES ('GIFT', 'Everything', 'by_percent', '100', 1)"""
CUSTOMERS_CART = "{ customerCart { id } }"
PREPARE_CUSTOMERS = PREPARE.replace(
    '  setGuestEmailOnCart(input: {cart_id: $id, email: "gero@example.com"}) { cart { id } }\n', ""
)
TOTAL = "query ($id: String!) { cart(cart_id: $id) { prices { grand_total { value currency } } } }"
COUPON = """mutation ($id: String!, $code: String!) {
  applyCouponToCart(input: {cart_id: $id, coupon_code: $code}) { cart { id } }
}"""
QUANTITY = """mutation ($id: String!) {
  addProductsToCart(cartId: $id, cartItems: [{sku: "PS-307", quantity: 1}]) { user_errors { message } }
}"""
GERMAN = {"store": "de"}


def customers_cart(browser: Browser, email: str = "ada@example.com", **headers: str) -> str:
    """The cart of a customer who signs on, ready to be paid."""
    assert browser.ask(SIGN_IN, headers, e=email)["data"]["signInWithPassword"]["signedIn"]
    cart: str = browser.ask(CUSTOMERS_CART, headers)["data"]["customerCart"]["id"]
    browser.ask(FILL, headers, id=cart)
    assert "errors" not in browser.ask(PREPARE_CUSTOMERS, headers, id=cart, address=ADDRESS)
    return cart


def total(browser: Browser, cart: str, **headers: str) -> dict[str, Any]:
    found: dict[str, Any] = browser.ask(TOTAL, headers, id=cart)["data"]["cart"]["prices"]["grand_total"]
    return found


def test_the_amount_is_commerces_word_and_a_storefront_cannot_name_another(shop: Shop, browser: Browser) -> None:
    cart = shop.cart(browser)
    amount = shop.start(browser, cart)["amount"]
    wanted = total(browser, cart)
    assert (float(amount["value"]), amount["currency"]) == (wanted["value"], wanted["currency"])
    assert amount["minorUnits"] == round(wanted["value"] * 100)
    assert "errors" in shop.asks_to_pay(browser, cart, amount={"value": "0.01", "currency": "USD"})
    assert [(each["amount"], each["currency"]) for each in shop.books()] == [(amount["minorUnits"], "USD")]


def test_a_customer_who_signed_on_pays_in_the_currency_of_the_german_store_view(shop: Shop, browser: Browser) -> None:
    cart = customers_cart(browser, "bruno@example.com", **GERMAN)
    wanted = total(browser, cart, **GERMAN)
    answer = browser.ask(
        START,
        GERMAN,
        input={"cartId": cart, "provider": "fake", "method": "card", "returnUrl": "/danke", "idempotencyKey": "1"},
    )
    started = answer["data"]["startPayment"]
    assert (float(started["amount"]["value"]), started["amount"]["currency"]) == (wanted["value"], "EUR")
    browser.open(started["nextAction"]["url"])
    browser.send({"choice": "pay"})
    assert shop.until(browser, started["id"], "CAPTURED")["order"]
    [order] = shop.orders()
    assert (order["order_currency_code"], order["grand_total"]) == ("EUR", wanted["value"])
    assert order["customer_email"] == "bruno@example.com"


def test_the_same_press_gives_the_same_payment_and_the_same_page(shop: Shop, browser: Browser) -> None:
    cart = shop.cart(browser)
    first, second = shop.start(browser, cart), shop.start(browser, cart)
    assert (first["id"], first["nextAction"]) == (second["id"], second["nextAction"])
    assert len(shop.books()) == 1


def test_a_double_click_gives_one_payment_and_both_clicks_its_page(shop: Shop, browser: Browser) -> None:
    cart = shop.cart(browser)
    browser.ask("mutation ($id: ID!) { rememberCart(cartId: $id) { signedIn } }", id=cart)
    shop.provider_breaks(kind="latency", operation="open", seconds=0.5)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: shop.asks_to_pay(browser, cart), range(4)))
    assert not [answer["errors"] for answer in answers if "errors" in answer]
    started = [answer["data"]["startPayment"] for answer in answers]
    assert len({each["id"] for each in started}) == 1
    assert len({each["nextAction"]["url"] for each in started}) == 1
    assert len(shop.books()) == 1


def test_the_same_press_with_another_choice_is_a_conflict(shop: Shop, browser: Browser) -> None:
    cart = shop.cart(browser)
    shop.start(browser, cart)
    error = refusal(shop.asks_to_pay(browser, cart, returnUrl="/elsewhere"))
    assert (error["code"], error["reason"]) == ("PAYMENT_CONFLICT", "key_reused")


def test_a_second_tab_is_given_the_payment_that_is_open_to_go_on_with_or_to_cancel(
    shop: Shop, browser: Browser
) -> None:
    cart = shop.cart(browser)
    started = shop.start(browser, cart)
    assert started["alreadyOpen"] is None
    again = shop.start(browser, cart, "second tab")
    assert again["alreadyOpen"] == {"canGoOn": True, "canBeCancelled": True}
    assert (again["id"], again["secret"], again["nextAction"]) == (started["id"], None, started["nextAction"])
    assert browser.ask(CANCEL, id=again["id"])["data"]["cancelPayment"]["status"] == "CANCELLED"
    other = shop.start(browser, cart, "third press")
    assert (other["status"], other["alreadyOpen"]) == ("ACTION_REQUIRED", None)
    assert other["id"] != started["id"]
    assert [each["status"] for each in shop.books()] == ["released", "open"]


def test_a_payment_that_was_paid_is_told_to_a_new_press_as_one_with_which_nothing_is_left_to_do(
    shop: Shop, browser: Browser
) -> None:
    cart = shop.cart(browser)
    shop.commerce_breaks(kind="maintenance", root_field="GET /V1/orders")
    shop.chooses(started := shop.start(browser, cart))
    shop.until(browser, started["id"], "AUTHORISED")
    again = shop.start(browser, cart, "new press")
    assert (again["id"], again["nextAction"]) == (started["id"], None)
    assert again["alreadyOpen"] == {"canGoOn": False, "canBeCancelled": True}
    assert len(shop.books()) == 1


def test_another_session_is_not_told_whose_payment_has_the_cart(shop: Shop, browser: Browser) -> None:
    cart = shop.cart(browser)
    started = shop.start(browser, cart)
    answer = shop.asks_to_pay(shop.browser(), cart, idempotencyKey="elsewhere")
    error = refusal(answer)
    assert (error["code"], error["reason"]) == ("PAYMENT_CONFLICT", "cart_taken")
    assert started["id"] not in json.dumps(answer)


def test_a_guest_without_a_session_who_presses_twice_at_once_opens_one_payment_and_keeps_its_cookie(
    shop: Shop, browser: Browser
) -> None:
    cart = shop.cart(shop.browser())
    shop.provider_breaks(kind="latency", operation="open", seconds=0.5)
    presses = [shop.browser() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda press: shop.asks_to_pay(press, cart), presses))
    [first] = [press for press, answer in zip(presses, answers, strict=True) if "errors" not in answer]
    refused = [answer for answer in answers if "errors" in answer]
    assert {refusal(answer)["reason"] for answer in refused} == {"cart_taken"}
    assert [press for press in presses if press.session_cookie] == [first]
    assert len(shop.books()) == 1
    [started] = [answer["data"]["startPayment"] for answer in answers if "errors" not in answer]
    again = shop.start(first, cart)
    assert (again["id"], again["nextAction"]) == (started["id"], started["nextAction"])


def test_a_guest_cannot_pay_a_customers_cart_nor_a_customer_another_customers(shop: Shop, browser: Browser) -> None:
    adas = customers_cart(browser)
    bruno = shop.browser()
    customers_cart(bruno, "bruno@example.com")
    for stranger in (shop.browser(), bruno):
        assert refusal(shop.asks_to_pay(stranger, adas))["message"]
        assert "errors" in stranger.ask("query ($id: ID!) { paymentOptions(cartId: $id) { provider } }", id=adas)
    assert shop.books() == []


def test_a_cart_without_an_address_cannot_be_paid_and_says_what_it_lacks(shop: Shop, browser: Browser) -> None:
    cart = browser.ask(NEW_CART)["data"]["createGuestCart"]["cart"]["id"]
    browser.ask(FILL, id=cart)
    assert refusal(shop.asks_to_pay(browser, cart))["reason"] == "incomplete"
    assert shop.books() == []


def test_a_cart_that_was_ordered_cannot_be_paid_again(shop: Shop, browser: Browser) -> None:
    cart = shop.cart(browser)
    shop.chooses(started := shop.start(browser, cart))
    shop.until(browser, started["id"], "CAPTURED")
    assert refusal(shop.asks_to_pay(browser, cart, idempotencyKey="again"))["message"]
    assert len(shop.books()) == len(shop.orders()) == 1


def test_pressed_again_after_the_order_it_is_the_payment_that_was_made(shop: Shop, browser: Browser) -> None:
    cart = shop.cart(browser)
    shop.chooses(started := shop.start(browser, cart))
    shop.until(browser, started["id"], "CAPTURED")
    again = shop.start(browser, cart)
    assert (again["id"], again["status"], again["secret"]) == (started["id"], "CAPTURED", None)
    assert len(shop.books()) == len(shop.orders()) == 1


def test_a_cart_that_costs_nothing_is_to_be_ordered_with_commerces_own_method(shop: Shop, browser: Browser) -> None:
    shop.commerce_world.database.execute(FREE_GIFT)
    cart = shop.cart(browser)
    browser.ask(COUPON, id=cart, code="GIFT")
    assert total(browser, cart)["value"] == 0
    error = refusal(shop.asks_to_pay(browser, cart))
    assert error["reason"] == "nothing_to_pay"
    assert "`free`" in error["message"]


def test_who_tries_card_after_card_is_told_to_wait_by_session_and_by_address(shop: Shop, browser: Browser) -> None:
    cart = shop.cart(browser)
    shoppers = [browser, *(shop.browser() for _ in range(2))]
    for each in shoppers:
        each.client.headers["x-forwarded-for"] = "198.51.100.7"
    for each in shoppers[:2]:
        for press in range(10):
            shop.asks_to_pay(each, cart, idempotencyKey=f"card {press}")
    for each in shoppers:
        error = refusal(shop.asks_to_pay(each, cart, idempotencyKey="one more"))
        assert error["code"] == "PAYMENT_THROTTLED"
        assert 0 < error["retryAfter"] <= 3_600
    assert len(shop.books()) == 1
    assert refusal(shop.asks_to_pay(shop.browser(), cart))["reason"] == "cart_taken"


def started_in_euros(shop: Shop, browser: Browser) -> dict[str, Any]:
    """A payment of a guest who chose a currency by header."""
    euros = {"content-currency": "EUR"}
    cart = shop.cart(browser)
    assert total(browser, cart, **euros)["currency"] == "EUR"
    wish = {"cartId": cart, "provider": "fake", "method": "card", "returnUrl": "/thanks", "idempotencyKey": "1"}
    started: dict[str, Any] = browser.ask(START, euros, input=wish)["data"]["startPayment"]
    assert started["amount"]["currency"] == "EUR"
    return started


def test_a_guest_who_chose_another_currency_gets_an_order_in_it(shop: Shop, browser: Browser) -> None:
    started = started_in_euros(shop, browser)
    shop.chooses(started)
    shop.until(browser, started["id"], "CAPTURED")
    [order] = shop.orders()
    assert (order["order_currency_code"], f"{order['grand_total']:.2f}") == ("EUR", started["amount"]["value"])


def test_a_guest_whose_cart_commerce_prices_anew_when_its_method_is_set_gets_the_money_back_and_no_order(
    shop: Shop, browser: Browser
) -> None:
    started = started_in_euros(shop, browser)
    shop.commerce_world.database.execute(PRICED_ANEW)
    try:
        shop.chooses(started)
        released = shop.until(browser, started["id"], "RELEASED")
    finally:
        shop.commerce_world.database.execute("DROP TRIGGER priced_anew")
    assert released["error"]["code"] == "cart_changed"
    assert shop.orders() == []
    assert shop.books()[0]["released"] == started["amount"]["minorUnits"]


@pytest.mark.parametrize(
    "changes",
    [
        {"returnUrl": "https://evil.example/thanks"},
        {"returnUrl": "//evil.example"},
        {"returnUrl": "javascript:alert(1)"},
        {"provider": "stripe"},
        {"method": "ideal"},
        {"idempotencyKey": ""},
        {"idempotencyKey": "k" * 201},
    ],
    ids=str,
)
def test_what_is_not_this_shops_is_refused_before_anybody_is_asked(
    shop: Shop, browser: Browser, changes: dict[str, str]
) -> None:
    assert refusal(shop.asks_to_pay(browser, shop.cart(browser), **changes))["code"].endswith("_REJECTED")
    assert shop.books() == []


def test_a_cart_that_nobody_has_is_told_as_one_that_is_not_yours(shop: Shop, browser: Browser) -> None:
    for cart in ("0" * 32, "", "../V1/orders", "4" * 200):
        assert refusal(shop.asks_to_pay(browser, cart))["message"]
    assert shop.books() == []


def test_over_a_stream_a_guest_without_a_session_is_told_to_use_post(shop: Shop, browser: Browser) -> None:
    cart = shop.cart(browser)
    fresh = shop.browser()
    wish = {"cartId": cart, "provider": "fake", "method": "card", "returnUrl": "/thanks", "idempotencyKey": "1"}
    with as_a_stream(fresh, START, input=wish) as told:
        [answer] = told
    assert "POST" in refusal(answer)["message"]
    assert shop.books() == []


def test_after_a_cart_was_changed_the_shopper_gives_up_and_pays_the_new_amount(shop: Shop, browser: Browser) -> None:
    cart = shop.cart(browser)
    first = shop.start(browser, cart)
    browser.ask(QUANTITY, id=cart)
    browser.ask(CANCEL, id=first["id"])
    second = shop.start(browser, cart, "second press")
    assert second["amount"]["minorUnits"] > first["amount"]["minorUnits"]
