"""The queue for connections, before a real Redis."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from bff.state.connection_pool import FairConnectionPool
from sandbox.redis import RunningRedis


@pytest.fixture
async def pool(shared_redis: RunningRedis) -> AsyncIterator[FairConnectionPool]:
    """Its one connection is there already."""
    pool = FairConnectionPool.from_url(shared_redis.url, max_connections=1, longest_wait=60)
    await pool.release(await pool.get_connection())
    yield pool
    await pool.aclose()


async def test_who_comes_when_a_connection_is_given_back_does_not_overtake_who_has_waited(
    pool: FairConnectionPool,
) -> None:
    order: list[str] = []

    async def uses(name: str) -> None:
        connection = await pool.get_connection()
        order.append(name)
        await pool.release(connection)

    held = await pool.get_connection()
    waiting = [asyncio.create_task(uses(name)) for name in ("first", "second")]
    await asyncio.sleep(0)
    await pool.release(held)
    await asyncio.gather(uses("came when it was free"), *waiting)
    assert order == ["first", "second", "came when it was free"]


async def test_who_stops_waiting_leaves_the_queue_to_the_next(pool: FairConnectionPool) -> None:
    held = await pool.get_connection()
    leaves, stays = (asyncio.create_task(pool.get_connection()) for _ in range(2))
    await asyncio.sleep(0)
    leaves.cancel()
    await pool.release(held)
    async with asyncio.timeout(30):
        assert await stays is held


async def test_a_connection_that_does_not_come_about_leaves_its_place_to_the_next() -> None:
    pool = FairConnectionPool(host="127.0.0.1", port=9, max_connections=1, longest_wait=60)
    for _ in range(3):
        with pytest.raises(RedisConnectionError):
            await pool.get_connection()
    await pool.aclose()


async def test_waiting_ends_too(shared_redis: RunningRedis) -> None:
    pool = FairConnectionPool.from_url(shared_redis.url, max_connections=1, longest_wait=0.01)
    held = await pool.get_connection()
    with pytest.raises(RedisTimeoutError, match="No connection became free"):
        await pool.get_connection()
    await pool.release(held)
    await pool.aclose()
