"""Guessing passwords, and what a shopper is told who tries too often."""

from collections.abc import Iterator

import pytest

from sandbox.commerce.customer import standing
from tests.services.sign_on.another_service import another_service
from tests.services.sign_on.browser import Browser
from tests.services.sign_on.conftest import PASSWORD, Shop

SIGN_IN = "mutation ($e: String!, $p: String!) { signInWithPassword(input: {email: $e, password: $p}) { signedIn } }"
TRIES = 3


@pytest.fixture(scope="module")
def strict_service(started_shop: Shop) -> Iterator[str]:
    limits = {"tries_per_account": TRIES, "tries_per_address": TRIES}
    with another_service(started_shop, sign_on=limits, http={"trusted_proxies": ["127.0.0.1"]}) as address:
        yield address


@pytest.fixture
def guesser(strict_service: str, shop: Shop) -> Browser:
    return Browser(strict_service)


def guess(browser: Browser, email: str = "ada@example.com", password: str = "Not-hers-1") -> str:
    """The code of the error; empty where it was right."""
    answer = browser.ask(SIGN_IN, e=email, p=password)
    code: str = answer["errors"][0]["extensions"]["code"] if "errors" in answer else ""
    return code


def test_guessing_a_password(guesser: Browser) -> None:
    assert [guess(guesser) for _ in range(TRIES)] == ["COMMERCE_REJECTED"] * TRIES
    refused = guesser.ask(SIGN_IN, e="ada@example.com", p=PASSWORD)["errors"][0]
    assert refused["extensions"]["code"] == "SIGN_IN_THROTTLED"
    assert refused["extensions"]["category"] == "graphql-too-many-requests"
    assert 0 < refused["extensions"]["retryAfter"] <= 600
    assert guess(guesser, "bruno@example.com", PASSWORD) == ""


def test_guessing_from_many_browsers_and_in_many_spellings(guesser: Browser, strict_service: str) -> None:
    for spelling in ("ADA@example.com", " ada@example.com", "\u00e1d\u00e0@example.com"):
        guess(Browser(strict_service), spelling)
    assert guess(Browser(strict_service)) == "SIGN_IN_THROTTLED"


def test_guessing_many_times_in_one_operation(shop: Shop, guesser: Browser) -> None:
    """The first wrong password ends the operation."""
    mutation = 'signInWithPassword(input: {email: "ada@example.com", password: "%s"}) { signedIn }'
    fields = " ".join(f"try{number}: {mutation % word}" for number, word in enumerate(["Not-hers-1", PASSWORD]))
    answer = guesser.ask(f"mutation {{ {fields} }}")
    assert answer["data"] is None
    assert len(shop.asked("generateCustomerToken")) == 1
    assert guesser.session_cookie is None


def test_who_gets_it_right_begins_anew(guesser: Browser) -> None:
    for _ in range(2):
        assert [guess(guesser) for _ in range(TRIES - 1)] == ["COMMERCE_REJECTED"] * (TRIES - 1)
        assert guess(guesser, password=PASSWORD) == ""


def test_guessing_on_the_page_that_asks_for_a_password(shop: Shop, guesser: Browser) -> None:
    standing.set_confirmation(shop.commerce_world, 1, standing.NOT_REQUIRED)
    guesser.open("/auth/fernhollow/login")
    guesser.send({"subject": "fernhollow-1"})
    for _ in range(TRIES):
        assert guesser.send({"password": "Not-hers-1"}).status_code == 403
    throttled = guesser.send({"password": PASSWORD})
    assert throttled.status_code == 429
    assert 0 < int(throttled.headers["retry-after"]) <= 600
    assert "Too many tries" in throttled.text


def test_guessing_from_one_address(guesser: Browser, strict_service: str) -> None:
    neighbour = Browser(strict_service)
    guesser.client.headers["x-forwarded-for"] = "203.0.113.7"
    neighbour.client.headers["x-forwarded-for"] = "203.0.113.8"
    for number in range(TRIES):
        assert guess(guesser, f"somebody-{number}@example.com") == "COMMERCE_REJECTED"
    assert guess(guesser) == "SIGN_ON_THROTTLED"
    page = guesser.client.get(f"{strict_service}/auth/fernhollow/login")
    assert page.status_code == 429
    assert 0 < int(page.headers["retry-after"]) <= 600
    assert guess(neighbour, password=PASSWORD) == ""
