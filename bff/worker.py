"""The background process: what must happen without a shopper waiting.

Several may run: whatever is worked is taken by one of them for a while, in Redis. One that is killed loses nothing:
what it had taken is taken again.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Final

from redis.asyncio import Redis

from bff.content_assembly import content_of
from bff.flows.content.content import Content
from bff.flows.payments.payments import Payments
from bff.payment_assembly import payments_of
from bff.settings import Settings
from bff.settings_problems import SettingsError
from bff.state import redis
from bff.state.redis import RedisState
from bff.telemetry import logger
from integrations.kit.errors import IntegrationError

_SECONDS_BETWEEN_LOOKS: Final = 15.0
_SECONDS_TO_RETRY: Final = 1.0
_PAUSE_SECONDS: Final = 0.25

Job = Callable[[], Awaitable[int]]
"""One round of work: how much there was."""


async def work(settings: Settings, *, stop: asyncio.Event) -> None:
    """Run until `stop` is set. Redis need not be up: whenever it comes or goes, a log line says so."""
    async with (
        redis.shared(settings.redis) as shared,
        payments_of(settings, shared) as payments,
        _polled_content(settings, shared) as content,
    ):
        jobs = _jobs(settings, payments) if payments is not None else {}
        if content is not None:
            jobs["content"] = (_content_changes(settings, content), settings.content.poll_seconds)
        logger().info("worker started", jobs=len(jobs))
        async with asyncio.TaskGroup() as group:
            group.create_task(_watch_redis(shared, stop))
            for name, (job, seconds) in jobs.items():
                group.create_task(_repeat(name, job, seconds, stop))
    logger().info("worker stopped")


async def run(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT; what is under way is finished."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await work(settings, stop=stop)


def _jobs(settings: Settings, payments: Payments) -> dict[str, tuple[Job, float]]:
    """What is done again and again, and the pause after a round that had nothing to do, in seconds."""
    checkout = settings.checkout
    followed_until = payments.parts.clock() - timedelta(days=checkout.reconcile_days)

    async def orders() -> int:
        nonlocal followed_until
        followed_until = await payments.watching.orders(followed_until)
        return 0

    async def reconcile() -> int:
        since = payments.parts.clock() - timedelta(days=checkout.reconcile_days)
        async for found in payments.reconciliation.compare(since):
            logger().warning(
                "books differ",
                difference=found.difference.value,
                payment=found.payment_id,
                order=found.order_number,
                sentence=found.sentence,
            )
        return 0

    return {
        "callbacks": (payments.callbacks.work, _PAUSE_SECONDS),
        "due payments": (payments.watching.due, _PAUSE_SECONDS * 2),
        "orders": (orders, checkout.orders_seconds),
        "books": (reconcile, checkout.reconcile_seconds),
    }


@asynccontextmanager
async def _polled_content(settings: Settings, shared: Redis) -> AsyncIterator[Content | None]:
    """The content whose source is asked what changed; None where it is not to be asked. Raises `SettingsError`."""
    if not settings.content.poll_seconds:
        yield None
        return
    async with content_of(settings, shared, commerce=None) as content:
        if content is not None and not content.parts.source.capabilities.changes:
            problem = f"the content source {content.parts.source.name!r} cannot say what changed. Set it to 0"
            raise SettingsError([f"BFF_CONTENT__POLL_SECONDS: {problem}."])
        yield content


def _content_changes(settings: Settings, content: Content) -> Job:
    """Asks the source what changed: at first since the oldest copy that may be kept was made."""
    since = datetime.now(UTC) - timedelta(seconds=settings.content.kept_seconds)

    async def changes() -> int:
        nonlocal since
        since = await content.freshness.poll(since)
        return 0

    return changes


async def _repeat(name: str, job: Job, seconds: float, stop: asyncio.Event) -> None:
    """One job, round after round. A round that fails is logged, and the next one is tried all the same."""
    while not stop.is_set():
        try:
            done = await job()
        except IntegrationError as error:
            logger().warning("job failed", job=name, system=error.system, problem=type(error).__name__)
            done = 0
        except Exception:  # noqa: BLE001 - a defect in one round must not end what settles payments
            logger().exception("job failed", job=name)
            done = 0
        await _wait(stop, _PAUSE_SECONDS / 10 if done else seconds)


async def _watch_redis(shared: Redis, stop: asyncio.Event) -> None:
    reachable: bool | None = None
    while not stop.is_set():
        state = await redis.state_of(shared)
        if state.reachable is not reachable:
            _tell(state)
            reachable = state.reachable
        await _wait(stop, _SECONDS_BETWEEN_LOOKS if reachable else _SECONDS_TO_RETRY)


def _tell(state: RedisState) -> None:
    if state.reachable:
        logger().info("redis reachable", version=state.version)
    else:
        logger().warning("redis not reachable", problem=state.problem)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    """Until `stop` is set, at most `seconds`."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
