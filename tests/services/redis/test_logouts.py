"""What a back-channel logout leaves behind for sign-ons under way."""

from datetime import timedelta

import pytest

from bff.state.logouts import REPLAY_LIFETIME, Logouts
from bff.state.session import Presentation
from integrations.sso.contract import LogoutNotice
from tests.services.redis.conftest import ISSUER, Stores, a_customer

SUBJECT, SID = "subject-of-ada", "provider-session-1"
SECOND = timedelta(seconds=1)


@pytest.fixture
def logouts(stores: Stores) -> Logouts:
    return Logouts(stores.redis, stores.settings, stores.clock)


def notice(stores: Stores, *, sid: str | None = None, subject: str | None = None) -> LogoutNotice:
    return LogoutNotice(ISSUER, "token-id-1", stores.clock(), subject=subject, sid=sid)


@pytest.mark.parametrize("named", [{"sid": SID}, {"subject": SUBJECT}])
async def test_a_sign_on_proven_before_the_logout_is_forbidden_and_one_after_is_not(
    logouts: Logouts, stores: Stores, named: dict[str, str]
) -> None:
    await logouts.mark(notice(stores, **named))
    now = stores.clock()
    asked = {now - SECOND: True, now: True, now + SECOND: False}
    for authenticated_at, forbidden in asked.items():
        assert (await logouts.forbids(ISSUER, sid=SID, subject=SUBJECT, authenticated_at=authenticated_at)) is forbidden


async def test_nobody_else_is_kept_out(logouts: Logouts, stores: Stores) -> None:
    await logouts.mark(notice(stores, sid=SID))
    await logouts.mark(notice(stores, subject="another"))
    now = stores.clock()
    assert not await logouts.forbids(ISSUER, sid="another", subject=SUBJECT, authenticated_at=now)
    assert not await logouts.forbids(ISSUER, sid=None, subject=SUBJECT, authenticated_at=now)
    assert not await logouts.forbids("https://elsewhere.example", sid=SID, subject="another", authenticated_at=now)


async def test_a_logout_of_one_session_leaves_the_subjects_others(logouts: Logouts, stores: Stores) -> None:
    await logouts.mark(notice(stores, sid=SID, subject=SUBJECT))
    now = stores.clock()
    assert await logouts.forbids(ISSUER, sid=SID, subject=SUBJECT, authenticated_at=now)
    assert not await logouts.forbids(ISSUER, sid="another", subject=SUBJECT, authenticated_at=now)


async def test_an_older_notice_that_comes_late_takes_nothing_back(logouts: Logouts, stores: Stores) -> None:
    old = notice(stores, sid=SID)
    stores.clock.passes(minutes=1)
    await logouts.mark(notice(stores, sid=SID))
    await logouts.mark(old)
    between = stores.clock() - SECOND
    assert await logouts.forbids(ISSUER, sid=SID, subject=SUBJECT, authenticated_at=between)


async def test_a_mark_lasts_longer_than_any_callback_can_be_under_way(logouts: Logouts, stores: Stores) -> None:
    await logouts.mark(notice(stores, sid=SID))
    (name,) = await stores.redis.keys("bff:logout:*")
    longest = 2 * stores.settings.sign_on_seconds  # at the provider, and over a password that is asked for
    assert longest < await stores.redis.ttl(name) <= longest + 300


async def test_a_notice_is_carried_out_once_and_again_only_where_it_broke_off(logouts: Logouts, stores: Stores) -> None:
    received = notice(stores, sid=SID)
    assert not await logouts.is_done(received)
    await logouts.mark(received)
    assert not await logouts.is_done(received), "the provider may send it again until it is done"
    await logouts.done(received)
    assert await logouts.is_done(received)
    (name,) = await stores.redis.keys("bff:logout-notice:*")
    assert await stores.redis.ttl(name) > REPLAY_LIFETIME.total_seconds() - 60


async def test_a_token_id_of_another_issuer_is_another_notice(logouts: Logouts, stores: Stores) -> None:
    await logouts.done(notice(stores, sid=SID))
    other = LogoutNotice("https://elsewhere.example", "token-id-1", stores.clock(), sid=SID)
    assert not await logouts.is_done(other)


async def test_a_notice_that_names_nobody_is_refused(logouts: Logouts, stores: Stores) -> None:
    with pytest.raises(ValueError, match="session or a subject"):
        await logouts.mark(notice(stores))


@pytest.mark.parametrize("logout_comes", range(4))
async def test_no_sign_on_slips_past_a_logout_whichever_comes_first(
    logouts: Logouts, stores: Stores, logout_comes: int
) -> None:
    """The steps of a callback (make, look, end) with a logout (mark, end) before, between or after them."""
    signed_out, proven_at = notice(stores, sid=SID), stores.clock() - SECOND

    async def logout() -> None:
        await logouts.mark(signed_out)
        await stores.sessions_elsewhere.end_by_sid(ISSUER, SID)

    if logout_comes == 0:
        await logout()
    opened = await stores.sessions.create(Presentation.COOKIE, a_customer(stores.clock))
    if logout_comes == 1:
        await logout()
    forbidden = await logouts.forbids(ISSUER, sid=SID, subject=SUBJECT, authenticated_at=proven_at)
    if logout_comes == 2:
        await logout()
    if forbidden:
        await stores.sessions.end(opened.id)
    if logout_comes == 3:
        await logout()
    assert not await stores.sessions.is_alive(opened.id)
