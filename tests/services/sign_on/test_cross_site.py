"""What pages of other sites, other environments and foreign headers can do with a shopper's session: nothing."""

from collections.abc import Mapping
from typing import Any

import httpx2 as httpx
import pytest
from redis import Redis

from tests.services.sign_on.another_service import another_service
from tests.services.sign_on.browser import Browser
from tests.services.sign_on.conftest import PASSWORD, Shop

SIGNED_IN = "{ session { signedIn } }"
EMAIL = "{ customer { email } }"
SIGN_OUT = "mutation { signOut { providerLogoutUrl } }"
SIGN_IN = "mutation ($e: String!, $p: String!) { generateCustomerToken(email: $e, password: $p) { token } }"

FOREIGN: Mapping[str, Mapping[str, str]] = {
    "another-origin": {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
    "no-fetch-metadata": {"origin": "https://evil.example"},
    "a-frame-without-origin": {"origin": "null", "sec-fetch-site": "cross-site"},
    "null-in-an-old-browser": {"origin": "null"},
    "no-origin": {"sec-fetch-site": "cross-site"},
    "a-sibling-host": {"origin": "http://sibling.localhost", "sec-fetch-site": "same-site"},
    "longer-origin": {"origin": "{shop}.evil.example", "sec-fetch-site": "cross-site"},
    "origin-with-a-prefix": {"origin": "http://evil-localhost", "sec-fetch-site": "cross-site"},
}


def of(shop: Shop, headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value.replace("{shop}", shop.address) for name, value in headers.items()}


def graphql(shop: Shop, browser: Browser, query: str, headers: Mapping[str, str]) -> httpx.Response:
    return browser.client.post(f"{shop.address}/graphql", json={"query": query}, headers=dict(headers))


def still_signed_in(browser: Browser) -> bool:
    signed_in: bool = browser.ask(SIGNED_IN)["data"]["session"]["signedIn"]
    return signed_in


def test_csrf_on_graphql_by_cookie(shop: Shop, browser: Browser) -> None:
    shop.signs_on(browser)
    for what, headers in FOREIGN.items():
        for query in (SIGN_OUT, EMAIL):
            answer = graphql(shop, browser, query, of(shop, headers))
            assert answer.status_code == 403, what
            assert answer.json()["errors"][0]["extensions"]["code"] == "CROSS_SITE_REQUEST"
        read = browser.client.get(f"{shop.address}/graphql", params={"query": EMAIL}, headers=of(shop, headers))
        assert read.status_code == 403, what
    assert still_signed_in(browser)


def test_csrf_on_logout_and_on_the_password_form(shop: Shop, browser: Browser) -> None:
    shop.signs_on(browser)
    for what, headers in FOREIGN.items():
        for path in ("/auth/logout", "/auth/password"):
            answer = browser.client.post(f"{shop.address}{path}", data={"handle": "any"}, headers=of(shop, headers))
            assert answer.status_code == 403, what
            assert "cross_site_request" in answer.text
    assert still_signed_in(browser)


def test_csrf_by_a_form_that_passes_for_json(shop: Shop, browser: Browser) -> None:
    """What a page may send without asking first is no GraphQL here, with or without a cookie."""
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = browser.client.post(
            f"{shop.address}/graphql", content=b'{"query":"{ __typename }"}', headers={"content-type": kind}
        )
        assert answer.status_code == 415


def test_csrf_by_a_mutation_in_an_address(shop: Shop, browser: Browser) -> None:
    shop.signs_on(browser)
    answer = browser.client.get(f"{shop.address}/graphql", params={"query": SIGN_OUT})
    assert answer.status_code == 405
    assert still_signed_in(browser)


def test_only_origins_that_are_listed_letter_by_letter_may_call_from_a_browser(shop: Shop) -> None:
    with another_service(shop, http={"allowed_origins": ["https://app.shop.example"]}) as address:
        for origin, is_allowed in {
            "https://app.shop.example": True,
            "http://app.shop.example": False,
            "https://app.shop.example.evil.example": False,
            "https://evil-app.shop.example": False,
            "https://app.shop.example:444": False,
            "null": False,
        }.items():
            asks_first = {
                "origin": origin,
                "access-control-request-method": "POST",
                "access-control-request-headers": "content-type",
            }
            answer = httpx.request("OPTIONS", f"{address}/graphql", headers=asks_first, trust_env=False)
            assert (answer.headers.get("access-control-allow-origin") == origin) is is_allowed
            cookie = {"origin": origin, "cookie": "__Host-session=any"}
            asked = httpx.post(f"{address}/graphql", json={"query": SIGNED_IN}, headers=cookie, trust_env=False)
            assert (asked.status_code == 200) is is_allowed
            assert asked.headers.get("access-control-allow-origin") == (origin if is_allowed else None)


def test_cookie_of_another_environment(shop: Shop, browser: Browser) -> None:
    """Two environments on one Redis, with one key: what is kept for the one does not open in the other."""
    shop.signs_on(browser)
    stolen = browser.session_cookie
    with another_service(shop, session={"environment": "staging"}) as address:
        for name in ("__Host-session", "__Host-session-staging"):
            headers = {"cookie": f"{name}={stolen}", "origin": address}
            asked = httpx.post(f"{address}/graphql", json={"query": SIGNED_IN}, headers=headers, trust_env=False)
            assert asked.json()["data"]["session"]["signedIn"] is False
    assert still_signed_in(browser)


def test_link_of_another_environment(shop: Shop, browser: Browser) -> None:
    """A customer's number in the other environment's Commerce may be somebody else's here."""
    shop.signs_on(browser, "fernhollow-3")
    with Redis.from_url(shop.redis_url) as redis:
        (links_here,) = redis.keys("bff:link:*")
        with another_service(shop, session={"environment": "staging"}) as address:
            there = Browser(address)
            there.open("/auth/fernhollow/login")
            there.send({"subject": "fernhollow-3"})
            assert there.page is not None
            # The account exists, and this environment knows of no link: it asks for the password.
            assert "/auth/password" in there.address
        assert redis.keys("bff:link:*") == [links_here]


def test_headers_by_which_a_client_says_for_whom_it_acts(shop: Shop, browser: Browser) -> None:
    shop.signs_on(browser)
    forged = {"X-Adobe-Company": "Mg==", "Preview-Version": "1893456000", "X-Forwarded-For": "10.0.0.1"}
    browser.ask(EMAIL, forged)
    shop.browser().ask('{ products(search: "linen") { total_count } }', {**forged, "Authorization": "Basic YTpi"})
    sent = shop.asked("customer", "products")
    assert sent
    names = {name.lower() for each in sent for name in each["headers"]}
    assert names.isdisjoint({"x-adobe-company", "preview-version", "x-forwarded-for", "cookie"})
    guests = [each for each in shop.asked("products(") if "authorization" in each["headers"]]
    assert guests == []


def test_handle_as_cookie_and_cookie_as_bearer(shop: Shop, browser: Browser) -> None:
    shop.signs_on(browser)
    handle = shop.browser().ask(SIGN_IN, e="bruno@example.com", p=PASSWORD)["data"]["generateCustomerToken"]["token"]
    as_cookie = asked_with(shop, cookie=f"__Host-session={handle}")
    assert as_cookie.json()["data"]["session"]["signedIn"] is False
    as_bearer = asked_with(shop, authorization=f"Bearer {browser.session_cookie}")
    assert as_bearer.status_code == 401
    assert asked_with(shop, authorization=f"Bearer {handle}").json()["data"]["session"]["signedIn"] is True


@pytest.mark.parametrize("token", ["made-up", "x" * 43, "A" * 43, "eyJhbGciOiJub25lIn0.e30.", "\xe9"])
def test_unknown_bearer_is_never_forwarded(shop: Shop, token: str) -> None:
    answer = asked_with(shop, authorization=f"Bearer {token}".encode("latin-1"))
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["errors"][0]["extensions"]["code"] == "SESSION_ENDED"
    assert shop.asked("session", "customer") == []


def test_commerce_token_as_bearer(shop: Shop, browser: Browser) -> None:
    """Even a good token of Commerce's own, however come by, means nothing here."""
    minted = httpx.post(
        f"{shop.commerce}/graphql",
        json={"query": SIGN_IN, "variables": {"e": "ada@example.com", "p": PASSWORD}},
        trust_env=False,
    ).json()["data"]["generateCustomerToken"]["token"]
    assert asked_with(shop, authorization=f"Bearer {minted}").status_code == 401


def test_handle_of_a_session_that_has_ended(shop: Shop, browser: Browser) -> None:
    handle = browser.ask(SIGN_IN, e="bruno@example.com", p=PASSWORD)["data"]["generateCustomerToken"]["token"]
    bearer = {"Authorization": f"Bearer {handle}"}
    assert browser.ask("mutation { revokeCustomerToken { result } }", bearer)["data"]
    assert asked_with(shop, authorization=f"Bearer {handle}").status_code == 401


def asked_with(shop: Shop, **headers: Any) -> httpx.Response:
    return httpx.post(f"{shop.address}/graphql", json={"query": SIGNED_IN}, headers=headers, trust_env=False)
