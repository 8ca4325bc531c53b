"""Signing on and off in a real browser, at an identity provider that nobody here wrote."""

import re
from collections.abc import Iterable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Window
from tests.browser.foreign_provider import ForeignProvider
from tests.browser.shop import Shop

KEPT_BY_SCRIPTS = "() => JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}])"


def test_a_shopper_signs_on_stays_so_when_commerces_tokens_end_and_is_signed_out_by_the_provider(
    foreign_shop: Shop, foreign: ForeignProvider, window: Window
) -> None:
    page, number = window.page, foreign_shop.ada_has_ordered()
    sign_on_as_ada(page, foreign_shop)
    sees_own_account(page, foreign_shop, number)
    tokens_before = foreign_shop.commerces_tokens()

    foreign_shop.commerces_tokens_end()
    page.reload()
    sees_own_account(page, foreign_shop, number)
    assert foreign_shop.commerces_tokens() - tokens_before, "Commerce has given a new token."

    page.goto(f"{foreign.issuer}/session/end")
    page.get_by_role("button", name="Yes, sign me out").click()
    expect(page).to_have_url(re.compile("/session/end/success$"))
    page.goto(f"{foreign_shop.address}/account")
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    expect(page.get_by_text(number)).to_have_count(0)
    assert window.complaints_of(foreign_shop) == []


def test_the_browser_holds_a_session_and_is_never_given_a_token(
    foreign_shop: Shop, foreign: ForeignProvider, window: Window
) -> None:
    page, number = window.page, foreign_shop.ada_has_ordered()
    sign_on_as_ada(page, foreign_shop)
    sees_own_account(page, foreign_shop, number)

    held = window.context.cookies(foreign_shop.address)
    [session] = [cookie for cookie in held if cookie["name"] == "__Host-session"]
    assert (session["secure"], session["httpOnly"], session["sameSite"]) == (True, True, "Lax")
    assert (session["domain"], session["path"]) == ("localhost", "/")

    tokens = [*foreign.tokens, *foreign_shop.commerces_tokens()]
    assert len(foreign.tokens) == 2, "An access token and an id_token were handed out."
    assert len(tokens) > 2, "Commerce has given tokens too."
    kept = [*(cookie["value"] for cookie in held), page.evaluate(KEPT_BY_SCRIPTS)]
    assert found(tokens, kept) == []
    assert found(tokens, (each.decode("utf-8", "replace") for each in foreign_shop.recorder.sent)) == []
    assert found([session["value"]], [page.evaluate(KEPT_BY_SCRIPTS)]) == [], "No script reads the session's cookie."
    assert any(b"ada@example.com" in each for each in foreign_shop.recorder.sent), "What was sent is searched."


def sign_on_as_ada(page: Page, shop: Shop) -> None:
    """From the shop's first page to the provider, and back."""
    page.goto(shop.address)
    page.get_by_role("link", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Sign in with Fernhollow ID").click()
    page.get_by_placeholder("Enter any login").fill("ada")
    page.get_by_placeholder("and password").fill("any")
    page.get_by_role("button", name="Sign-in").click()


def sees_own_account(page: Page, shop: Shop, number: str) -> None:
    """Ada's name, above every page too, and her order."""
    expect(page).to_have_url(f"{shop.address}/account")
    expect(page.get_by_role("heading", name="Ada Marlow")).to_be_visible()
    expect(page.get_by_role("banner").get_by_role("link", name="Ada", exact=True)).to_be_visible()
    expect(page.get_by_role("cell", name=number)).to_be_visible()


def found(secrets: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Where one of the secrets stands."""
    read = list(texts)
    return [text[:80] for secret in secrets for text in read if secret in text]
