"""No card number stays with us, wherever somebody types one; and what opens a payment is in no log line."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

import httpx2 as httpx
import pytest
from redis import Redis
from structlog.testing import capture_logs

from tests.services.checkout.shop import CANCEL, PAYMENT, Shop
from tests.services.checkout.test_reports import report, sent
from tests.services.sign_on.browser import Browser

CARD = "4111111111111111"
SPELLINGS = (CARD, "4111 1111 1111 1111", "4111-1111-1111-1111")
OURS = {"bff", "integrations", "root", "asyncio", "uvicorn"}


@dataclass
class Seen:
    """All that came out of the service, and what must not be in it."""

    errors: list[str] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)
    logs: str = ""
    redis: str = ""


@pytest.fixture
def seen(shop: Shop, browser: Browser, caplog: pytest.LogCaptureFixture) -> Seen:
    seen = Seen()

    def note(response: httpx.Response) -> None:
        if str(response.url).startswith(shop.address) and "errors" in response.read().decode():
            seen.errors.append(response.text)

    browser.client.event_hooks = {"response": [note]}
    with caplog.at_level(logging.DEBUG, logger="bff"), caplog.at_level(logging.DEBUG, logger="integrations"):
        with capture_logs() as logs:
            for number in SPELLINGS:
                _types_it_everywhere(shop, browser, number)
            seen.secrets = _pays(shop, browser)
        ours = (record.getMessage() for record in caplog.records if record.name.split(".")[0] in OURS)
        seen.logs = "\n".join([*map(str, logs), *ours])
    seen.redis = "\n".join(_content(url) for url in shop.redis_urls)
    return seen


def test_a_card_number_is_in_no_error_and_nowhere_readable_in_redis(seen: Seen) -> None:
    assert len(seen.errors) >= 10
    assert "bff:payment:" in seen.redis
    for number in SPELLINGS:
        assert not [error for error in seen.errors if number in error]
        assert number not in seen.redis


def test_a_card_number_is_in_no_log_line(seen: Seen) -> None:
    assert "request" in seen.logs
    for number in SPELLINGS:
        assert number not in seen.logs


def test_what_opens_a_payment_is_in_no_log_line_and_in_no_redis(seen: Seen) -> None:
    assert len(seen.secrets) == 3
    for secret in seen.secrets:
        assert secret not in seen.logs
        assert secret not in seen.redis


def _types_it_everywhere(shop: Shop, browser: Browser, number: str) -> None:
    cart = shop.cart(browser)
    path = number.replace(" ", "%20")
    for name in ("cartId", "provider", "method", "returnUrl", "idempotencyKey"):
        shop.asks_to_pay(browser, cart, **{name: number})
    for address in (f"/thanks/{path}", f"/thanks?card={path}", f"{shop.address}/thanks#{path}"):
        shop.asks_to_pay(browser, cart, returnUrl=address, idempotencyKey=f"{number} {address}")
    for document in (PAYMENT, CANCEL):
        browser.ask(document, id=number)
        browser.ask(document, id="pay_" + "0" * 33, secret=number)
    browser.ask("query ($id: ID!) { paymentOptions(cartId: $id) { label } }", id=number)
    operation = {"query": PAYMENT.replace("query (", f"query Card_{CARD} ("), "operationName": f"Card_{CARD}"}
    browser.client.post(f"{shop.address}/graphql", json={**operation, "variables": {"id": number}})
    browser.open(f"/payments/fake/return?attempt={path}&card={path}")
    browser.open(f"/payments/{path}/return?attempt={path}")
    sent(shop, report(number, number))
    sent(shop, json.dumps({"card": number}).encode())
    sent(shop, report(number), provider=path)
    sent(shop, report(number), secret=number)


def _pays(shop: Shop, browser: Browser) -> set[str]:
    started = shop.start(browser, shop.cart(browser))
    browser.open(started["nextAction"]["url"])
    browser.send({"choice": "pay"})
    shop.until(browser, started["id"], "CAPTURED")
    assert browser.session_cookie
    return {started["secret"], started["nextAction"]["url"].rsplit("/", 1)[1], browser.session_cookie}


def _content(url: str) -> str:
    """All names with all that is under them. What is sealed is bytes, shown as they are."""
    with Redis.from_url(url) as redis:
        return "\n".join(f"{name!r} {_value(redis, name)!r}" for name in redis.scan_iter())


def _value(redis: "Redis", name: bytes) -> object:
    match cast(bytes, redis.type(name)):
        case b"hash":
            return cast(Mapping[bytes, bytes], redis.hgetall(name))
        case b"set":
            return redis.smembers(name)
        case b"zset":
            return redis.zrange(name, 0, -1, withscores=True)
        case b"list":
            return redis.lrange(name, 0, -1)
        case _:
            return redis.get(name)
