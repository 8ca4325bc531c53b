"""What a payment provider may rely on when it reports, and what nobody else can make us believe."""

import json
import time
from typing import Any

import httpx2 as httpx
import pytest
from redis import Redis

from bff.state.payments.inbox import Inbox
from sandbox.payment.webhooks import HEADER, signature
from tests.services.checkout.command_line import payments
from tests.services.checkout.shop import Shop
from tests.services.sign_on.browser import Browser

SECRET = "sandbox-webhook-secret"


def report(payment_id: str = "pay_" + "0" * 33, event: str = "se_invented") -> bytes:
    """An event as the provider writes one, of a payment that was authorised."""
    payment = {
        "id": "sp_invented",
        "reference": payment_id,
        "status": "authorised",
        "live": False,
        "decline": None,
        "currency": "USD",
        "amount": 100,
        "authorised": 100,
        "captured": 0,
        "refunded": 0,
        "redirect_url": None,
    }
    content = {
        "id": event,
        "type": "payment.authorised",
        "created_at": "2026-01-01T00:00:00+00:00",
        "live": False,
        "amount": {"value": 100, "currency": "USD"},
        "payment": payment,
    }
    return json.dumps(content).encode()


def sent(shop: Shop, body: bytes, *, secret: str = SECRET, age: int = 0, provider: str = "fake") -> httpx.Response:
    signed = signature(secret, body, int(time.time()) - age)
    return shop.control.post(f"{shop.address}/webhooks/payment/{provider}", content=body, headers={HEADER: signed})


def test_a_report_that_somebody_else_signed_is_refused_and_not_kept(shop: Shop, browser: Browser) -> None:
    started = shop.start(browser, shop.cart(browser))
    body = report(started["id"])
    assert sent(shop, body, secret="another-key").status_code == 401
    assert sent(shop, body, age=3_600).status_code == 401
    assert sent(shop, body, age=-3_600).status_code == 401
    address = f"{shop.address}/webhooks/payment/fake"
    assert shop.control.post(address, content=body).status_code == 401
    good = signature(SECRET, body, int(time.time()))
    assert shop.control.post(address, content=body + b" ", headers={HEADER: good}).status_code == 401
    twice = [(HEADER, good), (HEADER, signature("another-key", body, int(time.time())))]
    assert shop.control.post(address, content=body, headers=twice).status_code == 401
    assert shop.asked_of_inbox(Inbox.waiting) == 0
    assert shop.payment(browser, started["id"])["status"] == "ACTION_REQUIRED"


def test_a_signed_report_alone_pays_nothing_where_the_provider_can_be_asked(shop: Shop, browser: Browser) -> None:
    started = shop.start(browser, shop.cart(browser))
    [opened] = shop.books()
    body = json.loads(report(started["id"]))
    body["payment"] |= {"id": opened["id"], "amount": opened["amount"], "authorised": opened["amount"]}
    assert sent(shop, json.dumps(body).encode()).status_code == 200
    shop.eventually(lambda: shop.asked_of_inbox(Inbox.waiting) == 0)
    assert shop.payment(browser, started["id"])["status"] == "ACTION_REQUIRED"
    assert shop.orders() == []


def test_what_is_too_large_is_refused(shop: Shop) -> None:
    assert sent(shop, b"x" * (256 * 1024 + 1)).status_code == 413
    assert shop.asked_of_inbox(Inbox.waiting) == 0


@pytest.mark.parametrize("body", [b"no json", b"[]", b"{}", b"\xff"], ids=repr)
def test_what_the_provider_signed_and_nobody_understands_is_accepted_once_and_set_aside_for_an_operator(
    shop: Shop, body: bytes
) -> None:
    assert [sent(shop, body).status_code for _ in range(2)] == [200, 200], "sent again it would be no clearer"
    assert shop.asked_of_inbox(Inbox.waiting) == 0
    [line] = [line for line in payments(shop, "show").text.splitlines() if line.startswith("report ")]
    assert "of fake" in line
    assert sent(shop, body, secret="another-key").status_code == 401
    assert shop.asked_of_inbox(Inbox.given_up) == 1


def test_a_provider_that_is_not_configured_is_not_found(shop: Shop) -> None:
    assert sent(shop, report(), provider="stripe").status_code == 404
    assert sent(shop, report(), provider="4111111111111111").status_code == 404
    for path in ("/webhooks/payment/fake", "/payments/fake/return?attempt=pay_x"):
        assert shop.control.request("DELETE", f"{shop.address}{path}").status_code == 405


