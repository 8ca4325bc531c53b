"""Two calls on one session, one carried out whole between any two commands of the other: every order, not luck."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, cast

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from bff.state.session import Opened, Presentation, SessionChanged, SessionEnded
from bff.state.session_records import record_key
from bff.state.sessions import Sessions
from integrations.kit.errors import Unavailable
from tests.services.redis.conftest import CUSTOMER, ISSUER, Stores, a_customer

COOKIE = Presentation.COOKIE
MOST_COMMANDS = 40
"""More than any call sends."""

Call = Callable[[Sessions, Opened], Awaitable[object]]


async def end_one(sessions: Sessions, opened: Opened) -> object:
    return await sessions.end(opened.id)


async def end_all(sessions: Sessions, opened: Opened) -> object:
    return await sessions.end_all_of_customer(CUSTOMER)


async def end_sid(sessions: Sessions, opened: Opened) -> object:
    return await sessions.end_by_sid(ISSUER, "provider-session-1")


async def end_subject(sessions: Sessions, opened: Opened) -> object:
    return await sessions.end_by_subject(ISSUER, "subject-of-ada")


async def end_device(sessions: Sessions, opened: Opened) -> object:
    return await sessions.end_device(CUSTOMER, opened.session.device_handle)


async def load(sessions: Sessions, opened: Opened) -> object:
    return await sessions.load(opened.id, COOKIE)


async def update(sessions: Sessions, opened: Opened) -> object:
    return await sessions.update(opened.id, 1, {"cart_id": "ours"})


async def rotate(sessions: Sessions, opened: Opened) -> object:
    return await sessions.rotate(opened.id, {"acr": "2"})


async def replace_token(sessions: Sessions, opened: Opened) -> object:
    ends_at = opened.session.expires_at
    return await sessions.replace_commerce_token(opened.id, 1, "commerce-token-2", ends_at)


async def reserve(sessions: Sessions, opened: Opened) -> object:
    return await sessions.reserve_remint(opened.id, 1)


ENDING_MANY = [end_all, end_sid, end_subject, end_device]


async def interleaved(stores: Stores, opened: Opened, outer: Call, inner: Call, before_command: int) -> bool:
    """Carry out `outer`, and `inner` from elsewhere before its command of that number. False if it has fewer.

    Commands that are sent together count one by one: Redis may carry out others between them.
    """
    sent = 0
    send, together = cast(Any, stores.redis).execute_command, cast(Any, stores.redis).pipeline

    async def interrupted(*command: Any, **options: Any) -> Any:
        nonlocal sent
        if sent == before_command:
            sent += 1
            with suppress(SessionEnded, SessionChanged):
                await inner(stores.sessions_elsewhere, opened)
        sent += 1
        return await send(*command, **options)

    def apart(*, transaction: bool) -> Any:
        pipe = together(transaction=transaction)

        async def one_by_one() -> list[Any]:
            return [await interrupted(*command, **options) for command, options in pipe.command_stack]

        if not transaction:
            pipe.execute = one_by_one
        return pipe

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stores.redis, "execute_command", interrupted)
        patch.setattr(stores.redis, "pipeline", apart)
        with suppress(SessionEnded, SessionChanged):
            await outer(stores.sessions, opened)
    return sent > before_command


async def a_session(stores: Stores) -> Opened:
    """One that is old enough for a use of it to be noted."""
    opened = await stores.sessions.create(COOKIE, a_customer(stores.clock))
    stores.clock.passes(minutes=2)
    return opened


@pytest.mark.parametrize("outer", [load, update, rotate, replace_token, reserve])
@pytest.mark.parametrize("inner", ENDING_MANY)
async def test_what_is_ended_in_the_middle_of_anything_stays_ended(stores: Stores, outer: Call, inner: Call) -> None:
    for number in range(MOST_COMMANDS):
        opened = await a_session(stores)
        if not await interleaved(stores, opened, outer, inner, number):
            assert number > 0
            return
        assert await stores.redis.keys("bff:session:*") == [], f"ended before command {number}"
    raise AssertionError(f"more than {MOST_COMMANDS} commands")


@pytest.mark.parametrize("outer", [load, update, replace_token, reserve])
async def test_a_session_ended_by_its_id_in_the_middle_of_anything_stays_ended(stores: Stores, outer: Call) -> None:
    for number in range(MOST_COMMANDS):
        opened = await a_session(stores)
        if not await interleaved(stores, opened, outer, end_one, number):
            assert number > 0
            return
        assert await stores.redis.keys("bff:session:*") == [], f"ended before command {number}"
    raise AssertionError(f"more than {MOST_COMMANDS} commands")


@pytest.mark.parametrize("outer", ENDING_MANY)
async def test_a_session_that_rotates_meanwhile_does_not_escape(stores: Stores, outer: Call) -> None:
    for number in range(MOST_COMMANDS):
        opened = await a_session(stores)
        if not await interleaved(stores, opened, outer, rotate, number):
            assert number > 0
            return
        assert await stores.redis.keys("bff:session:*") == [], f"rotated before command {number}"
    raise AssertionError(f"more than {MOST_COMMANDS} commands")


async def test_a_change_in_the_middle_of_another_is_never_overwritten_unseen(stores: Stores) -> None:
    async def theirs(sessions: Sessions, opened: Opened) -> object:
        return await sessions.update(opened.id, 1, {"cart_id": "theirs"})

    for number in range(2):
        opened = await a_session(stores)
        assert await interleaved(stores, opened, update, theirs, number)
        session = await stores.sessions.load(opened.id, COOKIE)
        assert session is not None
        assert (session.cart_id, session.version) == ("theirs", 2), f"changed before command {number}"


@pytest.mark.parametrize("outer", [rotate, replace_token])
async def test_a_change_in_the_middle_of_a_rotation_or_a_new_token_is_kept(stores: Stores, outer: Call) -> None:
    async def theirs(sessions: Sessions, opened: Opened) -> object:
        return await sessions.update(opened.id, 1, {"cart_id": "theirs"})

    for number in range(MOST_COMMANDS):
        opened = await a_session(stores)
        kept = list[Opened]()

        async def outer_told(sessions: Sessions, opened: Opened, kept: list[Opened] = kept) -> object:
            outcome = await outer(sessions, opened)
            if isinstance(outcome, Opened):
                kept.append(outcome)
            return outcome

        refused = list[bool]()

        async def theirs_told(sessions: Sessions, opened: Opened, refused: list[bool] = refused) -> object:
            refused.append(True)
            changed = await theirs(sessions, opened)
            refused.clear()
            return changed

        if not await interleaved(stores, opened, outer_told, theirs_told, number):
            assert number > 1
            return
        now = await stores.sessions.load(kept[0].id if kept else opened.id, COOKIE)
        assert now is not None
        assert now.cart_id == ("customer-cart" if refused else "theirs"), f"changed before command {number}"
    raise AssertionError(f"more than {MOST_COMMANDS} commands")


async def test_a_rotation_that_breaks_off_anywhere_leaves_the_old_id_or_none_that_lasts(stores: Stores) -> None:
    async def break_off(sessions: Sessions, opened: Opened) -> object:
        raise RedisConnectionError("the network is gone")

    for number in range(MOST_COMMANDS):
        await stores.redis.flushall()
        opened = await a_session(stores)
        try:
            assert not await interleaved(stores, opened, rotate, break_off, number)
        except Unavailable:
            ids = await stores.redis.keys("bff:session:*")
            lasting = [name for name in ids if await stores.redis.ttl(name) > 30]
            assert lasting in ([], [record_key(opened.id.digest).encode()]), f"broken off before command {number}"
        else:
            assert number > 5
            return
    raise AssertionError(f"more than {MOST_COMMANDS} commands")


async def test_who_rotates_what_is_being_ended_is_told_so_and_gets_no_id(stores: Stores) -> None:
    for number in range(MOST_COMMANDS):
        opened = await a_session(stores)
        told = list[object]()

        async def rotate_told(sessions: Sessions, opened: Opened, told: list[object] = told) -> object:
            told.append(await rotate(sessions, opened))
            return None

        if not await interleaved(stores, opened, rotate_told, end_all, number):
            assert number > 5
            return
        assert told == [], f"ended before command {number}"
    raise AssertionError(f"more than {MOST_COMMANDS} commands")
