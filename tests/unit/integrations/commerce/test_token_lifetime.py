"""How long a token is used."""

import base64
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from integrations.commerce.token_lifetime import Lifetime, last_use

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = Lifetime(seconds=3600, margin=300)


def jwt(claims: object) -> str:
    def part(content: object) -> str:
        return base64.urlsafe_b64encode(orjson.dumps(content)).decode().rstrip("=")

    return f"{part({'alg': 'HS256'})}.{part(claims)}.c2lnbmF0dXJl"


def minutes(token: str, lifetime: Lifetime = HOUR) -> float:
    return (last_use(token, NOON, lifetime) - NOON) / timedelta(minutes=1)


def test_an_opaque_token_is_used_as_long_as_the_settings_say() -> None:
    assert minutes("b9nsd3ksdf9") == 55


def test_a_jwt_says_itself_when_it_ends() -> None:
    issued = NOON.timestamp()
    assert minutes(jwt({"iat": issued, "exp": issued + 1200})) == 15
    assert minutes(jwt({"exp": issued + 1200})) == 15


def test_a_clock_of_commerces_that_is_wrong_does_not_matter() -> None:
    issued = NOON.timestamp() - 7200
    assert minutes(jwt({"iat": issued, "exp": issued + 3600})) == 55


def test_the_margin_takes_no_more_than_half_of_a_short_life() -> None:
    issued = NOON.timestamp()
    assert minutes(jwt({"iat": issued, "exp": issued + 120})) == 1
    assert minutes("opaque", Lifetime(seconds=60, margin=300)) == 0.5


def test_a_jwt_that_has_ended_is_used_no_more() -> None:
    assert minutes(jwt({"iat": 10, "exp": 5})) == 0


@pytest.mark.parametrize("token", ["a.b.c", "..", "a.!!!!.c", jwt([1]), jwt({"exp": "soon"}), jwt({})])
def test_what_only_looks_like_a_jwt_is_opaque(token: str) -> None:
    assert minutes(token) == 55
