"""What a provider, or somebody who poses as one, may begin and end here."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import httpx2 as httpx
import pytest

from sandbox.identity.id_tokens import logout_token
from sandbox.identity.signing_keys import SigningKeys
from tests.services.sign_on.browser import Browser
from tests.services.sign_on.conftest import PROVIDER, SECOND_PROVIDER, Shop
from tests.services.sign_on.test_refusals import comes_back_with, is_signed_in, reason

EVENT = "http://schemas.openid.net/event/backchannel-logout"
WHO = "{ session { customer { email } } }"


def told(shop: Shop, token: str, provider: str = PROVIDER) -> httpx.Response:
    """A logout token arrives, from a server."""
    return httpx.post(
        f"{shop.address}/auth/{provider}/backchannel-logout", data={"logout_token": token}, trust_env=False
    )


def notice(shop: Shop, keys: SigningKeys | None = None, **changes: Any) -> str:
    """A logout token of the provider's; a claim that is None is left out."""
    now = int(shop.identity_world.clock().timestamp())
    claims = {"iss": shop.identity, "aud": "storefront", "iat": now, "exp": now + 60, "jti": f"jti-{now}"}
    claims |= {"events": {EVENT: {}}, **changes}
    stated = {name: value for name, value in claims.items() if value is not None}
    return (keys or shop.identity_world.keys).sign(stated, kind="logout+jwt")


def sid_of(shop: Shop, subject: str = "fernhollow-1") -> str:
    return next(each.sid for each in shop.identity_world.sessions.values() if each.person.subject == subject)


def test_a_logout_by_session_ends_that_session_alone(shop: Shop) -> None:
    laptop, phone = shop.browser(), shop.browser()
    shop.signs_on(laptop)
    sid = sid_of(shop)
    shop.signs_on(phone)
    assert told(shop, notice(shop, sid=sid, sub="fernhollow-1")).status_code == 200
    assert (is_signed_in(laptop), is_signed_in(phone)) == (False, True)


def test_a_logout_by_subject_ends_all_sessions_of_theirs_and_nobody_elses(shop: Shop) -> None:
    laptop, phone, brunos = shop.browser(), shop.browser(), shop.browser()
    shop.signs_on(laptop)
    shop.signs_on(phone)
    shop.signs_on(brunos, "fernhollow-2")
    answer = told(shop, notice(shop, sub="fernhollow-1"))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert [is_signed_in(each) for each in (laptop, phone, brunos)] == [False, False, True]


def test_replayed_logout(shop: Shop, browser: Browser) -> None:
    """Whoever has seen a logout token cannot keep a shopper out with it."""
    shop.signs_on(browser)
    session = next(iter(shop.identity_world.sessions.values()))
    token = logout_token(shop.identity_world, shop.identity_world.settings.clients[0], session)
    assert told(shop, token).status_code == 200
    assert not is_signed_in(browser)
    shop.control.post(f"{shop.identity}/_sandbox/clock", json={"advance_seconds": 2}).raise_for_status()
    browser.open(f"/auth/{PROVIDER}/login?prompt=login")
    browser.send({"subject": "fernhollow-1"})
    assert is_signed_in(browser)
    assert told(shop, token).status_code == 200
    assert is_signed_in(browser)


def test_logout_while_a_callback_is_in_flight(shop: Shop, browser: Browser) -> None:
    callback = comes_back_with(shop, browser)
    assert told(shop, notice(shop, sid=sid_of(shop))).status_code == 200
    answer = browser.open(callback)
    assert (answer.status_code, reason(answer)) == (403, "signed_out_meanwhile")
    assert not is_signed_in(browser)


FORGED: Mapping[str, Mapping[str, Any]] = {
    "another-issuer": {"iss": "https://evil.example"},
    "another-audience": {"aud": "somebody-else"},
    "no-events": {"events": None},
    "another-event": {"events": {"http://schemas.openid.net/event/other": {}}},
    "an-id-token": {"nonce": "n"},
    "nobody": {"sub": None},
    "no-id": {"jti": None},
    "too-old": {"iat": 1, "exp": None},
    "from-the-future": {"iat": 9_999_999_999, "exp": None},
}


