"""Without Redis nobody signs on or off, and no customer is taken for a guest; the catalogue is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from sandbox import redis as sandbox_redis
from tests.services.sign_on.another_service import another_service
from tests.services.sign_on.browser import Browser
from tests.services.sign_on.conftest import PASSWORD, Shop

SIGN_IN = "mutation ($e: String!, $p: String!) { signInWithPassword(input: {email: $e, password: $p}) { signedIn } }"
HANDLE = "mutation ($e: String!, $p: String!) { generateCustomerToken(email: $e, password: $p) { token } }"
CATALOGUE = '{ products(search: "linen") { total_count } }'


@dataclass(frozen=True)
class Left:
    """Whoever was there when Redis went away."""

    customer: Browser
    handle: str
    guest: Browser


@pytest.fixture(scope="module")
def left(started_shop: Shop) -> Iterator[Left]:
    started_shop.begin_anew()
    with (
        sandbox_redis.running() as redis,
        another_service(started_shop, redis={"url": redis.url}) as address,
    ):
        customer, guest = Browser(address), Browser(address)
        customer.ask(SIGN_IN, e="ada@example.com", p=PASSWORD)
        minted = guest.ask(HANDLE, e="ada@example.com", p=PASSWORD)
        redis.stop()
        yield Left(customer, minted["data"]["generateCustomerToken"]["token"], guest)


def code(answer: dict[str, Any]) -> str:
    found: str = answer["errors"][0]["extensions"]["code"]
    return found


def test_the_catalogue_still_answers_for_everybody(left: Left) -> None:
    bearer = {"Authorization": f"Bearer {left.handle}"}
    for answer in (left.guest.ask(CATALOGUE), left.customer.ask(CATALOGUE), left.guest.ask(CATALOGUE, bearer)):
        assert "errors" not in answer
        assert answer["data"]["products"]["total_count"] > 0


@pytest.mark.parametrize(
    "query",
    [
        "{ customer { email } }",
        "{ customerCart { id } }",
        "{ session { signedIn } }",
        "{ session { customer { email } } }",
        "{ session { cartId } }",
        "mutation { signOut { providerLogoutUrl } }",
        "mutation { signOutEverywhere { ended } }",
        'mutation { signOutDevice(handle: "any") }',
    ],
)
def test_what_is_a_customers_fails_and_is_never_a_guests(left: Left, query: str) -> None:
    for answer in (left.customer.ask(query), left.guest.ask(query, {"Authorization": f"Bearer {left.handle}"})):
        assert code(answer) == "REDIS_UNAVAILABLE"
        assert "Try again shortly" in answer["errors"][0]["message"]
    assert left.customer.session_cookie is not None


def test_a_guest_without_a_session_stays_a_guest(left: Left) -> None:
    assert left.guest.ask("{ session { signedIn } }")["data"]["session"]["signedIn"] is False
    assert code(left.guest.ask('mutation { rememberCart(cartId: "abc") { cartId } }')) == "REDIS_UNAVAILABLE"


def test_nobody_signs_on(left: Left) -> None:
    assert code(left.guest.ask(SIGN_IN, e="ada@example.com", p=PASSWORD)) == "REDIS_UNAVAILABLE"
    minted = left.guest.ask(HANDLE, e="ada@example.com", p=PASSWORD)
    assert code(minted) == "REDIS_UNAVAILABLE"
    assert (minted.get("data") or {}).get("generateCustomerToken") in (None, {"token": None})
    for path in ("/auth/fernhollow/login", "/auth/fernhollow/callback?state=a&code=b", "/auth/password?handle=a"):
        page = left.guest.open(path)
        assert page.status_code == 503
        assert "Try again shortly" in page.text


def test_nobody_is_told_that_they_are_signed_out_who_are_not(left: Left) -> None:
    page = left.customer.post("/auth/logout")
    assert page.status_code == 503
    assert left.customer.session_cookie is not None


def test_the_provider_is_to_tell_again_whom_it_signed_out(left: Left, started_shop: Shop) -> None:
    answer = left.guest.client.post(
        f"{left.guest.shop}/auth/fernhollow/backchannel-logout",
        data={"logout_token": _logout_of("fernhollow-1", started_shop)},
    )
    assert answer.status_code == 503


def _logout_of(subject: str, shop: Shop) -> str:
    now = int(shop.identity_world.clock().timestamp())
    claims = {"iss": shop.identity, "aud": "storefront", "iat": now, "exp": now + 60, "jti": "away", "sub": subject}
    event: dict[str, dict[str, str]] = {"http://schemas.openid.net/event/backchannel-logout": {}}
    return shop.identity_world.keys.sign({**claims, "events": event}, kind="logout+jwt")
