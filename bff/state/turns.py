"""Whose turn it is: sign-ons that bring the same guest's cart along do so one after the other, in whatever process.

A lost turn costs nothing but the order.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.exceptions import LockNotOwnedError

from bff.state import keys
from bff.state.redis import answered
from bff.telemetry import logger
from integrations.kit.errors import Unavailable

_LONGEST_TURN: Final = timedelta(minutes=5)
"""Where a process dies in the middle of its turn, the next waits no longer. Longer than a merge may take."""
_LONGEST_WAIT: Final = 30.0
_PAUSE_SECONDS: Final = 0.1


class Turns:
    """Turns at one kind of thing, which `kind` names."""

    def __init__(self, redis: Redis, kind: str) -> None:
        self._redis = redis
        self._kind = kind

    @asynccontextmanager
    async def at(self, name: str) -> AsyncIterator[bool]:
        """Wait until nobody else is at it, and be at it for as long as the context lasts.

        False where it cannot be known whether somebody else is: without Redis, or where the other takes too long.
        """
        turn = Lock(self._redis, self._name(name), timeout=_LONGEST_TURN.total_seconds(), thread_local=False)
        try:
            taken = await self._waited_for(turn)
        except Unavailable as error:
            logger().warning("turn not taken", kind=self._kind, problem=type(error).__name__)
            taken = False
        try:
            yield taken
        finally:
            if taken:
                await self._given_back(turn)

    async def _waited_for(self, turn: Lock) -> bool:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _LONGEST_WAIT
        while not await self._take(turn):
            if loop.time() >= deadline:
                return False
            await asyncio.sleep(_PAUSE_SECONDS * random.uniform(0.5, 1))  # noqa: S311 - no secret
        return True

    async def _given_back(self, turn: Lock) -> None:
        try:
            await self._release(turn)
        except Unavailable as error:
            logger().warning("turn not given back", kind=self._kind, problem=type(error).__name__)

    @answered
    async def _take(self, turn: Lock) -> bool:
        return bool(await turn.acquire(blocking=False))

    @answered
    async def _release(self, turn: Lock) -> None:
        try:
            await turn.release()
        except LockNotOwnedError:
            return  # it took too long, and is another's by now

    def _name(self, name: str) -> str:
        return keys.key("turn", keys.digest(self._kind, name))
