"""The connections to Redis that a process shares, handed out in the order in which they are asked for."""

import asyncio
from typing import Any

from redis.asyncio import ConnectionPool
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import TimeoutError as RedisTimeoutError


class FairConnectionPool(ConnectionPool):
    """At most `max_connections`; whoever wants one more waits in a queue, for `longest_wait` seconds at most.

    The library's own `BlockingConnectionPool` has no queue: whoever comes at the right moment takes what has just been
    given back, and who waited goes to the end of those who wait. With many at once some wait for ever, and it looks as
    if Redis did not answer.
    """

    def __init__(self, *, max_connections: int, longest_wait: float, **connection: Any) -> None:
        super().__init__(max_connections=max_connections, **connection)
        self._places = asyncio.Semaphore(max_connections)
        self._longest_wait = longest_wait

    async def get_connection(self, command_name: str | None = None, *keys: Any, **options: Any) -> AbstractConnection:
        """A connection that is ready for a command. Raises `redis.exceptions.TimeoutError` and what connecting does."""
        try:
            async with asyncio.timeout(self._longest_wait):
                await self._places.acquire()
        except TimeoutError:
            raise RedisTimeoutError("No connection became free in time.") from None
        connection: AbstractConnection = self.get_available_connection()  # type: ignore[no-untyped-call]
        try:
            await self.ensure_connection(connection)
        except BaseException:
            await self.release(connection)
            raise
        return connection

    async def release(self, connection: AbstractConnection) -> None:
        """Give one back: whoever has waited longest gets it."""
        try:
            await super().release(connection)
        finally:
            self._places.release()
