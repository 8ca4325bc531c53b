"""What a shopper relies on who pays: exactly one order for the money, or the money back."""

from datetime import timedelta

from tests.services.checkout.shop import Shop
from tests.services.checkout.test_declined import ITEMS
from tests.services.sign_on.browser import Browser


def test_a_shopper_who_pays_gets_one_order_of_that_amount(shop: Shop, browser: Browser) -> None:
    cart = shop.cart(browser)
    started = shop.start(browser, cart)
    assert started["status"] == "ACTION_REQUIRED"
    browser.open(started["nextAction"]["url"])
    browser.send({"choice": "pay"})
    assert browser.visited[-1].startswith(f"{shop.address}/thanks?payment={started['id']}")
    payment = shop.until(browser, started["id"], "CAPTURED")
    [order] = shop.orders()
    assert payment["order"] == {"number": order["increment_id"]}
    assert f"{order['grand_total']:.2f}" == started["amount"]["value"]


def test_a_shopper_whose_order_commerce_refuses_is_told_why_and_keeps_the_cart_and_the_money(
    shop: Shop, browser: Browser
) -> None:
    cart = shop.cart(browser)
    started = shop.start(browser, cart)
    before = browser.ask(ITEMS, id=cart)
    shop.sells_out("PS-307")
    shop.chooses(started)
    refused = shop.until(browser, started["id"], "RELEASED")
    assert refused["error"] == {"code": "order_refused", "nextStep": "SAME_METHOD_AGAIN"}
    assert shop.orders() == []
    assert shop.books()[0]["released"] == shop.books()[0]["authorised"] > 0
    assert browser.ask(ITEMS, id=cart) == before
    # Nobody stops looking for an order that comes late before Commerce's longest execution time has passed.
    shop.reports_all()
    shop.eventually(lambda: shop.history(started["id"])[-1].cause.reason == "no order came late")
    moved = shop.history(started["id"])
    [released] = [each for each in moved if each.end == "released" and each.start != "released"]
    assert moved[-1].at - released.at >= timedelta(seconds=2)
    shop.eventually(lambda: shop.due() == 0)
