"""Sessions while several processes want something of them at once."""

import asyncio
from datetime import timedelta

import pytest

from bff.state.session import Opened, Presentation, Session, SessionChanged, SessionEnded
from bff.state.session_records import lock_key, record_key
from bff.state.sessions import Sessions
from tests.services.redis.conftest import CUSTOMER, Stores, a_customer, a_guest

COOKIE = Presentation.COOKIE


async def test_of_many_changes_of_one_version_exactly_one_is_made(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_guest())
    both = (stores.sessions, stores.sessions_elsewhere)
    outcomes = await asyncio.gather(
        *(both[n % 2].update(opened.id, 1, {"cart_id": f"cart {n}"}) for n in range(20)), return_exceptions=True
    )
    (won,) = [outcome for outcome in outcomes if isinstance(outcome, Session)]
    assert [type(outcome) for outcome in outcomes].count(SessionChanged) == 19
    assert await stores.sessions.load(opened.id, COOKIE) == won


async def test_of_two_who_rotate_one_gets_the_session(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_guest())
    both = (stores.sessions, stores.sessions_elsewhere)
    outcomes = await asyncio.gather(
        *(both[n % 2].rotate(opened.id, a_customer(stores.clock)) for n in range(10)), return_exceptions=True
    )
    (won,) = [outcome for outcome in outcomes if isinstance(outcome, Opened)]
    assert [type(outcome) for outcome in outcomes].count(SessionEnded) == 9
    assert await stores.redis.keys("bff:session:*") == [record_key(won.id.digest).encode()]
    assert len(await stores.sessions.devices(CUSTOMER)) == 1


async def test_an_old_id_ends_for_good_before_the_new_one_is_told(stores: Stores) -> None:
    """The old id is tried all the while, and is dead at the latest when the new one is known."""
    opened = await stores.sessions.create(COOKIE, a_guest())
    rotating = asyncio.create_task(stores.sessions.rotate(opened.id, a_customer(stores.clock)))
    old_is_good = [True]
    while not rotating.done():
        old_is_good.append(await stores.sessions_elsewhere.load(opened.id, COOKIE) is not None)
    rotated = await rotating
    assert sorted(old_is_good, reverse=True) == old_is_good, "an old id came back"
    assert await stores.sessions_elsewhere.load(opened.id, COOKIE) is None
    assert await stores.sessions_elsewhere.load(rotated.id, COOKIE) == rotated.session


async def test_a_change_made_while_a_session_rotates_is_in_it_or_refused(stores: Stores) -> None:
    for _ in range(20):
        opened = await stores.sessions.create(COOKIE, a_guest())
        rotated, updated = await asyncio.gather(
            stores.sessions.rotate(opened.id, a_customer(stores.clock) | {"cart_id": "merged"}),
            stores.sessions_elsewhere.update(opened.id, 1, {"browser": "Chrome"}),
            return_exceptions=True,
        )
        assert isinstance(rotated, Opened)
        if isinstance(updated, SessionEnded):
            assert rotated.session.version == 2
        else:
            assert isinstance(updated, Session)
            assert rotated.session.version == 3


@pytest.mark.parametrize("times", range(10))
async def test_an_ended_session_never_comes_back(stores: Stores, times: int) -> None:
    opened = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    ends_at = stores.clock() + timedelta(hours=2)
    stores.clock.passes(minutes=5)
    work = [
        stores.sessions.load(opened.id, COOKIE),
        stores.sessions.update(opened.id, 1, {"cart_id": "next"}),
        stores.sessions.replace_commerce_token(opened.id, 1, "again", ends_at),
        stores.sessions.reserve_remint(opened.id, 1),
    ]
    work.insert(times % 5, stores.sessions_elsewhere.end(opened.id))
    await asyncio.gather(*work, return_exceptions=True)
    assert await stores.sessions.load(opened.id, COOKIE) is None
    assert await stores.redis.keys("bff:session*") == []


