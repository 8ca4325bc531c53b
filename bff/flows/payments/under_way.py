"""Courses that go on although whoever began them leaves: a browser that is closed, a request whose time is over."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from bff.telemetry import logger
from integrations.kit.errors import IntegrationError, Timeout

T = TypeVar("T")


class UnderWay:
    """What a process has begun and not ended. One course takes at most `seconds`; past that it is somebody else's.

    Between what is asked of Commerce or a provider and what the ledger is told of it nothing may be cut off: it would
    be in doubt then, and others would have to wait until it is certain.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._courses: set[asyncio.Task[Any]] = set()

    async def finish(self, course: Coroutine[Any, Any, T]) -> T:
        """What comes of it. Whoever waits here may be cancelled, the course is not.

        Raises what the course does, and `Timeout`, doubtful.
        """
        task = asyncio.create_task(self._bounded(course))
        self._courses.add(task)
        task.add_done_callback(self._courses.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(_tell)
            raise

    async def end(self) -> None:
        """Wait for all of them: for the end of the process. Takes no longer than one may."""
        while self._courses:
            await asyncio.wait(self._courses)

    async def _bounded(self, course: Coroutine[Any, Any, T]) -> T:
        try:
            async with asyncio.timeout(self._seconds):
                return await course
        except TimeoutError as error:
            raise Timeout("payment", "A payment's course took longer than it may.", doubtful=True) from error


def _tell(task: asyncio.Task[Any]) -> None:
    """Nobody waits for it any more, so nobody else would say that it failed."""
    error = None if task.cancelled() else task.exception()
    if isinstance(error, IntegrationError):
        logger().warning("course not finished", system=error.system, problem=type(error).__name__)
    elif error is not None:
        logger().error("course not finished", exc_info=error)
