"""What a shopper relies on who signs on at the shop's identity provider."""

from tests.services.sign_on.browser import Browser
from tests.services.sign_on.conftest import Shop

WHO = "{ session { signedIn provider expiresAt customer { email firstname } devices { current browser } } }"


def test_a_shopper_who_signs_on_at_the_provider_is_that_customer_here(shop: Shop, browser: Browser) -> None:
    shop.signs_on(browser)
    assert browser.visited[-1] == f"{shop.address}/account"
    session = browser.ask(WHO)["data"]["session"]
    assert session["signedIn"] is True
    assert session["provider"] == "fernhollow"
    assert session["customer"] == {"email": "ada@example.com", "firstname": "Ada"}
    assert [device["current"] for device in session["devices"]] == [True]