async def test_of_fifty_who_need_a_new_token_one_mints_it_and_all_get_it(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    minted: list[str] = []

    async def needs_a_token(sessions: Sessions) -> str | None:
        session = await sessions.load(opened.id, COOKIE)
        assert session is not None
        owner = await sessions.reserve_remint(opened.id, session.version)
        if owner is None:
            changed = await sessions.wait_for_change(opened.id, session.version, 30)
            return changed.commerce_token if changed else None
        await asyncio.sleep(0.2)
        minted.append(f"commerce-token-{len(minted) + 2}")
        ends_at = stores.clock() + timedelta(hours=2)
        changed = await sessions.replace_commerce_token(opened.id, session.version, minted[-1], ends_at)
        assert await sessions.release_remint(opened.id, owner)
        return changed.commerce_token

    both = (stores.sessions, stores.sessions_elsewhere)
    tokens = await asyncio.gather(*(needs_a_token(both[n % 2]) for n in range(50)))
    assert minted == ["commerce-token-2"]
    assert set(tokens) == {"commerce-token-2"}


async def test_who_comes_after_the_new_token_does_not_mint_another(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    ends_at = stores.clock() + timedelta(hours=2)
    await stores.sessions.replace_commerce_token(opened.id, 1, "new", ends_at)
    assert await stores.sessions_elsewhere.reserve_remint(opened.id, 1) is None
    changed = await stores.sessions_elsewhere.wait_for_change(opened.id, 1, 5)
    assert changed is not None
    assert changed.commerce_token == "new"
    with pytest.raises(SessionChanged):
        await stores.sessions_elsewhere.replace_commerce_token(opened.id, 1, "late", ends_at)


async def test_a_change_of_details_meanwhile_does_not_cost_the_new_token(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    owner = await stores.sessions.reserve_remint(opened.id, 1)
    assert owner is not None
    await stores.sessions_elsewhere.update(opened.id, 1, {"cart_id": "next"})
    ends_at = stores.clock() + timedelta(hours=2)
    changed = await stores.sessions.replace_commerce_token(opened.id, 1, "new", ends_at)
    assert (changed.cart_id, changed.commerce_token, changed.commerce_token_ends_at) == ("next", "new", ends_at)


async def test_when_the_one_who_mints_gives_up_a_waiter_may_take_over(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    owner = await stores.sessions.reserve_remint(opened.id, 1)
    assert owner is not None
    waiting = asyncio.create_task(stores.sessions_elsewhere.wait_for_change(opened.id, 1, 30))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    assert await stores.sessions.release_remint(opened.id, owner)
    assert await waiting is None
    assert await stores.sessions_elsewhere.reserve_remint(opened.id, 1) is not None


async def test_when_the_one_who_mints_dies_the_right_passes_on_and_is_not_given_back_by_the_dead(
    stores: Stores,
) -> None:
    opened = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    dead = await stores.sessions.reserve_remint(opened.id, 1, lease=timedelta(milliseconds=50))
    assert dead is not None
    assert await stores.sessions_elsewhere.wait_for_change(opened.id, 1, 30) is None
    heir = await stores.sessions_elsewhere.reserve_remint(opened.id, 1)
    assert heir is not None
    assert not await stores.sessions.release_remint(opened.id, dead)
    assert await stores.redis.exists(lock_key(opened.id.digest))


async def test_waiting_ends_in_time_and_with_the_session(stores: Stores) -> None:
    opened = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    await stores.sessions.reserve_remint(opened.id, 1)
    assert await stores.sessions_elsewhere.wait_for_change(opened.id, 1, 0.05) is None
    waiting = asyncio.create_task(stores.sessions_elsewhere.wait_for_change(opened.id, 1, 30))
    await asyncio.sleep(0.05)
    await stores.sessions.end(opened.id)
    with pytest.raises(SessionEnded):
        await waiting
