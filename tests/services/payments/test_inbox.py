"""Callbacks: stored once, worked once, and never forgotten in between."""

import asyncio
from datetime import timedelta

from bff.state.key_ring import KeyRing
from bff.state.payments.inbox import Inbox
from bff.state.payments.payment import BUCKETS
from integrations.kit.errors import Throttled
from tests.services.payments.conftest import Books

BODY = b'{"id": "evt_1", "payer": "ada@example.com"}'


async def test_an_event_is_stored_once_however_often_it_comes(books: Books) -> None:
    both = (books.inbox(), books.inbox(books.other_redis))
    stored = await asyncio.gather(*(both[n % 2].store("fake", "evt_1", BODY) for n in range(20)))
    assert sum(stored) == 1
    assert await books.inbox().waiting() == 1
    assert await books.inbox().store("stripe", "evt_1", BODY), "another provider's event of the same name is another"


async def test_what_was_stored_is_taken_by_one_and_not_again_once_done(books: Books) -> None:
    inbox = books.inbox()
    await inbox.store("fake", "evt_1", BODY)
    taken = await asyncio.gather(*(books.inbox(redis).take(5) for redis in (books.redis, books.other_redis) * 5))
    (callback,) = [each for batch in taken for each in batch]
    assert (callback.provider, callback.content, callback.attempts) == ("fake", BODY, 1)
    assert await inbox.done(callback)
    books.clock.passes(hours=1)
    assert await inbox.take(5) == ()
    assert await inbox.waiting() == 0
    assert not await inbox.store("fake", "evt_1", BODY), "it is remembered"


async def test_what_a_dead_worker_took_comes_back_when_its_lease_ends(books: Books) -> None:
    inbox = books.inbox(lease=timedelta(seconds=30))
    await inbox.store("fake", "evt_1", BODY)
    assert len(await inbox.take(5)) == 1
    books.clock.passes(seconds=29)
    assert await inbox.take(5) == ()
    books.clock.passes(seconds=1)
    (again,) = await inbox.take(5)
    assert again.attempts == 2


async def test_what_fails_waits_until_it_may_be_tried_again(books: Books) -> None:
    inbox = books.inbox()
    await inbox.store("fake", "evt_1", BODY)
    (callback,) = await inbox.take(5)
    assert await inbox.failed(callback, "the provider does not answer", books.clock() + timedelta(minutes=2))
    books.clock.passes(minutes=1, seconds=59)
    assert await inbox.take(5) == ()
    books.clock.passes(seconds=1)
    assert len(await inbox.take(5)) == 1


async def test_what_fails_too_often_is_given_up_where_an_operator_sees_it_and_can_try_again(books: Books) -> None:
    inbox = books.inbox(attempts=3)
    await inbox.store("fake", "evt_1", BODY)
    for _ in range(3):
        (callback,) = await inbox.take(5)
        await inbox.failed(callback, "no such payment", books.clock())
    assert await inbox.take(5) == ()
    assert (await inbox.waiting(), await inbox.given_up()) == (0, 1)
    (letter,) = await inbox.dead_letters(10)
    assert (letter.provider, letter.attempts, letter.problem) == ("fake", 3, "no such payment")
    assert not await inbox.store("fake", "evt_1", BODY)
    assert await inbox.revive(letter.id)
    assert not await inbox.revive(letter.id)
    (callback,) = await inbox.take(5)
    assert (callback.content, callback.attempts) == (BODY, 1)
    assert await inbox.done(callback)
    assert await inbox.given_up() == 0


async def test_the_oldest_is_taken_first_and_no_more_than_asked_for(books: Books) -> None:
    inbox = books.inbox()
    for number in range(30):
        await inbox.store("fake", f"evt_{number}", str(number).encode())
        books.clock.passes(seconds=1)
    first = [int(callback.content) for callback in await inbox.take(10)]
    assert first == list(range(10))


async def test_what_nobody_can_read_is_given_up_and_stays(books: Books) -> None:
    await books.inbox().store("fake", "evt_1", BODY)
    stranger = Inbox(books.redis, KeyRing([b"f" * 32]), attempts=2, lease=timedelta(seconds=1), clock=books.clock)
    for _ in range(3):
        assert await stranger.take(5) == ()
        books.clock.passes(seconds=2)
    (letter,) = await stranger.dead_letters(5)
    assert letter.problem == "none of our keys opens it"


async def test_what_a_provider_puts_into_a_callback_cannot_be_read_in_redis_and_goes_once_worked(books: Books) -> None:
    inbox = books.inbox()
    await inbox.store("fake", "evt_1", BODY)
    (name,) = await books.redis.keys("bff:callback:*")
    assert b"ada" not in repr(await books.redis.hgetall(name)).encode()
    (callback,) = await inbox.take(5)
    await inbox.done(callback)
    assert b"content" not in await books.redis.hgetall(name)
    assert await books.redis.ttl(name) > 0


