"""Callbacks at a fixed rate: how long a provider waits for its answer, and whether one is ever lost.

They are what the sandbox provider told of payments that are settled, each once more under an id of its own, as a
provider tells late. The worker does with each what it always does: it looks the payment up, asks the provider how it
stands, and finds that nothing follows.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import aiohttp
import orjson
from redis.asyncio import Redis

from benchmarks.load_generator import percentile
from benchmarks.payments.shop import PROVIDER, Shop, used
from benchmarks.servers import BenchmarkError, fetch
from bff.settings_payments import LedgerSettings
from bff.state import redis as redis_connection
from bff.state.keys import key
from bff.state.payments.inbox import Inbox, callback_id
from sandbox.payment.settings import Settings as ProviderSettings
from sandbox.payment.webhooks import HEADER, signature

SECONDS_BETWEEN_LINES: Final = 5.0
SECONDS_TO_DRAIN: Final = 60.0
SECONDS_TO_ANSWER: Final = 10.0
_ALL: Final = f"{key('callback', '*')}:*"
_NO_LEASE: Final = timedelta()
"""We look and take nothing."""


@dataclass(frozen=True, slots=True)
class CallbackRun:
    """Percentiles in seconds, from when a callback was due to be sent. `lost` were answered 200 and are not stored.

    `sent_late` is the 99th percentile of how late we were to send: what a busy machine adds to the other figures.
    `service` and `worker` are milliseconds of CPU per callback, until all are worked.
    `drained_seconds` is how long the worker took for what was left at the end; None where it was not done in time.
    """

    sent: int
    answered: int
    stored: int
    lost: int
    given_up: int
    p50: float
    p99: float
    longest: float
    sent_late: float
    service: float
    worker: float
    most_waiting: int
    drained_seconds: float | None


@dataclass(slots=True)
class _Sending:
    taken: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    most_waiting: int = 0


async def measure_callbacks(shop: Shop, rate: int, seconds: int) -> CallbackRun:
    """Raises `BenchmarkError` where the provider has told nothing yet that could be told again."""
    told, before = _told(shop), used(shop)
    sending = _Sending()
    async with _inbox_of(shop) as (redis, inbox):
        watching = asyncio.create_task(_watch(inbox, sending))
        try:
            events = await _send(shop, told, rate, seconds, sending)
        finally:
            watching.cancel()
        drained = await _drained(inbox)
        stored = await _stored(redis)
        given_up = await inbox.given_up()
    service, worker = ((now - then) * 1000 / len(events) for now, then in zip(used(shop), before, strict=True))
    ordered = sorted(sending.taken)
    return CallbackRun(
        sent=len(events),
        answered=len(sending.answered),
        stored=sum(callback_id(PROVIDER, event) in stored for event in events),
        lost=sum(callback_id(PROVIDER, event) not in stored for event in sending.answered),
        given_up=given_up,
        p50=percentile(ordered, 50),
        p99=percentile(ordered, 99),
        longest=ordered[-1] if ordered else 0.0,
        sent_late=percentile(sorted(sending.late), 99),
        service=service,
        worker=worker,
        most_waiting=sending.most_waiting,
        drained_seconds=drained,
    )


def _told(shop: Shop) -> list[dict[str, Any]]:
    deliveries = orjson.loads(fetch(f"{shop.provider}/_sandbox/webhooks/deliveries"))
    bodies = [delivery["body"] for delivery in deliveries if delivery["state"] == "delivered"]
    if not bodies:
        raise BenchmarkError("the sandbox provider has told nothing that could be told again: let a checkout go first")
    return bodies


@asynccontextmanager
async def _inbox_of(shop: Shop) -> AsyncIterator[tuple[Redis, Inbox]]:
    usual = LedgerSettings()
    async with redis_connection.connect(
        shop.ledger_url, connect_seconds=usual.connect_seconds, seconds=usual.seconds
    ) as redis:
        yield redis, Inbox(redis, shop.ring, attempts=usual.callback_attempts, lease=_NO_LEASE)


async def _send(
    shop: Shop, told: Sequence[dict[str, Any]], rate: int, seconds: int, sending: _Sending
) -> Sequence[str]:
    """Each is sent when it is due, however long the ones before it take; the ids of all."""
    events = [f"late_{number}" for number in range(rate * seconds)]
    loop = asyncio.get_running_loop()
    connector, timeout = aiohttp.TCPConnector(limit=0), aiohttp.ClientTimeout(total=SECONDS_TO_ANSWER)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as client, asyncio.TaskGroup() as group:
        began = loop.time()
        for number, event in enumerate(events):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - loop.time()))
            body = orjson.dumps({**told[number % len(told)], "id": event})
            group.create_task(_post(client, shop.webhook_url, event, body, due, sending))
    return events


async def _post(
    client: aiohttp.ClientSession, url: str, event: str, body: bytes, due: float, sending: _Sending
) -> None:
    signed = signature(ProviderSettings().webhook_secret, body, int(time.time()))
    headers = {"content-type": "application/json", HEADER: signed}
    sending.late.append(asyncio.get_running_loop().time() - due)
    try:
        async with client.post(url, data=body, headers=headers) as answer:
            await answer.read()
    except (aiohttp.ClientError, TimeoutError):
        return  # not among the answered: the report says so
    if answer.status == 200:
        sending.answered.append(event)
        sending.taken.append(asyncio.get_running_loop().time() - due)


async def _watch(inbox: Inbox, sending: _Sending) -> None:
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_LINES)
        waiting = await inbox.waiting()
        sending.most_waiting = max(sending.most_waiting, waiting)
        print(f"{len(sending.answered)} answered, {waiting} wait for the worker", flush=True)


async def _drained(inbox: Inbox) -> float | None:
    began = time.monotonic()
    while await inbox.waiting():
        if time.monotonic() - began > SECONDS_TO_DRAIN:
            return None
        await asyncio.sleep(0.1)
    return time.monotonic() - began


async def _stored(redis: Redis) -> set[str]:
    """What the inbox knows, worked or not: read off the ledger itself."""
    return {name.decode().rsplit(":", 1)[1] async for name in redis.scan_iter(match=_ALL, count=1_000)}