def test_a_report_that_comes_twice_is_worked_once(shop: Shop, browser: Browser) -> None:
    shop.provider_breaks(kind="duplicate", operation="webhook")
    payment = shop.paid(browser)
    shop.reports_all()
    told = [each["event"] for each in shop.reports()]
    assert len(told) == 2 * len(set(told))
    with Redis.from_url(shop.redis_urls[1]) as redis:
        kept = [name for name in redis.scan_iter() if redis.type(name) == b"hash" and b"callback" in name]
    assert len(kept) == len(set(told))
    assert len(shop.orders()) == 1
    assert [each["kind"] for each in shop.books()[0]["entries"]] == ["authorised", "captured"]
    assert shop.payment(browser, payment["id"])["status"] == "CAPTURED"


def test_a_report_before_the_shoppers_return_and_the_return_make_one_order(shop: Shop, browser: Browser) -> None:
    started = shop.start(browser, shop.cart(browser))
    back = shop.chooses(started)
    shop.until(browser, started["id"], "CAPTURED")
    for _ in range(2):
        browser.open(back)
    assert len(shop.orders()) == 1


def test_the_return_before_any_report_and_late_reports_make_one_order(shop: Shop, browser: Browser) -> None:
    shop.provider_breaks(kind="lose", operation="webhook")
    started = shop.start(browser, shop.cart(browser))
    browser.open(shop.chooses(started))
    payment = shop.until(browser, started["id"], "CAPTURED")
    shop.all_works_again()
    shop.reports_all()
    [order] = shop.orders()
    assert payment["order"] == {"number": order["increment_id"]}
    assert [each["kind"] for each in shop.books()[0]["entries"]] == ["authorised", "captured"]


def test_while_the_ledger_is_away_a_report_is_not_accepted_and_comes_again(shop: Shop, browser: Browser) -> None:
    started = shop.start(browser, shop.cart(browser))
    with Redis.from_url(shop.redis_urls[1]) as ledger:
        ledger.execute_command("CLIENT", "PAUSE", 60_000, "WRITE")
        try:
            shop.chooses(started)
            assert sent(shop, report()).status_code == 503
            shop.eventually(lambda: shop.reports()[0]["last_answer"] == "503")
            assert shop.orders() == []
        finally:
            ledger.execute_command("CLIENT", "UNPAUSE")
    shop.until(browser, started["id"], "CAPTURED")
    shop.control.post(f"{shop.provider}/_sandbox/webhooks/deliveries").raise_for_status()
    shop.eventually(lambda: {each["state"] for each in shop.reports()} == {"delivered"})
    assert len(shop.orders()) == 1


def test_a_report_is_accepted_while_commerce_is_away_and_worked_when_it_is_back(shop: Shop, browser: Browser) -> None:
    started = shop.start(browser, shop.cart(browser))
    shop.commerce_breaks(kind="maintenance", root_field="GET /V1/orders")
    shop.chooses(started)
    shop.eventually(lambda: [each["state"] for each in shop.reports()] == ["delivered"])
    assert shop.until(browser, started["id"], "AUTHORISED")["order"] is None
    assert _orders_in_commerce(shop) == 0
    shop.all_works_again()
    shop.until(browser, started["id"], "CAPTURED")
    assert _orders_in_commerce(shop) == 1


def _orders_in_commerce(shop: Shop) -> Any:
    return shop.commerce_world.rows("SELECT COUNT(*) AS orders FROM sales_order")[0]["orders"]


def test_a_report_of_a_payment_that_nobody_knows_is_kept_until_an_operator_has_it_worked_once_more(shop: Shop) -> None:
    assert sent(shop, report()).status_code == 200
    shop.eventually(lambda: shop.asked_of_inbox(Inbox.given_up) == 1)
    [letter] = shop.asked_of_inbox(lambda inbox: inbox.dead_letters(10))
    assert (letter.provider, letter.problem) == ("fake", "payment: Unavailable")
    assert f"report {letter.id} of fake" in payments(shop, "show").text
    revived = payments(shop, "retry", letter.id, "--as", "Olga Operator", "--because", "the ledger was restored")
    assert (revived.code, "Olga Operator" in revived.log) == (0, True)