async def test_one_that_waits_is_never_forgotten(books: Books) -> None:
    await books.inbox().store("fake", "evt_1", BODY)
    assert {await books.redis.ttl(name) for name in await books.redis.keys("*")} == {-1}


async def test_one_that_is_still_worked_is_not_taken_by_another_when_its_first_lease_ends(books: Books) -> None:
    inbox = books.inbox(lease=timedelta(seconds=30))
    await inbox.store("fake", "evt_1", BODY)
    (callback,) = await inbox.take(5)
    books.clock.passes(seconds=20)
    assert await inbox.hold(callback)
    books.clock.passes(seconds=29)
    assert await books.inbox(books.other_redis).take(5) == ()
    books.clock.passes(seconds=1)
    (again,) = await books.inbox(books.other_redis).take(5)
    assert not await inbox.hold(callback), "it has another owner now"
    assert not await inbox.give_back(callback, books.clock())
    assert await inbox.hold(again)
    assert await inbox.done(again)
    assert not await inbox.hold(again)


async def test_of_one_just_taken_nobody_need_ask_whose_it_is(books: Books) -> None:
    inbox = books.inbox(lease=timedelta(seconds=60))
    await inbox.store("fake", "evt_1", b"{}")
    (callback,) = await inbox.take(5)
    assert inbox.is_held(callback)
    books.clock.passes(seconds=31)
    assert not inbox.is_held(callback), "less than half of its minute is left"


async def test_those_that_one_answer_was_for_are_done_together(books: Books) -> None:
    inbox = books.inbox()
    for number in range(3):
        await inbox.store("fake", f"evt_{number}", b"{}")
    taken = await inbox.take(5)
    assert await inbox.done(*taken)
    assert await inbox.waiting() == 0
    assert not await inbox.store("fake", "evt_1", b"{}"), "they are known, and not worked again"


async def test_one_that_is_given_back_untried_has_lost_no_attempt(books: Books) -> None:
    inbox = books.inbox(attempts=1)
    await inbox.store("fake", "evt_1", BODY)
    (callback,) = await inbox.take(5)
    assert await inbox.give_back(callback, books.clock() + timedelta(seconds=5))
    assert await inbox.take(5) == ()
    books.clock.passes(seconds=5)
    (again,) = await inbox.take(5)
    assert (again.content, again.attempts) == (BODY, 1)


async def test_what_nobody_has_verified_fills_no_more_than_it_may_and_what_is_proven_is_kept_all_the_same(
    books: Books,
) -> None:
    inbox = books.inbox(unproven_bytes=BUCKETS * 10_000)
    kept, refused = 0, list[Throttled]()
    for number in range(300):
        try:
            kept += await inbox.store_unproven("fake", f"anybody's {number}", b"x" * 1_000)
        except Throttled as refusal:
            refused.append(refusal)
    assert 0 < kept < BUCKETS * 10
    assert all(refusal.retry_after for refusal in refused)
    assert kept + len(refused) == 300
    assert await inbox.waiting() == kept, "what is refused is not written"
    assert all([await inbox.store("fake", f"evt_{number}", BODY) for number in range(50)])


async def test_what_was_verified_or_turned_out_to_be_forged_makes_room_again(books: Books) -> None:
    inbox = books.inbox(unproven_bytes=BUCKETS * 10_000)
    for turn in range(30):
        assert await inbox.store_unproven("fake", f"anybody's {turn}", b"x" * 9_000)
        (callback,) = await inbox.take(5)
        ends = (inbox.done, inbox.forget, lambda proven: inbox.give_up(proven, "not understood"))
        assert await ends[turn % 3](callback)
    assert await inbox.waiting() == 0
    remembered = [name for name in await books.redis.keys("bff:callback:*") if await books.redis.type(name) == b"hash"]
    assert len(remembered) == 20, "nothing is left of what was forged"


async def test_what_is_set_aside_is_seen_by_an_operator_and_can_be_tried(books: Books) -> None:
    inbox = books.inbox()
    assert await inbox.set_aside("fake", "unread", BODY, "in a form not known")
    assert not await inbox.set_aside("fake", "unread", BODY, "in a form not known")
    assert await inbox.take(5) == ()
    (letter,) = await inbox.dead_letters(5)
    assert letter.problem == "in a form not known"
    assert await inbox.revive(letter.id)
    (callback,) = await inbox.take(5)
    assert callback.content == BODY
    assert await inbox.give_up(callback, "still not known")
    assert [each.problem for each in await inbox.dead_letters(5)] == ["still not known"]
    assert await inbox.waiting() == 0
