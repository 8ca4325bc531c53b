"""The background process: what must happen without a shopper waiting.

It owns its lifecycle and the connection to Redis. No job is registered yet, and it says so rather than look busy.
"""

import asyncio
import signal
from typing import Final

from bff.settings import Settings
from bff.state import redis
from bff.state.redis import RedisState
from bff.telemetry import logger

_SECONDS_BETWEEN_LOOKS: Final = 15.0
_SECONDS_TO_RETRY: Final = 1.0


async def work(settings: Settings, *, stop: asyncio.Event) -> None:
    """Run until `stop` is set. Redis need not be up: whenever it comes or goes, a log line says so."""
    log = logger()
    log.info("worker started", jobs=0)
    async with redis.connect(
        settings.redis.url.get_secret_value(),
        connect_seconds=settings.redis.connect_seconds,
        seconds=settings.redis.seconds,
    ) as shared:
        reachable: bool | None = None
        while not stop.is_set():
            state = await redis.state_of(shared)
            if state.reachable is not reachable:
                _tell(state)
                reachable = state.reachable
            await _wait(stop, _SECONDS_BETWEEN_LOOKS if reachable else _SECONDS_TO_RETRY)
    log.info("worker stopped")


async def run(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT; what is under way is finished."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await work(settings, stop=stop)


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
