"""What a shopper relies on who pays: exactly one order for the money, or the money back."""

from tests.services.checkout.conftest import Shop
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
