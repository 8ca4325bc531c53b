"""Work on different payments side by side, on one payment in the order in which it came, in the process that took it.

A line is what is to be done with one payment: callbacks, and driving it on. It is no lock for the world: what two
processes do with a payment at once is kept apart by the ledger's versions and intents, which have an owner and an end.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from bff.telemetry import logger

LONGEST_LINE: Final = 10
"""So many may wait behind one payment in one process; more are given back, so that nobody's reports fill the memory."""

Work = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Piece:
    """`work` is done in its turn; `give_back` in its place, where its turn does not come in this process."""

    work: Work
    give_back: Work


class Lines:
    """At most `most` lines are worked at once. A piece that fails is told in the log and ends nothing else."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: dict[str, deque[Piece]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._ending = False

    @property
    def free(self) -> int:
        """How many more lines may begin now."""
        return max(0, self._most - len(self._waiting))

    @property
    def most(self) -> int:
        """How many may be worked at once."""
        return self._most

    def is_worked(self, name: str) -> bool:
        """Whether there is a line of that name."""
        return name in self._waiting

    def has_room(self, name: str) -> bool:
        """Whether a piece for that line would be worked or may wait for its turn."""
        waiting = self._waiting.get(name)
        return not self._ending and (self.free > 0 if waiting is None else len(waiting) < LONGEST_LINE)

    def add(self, name: str, piece: Piece) -> None:
        """Now, or behind what is in the same line. Only where it `has_room`. Never waits."""
        waiting = self._waiting.get(name)
        if waiting is not None:
            waiting.append(piece)
            return
        self._waiting[name] = deque([piece])
        task = asyncio.create_task(self._work(name))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def until_free(self) -> None:
        """Until a line may begin."""
        while not self.free:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    async def until_empty(self) -> None:
        """Until all that was added is done."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def end(self) -> None:
        """For the end of the process: what is being worked is finished, what waits behind it is given back."""
        self._ending = True
        await self.until_empty()

    async def _work(self, name: str) -> None:
        waiting = self._waiting[name]
        try:
            await _done(name, waiting.popleft().work)
            while waiting:
                piece = waiting.popleft()
                await _done(name, piece.give_back if self._ending else piece.work)
        finally:
            del self._waiting[name]


async def _done(name: str, work: Work) -> None:
    try:
        await work()
    except Exception:  # noqa: BLE001 - a defect over one piece must not end its line
        logger().exception("payment's line", line=name)
