"""A payment is its shopper's alone: of the session that began it, or of whoever was given its secret."""

from typing import Any

import pytest

from tests.services.checkout.listening import CHANGED, as_a_stream, over_a_websocket
from tests.services.checkout.shop import CANCEL, PAYMENT, Shop, refusal
from tests.services.sign_on.browser import Browser

NO_SUCH_PAYMENT = {"message": "There is no such payment.", "code": "PAYMENT_NOT_FOUND"}


def refused(answer: dict[str, Any]) -> dict[str, Any]:
    found = refusal(answer)
    return {name: found.get(name) for name in NO_SUCH_PAYMENT}


@pytest.fixture
def started(shop: Shop, browser: Browser) -> dict[str, Any]:
    return shop.start(browser, shop.cart(browser))


@pytest.fixture
def stranger(shop: Shop) -> Browser:
    """Somebody with a payment of their own."""
    stranger = shop.browser()
    shop.start(stranger, shop.cart(stranger))
    return stranger


@pytest.mark.parametrize("document", [PAYMENT, CANCEL])
def test_another_session_is_told_the_same_of_this_payment_as_of_one_that_never_was(
    shop: Shop, started: dict[str, Any], stranger: Browser, document: str
) -> None:
    invented = "pay_" + "0" * 33
    other_secret = shop.start(stranger, shop.cart(stranger), "other press")["secret"]
    for asking in (stranger, shop.browser()):
        for payment_id in (started["id"], invented, "pay_", "1", started["id"].upper(), f"{started['id']} "):
            assert refused(asking.ask(document, id=payment_id)) == NO_SUCH_PAYMENT
        for secret in ("", "guessed", other_secret, started["id"], started["secret"][:-1], "é" * 43):
            assert refused(asking.ask(document, id=started["id"], secret=secret)) == NO_SUCH_PAYMENT
    assert shop.books()[0]["status"] == "open"


def test_whoever_has_the_secret_may_look_and_give_up_without_a_session(shop: Shop, started: dict[str, Any]) -> None:
    elsewhere = shop.browser()
    looked = elsewhere.ask(PAYMENT, id=started["id"], secret=started["secret"])
    assert looked["data"]["payment"]["status"] == "ACTION_REQUIRED"
    given_up = elsewhere.ask(CANCEL, id=started["id"], secret=started["secret"])
    assert given_up["data"]["cancelPayment"]["status"] == "CANCELLED"
    assert shop.books()[0]["status"] == "released"


def test_a_secret_is_told_once_and_never_again(shop: Shop, browser: Browser) -> None:
    cart = shop.cart(browser)
    assert len(shop.start(browser, cart)["secret"]) >= 43
    again = shop.start(browser, cart)
    assert again["secret"] is None
    asked = browser.ask("query ($id: ID!) { payment(id: $id) { secret } }", id=again["id"])
    assert asked["data"]["payment"]["secret"] is None


def test_a_stranger_hears_nothing_of_it_over_a_websocket_or_a_stream(
    shop: Shop, started: dict[str, Any], stranger: Browser
) -> None:
    [told] = over_a_websocket(shop, stranger.session_cookie, CHANGED, id=started["id"])
    assert refused(told) == NO_SUCH_PAYMENT
    [told] = over_a_websocket(shop, None, CHANGED, id=started["id"], secret="guessed")
    assert refused(told) == NO_SUCH_PAYMENT
    with as_a_stream(stranger, CHANGED, id=started["id"]) as events:
        [told] = events
    assert refused(told) == NO_SUCH_PAYMENT


def test_a_shopper_hears_of_each_change_over_a_websocket_until_the_order_is_there(
    shop: Shop, browser: Browser, started: dict[str, Any]
) -> None:
    heard = over_a_websocket(shop, browser.session_cookie, CHANGED, id=started["id"])
    _hears_of_the_order(shop, started, heard)


def test_a_shopper_hears_of_each_change_as_a_stream_until_the_order_is_there(
    shop: Shop, browser: Browser, started: dict[str, Any]
) -> None:
    with as_a_stream(browser, CHANGED, id=started["id"]) as heard:
        _hears_of_the_order(shop, started, heard)


@pytest.mark.parametrize("ending", ["ATTENTION", "RELEASED", "CANCELLED"])
def test_a_shopper_hears_how_it_ended_where_there_is_no_order_and_nothing_after_that(
    shop: Shop, browser: Browser, ending: str
) -> None:
    started = shop.start(browser, shop.cart(browser))
    websocket = over_a_websocket(shop, browser.session_cookie, CHANGED, id=started["id"])
    with as_a_stream(browser, CHANGED, id=started["id"]) as stream:
        listeners = (websocket, stream)
        for heard in listeners:
            assert next(heard)["data"]["paymentChanged"]["status"] == "ACTION_REQUIRED"
        _ends(shop, browser, started, ending)
        for heard in listeners:
            last = [each["data"]["paymentChanged"] for each in heard][-1]
            assert last == {"id": started["id"], "status": ending, "order": None}


def _ends(shop: Shop, browser: Browser, started: dict[str, Any], ending: str) -> None:
    match ending:
        case "ATTENTION":
            shop.needs_somebody(started["id"])
        case "RELEASED":
            shop.sells_out("PS-307")
            shop.chooses(started)
        case "CANCELLED":
            browser.ask(CANCEL, id=started["id"])


def _hears_of_the_order(shop: Shop, started: dict[str, Any], heard: Any) -> None:
    first = next(heard)["data"]["paymentChanged"]
    assert first == {"id": started["id"], "status": "ACTION_REQUIRED", "order": None}
    shop.commerce_breaks(kind="maintenance", root_field="GET /V1/orders")
    shop.chooses(started)
    assert next(heard)["data"]["paymentChanged"]["status"] == "AUTHORISED"
    shop.all_works_again()
    rest = [each["data"]["paymentChanged"] for each in heard]
    [order] = shop.orders()
    assert rest[-1]["order"] == {"number": order["increment_id"]}
    assert {each["status"] for each in rest} <= {"AUTHORISED", "ORDERING", "ORDERED", "CAPTURING", "CAPTURED"}
