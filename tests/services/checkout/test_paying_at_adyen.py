"""What shoppers and the shop rely on where the provider cannot be asked: its reports lead to the same ends."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.services.checkout.adyen_shop import CANCEL, AdyenShop, adyen_shop
from tests.services.checkout.command_line import payments
from tests.services.sign_on.browser import Browser


@pytest.fixture(scope="module")
def started_adyen_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdyenShop]:
    with adyen_shop(tmp_path_factory.mktemp("adyen")) as started:
        yield started


@pytest.fixture
def shop(started_adyen_shop: AdyenShop) -> AdyenShop:
    started_adyen_shop.begin_anew()
    return started_adyen_shop


@pytest.fixture
def browser(shop: AdyenShop) -> Browser:
    return shop.browser()


def test_a_shopper_who_comes_back_has_an_order_and_its_money_is_taken_once_adyen_says_so(
    shop: AdyenShop, browser: Browser
) -> None:
    started = shop.start(browser, shop.cart(browser))
    shop.adyen.pays(shop.session(started))
    shop.comes_back(browser, started)
    payment = shop.until(browser, started["id"], "CAPTURING")
    [order] = shop.orders()
    assert payment["order"] == {"number": order["increment_id"]}
    assert [shop.delivers(), shop.delivers()] == ["AUTHORISATION", "CAPTURE"]
    shop.until(browser, started["id"], "CAPTURED")
    assert len(shop.modifications("/captures")) == len(shop.orders()) == 1


def test_a_shopper_who_never_comes_back_has_an_order_all_the_same(shop: AdyenShop, browser: Browser) -> None:
    started = shop.start(browser, shop.cart(browser))
    shop.adyen.pays(shop.session(started))
    shop.delivers()
    shop.until(browser, started["id"], "CAPTURING")
    shop.delivers()
    shop.until(browser, started["id"], "CAPTURED")
    assert len(shop.orders()) == 1


def test_a_shopper_whose_page_was_reloaded_goes_on_in_the_same_session(shop: AdyenShop, browser: Browser) -> None:
    cart = shop.cart(browser)
    first = shop.start(browser, cart)
    assert shop.start(browser, cart)["nextAction"] == first["nextAction"]
    assert len(shop.adyen.sessions) == 1


def test_a_shopper_whose_card_was_refused_pays_with_another_in_the_same_session(
    shop: AdyenShop, browser: Browser
) -> None:
    cart = shop.cart(browser)
    started = shop.start(browser, cart)
    shop.adyen.declines(shop.session(started), "Not enough balance")
    shop.comes_back(browser, started)
    shop.delivers()
    assert shop.payment(browser, started["id"])["error"]["code"] == "insufficient_funds"
    assert shop.start(browser, cart)["nextAction"] == started["nextAction"]
    shop.adyen.pays(shop.session(started))
    shop.comes_back(browser, started)
    shop.until(browser, started["id"], "CAPTURING")


def test_a_shopper_who_brings_back_what_is_no_good_may_come_back_again(shop: AdyenShop, browser: Browser) -> None:
    started = shop.start(browser, shop.cart(browser))
    shop.comes_back(browser, started, redirect_of="nobody")
    shop.adyen.pays(shop.session(started))
    shop.comes_back(browser, started)
    shop.until(browser, started["id"], "CAPTURING")


@pytest.mark.parametrize("the_other_pays", [True, False])
def test_what_another_brought_back_is_refused_and_one_pays_on_as_before(
    shop: AdyenShop, browser: Browser, the_other_pays: bool
) -> None:
    started = shop.start(browser, shop.cart(browser))
    other_browser = shop.browser()
    other = shop.start(other_browser, shop.cart(other_browser))
    if the_other_pays:
        shop.adyen.pays(shop.session(other))
    else:
        shop.adyen.declines(shop.session(other), "Not enough balance")
    shop.comes_back(browser, started, redirect_of=shop.session(other))
    untouched = shop.payment(browser, started["id"])
    assert (untouched["status"], untouched["error"], untouched["order"]) == ("ACTION_REQUIRED", None, None)
    shop.adyen.pays(shop.session(started))
    shop.comes_back(browser, started)
    assert shop.until(browser, started["id"], "CAPTURING")["order"]


def test_nobody_orders_with_what_another_paid(shop: AdyenShop, browser: Browser) -> None:
    started = shop.start(browser, shop.cart(browser))
    other_browser = shop.browser()
    other = shop.start(other_browser, shop.cart(other_browser))
    shop.adyen.pays(shop.session(other))
    shop.comes_back(browser, started, redirect_of=shop.session(other))
    assert shop.payment(browser, started["id"])["order"] is None
    assert shop.orders() == []


def test_who_pays_after_giving_up_gets_the_money_back_and_no_order(shop: AdyenShop, browser: Browser) -> None:
    started = shop.start(browser, shop.cart(browser))
    assert browser.ask(CANCEL, id=started["id"])["data"]["cancelPayment"]["status"] == "CANCELLED"
    shop.adyen.pays(shop.session(started))
    shop.delivers()
    assert shop.delivers() == "CANCEL_OR_REFUND"
    shop.until(browser, started["id"], "RELEASED")
    assert shop.orders() == []


def test_each_credit_memo_is_refunded_once_however_often_adyen_reports_it(shop: AdyenShop, browser: Browser) -> None:
    started = shop.start(browser, shop.cart(browser))
    shop.adyen.pays(shop.session(started))
    shop.comes_back(browser, started)
    shop.until(browser, started["id"], "CAPTURING")
    assert [shop.delivers(), shop.delivers()] == ["AUTHORISATION", "CAPTURE"]
    shop.until(browser, started["id"], "CAPTURED")
    for count in (1, 2):
        shop.refund_in_admin(1)
        assert shop.delivers() == "REFUND"
        shop.until(browser, started["id"], "PARTIALLY_REFUNDED")
        assert len(shop.modifications("/refunds")) == count
    [payment] = shop.adyen.payments.values()
    assert payment["refunded"] == sum(each["amount"]["value"] for each in shop.modifications("/refunds"))


def test_a_capture_that_adyen_takes_on_and_then_refuses_is_looked_at(shop: AdyenShop, browser: Browser) -> None:
    started = shop.start(browser, shop.cart(browser))
    shop.adyen.pays(shop.session(started))
    shop.comes_back(browser, started)
    shop.until(browser, started["id"], "CAPTURING")
    shop.delivers()
    shop.delivers(success="false")
    shop.until(browser, started["id"], "ATTENTION")
    assert len(shop.modifications("/captures")) == 1


def captured(shop: AdyenShop, browser: Browser) -> dict[str, Any]:
    started = shop.start(browser, shop.cart(browser))
    shop.adyen.pays(shop.session(started))
    shop.comes_back(browser, started)
    shop.until(browser, started["id"], "CAPTURING")
    assert [shop.delivers(), shop.delivers()] == ["AUTHORISATION", "CAPTURE"]
    shop.until(browser, started["id"], "CAPTURED")
    return started


def test_a_dispute_that_is_won_and_a_second_that_is_lost_are_told_to_operators_as_what_they_are(
    shop: AdyenShop, browser: Browser
) -> None:
    started = captured(shop, browser)
    for stage in ("NOTIFICATION_OF_CHARGEBACK", "CHARGEBACK"):
        shop.disputes(started, stage, "FIRST")
        shop.until(browser, started["id"], "DISPUTED")
    assert "disputes: opened" in payments(shop, "show").text
    shop.disputes(started, "CHARGEBACK_REVERSED", "FIRST")
    shop.until(browser, started["id"], "CAPTURED")
    shop.disputes(started, "CHARGEBACK", "SECOND")
    shop.until(browser, started["id"], "DISPUTED")
    assert "dispute opened, before it: won" in payments(shop, "show", started["id"]).text
    shop.disputes(started, "SECOND_CHARGEBACK", "SECOND")
    shop.disputes(started, "CHARGEBACK", "SECOND")  # late, and over already
    assert "disputes: won, lost" in payments(shop, "show").text
    told = payments(shop, "show", started["id"]).text
    assert "dispute: FIRST won" in told
    assert "dispute: SECOND lost" in told
    assert shop.payment(browser, started["id"])["status"] == "DISPUTED"


def test_a_dispute_of_money_that_is_being_taken_needs_somebody_and_is_kept(shop: AdyenShop, browser: Browser) -> None:
    started = shop.start(browser, shop.cart(browser))
    shop.adyen.pays(shop.session(started))
    shop.comes_back(browser, started)
    shop.until(browser, started["id"], "CAPTURING")
    assert shop.delivers() == "AUTHORISATION"
    kept = shop.adyen.reports.get(timeout=20)
    shop.disputes(started, "CHARGEBACK", "EARLY")
    shop.until(browser, started["id"], "ATTENTION")
    assert "dispute: EARLY opened" in payments(shop, "show", started["id"]).text
    shop.adyen.reports.put(kept)


def test_where_the_provider_lists_no_payments_the_books_say_that_they_were_not_compared(shop: AdyenShop) -> None:
    told = payments(shop, "reconcile")
    assert told.code == 1
    assert "not_compared -: adyen cannot list its payments" in told.text
