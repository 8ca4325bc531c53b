"""Whether a Redis keeps what the ledger gives it: asked of real ones, set up well, badly, and tight-lipped."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bff.state.payments.durability import Durability, Keeps, durability_of
from bff.state.payments.ledger import Ledger
from bff.state.payments.payment import PaymentId
from bff.state.payments.states import Effect, PaymentState
from bff.state.redis import connect
from sandbox import redis as sandbox_redis
from tests.services.payments.conftest import KEEP, PROVIDER, SHOPPER, WORKER, Books, begin
from tests.services.redis.test_all_stores import cluster_of_one

WELL = {"maxmemory-policy": "noeviction", "appendonly": "yes", "appendfsync": "always"}


@pytest.fixture
async def redis(books: Books, tmp_path: Path) -> AsyncIterator[Redis]:
    await books.redis.config_set("dir", str(tmp_path))
    for name, value in WELL.items():
        await books.redis.config_set(name, value)
    yield books.redis
    await books.redis.config_set("appendonly", "no")


async def test_a_redis_set_up_for_the_ledger_is_told_so(redis: Redis) -> None:
    assert await durability_of(redis) == Durability(Keeps.YES, {})


@pytest.mark.parametrize(
    ("name", "value"), [("maxmemory-policy", "allkeys-lru"), ("appendonly", "no"), ("appendfsync", "everysec")]
)
async def test_each_setting_that_would_lose_a_payment_is_named(redis: Redis, name: str, value: str) -> None:
    await redis.config_set(name, value)
    assert await durability_of(redis) == Durability(Keeps.NO, {name: value})


async def test_a_redis_that_forbids_the_question_is_unknown_and_never_well(redis: Redis, books: Books) -> None:
    await redis.acl_setuser("managed", enabled=True, nopass=True, commands=["+@all", "-config"], keys=["*"])
    pool = books.redis.connection_pool.connection_kwargs
    async with Redis(host=pool["host"], port=pool["port"], username="managed", password="any") as managed:
        assert (await durability_of(managed)).keeps is Keeps.UNKNOWN
    await redis.acl_deluser("managed")


async def test_a_redis_that_is_not_there_is_unknown() -> None:
    async with connect("redis://127.0.0.1:1/0", connect_seconds=1, seconds=1) as nobody:
        assert (await durability_of(nobody)).keeps is Keeps.UNKNOWN


async def test_no_script_of_the_ledger_or_the_inbox_reaches_over_slots_of_a_cluster(
    books: Books, tmp_path: Path
) -> None:
    """A Redis in cluster mode that has all slots refuses each script whose keys stand in several."""
    with cluster_of_one(tmp_path) as url:
        async with connect(url, connect_seconds=10, seconds=10) as node:
            ledger = Ledger(node, KEEP, books.clock)
            for quote in range(20):
                wanted = begin(quote_id=quote, cart_id=f"cart {quote}")
                payment = (await ledger.begin(wanted, SHOPPER, books.soon())).payment
                payment = await ledger.plan(payment, Effect.OPEN, books.soon(), WORKER)
                payment = await ledger.move(
                    payment, PaymentState.DECLINED, PROVIDER, ends=(Effect.OPEN, "declined"),
                    details={"reference": f"psp_{quote}"},
                )  # fmt: skip
                assert await ledger.find(PaymentId(payment.id)) == payment
                assert await ledger.of_cart(f"cart {quote}") is None
            assert len(await ledger.in_state(PaymentState.DECLINED, 50)) == 20
            inbox = books.inbox(node)
            for number in range(20):
                assert await inbox.store("fake", str(number), b"{}")
            taken = await inbox.take(20)
            assert [await inbox.done(each) for each in taken] == [True] * 20


async def test_a_sandbox_redis_with_a_folder_is_set_up_for_the_ledger_and_knows_all_after_it_was_killed(
    tmp_path: Path,
) -> None:
    first = sandbox_redis.start(folder=tmp_path)
    async with connect(first.url, connect_seconds=10, seconds=10) as redis:
        assert await durability_of(redis) == Durability(Keeps.YES, {})
        await redis.set("written", "before the end")
    first.kill()
    second = sandbox_redis.start(first.port, tmp_path)
    try:
        async with connect(second.url, connect_seconds=10, seconds=10) as redis:
            assert await redis.get("written") == b"before the end"
    finally:
        second.stop()
