"""What `make demo` promises to whoever signs in there."""

import socket
import stat

import pytest

from sandbox.commerce.customer.tables import PASSWORD
from sandbox.demo.loopback import bound_everywhere
from tests.services.demo.conftest import Demo, Started
from tests.services.sign_on.browser import Browser

WHO = "{ session { signedIn provider customer { email firstname } cartId } }"
SIGN_IN = """mutation ($input: SignInWithPasswordInput!) {
  signInWithPassword(input: $input) { signedIn customer { email } }
}"""
ADA, NIA = "fernhollow-1", "fernhollow-3"


def signed_on(running: Demo, person: str, store: str = "") -> Browser:
    """A browser in which this person has chosen themselves at the provider, as the storefront's link leads there."""
    browser = Browser(running.address)
    page, wanted = (f"/{store}/account", f"&store={store}") if store else ("/account", "")
    browser.open(f"/auth/fernhollow/login?return_to={page}{wanted}")
    assert browser.address.startswith(running.identity)
    browser.send({"subject": person})
    assert browser.address == f"{running.address}{page}"
    return browser


def test_a_click_at_the_provider_signs_on_and_the_password_does_too(demo: Started) -> None:
    with demo() as running:
        session = signed_on(running, ADA).ask(WHO)["data"]["session"]
        assert (session["signedIn"], session["provider"]) == (True, "fernhollow")
        assert session["customer"] == {"email": "ada@example.com", "firstname": "Ada"}
        given = {"email": "bruno@example.com", "password": PASSWORD}
        answer = Browser(running.address).ask(SIGN_IN, input=given)["data"]["signInWithPassword"]
        assert answer == {"signedIn": True, "customer": {"email": "bruno@example.com"}}


@pytest.mark.long
def test_whoever_signed_on_before_a_restart_is_the_same_customer_after_it(demo: Started) -> None:
    with demo() as running:
        before = {person: signed_on(running, person).ask(WHO)["data"]["session"] for person in (ADA, NIA)}
    with demo() as running:
        after = {person: signed_on(running, person).ask(WHO)["data"]["session"] for person in (ADA, NIA)}
    assert after == before, "The cart tells customers apart."


@pytest.mark.long
def test_the_key_of_sessions_is_kept_for_the_eyes_of_its_owner_until_a_fresh_start(demo: Started) -> None:
    keys = []
    for options in ((), (), ("--fresh",)):
        with demo(*options) as running:
            file = running.state / "session-key"
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
            keys.append(file.read_text())
            assert keys[-1] not in running.printed
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.long
def test_a_sign_out_leads_over_the_provider_back_to_the_store_view(demo: Started) -> None:
    with demo() as running:
        browser = signed_on(running, ADA, store="de")
        answer = browser.ask('mutation { signOut(returnTo: "/de/") { providerLogoutUrl } }')
        browser.open(answer["data"]["signOut"]["providerLogoutUrl"])
        browser.send({"answer": "yes"})
        assert browser.address == f"{running.address}/de/"
        assert browser.ask(WHO)["data"]["session"]["signedIn"] is False


def test_it_listens_wherever_a_browser_may_look_for_localhost() -> None:
    sockets = bound_everywhere(0)
    try:
        hosts = [opened.getsockname()[0] for opened in sockets]
    finally:
        for opened in sockets:
            opened.close()
    assert hosts == ["127.0.0.1", *(["::1"] if has_ipv6() else [])]


def has_ipv6() -> bool:
    """Whether this machine has loopback by IPv6 too."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
