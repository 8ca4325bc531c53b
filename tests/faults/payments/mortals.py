"""Processes that are killed at any moment, and come back."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sandbox import redis as sandbox_redis
from sandbox.redis import RunningRedis
from tests.faults.payments.lives import Life


@dataclass
class Mortal:
    """A process that is started again whenever it was killed. Two who kill it at once kill it once.

    `log` has all that it wrote in all of its lives; it is up once it `says` so there.
    """

    arguments: tuple[str, ...]
    settings: Mapping[str, str]
    says: str
    log: Path
    deaths: int = 0
    _life: Life | None = None
    _dying: threading.Lock = field(default_factory=threading.Lock)

    def begin(self) -> None:
        """Start it."""
        self._life = Life(self.arguments, self.settings, self.log)

    def is_up(self) -> None:
        """Wait until it says that it runs."""
        assert self._life is not None
        self._life.wait_for_line(self.says)

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
        if self._life is not None:
            self._life.end()

    def written(self) -> list[str]:
        """All that it wrote in all of its lives."""
        return self.log.read_text(encoding="utf-8").splitlines()


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
