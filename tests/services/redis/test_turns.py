"""Turns as two processes take them."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from bff.state import redis as state_redis
from bff.state.redis import CALL_SECONDS, connect
from bff.state.turns import LONGEST_TURN, LONGEST_WAIT, Turns
from sandbox import redis as sandbox
from sandbox.redis import RunningRedis
from tests.services.redis.conftest import Stores
from tests.services.redis.dying import dies_in_its_turn, time_passes

A_WHILE = timedelta(seconds=300)
"""Longer than any test may take."""
A_MOMENT = timedelta(milliseconds=50)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """However much else the machine has to do, a call of Redis's is not given up here."""
    monkeypatch.setattr(state_redis, "CALL_SECONDS", A_WHILE.total_seconds())


def turns(redis: Redis, *, longest_turn: timedelta = A_WHILE, longest_wait: timedelta = A_WHILE) -> Turns:
    return Turns(redis, longest_turn=longest_turn, longest_wait=longest_wait)


async def test_in_two_processes_one_is_at_it_after_the_other(stores: Stores) -> None:
    course: list[str] = []

    async def at_it(redis: Redis) -> None:
        async with turns(redis).at("guest-cart", "a-cart") as taken:
            assert taken
            course.append("begins")
            await asyncio.sleep(0.05)
            course.append("ends")

    await asyncio.gather(*(at_it(redis) for redis in (stores.redis, stores.other_redis, stores.redis)))
    assert course == ["begins", "ends"] * 3


async def test_another_cart_is_not_waited_for(stores: Stores) -> None:
    async with (
        turns(stores.redis).at("guest-cart", "a-cart") as one,
        turns(stores.other_redis).at("guest-cart", "another-cart") as other,
    ):
        assert (one, other) == (True, True)


async def test_what_fails_in_its_turn_leaves_it_to_the_next(stores: Stores) -> None:
    with pytest.raises(LookupError):
        async with turns(stores.redis).at("guest-cart", "a-cart"):
            raise LookupError
    async with turns(stores.other_redis).at("guest-cart", "a-cart") as taken:
        assert taken


async def test_a_process_that_dies_in_its_turn_leaves_it_to_the_next_in_time(
    stores: Stores, shared_redis: RunningRedis
) -> None:
    dies_in_its_turn(shared_redis.url, "a-cart")
    async with turns(stores.redis, longest_wait=A_MOMENT).at("guest-cart", "a-cart") as at_once:
        assert not at_once
    await time_passes(stores.redis, LONGEST_TURN)
    async with turns(stores.redis).at("guest-cart", "a-cart") as taken:
        assert taken


async def test_who_waits_too_long_knows_that_it_is_not_their_turn_and_takes_it_from_nobody(stores: Stores) -> None:
    async with turns(stores.redis).at("guest-cart", "a-cart"):
        async with turns(stores.other_redis, longest_wait=A_MOMENT).at("guest-cart", "a-cart") as taken:
            assert not taken
        async with turns(stores.other_redis, longest_wait=A_MOMENT).at("guest-cart", "a-cart") as still_taken:
            assert not still_taken


def test_who_waits_hears_of_it_before_the_call_is_given_up() -> None:
    assert LONGEST_WAIT.total_seconds() < CALL_SECONDS
    assert LONGEST_WAIT < LONGEST_TURN


async def test_who_took_too_long_gives_nobody_elses_turn_back(stores: Stores) -> None:
    async with AsyncExitStack() as stack:
        async with turns(stores.redis).at("guest-cart", "a-cart"):
            await time_passes(stores.redis, A_WHILE)
            assert await stack.enter_async_context(turns(stores.other_redis).at("guest-cart", "a-cart"))
        async with turns(stores.redis, longest_wait=A_MOMENT).at("guest-cart", "a-cart") as taken:
            assert not taken


async def test_which_cart_it_is_cannot_be_read_in_redis(stores: Stores) -> None:
    async with turns(stores.redis).at("guest-cart", "a-cart"):
        (name,) = await stores.redis.keys("*")
        assert b"a-cart" not in name


async def test_without_redis_nobody_waits_and_nobody_knows_whose_turn_it_is() -> None:
    async with (
        connect("redis://127.0.0.1:9/0", connect_seconds=10, seconds=10) as redis,
        turns(redis).at("guest-cart", "a-cart") as taken,
    ):
        assert not taken


async def test_a_redis_that_goes_away_in_somebodys_turn_is_no_failure_of_theirs() -> None:
    with sandbox.running() as running:
        async with (
            connect(running.url, connect_seconds=10, seconds=10) as redis,
            turns(redis).at("guest-cart", "a-cart") as taken,
        ):
            assert taken
            running.kill()