def test_forged_logout(shop: Shop, browser: Browser) -> None:
    shop.signs_on(browser)
    for what, changes in FORGED.items():
        answer = told(shop, notice(shop, **{"sub": "fernhollow-1", **changes}))
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request"), what
    assert is_signed_in(browser)


def test_logout_signed_by_somebody_else(shop: Shop, browser: Browser) -> None:
    shop.signs_on(browser)
    assert told(shop, notice(shop, SigningKeys(), sub="fernhollow-1")).status_code == 400
    assert told(shop, notice(shop, sub="fernhollow-1"), SECOND_PROVIDER).status_code == 400
    assert is_signed_in(browser)


@pytest.mark.parametrize("token", ["", "garbage", "a.b.c", "e30.e30.", "x" * 19_000, "\u00e9"])
def test_logout_that_is_garbage(started_shop: Shop, token: str) -> None:
    answer = told(started_shop, token)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_logout_in_the_wrong_shape(shop: Shop) -> None:
    address = f"{shop.address}/auth/{PROVIDER}/backchannel-logout"
    assert httpx.post(address, content=b"", trust_env=False).status_code == 400
    assert httpx.post(address, content=b"logout_token=a&logout_token=b", trust_env=False).status_code == 400
    assert httpx.post(address, content=b"x" * 30_000, trust_env=False).status_code == 413
    assert httpx.get(address, trust_env=False).status_code == 405
    assert told(shop, notice(shop, sub="fernhollow-1"), "nobody").status_code == 400


def test_sign_on_begun_by_the_provider(shop: Shop, browser: Browser) -> None:
    begun = {"iss": shop.identity, "target_link_uri": f"{shop.address}/sale", "login_hint": "ada@example.com"}
    browser.open(f"/auth/{PROVIDER}/initiate?{urlencode(begun)}")
    browser.send({"subject": "fernhollow-1"})
    assert browser.visited[-1] == f"{shop.address}/sale"
    assert is_signed_in(browser)


@pytest.mark.parametrize("issuer", ["https://evil.example", "", None, "another-of-ours"])
def test_sign_on_begun_by_somebody_unknown(started_shop: Shop, issuer: str | None) -> None:
    shop, browser = started_shop, started_shop.browser()
    meant = shop.second_identity if issuer == "another-of-ours" else issuer
    query = urlencode({} if meant is None else {"iss": meant})
    answer = browser.open(f"/auth/{PROVIDER}/initiate?{query}")
    assert (answer.status_code, reason(answer)) == (403, "unknown_initiator")


def test_open_redirect_by_target_link_uri(shop: Shop, browser: Browser) -> None:
    for target in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        query = urlencode({"iss": shop.identity, "target_link_uri": target})
        answer = browser.open(f"/auth/{PROVIDER}/initiate?{query}")
        assert (answer.status_code, reason(answer)) == (403, "return_address")


def test_a_shopper_who_is_signed_on_is_asked_before_another_sign_on(shop: Shop, browser: Browser) -> None:
    shop.signs_on(browser, "fernhollow-2")
    answer = browser.open(f"/auth/{PROVIDER}/initiate?{urlencode({'iss': shop.identity})}")
    assert (answer.status_code, "You are signed in already" in answer.text) == (200, True)
    assert browser.ask(WHO)["data"]["session"]["customer"] == {"email": "bruno@example.com"}


def test_a_form_of_the_providers_that_comes_without_cookies_replaces_nobody(shop: Shop, browser: Browser) -> None:
    """Browsers send no SameSite=Lax cookie with a form of another site; where that leads by GET, they do."""
    shop.signs_on(browser, "fernhollow-2")
    form = {"iss": shop.identity, "login_hint": "ada@example.com"}
    sent = httpx.post(
        f"{shop.address}/auth/{PROVIDER}/initiate", data=form, headers={"sec-fetch-site": "cross-site"}, trust_env=False
    )
    assert (sent.status_code, "set-cookie" in sent.headers) == (303, False)
    assert "ada" not in sent.headers["location"]
    answer = browser.open(sent.headers["location"])
    assert "You are signed in already" in answer.text
