"""Sign-ons under way: for one callback, in one browser, for a while."""

import asyncio

import pytest

from bff.state.attempts import Attempt, AttemptRefused, Attempts
from bff.state.session import SessionId
from integrations.sso.contract import Wishes
from tests.services.redis.conftest import Stores

BROWSER = "secret of Ada's browser"


@pytest.fixture
def attempts(stores: Stores) -> Attempts:
    return Attempts(stores.redis, stores.settings, stores.keys, stores.clock)


@pytest.fixture
def attempts_elsewhere(stores: Stores) -> Attempts:
    return Attempts(stores.other_redis, stores.settings, stores.keys, stores.clock)


async def test_what_began_here_is_finished_in_another_process(attempts: Attempts, attempts_elsewhere: Attempts) -> None:
    session_id = SessionId.new()
    wishes = Wishes(max_age=0, acr_values=("urn:level:2",))
    begun = await attempts.begin(
        BROWSER, "keycloak", "/cart", wishes=wishes, session_id=session_id, store_code="default"
    )
    finished = await attempts_elsewhere.finish(begun.secrets.state, BROWSER)
    assert finished == begun
    assert finished.wishes == wishes
    assert finished.began_in(session_id)
    assert not finished.began_in(SessionId.new())


async def test_secrets_are_long_and_never_the_same(attempts: Attempts) -> None:
    begun = [(await attempts.begin(BROWSER, "keycloak", "/")).secrets for _ in range(20)]
    told = [text for each in begun for text in (each.state, each.nonce, each.code_verifier)]
    assert len(set(told)) == 60
    assert all(43 <= len(text) <= 128 for text in told)


async def test_a_replayed_state_is_refused(attempts: Attempts) -> None:
    begun = await attempts.begin(BROWSER, "keycloak", "/")
    await attempts.finish(begun.secrets.state, BROWSER)
    with pytest.raises(AttemptRefused) as refused:
        await attempts.finish(begun.secrets.state, BROWSER)
    assert refused.value.reason == "unknown_state"


async def test_of_many_callbacks_with_one_state_one_goes_through(
    attempts: Attempts, attempts_elsewhere: Attempts
) -> None:
    begun = await attempts.begin(BROWSER, "keycloak", "/")
    both = (attempts, attempts_elsewhere)
    outcomes = await asyncio.gather(
        *(both[n % 2].finish(begun.secrets.state, BROWSER) for n in range(20)), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes].count(Attempt) == 1
    assert [type(outcome) for outcome in outcomes].count(AttemptRefused) == 19


async def test_a_callback_in_another_browser_is_refused_and_uses_the_state_up(attempts: Attempts) -> None:
    begun = await attempts.begin("secret of the attacker's browser", "keycloak", "/")
    with pytest.raises(AttemptRefused) as refused:
        await attempts.finish(begun.secrets.state, BROWSER)
    assert refused.value.reason == "another_browser"
    with pytest.raises(AttemptRefused):
        await attempts.finish(begun.secrets.state, "secret of the attacker's browser")


async def test_a_state_that_nobody_began_is_refused(attempts: Attempts) -> None:
    for state in ("", "guess", "x" * 5000, "*", "{a}"):
        with pytest.raises(AttemptRefused):
            await attempts.finish(state, BROWSER)


async def test_a_shopper_who_takes_too_long_begins_anew(attempts: Attempts, stores: Stores) -> None:
    begun = await attempts.begin(BROWSER, "keycloak", "/")
    (name,) = await stores.redis.keys("bff:attempt:*")
    assert 540 < await stores.redis.ttl(name) <= 600
    stores.clock.passes(seconds=600)
    with pytest.raises(AttemptRefused):
        await attempts.finish(begun.secrets.state, BROWSER)


async def test_several_sign_ons_in_one_browser_do_not_disturb_each_other(attempts: Attempts) -> None:
    one = await attempts.begin(BROWSER, "keycloak", "/one")
    two = await attempts.begin(BROWSER, "okta", "/two")
    assert (await attempts.finish(two.secrets.state, BROWSER)).return_to == "/two"
    assert (await attempts.finish(one.secrets.state, BROWSER)).return_to == "/one"
