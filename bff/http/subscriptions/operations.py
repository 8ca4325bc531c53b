"""The operations of one WebSocket, each a task of its own."""

import asyncio
from collections.abc import Coroutine
from http import HTTPStatus
from typing import Any

from bff.http.answers import BadRequestError
from bff.http.subscriptions.messages import Closing


class Operations:
    """Runs operations by the ids that the client gives them. An id is free again as soon as its operation is stopped or
    forgotten, also where the task takes a while to end: a mutation is carried through."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._by_id: dict[str, asyncio.Task[None]] = {}
        self._running: set[asyncio.Task[None]] = set()

    def check(self, identifier: str) -> None:
        """Raises `Closing` (4409) for an id that is in use, and `BadRequestError` where the connection has too many."""
        if identifier in self._by_id:
            raise Closing(4409, f"Subscriber for {identifier} already exists")
        if len(self._running) >= self._most:
            raise BadRequestError(
                HTTPStatus.TOO_MANY_REQUESTS,
                "TOO_MANY_SUBSCRIPTIONS",
                f"This connection has {self._most} operations already, as many as it may. Complete one first.",
            )

    def begin(self, identifier: str, operation: Coroutine[Any, Any, None]) -> None:
        """Runs an operation whose id was checked."""
        task = asyncio.create_task(operation)
        self._by_id[identifier] = task
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def stop(self, identifier: str) -> None:
        """The client wants no more of an operation. It may be over already: the messages crossed."""
        task = self._by_id.pop(identifier, None)
        if task is not None:
            task.cancel()

    def forget(self, identifier: str) -> bool:
        """The running operation frees its id. False where it was stopped before, so that it has nothing more to say."""
        owned = self._by_id.get(identifier) is asyncio.current_task()
        if owned:
            del self._by_id[identifier]
        return owned

    def stop_all(self) -> None:
        """None of them says anything from now on."""
        self._by_id.clear()
        for task in self._running:
            task.cancel()

    async def all_ended(self) -> None:
        """Waits for those that take a while to end."""
        await asyncio.gather(*self._running, return_exceptions=True)
