"""One question for all who ask it at the same time, in this process."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar, cast

from integrations.cms.contract import SYSTEM
from integrations.kit.errors import Timeout

T = TypeVar("T")


class Sharing:
    """Questions that are under way. Whoever gives up waiting leaves the question to the others; it has a time of its
    own. `aclose` ends those that are left."""

    def __init__(self) -> None:
        self._under_way: dict[Hashable, asyncio.Task[Any]] = {}

    async def ask(self, name: Hashable, question: Callable[[], Awaitable[T]], seconds: float) -> T:
        """The answer to the question of that name: of one that is under way already, or of a new one.

        Raises `Timeout` where it takes longer than `seconds`, and what the question raises.
        """
        task = self._under_way.get(name)
        if task is None:
            task = self._under_way[name] = asyncio.create_task(_run(question))
            task.add_done_callback(lambda done: self._ended(name, done))
        try:
            async with asyncio.timeout(seconds):
                return cast(T, await asyncio.shield(task))
        except TimeoutError:
            raise Timeout(SYSTEM, "The content source did not answer in time.") from None

    async def aclose(self) -> None:
        """Cancel what is under way, and wait for its end."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, name: Hashable, task: asyncio.Task[Any]) -> None:
        self._under_way.pop(name, None)
        if not task.cancelled():
            task.exception()  # read, or asyncio complains where nobody waits any more


async def _run(question: Callable[[], Awaitable[T]]) -> T:
    return await question()
