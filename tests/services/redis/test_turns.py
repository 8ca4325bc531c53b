"""Turns, as two processes take them."""

import asyncio

import pytest
from redis.asyncio import Redis

from bff.state.redis import connect
from bff.state.turns import Turns
from tests.services.redis.conftest import Stores


async def test_in_two_processes_one_is_at_it_after_the_other(stores: Stores) -> None:
    course: list[str] = []

    async def at_it(redis: Redis) -> None:
        async with Turns(redis, "guest-cart").at("a-cart") as taken:
            assert taken
            course.append("begins")
            await asyncio.sleep(0.05)
            course.append("ends")

    await asyncio.gather(*(at_it(redis) for redis in (stores.redis, stores.other_redis, stores.redis)))
    assert course == ["begins", "ends"] * 3


async def test_another_thing_is_not_waited_for(stores: Stores) -> None:
    async with (
        Turns(stores.redis, "guest-cart").at("a-cart") as one,
        Turns(stores.other_redis, "guest-cart").at("another-cart") as other,
    ):
        assert (one, other) == (True, True)


async def test_what_fails_in_its_turn_leaves_it_to_the_next(stores: Stores) -> None:
    turns = Turns(stores.redis, "guest-cart")
    with pytest.raises(LookupError):
        async with turns.at("a-cart"):
            raise LookupError
    async with asyncio.timeout(30), turns.at("a-cart") as taken:
        assert taken


async def test_without_redis_nobody_waits_and_nobody_knows() -> None:
    async with (
        connect("redis://127.0.0.1:9/0", connect_seconds=10, seconds=10) as redis,
        Turns(redis, "guest-cart").at("a-cart") as taken,
    ):
        assert not taken
