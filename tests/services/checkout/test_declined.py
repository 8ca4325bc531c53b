"""A shopper whose payment is declined keeps the cart, and is told what to do next."""

import pytest

from tests.services.checkout.shop import CANCEL, Shop
from tests.services.sign_on.browser import Browser

REASONS = [
    ("insufficient_funds", "insufficient_funds", "ANOTHER_METHOD"),
    ("expired_card", "expired", "ANOTHER_METHOD"),
    ("wrong_details", "wrong_details", "CORRECT_DETAILS"),
    ("do_not_honour", "try_another_method", "ANOTHER_METHOD"),
    ("stolen_card", "do_not_try_again", "ANOTHER_METHOD"),
    ("authentication_failed", "authentication_failed", "SAME_METHOD_AGAIN"),
]
ITEMS = "query ($id: String!) { cart(cart_id: $id) { email items { quantity product { sku } } } }"


@pytest.mark.parametrize(("reason", "code", "next_step"), REASONS)
def test_each_decline_comes_as_a_code_and_a_next_step_and_the_cart_can_be_paid_again(
    shop: Shop, browser: Browser, reason: str, code: str, next_step: str
) -> None:
    cart = shop.cart(browser)
    before = browser.ask(ITEMS, id=cart)
    started = shop.start(browser, cart)
    back = shop.chooses(started, "decline", reason=reason)
    browser.open(back)
    assert browser.visited[-1].startswith(f"{shop.address}/thanks?payment={started['id']}")
    declined = shop.payment(browser, started["id"])
    assert (declined["status"], declined["order"]) == ("DECLINED", None)
    assert declined["error"] == {"code": code, "nextStep": next_step}
    assert browser.ask(ITEMS, id=cart) == before
    assert shop.start(browser, cart, "second press")["status"] == "ACTION_REQUIRED"
    assert shop.orders() == []


def test_a_shopper_whose_bank_asks_and_who_confirms_gets_the_order(shop: Shop, browser: Browser) -> None:
    started = shop.start(browser, shop.cart(browser))
    browser.open(started["nextAction"]["url"])
    browser.send({"choice": "challenge"})
    browser.send({"choice": "confirm"})
    assert shop.until(browser, started["id"], "CAPTURED")["order"]
    assert len(shop.orders()) == 1


def test_a_shopper_who_denies_it_to_the_bank_pays_at_the_second_try(shop: Shop, browser: Browser) -> None:
    cart = shop.cart(browser)
    first = shop.start(browser, cart)
    browser.open(first["nextAction"]["url"])
    browser.send({"choice": "challenge"})
    browser.send({"choice": "deny"})
    told = shop.until(browser, first["id"], "DECLINED")
    assert told["error"] == {"code": "authentication_failed", "nextStep": "SAME_METHOD_AGAIN"}
    second = shop.start(browser, cart, "second press")
    shop.chooses(second)
    shop.until(browser, second["id"], "CAPTURED")
    assert [each["status"] for each in shop.books()] == ["declined", "captured"]
    assert len(shop.orders()) == 1


def test_a_shopper_who_leaves_the_page_finds_the_payment_open_and_may_go_on_or_give_up(
    shop: Shop, browser: Browser
) -> None:
    started = shop.start(browser, shop.cart(browser))
    browser.open(started["nextAction"]["url"])
    browser.send({"choice": "leave"})
    asked = browser.ask(
        "query ($id: ID!) { payment(id: $id) { status nextAction { ... on PaymentRedirect { url } } } }",
        id=started["id"],
    )["data"]["payment"]
    assert asked == {"status": "ACTION_REQUIRED", "nextAction": {"url": started["nextAction"]["url"]}}
    given_up = browser.ask(CANCEL, id=started["id"])["data"]["cancelPayment"]
    assert given_up["status"] == "CANCELLED"
    assert given_up["error"]["nextStep"] == "SAME_METHOD_AGAIN"
    assert browser.open(started["nextAction"]["url"]).status_code == 410


def test_a_shopper_who_gives_up_what_was_paid_meanwhile_gets_the_money_back_or_the_order(
    shop: Shop, browser: Browser
) -> None:
    started = shop.start(browser, shop.cart(browser))
    shop.provider_breaks(kind="lose", operation="webhook", count=1)
    shop.chooses(started)
    browser.ask(CANCEL, id=started["id"])
    ended = shop.until(browser, started["id"], "CANCELLED", "RELEASED", "CAPTURED")
    [paid] = shop.books()
    held = paid["authorised"] - paid["released"] - paid["refunded"]
    assert (held > 0) == (len(shop.orders()) == 1) == (ended["status"] == "CAPTURED")
