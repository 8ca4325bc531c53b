"""Whose turn it is: sign-ons that are at the same thing (a guest's cart, somebody's first sign-on) are at it one after
the other, in whatever process. A lost turn costs a wait.

The right to mint a token again is another thing: it is given in one step with a look at the session's version
(`SessionRecords.reserve`).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.exceptions import LockNotOwnedError

from bff.state import keys
from bff.state.redis import CALL_SECONDS, answered
from bff.telemetry import logger
from integrations.kit.errors import Unavailable

LONGEST_TURN: Final = timedelta(minutes=2)
"""By then a turn ends by itself: its owner has died. Reading two carts and merging them takes less than half of it at
Commerce's time budgets, and whoever is at it after that reads what came of it.
"""
LONGEST_WAIT: Final = timedelta(seconds=CALL_SECONDS - 2)
_PAUSE: Final = timedelta(seconds=0.05)


class Turns:
    """Turns at things that have a name."""

    def __init__(
        self, redis: Redis, *, longest_turn: timedelta = LONGEST_TURN, longest_wait: timedelta = LONGEST_WAIT
    ) -> None:
        self._redis = redis
        self._longest_turn = longest_turn
        self._longest_wait = longest_wait

    @asynccontextmanager
    async def at(self, kind: str, *name: str | int) -> AsyncIterator[bool]:
        """Wait until nobody else is at it, and be at it for as long as the context lasts.

        False where somebody else may be: the wait was too long, or Redis does not answer. Raises nothing of its own.
        """
        turn = self._turn(kind, *name)
        taken = await self._take(turn, kind)
        try:
            yield taken
        finally:
            if taken:
                await self._give_back(turn, kind)

    async def _take(self, turn: Lock, kind: str) -> bool:
        """A taking whose answer was lost may have been one: nobody is at it then until the turn ends by itself."""
        try:
            taken = await _taken(turn)
        except Unavailable as error:
            logger().warning("turn not taken", kind=kind, problem=type(error).__name__)
            return False
        if not taken:
            logger().warning("turn not taken", kind=kind, problem="another takes too long")
        return taken

    async def _give_back(self, turn: Lock, kind: str) -> None:
        try:
            if not await _given_back(turn):
                logger().warning("turn was too long", kind=kind)
        except Unavailable as error:
            logger().warning("turn not given back", kind=kind, problem=type(error).__name__)

    def _turn(self, kind: str, *name: str | int) -> Lock:
        return Lock(
            self._redis,
            keys.key("turn", keys.digest(kind, *name)),
            timeout=self._longest_turn.total_seconds(),
            blocking_timeout=self._longest_wait.total_seconds(),
            sleep=_PAUSE.total_seconds(),
            thread_local=False,
        )


@answered
async def _taken(turn: Lock) -> bool:
    return bool(await turn.acquire())


@answered
async def _given_back(turn: Lock) -> bool:
    """False where it had run out: then it may be another's, and stays so."""
    try:
        await turn.release()
    except LockNotOwnedError:
        return False
    return True
