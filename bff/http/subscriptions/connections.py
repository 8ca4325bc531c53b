"""What stays open in this process, counted against its bounds."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from http import HTTPStatus

from bff.http.answers import BadRequestError
from bff.http.running import Alive
from bff.http.subscriptions.limits import SubscriptionLimits
from bff.telemetry import Metrics


class Ending(Enum):
    """Why a connection ends."""

    COMPLETE = auto()
    """There is nothing more to tell."""
    LEFT = auto()
    """The client is gone."""
    SIGNED_OUT = auto()
    LIFETIME = auto()
    SHUTDOWN = auto()
    """The process ends."""


class Connections:
    """All connections of one process. `open` and `operations` are how many there are."""

    def __init__(self, limits: SubscriptionLimits, metrics: Metrics) -> None:
        self._limits = limits
        self._metrics = metrics
        self._ending = asyncio.Event()
        self.open = 0
        self.operations = 0

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Counts one connection. Raises `BadRequestError` (503) where there are too many, or the process ends."""
        if self._ending.is_set() or self.open >= self._limits.max_connections:
            raise _full()
        self._count(self.open + 1)
        try:
            yield
        finally:
            self._count(self.open - 1)

    def _count(self, count: int) -> None:
        self.open = count
        self._metrics.connections_open(count)

    @contextmanager
    def operating(self) -> Iterator[None]:
        """Counts one operation. Raises `BadRequestError` (503) where there are too many."""
        if self.operations >= self._limits.max_per_process:
            raise _full()
        self.operations += 1
        try:
            yield
        finally:
            self.operations -= 1

    def end(self) -> None:
        """The process is to end: no connection is opened any more, and those that are open end."""
        self._ending.set()

    async def over(self, alive: Alive) -> Ending:
        """Waits until a connection is to be closed from our side, and says why."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._limits.lifetime_seconds
        while (left := deadline - loop.time()) > 0:
            try:
                async with asyncio.timeout(min(left, self._limits.check_seconds)):
                    await self._ending.wait()
            except TimeoutError:
                if not await alive():
                    return Ending.SIGNED_OUT
            else:
                return Ending.SHUTDOWN
        return Ending.LIFETIME


def _full() -> BadRequestError:
    return BadRequestError(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "TOO_MANY_SUBSCRIPTIONS",
        "As many subscriptions are open here as may be. Try again later.",
        ((b"retry-after", b"10"),),
    )
