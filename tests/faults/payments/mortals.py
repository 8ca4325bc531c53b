"""Processes that are killed at any moment, and come back."""

import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from sandbox import redis as sandbox_redis
from sandbox.redis import RunningRedis
from tests.services.processes import Process, process


@dataclass
class Mortal:
    """A process that is started again whenever it was killed. Two who kill it at once kill it once."""

    arguments: tuple[str, ...]
    settings: Mapping[str, str]
    says: str
    deaths: int = 0
    running: Process | None = None
    lines: list[str] = field(default_factory=list)
    _life: ExitStack = field(default_factory=ExitStack)
    _dying: threading.Lock = field(default_factory=threading.Lock)

    def begin(self) -> None:
        """Start it."""
        self.running = self._life.enter_context(process(*self.arguments, settings=self.settings))

    def is_up(self) -> None:
        """Wait until it says that it runs."""
        assert self.running is not None
        self.running.wait_for_line(self.says)

    def kill(self) -> None:
        """SIGKILL, and start it again."""
        if not self._dying.acquire(blocking=False):
            return
        try:
            self.end()
            self.deaths += 1
            self.begin()
            self.is_up()
        finally:
            self._dying.release()

    def end(self) -> None:
        """SIGKILL."""
        self._life.close()
        if self.running is not None:
            self.lines += self.running.written()

    def written(self) -> list[str]:
        """All that it wrote in all of its lives."""
        if self.running is not None:
            self.lines += self.running.written()
        return self.lines


@dataclass
class MortalRedis:
    """The ledger's Redis. It comes back on the same port with what is in its folder."""

    folder: Path
    running: RunningRedis
    deaths: int = 0
    _dying: threading.Lock = field(default_factory=threading.Lock)

    def kill(self) -> None:
        """SIGKILL, and start it again."""
        if not self._dying.acquire(blocking=False):
            return
        try:
            self.running.kill()
            self.deaths += 1
            self.running = sandbox_redis.start(self.running.port, self.folder)
        finally:
            self._dying.release()
