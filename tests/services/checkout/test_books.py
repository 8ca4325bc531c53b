"""What the shop owner relies on: what the books of provider, Commerce and ledger disagree about is mended, or told."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from bff.flows.payments.reconciliation import Difference, Found
from bff.payment_assembly import payments_of
from bff.settings import Settings
from bff.state import redis
from tests.services.checkout.command_line import payments
from tests.services.checkout.conftest import METHOD
from tests.services.checkout.shop import Shop
from tests.services.sign_on.browser import Browser

BY = ("--as", "Olga Operator", "--because", "asked by the shop owner")
SURCHARGE = "grand_total = grand_total + 100"
ANOTHER_CURRENCY = "currency = 'EUR'"


def compared(shop: Shop) -> list[Found]:
    """The books of the last day, compared as the background process does it."""
    settings = Settings.model_validate(shop.settings)

    async def compare() -> list[Found]:
        async with (
            redis.connect(shop.redis_urls[0], connect_seconds=2, seconds=5) as sessions,
            payments_of(settings, sessions) as opened,
        ):
            assert opened is not None
            since = opened.parts.clock() - timedelta(days=1)
            return [found async for found in opened.reconciliation.compare(since)]

    return asyncio.run(compare())


@contextmanager
def an_extension_that_changes_orders(shop: Shop, change: str) -> Iterator[None]:
    """Every order, when it is placed: the cart never showed it."""
    shop.commerce_world.database.execute(
        f"CREATE TEMP TRIGGER acme AFTER INSERT ON sales_order BEGIN"
        f" UPDATE sales_order SET {change} WHERE id = NEW.id; END"
    )
    try:
        yield
    finally:
        shop.commerce_world.database.execute("DROP TRIGGER acme")


def ordered_past_us(shop: Shop, cart: str) -> int:
    """Somebody reaches Commerce itself, and orders a guest's cart with the reserved method: the order's id."""
    path = f"{shop.commerce}/rest/V1/guest-carts/{cart}"
    method = {"method": {"method": METHOD, "po_number": "not paid"}}
    shop.control.put(f"{path}/selected-payment-method", json=method).raise_for_status()
    return int(shop.control.put(f"{path}/order", json={}).raise_for_status().json())


def test_nothing_is_told_of_books_that_agree(shop: Shop, browser: Browser) -> None:
    shop.paid(browser)
    shop.start(browser, shop.cart(browser))
    assert compared(shop) == []


def test_a_shopper_who_paid_and_closed_the_browser_gets_the_order_although_every_report_was_lost(
    shop: Shop, browser: Browser
) -> None:
    shop.provider_breaks(kind="lose", operation="webhook")
    started = shop.start(browser, shop.cart(browser))
    shop.chooses(started)
    shop.eventually(lambda: {each["state"] for each in shop.reports()} == {"lost"})
    assert shop.payment(browser, started["id"])["status"] == "ACTION_REQUIRED"
    [found] = compared(shop)
    assert (found.difference, found.payment_id) == (Difference.MENDED, started["id"])
    shop.until(browser, started["id"], "CAPTURED")
    [order] = shop.orders()
    assert f"{order['grand_total']:.2f}" == started["amount"]["value"]


@pytest.mark.parametrize("has_begun_to_pay", [False, True])
def test_an_order_of_the_reserved_method_that_nobody_paid_is_held_and_told(
    shop: Shop, browser: Browser, has_begun_to_pay: bool
) -> None:
    cart = shop.cart(browser)
    if has_begun_to_pay:
        shop.start(browser, cart)
    order_id = ordered_past_us(shop, cart)
    [found] = compared(shop)
    assert found.difference is Difference.ORDER_WITHOUT_PAYMENT
    [order] = shop.orders()
    assert (order["entity_id"], order["state"], order["increment_id"]) == (order_id, "holded", found.order_number)


def test_money_that_is_nobodys_here_is_told(shop: Shop) -> None:
    opening = {
        "amount": {"value": 100, "currency": "USD"},
        "reference": "elsewhere",
        "return_url": "http://shop.example",
    }
    headers = {"authorization": "Bearer sandbox-secret-key", "idempotency-key": "elsewhere"}
    answer = shop.control.post(f"{shop.provider}/v1/payments", json=opening, headers=headers)
    shop.chooses({"nextAction": {"url": answer.json()["redirect_url"]}})
    [found] = compared(shop)
    assert found.difference is Difference.UNKNOWN_PAYMENT
    assert answer.json()["id"] in found.sentence


@pytest.mark.parametrize("change", [SURCHARGE, ANOTHER_CURRENCY])
def test_an_order_of_another_amount_than_was_paid_is_held_before_any_money_is_taken(
    shop: Shop, browser: Browser, change: str
) -> None:
    with an_extension_that_changes_orders(shop, change):
        payment = shop.paid(browser, "ATTENTION")
    assert payment["error"] == {"code": "order_differs", "nextStep": None}
    [order] = shop.orders()
    assert order["state"] == "holded"
    assert [each["kind"] for each in shop.books()[0]["entries"]] == ["authorised"]
    assert Difference.NEEDS_ATTENTION in {found.difference for found in compared(shop)}


@pytest.mark.parametrize("change", [SURCHARGE, ANOTHER_CURRENCY])
def test_an_order_that_is_of_another_amount_than_was_taken_for_it_is_told(
    shop: Shop, browser: Browser, change: str
) -> None:
    payment = shop.paid(browser)
    shop.commerce_world.database.execute(f"UPDATE sales_order SET {change}")
    [found] = compared(shop)
    assert (found.difference, found.payment_id) == (Difference.AMOUNT_DIFFERS, payment["id"])
    assert found.order_number == payment["order"]["number"]
    told = payments(shop, "reconcile")
    assert (told.code, "amount_differs" in told.text) == (1, True)


@pytest.mark.parametrize("broken", ["commerce", "provider"])
def test_what_does_not_answer_is_told_as_not_compared_and_the_rest_is_compared(
    shop: Shop, browser: Browser, broken: str
) -> None:
    shop.provider_breaks(kind="lose", operation="webhook")
    started = shop.start(browser, shop.cart(browser))
    shop.chooses(started)
    other = shop.browser()
    order_id = ordered_past_us(shop, shop.cart(other))
    if broken == "commerce":
        shop.commerce_breaks(kind="maintenance", root_field="GET /V1/orders")
    else:
        shop.provider_breaks(kind="error", operation="list")
    found = compared(shop)
    not_compared = [each.sentence for each in found if each.difference is Difference.NOT_COMPARED]
    assert [broken in sentence.lower() for sentence in not_compared].count(True) >= 1
    told = payments(shop, "reconcile")
    assert (told.code, "not_compared" in told.text) == (1, True)
    if broken == "commerce":
        assert shop.until(browser, started["id"], "AUTHORISED"), "the provider's books were followed"
    else:
        assert shop.admin("GET", f"orders/{order_id}")["state"] == "holded"


def test_an_operator_gives_back_the_money_of_a_held_order_and_the_order_is_cancelled(
    shop: Shop, browser: Browser
) -> None:
    with an_extension_that_changes_orders(shop, SURCHARGE):
        payment = shop.paid(browser, "ATTENTION")
    assert payment["id"] in payments(shop, "show").text
    told = payments(shop, "reconcile")
    assert (told.code, payment["id"] in told.text) == (1, True)
    said = payments(shop, "release", payment["id"], *BY)
    assert (said.code, "released" in said.text) == (0, True)
    assert shop.books()[0]["released"] == payment["amount"]["minorUnits"]
    shop.eventually(lambda: shop.orders()[0]["state"] == "canceled")
    history = payments(shop, "show", payment["id"]).text
    assert "(operator) release by Olga Operator: asked by the shop owner" in history
    assert "Olga Operator" in said.log


def test_an_operator_does_nothing_without_a_name_and_a_reason(shop: Shop, browser: Browser) -> None:
    started = shop.start(browser, shop.cart(browser))
    assert payments(shop, "release", started["id"]).code == 2
    assert payments(shop, "release", "pay_" + "0" * 33, *BY).code == 1
    assert shop.books()[0]["status"] == "open"


def test_an_operator_drives_a_payment_on_whose_reports_are_lost(shop: Shop, browser: Browser) -> None:
    shop.provider_breaks(kind="lose", operation="webhook")
    started = shop.start(browser, shop.cart(browser))
    shop.chooses(started)
    said = payments(shop, "retry", started["id"], *BY)
    assert said.code == 0, said
    shop.until(browser, started["id"], "CAPTURED")
    refused = payments(shop, "release", started["id"], *BY)
    assert (refused.code, "credit memo" in refused.log) == (1, True)
    assert payments(shop, "reconcile").text == "The books agree.\n"
