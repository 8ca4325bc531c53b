"""Lives of the service's processes, forked from one process that has imported the service and opened nothing.

Nothing is opened at import, so a life differs in nothing from a process that was started from its beginning. It takes
a third of the CPU, so that the machine goes on with shoppers while somebody is killed.
"""

import json
import os
import sys
import time
from collections.abc import Mapping
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

from bff.__main__ import app

PATIENCE: Final = 120.0
"""Seconds that a start may take on a busy machine."""

_FORKS: Final = get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])


class Life:
    """`bff ...` with these settings and no others, from its start to its end. What it writes is added to `log`."""

    def __init__(self, arguments: tuple[str, ...], settings: Mapping[str, str], log: Path) -> None:
        self._log = log
        self._written_before = log.stat().st_size if log.exists() else 0
        self._running: ForkServerProcess = _FORKS.Process(
            target=_live, args=(arguments, dict(settings), str(log)), daemon=True
        )
        self._running.start()

    def wait_for_line(self, event: str) -> None:
        """Until it has written a line whose event begins so."""
        deadline = time.monotonic() + PATIENCE
        while not any(_event(line).startswith(event) for line in self._lines()):
            assert self._running.is_alive(), f"it ended and wrote no line {event!r}: {self._lines()}"
            assert time.monotonic() < deadline, f"no line {event!r} among {self._lines()}"
            time.sleep(0.02)

    def end(self) -> None:
        """SIGKILL."""
        self._running.kill()
        self._running.join(PATIENCE)

    def _lines(self) -> list[str]:
        if not self._log.exists():
            return []
        return self._log.read_bytes()[self._written_before :].decode().splitlines()


def _live(arguments: tuple[str, ...], settings: Mapping[str, str], log: str) -> None:
    for name in [name for name in os.environ if name.startswith("BFF_")]:
        del os.environ[name]
    os.environ.update(settings)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(written, sys.stdout.fileno())
    os.dup2(written, sys.stderr.fileno())
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # a text file, as every process has it
    app(list(arguments))


def _event(line: str) -> str:
    try:
        return str(json.loads(line)["event"])
    except (ValueError, KeyError, TypeError):
        return line
