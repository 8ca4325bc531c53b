"""Logout tokens that must not be believed, each named after what is done with them."""

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from integrations.sso.contract import SignOnRefused
from tests.contract.identity_providers.evil import EVENT, Evil, evil_provider, rsa_key


@pytest.fixture
async def evil() -> AsyncIterator[Evil]:
    async with evil_provider() as opened:
        yield opened


async def refused(evil: Evil, **changes: Any) -> bool:
    with pytest.raises(SignOnRefused) as caught:
        await evil.provider.read_logout_token(evil.logout_token(**changes))
    return caught.value.reason == "invalid_token"


@pytest.mark.parametrize("kind", [None, "JWT", "logout+jwt", "application/logout+jwt"])
async def test_a_good_token_is_believed(evil: Evil, kind: str | None) -> None:
    evil.header = evil.header | ({"typ": kind} if kind else {})
    notice = await evil.provider.read_logout_token(evil.logout_token(jti="a notice"))
    assert (notice.issuer, notice.token_id, notice.subject, notice.sid) == (
        evil.address,
        "a notice",
        "ada",
        "a session",
    )


async def test_a_replayed_token_says_that_it_is_the_same(evil: Evil) -> None:
    token = evil.logout_token()
    first, second = await evil.provider.read_logout_token(token), await evil.provider.read_logout_token(token)
    assert first == second, "Whoever carries it out remembers token_id."


async def test_a_token_with_a_nonce(evil: Evil) -> None:
    assert await refused(evil, nonce="of an id_token")


@pytest.mark.parametrize("events", [None, {}, [], "text", {EVENT: None}, {EVENT: "x"}, {"http://another.example": {}}])
async def test_a_token_without_events(evil: Evil, events: object) -> None:
    assert await refused(evil, events=events)


@pytest.mark.parametrize("changes", [{"sub": None, "sid": None}, {"sub": 7}, {"sid": 7}, {"sub": ""}, {"sid": ["x"]}])
async def test_a_token_about_nobody(evil: Evil, changes: dict[str, Any]) -> None:
    assert await refused(evil, **changes)


@pytest.mark.parametrize("changes", [{"sub": None}, {"sid": None}])
async def test_either_of_subject_and_session_is_enough(evil: Evil, changes: dict[str, Any]) -> None:
    assert await evil.provider.read_logout_token(evil.logout_token(**changes))


@pytest.mark.parametrize("changes", [{"iss": "https://another.example"}, {"iss": None}])
async def test_a_token_of_another_issuer(evil: Evil, changes: dict[str, Any]) -> None:
    assert await refused(evil, **changes)


@pytest.mark.parametrize("audience", ["another", ["another"], None, []])
async def test_a_token_for_another_audience(evil: Evil, audience: object) -> None:
    assert await refused(evil, aud=audience)


@pytest.mark.parametrize("changes", [{"jti": None}, {"jti": ""}, {"jti": 7}])
async def test_a_token_that_cannot_be_told_from_its_replay(evil: Evil, changes: dict[str, Any]) -> None:
    assert await refused(evil, **changes)


@pytest.mark.parametrize("changes", [{"exp": 1}, {"iat": None}, {"iat": 1, "exp": None}, {"iat": 4_000_000_000}])
async def test_a_token_out_of_its_time(evil: Evil, changes: dict[str, Any]) -> None:
    assert await refused(evil, **changes)


async def test_a_token_that_never_ends_is_good_for_a_while_only(evil: Evil) -> None:
    assert await evil.provider.read_logout_token(evil.logout_token(exp=None))
    assert await refused(evil, exp=None, iat=int(time.time()) - 3600)


async def test_a_token_signed_by_somebody_else(evil: Evil) -> None:
    evil.key = rsa_key(1)
    assert await refused(evil)


async def test_a_token_of_another_kind(evil: Evil) -> None:
    evil.header = {**evil.header, "typ": "at+jwt"}
    assert await refused(evil)
