"""What is secret stays where it belongs: in no answer, no log line, and no readable value in Redis."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

import httpx2 as httpx
import pytest
from redis import Redis
from structlog.testing import capture_logs

from sandbox.commerce.customer import standing
from tests.services.sign_on.browser import Browser
from tests.services.sign_on.conftest import PASSWORD, Shop
from tests.services.sign_on.test_begun_or_ended_by_the_provider import WHO, notice, told

HANDLE = """mutation ($e: String!, $p: String!) {
  once: generateCustomerToken(email: $e, password: $p) { token again: token }
}"""
SIGN_IN = "mutation ($e: String!, $p: String!) { signInWithPassword(input: {email: $e, password: $p}) { expiresAt } }"
TWO_HOURS = 7_200


@dataclass
class Seen:
    """All that came out of the service while shoppers signed on in every way, and what was secret meanwhile."""

    tokens: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    handles: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=lambda: {"ada@example.com", "bruno@example.com"})
    answers: list[str] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)
    logs: str = ""
    redis: str = ""

    def listens(self, browser: Browser, address: str) -> Browser:
        def note(response: httpx.Response) -> None:
            if str(response.url).startswith(address):
                self.answers.append(f"{response.headers} {response.read().decode()}")

        browser.client.event_hooks = {"response": [note]}
        return browser

    def note_tokens(self, shop: Shop) -> None:
        self.tokens |= {row["token"] for row in shop.commerce_world.rows("SELECT token FROM customer_token")}

    def note_cookie(self, browser: Browser) -> None:
        assert browser.session_cookie is not None
        self.ids.add(browser.session_cookie)


@pytest.fixture
def seen(shop: Shop, caplog: pytest.LogCaptureFixture) -> Seen:
    seen = Seen()
    with caplog.at_level(logging.DEBUG, logger="bff"), caplog.at_level(logging.DEBUG, logger="integrations"):
        with capture_logs() as logs:
            _everybody_signs_on(shop, seen)
        seen.logs = "\n".join([*map(str, logs), *(record.getMessage() for record in caplog.records if _ours(record))])
    with Redis.from_url(shop.redis_url) as redis:
        seen.redis = "\n".join(_content(redis, name) for name in redis.scan_iter())
    return seen


def test_a_commerce_token_is_in_no_answer_no_log_line_and_nowhere_readable_in_redis(seen: Seen) -> None:
    assert len(seen.tokens) >= 4
    for token in seen.tokens:
        assert all(token not in answer for answer in seen.answers)
        assert token not in seen.logs
        assert token not in seen.redis


def test_ids_of_sessions_handles_passwords_and_addresses_are_in_no_log_line_and_not_in_redis(seen: Seen) -> None:
    assert "request" in seen.logs
    assert "bff:session:" in seen.redis
    assert len(seen.ids) == 2
    assert len(seen.handles) == 1
    for secret in (*seen.ids, *seen.handles, *seen.addresses, PASSWORD, "Not-hers-1", "fernhollow-1"):
        assert secret not in seen.logs
        assert secret not in seen.redis


def test_what_browsers_are_told_is_for_them_alone(seen: Seen) -> None:
    signed_on = [answer for answer in seen.answers if "__Host-session=" in answer]
    assert signed_on
    for answer in signed_on:
        cookie = answer.casefold()
        assert "httponly" in cookie
        assert "secure" in cookie
        assert "samesite=lax" in cookie
        assert "path=/" in cookie
        assert "domain=" not in cookie
        assert "no-store" in cookie


def _everybody_signs_on(shop: Shop, seen: Seen) -> None:
    standing.set_confirmation(shop.commerce_world, 1, standing.NOT_REQUIRED)
    over_provider = seen.listens(shop.browser(), shop.address)
    shop.signs_on(over_provider)
    over_provider.send({"password": "Not-hers-1"})
    over_provider.send({"password": PASSWORD})
    seen.note_tokens(shop)
    assert over_provider.ask(WHO)["data"]["session"]["customer"]
    shop.commerce_time_passes(TWO_HOURS)
    assert over_provider.ask(WHO)["data"]["session"]["customer"]
    seen.note_tokens(shop)
    seen.note_cookie(over_provider)
    by_password = seen.listens(shop.browser(), shop.address)
    by_password.ask(SIGN_IN, e="bruno@example.com", p="Not-hers-1")
    by_password.ask(SIGN_IN, e="bruno@example.com", p=PASSWORD)
    seen.note_cookie(by_password)
    minted = by_password.ask(HANDLE, e="bruno@example.com", p=PASSWORD)["data"]["once"]
    assert minted["token"] == minted["again"]
    seen.handles.add(minted["token"])
    seen.note_tokens(shop)
    told(shop, notice(shop, sub="somebody-else"))
    told(shop, "garbage")


def _ours(record: logging.LogRecord) -> bool:
    """Not what the test's own client and the stand-ins log: they share the process."""
    return record.name.split(".")[0] in {"bff", "integrations", "root", "asyncio", "uvicorn"}


def _content(redis: "Redis", name: bytes) -> str:
    """A name with all that is under it. What is sealed is bytes, shown as they are."""
    kind = cast(bytes, redis.type(name))
    values: object
    if kind == b"hash":
        values = cast(Mapping[bytes, bytes], redis.hgetall(name))
    elif kind == b"set":
        values = redis.smembers(name)
    elif kind == b"zset":
        values = redis.zrange(name, 0, -1, withscores=True)
    else:
        values = redis.get(name)
    return f"{name!r} {values!r}"
