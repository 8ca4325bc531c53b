"""Whom the provider speaks for and whom it does not: nobody gets at an account that may be another's."""

import pytest

from sandbox.commerce.customer import standing
from tests.services.sign_on.browser import Browser
from tests.services.sign_on.conftest import PASSWORD, SECOND_PROVIDER, Shop

ADA = 1
WHO = "{ session { signedIn provider customer { email } } }"
GUEST = {"signedIn": False, "provider": None, "customer": None}
SIGN_IN = "mutation ($e: String!, $p: String!) { signInWithPassword(input: {email: $e, password: $p}) { signedIn } }"


def who(browser: Browser) -> object:
    return browser.ask(WHO)["data"]["session"]


def refused(browser: Browser, reason: str) -> str:
    """The page that refuses, for this reason."""
    assert browser.page is not None
    assert browser.page.status_code == 403
    assert f"Reason: {reason}<" in browser.page.text
    assert who(browser) == GUEST
    return browser.page.text


def nobody_has_confirmed_ada(shop: Shop) -> None:
    standing.set_confirmation(shop.commerce_world, ADA, standing.NOT_REQUIRED)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("access_denied", "access_denied"),
        ("wrong_issuer_parameter", "invalid_response"),
        ("wrong_nonce", "invalid_token"),
        ("wrong_issuer", "invalid_token"),
        ("wrong_audience", "invalid_token"),
        ("expired_token", "invalid_token"),
        ("unknown_key", "invalid_token"),
        ("shared_secret", "invalid_token"),
    ],
)
def test_an_answer_that_must_not_be_believed(shop: Shop, browser: Browser, fault: str, reason: str) -> None:
    shop.provider_breaks(kind=fault)
    browser.open("/auth/fernhollow/login")
    if fault != "access_denied":
        browser.send({"subject": "fernhollow-1"})
    refused(browser, reason)


def test_unverified_email(shop: Shop, browser: Browser) -> None:
    shop.signs_on(browser, "fernhollow-4")
    assert "Verify it there" in refused(browser, "unverified_email")


def test_unverified_email_of_somebody_new_makes_no_account(shop: Shop, browser: Browser) -> None:
    shop.provider_breaks(kind="unverified_email")
    shop.signs_on(browser, "fernhollow-3")
    refused(browser, "unverified_email")
    rows = shop.commerce_world.rows("SELECT id FROM customer WHERE email = 'new@example.com'")
    assert rows == []


def test_no_email(shop: Shop, browser: Browser) -> None:
    shop.provider_breaks(kind="no_email")
    shop.signs_on(browser)
    assert "did not tell your e-mail address" in refused(browser, "no_email")


def test_locked_account(shop: Shop, browser: Browser) -> None:
    world = shop.commerce_world
    standing.lock(world, ADA, world.clock().replace(year=2099))
    shop.signs_on(browser)
    assert "locked" in refused(browser, "locked")


def test_account_that_waits_for_its_confirmation(shop: Shop, browser: Browser) -> None:
    standing.set_confirmation(shop.commerce_world, ADA, standing.REQUIRED)
    shop.signs_on(browser)
    assert "/auth/password" in browser.address
    browser.send({"password": PASSWORD})
    assert browser.page is not None
    assert browser.page.status_code == 403
    assert who(browser) == GUEST


def test_account_of_a_domain_that_the_provider_does_not_speak_for(shop: Shop, browser: Browser) -> None:
    browser.open(f"/auth/{SECOND_PROVIDER}/login")
    browser.send({"subject": "fernhollow-1"})
    assert "password" in refused(browser, "account_exists")


def test_an_account_that_nobody_confirmed_wants_its_password_once(shop: Shop, browser: Browser) -> None:
    nobody_has_confirmed_ada(shop)
    page = shop.signs_on(browser)
    assert (page.status_code, "Is this account yours?" in page.text) == (200, True)
    assert who(browser) == GUEST
    wrong = browser.send({"password": "Not-hers-1"})
    assert (wrong.status_code, 'role="alert"' in wrong.text) == (403, True)
    assert who(browser) == GUEST
    browser.send({"password": PASSWORD})
    assert browser.visited[-1] == f"{shop.address}/account"
    assert who(browser) == {"signedIn": True, "provider": "fernhollow", "customer": {"email": "ada@example.com"}}
    # It is hers for good: another browser is not asked again.
    another = shop.browser()
    shop.signs_on(another)
    assert who(another) == who(browser)


def test_linking_ends_whatever_sessions_and_tokens_there_were_before(shop: Shop, browser: Browser) -> None:
    nobody_has_confirmed_ada(shop)
    whoever_registered = shop.browser()
    whoever_registered.ask(SIGN_IN, e="ada@example.com", p=PASSWORD)
    tokens = "SELECT token FROM customer_token WHERE customer_id = 1"
    before = {row["token"] for row in shop.commerce_world.rows(tokens)}
    assert before
    shop.signs_on(browser)
    browser.send({"password": PASSWORD})
    assert who(whoever_registered) == GUEST
    assert before.isdisjoint({row["token"] for row in shop.commerce_world.rows(tokens)})


def test_a_shopper_who_is_signed_on_with_a_password_links_their_account_in_one_go(shop: Shop, browser: Browser) -> None:
    browser.ask(SIGN_IN, e="ada@example.com", p=PASSWORD)
    shop.signs_on(browser)
    assert browser.visited[-1] == f"{shop.address}/account"
    assert who(browser) == {"signedIn": True, "provider": "fernhollow", "customer": {"email": "ada@example.com"}}


def test_proof_in_another_browser(shop: Shop, browser: Browser) -> None:
    nobody_has_confirmed_ada(shop)
    shop.signs_on(browser)
    another = shop.browser()
    another.open("/auth/fernhollow/login")
    assert another.open(browser.address).status_code == 403
    handle = browser.address.partition("handle=")[2]
    another.post("/auth/password", {"handle": handle, "password": PASSWORD})
    refused(another, "nothing_to_prove")


def test_proof_by_the_password_of_another_account(shop: Shop, browser: Browser) -> None:
    """The page names the account; what a form says besides does not count."""
    nobody_has_confirmed_ada(shop)
    shop.signs_on(browser)
    shop.commerce_world.database.execute("UPDATE customer SET password = 'none:0' WHERE id = 1")
    browser.send({"username": "bruno@example.com", "email": "bruno@example.com", "password": PASSWORD})
    assert browser.page is not None
    assert browser.page.status_code == 403
    assert who(browser) == GUEST


def test_replayed_proof(shop: Shop, browser: Browser) -> None:
    nobody_has_confirmed_ada(shop)
    shop.signs_on(browser)
    handle = browser.address.partition("handle=")[2]
    browser.send({"password": PASSWORD})
    again = browser.post("/auth/password", {"handle": handle, "password": PASSWORD})
    assert (again.status_code, "nothing_to_prove" in again.text) == (403, True)
