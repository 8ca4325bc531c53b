"""One value that is fetched when needed and kept for a while."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")

Seconds = Callable[[], float]
"""Seconds since some fixed moment, never going back: the event loop's `time`."""


class Cached(Generic[T]):
    """Fetched once however many wait for it; a failure is told to the one who fetched, and the next one tries again."""

    def __init__(self, fetch: Callable[[], Awaitable[T]], *, seconds: float, clock: Seconds) -> None:
        self._fetch = fetch
        self._seconds = seconds
        self._clock = clock
        self._kept: tuple[T, float] | None = None
        self._tried_at: float | None = None
        self._fetching = asyncio.Lock()

    async def get(self) -> T:
        """The value, not older than `seconds`."""
        return await self._newer_than(self._clock() - self._seconds)

    async def newer(self, than: T, *, not_sooner_than: float) -> T | None:
        """A value fetched after `than` was.

        None where the last such fetch began less than `not_sooner_than` seconds ago: whoever makes us ask for one must
        not make us ask without end.
        """
        async with self._fetching:
            if self._kept is not None and self._kept[0] is not than:
                return self._kept[0]
            if self._tried_at is not None and self._clock() < self._tried_at + not_sooner_than:
                return None
            self._tried_at = self._clock()
            return await self._renewed()

    async def _newer_than(self, moment: float) -> T:
        if self._kept is not None and self._kept[1] > moment:
            return self._kept[0]
        async with self._fetching:
            if self._kept is not None and self._kept[1] > moment:
                return self._kept[0]
            return await self._renewed()

    async def _renewed(self) -> T:
        began = self._clock()
        value = await self._fetch()
        self._kept = (value, began)
        return value
