"""Attacks on the way to the provider and back, each by its name. None of them signs anybody on."""

from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2 as httpx
import pytest

from tests.services.sign_on.browser import Browser
from tests.services.sign_on.conftest import DEAD_PROVIDER, PROVIDER, SECOND_PROVIDER, Shop

SIGNED_IN = "{ session { signedIn } }"
REMEMBER = 'mutation { rememberCart(cartId: "%s") { cartId } }'
CART = "{ session { cartId } }"

ELSEWHERE = {
    "two-slashes": "//evil.example/",
    "slash-and-backslash": "/\\evil.example/",
    "backslashes": "\\\\evil.example/",
    "tab": "/\t/evil.example/",
    "line-break": "/\n/evil.example/",
    "leading-space": " //evil.example/",
    "another-host": "https://evil.example/",
    "user-info": "{shop}@evil.example/",
    "our-host-with-user-info": "http://somebody@{host}/",
    "another-scheme": "https://{host}/",
    "script": "javascript:alert(1)",
    "data": "data:text/html,hello",
    "another-port": "http://localhost:1/",
    "longer-host": "{shop}.evil.example/",
    "host-with-a-prefix": "http://evil-{host}/",
    "host-in-other-letters": "http://loca\u217chost/",
    "relative": "evil.example/account",
    "too-long": "/" + "a" * 2_000,
}


def is_signed_in(browser: Browser) -> bool:
    signed_in: bool = browser.ask(SIGNED_IN)["data"]["session"]["signedIn"]
    return signed_in


def leaves_for(shop: Shop, browser: Browser, provider: str = PROVIDER) -> dict[str, str]:
    """Begin a sign-on without following: what the provider is asked."""
    left = browser.client.get(f"{shop.address}/auth/{provider}/login")
    assert left.status_code == 303
    return dict(parse_qsl(urlsplit(left.headers["location"]).query))


def comes_back_with(shop: Shop, browser: Browser, person: str = "fernhollow-1") -> str:
    """Sign on at the provider, and stop before the callback: the address of it."""
    left = browser.client.get(f"{shop.address}/auth/{PROVIDER}/login")
    browser.page = browser.client.get(left.headers["location"])
    form = browser.page.text.split('action="', 1)[1].split('"', 1)[0]
    back = browser.client.post(f"{shop.identity}{urlsplit(form).path}", data={"subject": person})
    location: str = back.headers["location"]
    assert location.startswith(f"{shop.address}/auth/{PROVIDER}/callback?")
    return location


def changed(address: str, **parameters: str) -> str:
    """The address of a callback with other parameters."""
    parts = urlsplit(address)
    return parts._replace(query=urlencode({**dict(parse_qsl(parts.query)), **parameters})).geturl()


def reason(answer: httpx.Response) -> str:
    """The word for programs on a page that refuses."""
    assert answer.headers["content-type"].startswith("text/html")
    return answer.text.split("Reason: ", 1)[1].split("<", 1)[0]


@pytest.mark.parametrize("address", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_open_redirect_by_return_to(started_shop: Shop, address: str) -> None:
    shop, browser = started_shop, started_shop.browser()
    wanted = address.replace("{shop}", shop.address).replace("{host}", shop.address.removeprefix("http://"))
    query = urlencode({"return_to": wanted})
    answer = browser.client.get(f"{shop.address}/auth/{PROVIDER}/login?{query}")
    assert answer.status_code == 403
    assert reason(answer) == "return_address"
    logged_out = browser.post("/auth/logout", {"return_to": wanted})
    assert logged_out.status_code == 403


def test_return_to_that_stays_in_the_shop_is_kept(shop: Shop, browser: Browser) -> None:
    shop.signs_on(browser, return_to="/account%3Ftab%3Dorders%23last")
    assert browser.visited[-1] == f"{shop.address}/account?tab=orders#last"


def test_login_csrf_by_a_callback_of_another_browser(shop: Shop) -> None:
    attacker, victim = shop.browser(), shop.browser()
    callback = comes_back_with(shop, attacker)
    answer = victim.open(callback)
    assert (answer.status_code, reason(answer)) == (403, "another_browser")
    assert not is_signed_in(victim)


def test_login_csrf_on_a_victim_who_is_signing_on_too(shop: Shop) -> None:
    attacker, victim = shop.browser(), shop.browser()
    leaves_for(shop, victim)
    answer = victim.open(comes_back_with(shop, attacker))
    assert (answer.status_code, reason(answer)) == (403, "another_browser")
    assert not is_signed_in(victim)


def test_replayed_state(shop: Shop, browser: Browser) -> None:
    callback = comes_back_with(shop, browser)
    browser.open(callback)
    assert is_signed_in(browser)
    first = browser.session_cookie
    # The same browser, so that nothing but the use before can be the reason; its mark is put back.
    leaves_for(shop, browser)
    answer = browser.open(callback)
    assert (answer.status_code, reason(answer)) == (403, "unknown_state")
    assert browser.session_cookie == first


def test_made_up_state(shop: Shop, browser: Browser) -> None:
    callback = comes_back_with(shop, browser)
    for state in ("", "made-up", "x" * 43):
        answer = browser.open(changed(callback, state=state))
        assert (answer.status_code, reason(answer)) == (403, "unknown_state")
    assert not is_signed_in(browser)


def test_mixed_up_state_of_another_provider(shop: Shop, browser: Browser) -> None:
    """One provider's answer for a sign-on that began at the other: each must only ever see codes of its own."""
    state = leaves_for(shop, browser, SECOND_PROVIDER)["state"]
    answer = browser.open(changed(comes_back_with(shop, browser), state=state))
    assert (answer.status_code, reason(answer)) == (403, "another_provider")
    assert not is_signed_in(browser)


def test_mixed_up_issuer(shop: Shop, browser: Browser) -> None:
    answer = browser.open(changed(comes_back_with(shop, browser), iss=shop.second_identity))
    assert (answer.status_code, reason(answer)) == (403, "invalid_response")
    assert not is_signed_in(browser)


def test_code_injection(shop: Shop) -> None:
    """A stolen code in a sign-on of one's own: it belongs to the verifier that the other browser's began with."""
    victim, attacker = shop.browser(), shop.browser()
    stolen = dict(parse_qsl(urlsplit(comes_back_with(shop, victim)).query))["code"]
    answer = attacker.open(changed(comes_back_with(shop, attacker, "fernhollow-2"), code=stolen))
    assert (answer.status_code, reason(answer)) == (403, "invalid_grant")
    assert not is_signed_in(attacker)


def test_parameter_pollution(shop: Shop, browser: Browser) -> None:
    answer = browser.open(f"{comes_back_with(shop, browser)}&code=another")
    assert answer.status_code == 400
    assert not is_signed_in(browser)


def test_session_fixation(shop: Shop) -> None:
    """An id that was planted before the sign-on opens nothing after it, under whatever name it is sent."""
    victim, attacker = shop.browser(), shop.browser()
    cart = attacker.ask("mutation { createEmptyCart }")["data"]["createEmptyCart"]
    attacker.ask(REMEMBER % cart)
    planted = attacker.session_cookie
    assert planted is not None
    victim.client.cookies.set("__Host-session", planted, domain="localhost.local", path="/")
    shop.signs_on(victim)
    assert is_signed_in(victim)
    assert victim.session_cookie != planted
    assert not is_signed_in(attacker)
    assert attacker.ask(CART)["data"]["session"]["cartId"] is None


def test_two_cookies_of_one_name(shop: Shop, browser: Browser) -> None:
    """One of them was planted, and which cannot be told: neither counts."""
    shop.signs_on(browser)
    mine = f"__Host-session={browser.session_cookie}"
    for cookies in (f"{mine}; __Host-session=planted", f"__Host-session=planted; {mine}", f"{mine}; {mine}"):
        answer = httpx.post(
            f"{shop.address}/graphql", json={"query": SIGNED_IN}, headers={"cookie": cookies}, trust_env=False
        )
        assert answer.json()["data"]["session"]["signedIn"] is False


def test_looking_with_head_uses_up_no_sign_on(shop: Shop, browser: Browser) -> None:
    callback = comes_back_with(shop, browser)
    for path in (callback, "/auth/fernhollow/login", "/auth/password", "/auth/fernhollow/initiate", "/auth/logout"):
        assert browser.client.head(path if path == callback else f"{shop.address}{path}").status_code == 405
    browser.open(callback)
    assert is_signed_in(browser)


def test_a_shopper_who_is_linked_from_another_site_is_not_taken_for_an_attacker(shop: Shop, browser: Browser) -> None:
    """A browser marks the way back from the provider as cross-site, and sends the guest's session along."""
    cart = browser.ask("mutation { createEmptyCart }")["data"]["createEmptyCart"]
    browser.ask(REMEMBER % cart)
    browser.client.headers.update({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"})
    callback = comes_back_with(shop, browser)
    browser.client.get(callback)
    del browser.client.headers["sec-fetch-site"]
    assert is_signed_in(browser)


@pytest.mark.parametrize("provider", ["nobody", "..%2f..", "%0d%0ax-injected:1"])
def test_unknown_provider(started_shop: Shop, provider: str) -> None:
    shop, browser = started_shop, started_shop.browser()
    for way in ("login", "callback?state=1", "initiate"):
        answer = browser.client.get(f"{shop.address}/auth/{provider}/{way}")
        assert answer.status_code in (403, 404)
        assert "x-injected" not in answer.headers


def test_a_provider_that_is_down_costs_the_guest_nothing(shop: Shop, browser: Browser) -> None:
    cart = browser.ask("mutation { createEmptyCart }")["data"]["createEmptyCart"]
    browser.ask(REMEMBER % cart)
    answer = browser.open(f"/auth/{DEAD_PROVIDER}/login")
    assert answer.status_code == 503
    assert "You are not signed in" in answer.text
    assert browser.ask(CART)["data"]["session"]["cartId"] == cart


@pytest.mark.parametrize(
    ("fault", "status"),
    [("unavailable", 503), ("drop", 503), ("garbage", 502), ("redirect", 502)],
)
def test_a_provider_that_breaks_on_the_way_back(shop: Shop, browser: Browser, fault: str, status: int) -> None:
    cart = browser.ask("mutation { createEmptyCart }")["data"]["createEmptyCart"]
    browser.ask(REMEMBER % cart)
    shop.provider_breaks(kind=fault, endpoint="token")
    answer = shop.signs_on(browser)
    assert answer.status_code == status
    assert "You are not signed in" in answer.text
    assert browser.ask(CART)["data"]["session"]["cartId"] == cart
