"""The service's processes, started as whoever runs it would start them."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 100.0
"""Seconds that anything may take here before a test gives up; no test passes or fails by being faster."""


@dataclass
class Process:
    """One process with the log lines that it has written."""

    running: "subprocess.Popen[str]"
    lines: list[dict[str, Any]] = field(default_factory=list)
    _coming: "Queue[str | None]" = field(default_factory=Queue)

    def follow(self) -> None:
        """Read its output until it ends."""
        assert self.running.stdout is not None
        for line in self.running.stdout:
            self._coming.put(line)
        self._coming.put(None)

    def wait_for_line(self, event: str) -> dict[str, Any]:
        """The next log line whose event begins so."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                text = self._coming.get(timeout=max(0.0, deadline - time.monotonic()))
            except Empty:
                raise AssertionError(f"no line {event!r} among {self.lines}") from None
            if text is None:
                raise AssertionError(f"it ended with {self.running.wait(PATIENCE)} and no line {event!r}: {self.lines}")
            line = json.loads(text) if text.startswith("{") else {"event": text.rstrip()}
            self.lines.append(line)
            if str(line["event"]).startswith(event):
                return line

    def written(self) -> list[str]:
        """The lines that it has written and nobody has waited for, as far as they were read; each is told once."""
        found = []
        while not self._coming.empty():
            line = self._coming.get()
            if line is not None:
                found.append(line.rstrip())
        return found

    def ask_to_end(self) -> None:
        """SIGTERM, as an orchestrator sends it."""
        self.running.send_signal(signal.SIGTERM)

    def ended(self) -> int:
        """Its exit code, once it has ended."""
        return self.running.wait(PATIENCE)


@contextmanager
def process(*arguments: str, settings: Mapping[str, str], python: tuple[str, ...] = ("-m", "bff")) -> Iterator[Process]:
    """`bff ...` with these settings and no others; killed at the end if it still runs."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BFF_")}
    with subprocess.Popen(
        [sys.executable, *python, *arguments],
        cwd=ROOT,
        env={**environment, **settings, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        started = Process(running)
        reader = Thread(target=started.follow, daemon=True)
        reader.start()
        try:
            yield started
        finally:
            running.kill()
            reader.join(PATIENCE)


@contextmanager
def served(settings: Mapping[str, str]) -> Iterator[tuple[str, Process]]:
    """`bff serve` on a free port of loopback, with its address."""
    with process("serve", "--port", "0", settings=settings) as serving:
        address = str(serving.wait_for_line("Uvicorn running on")["event"]).split()[3]
        yield address, serving


@contextmanager
def sandbox_commerce(*options: str) -> Iterator[str]:
    """A sandbox Commerce on a free port of loopback: its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with process("--port", str(port), *options, settings={}, python=("-m", "sandbox.commerce")):
        until(lambda: post(address, "{ __typename }")[0] == 200)
        yield address


def as_environment(settings: Mapping[str, Any], prefix: str = "BFF_") -> dict[str, str]:
    """Settings by section, as the variables that say the same."""
    written: dict[str, str] = {}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            written |= as_environment(value, f"{prefix}{name.upper()}__")
        else:
            written[f"{prefix}{name.upper()}"] = json.dumps(value) if isinstance(value, list | bool) else str(value)
    return written


def post(address: str, query: str, **parameters: Any) -> tuple[int, Any]:
    """Status and decoded body of a GraphQL request; (0, None) where nobody answers."""
    body = json.dumps({"query": query, **parameters}).encode()
    return fetch(f"{address}/graphql", body, {"content-type": "application/json"})


def fetch(address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> tuple[int, Any]:
    """Status and decoded body; (0, None) where nobody answers."""
    request = urllib.request.Request(address, body, dict(headers or {}))
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)
    except OSError:
        return 0, None


def until(holds: Any) -> None:
    """Wait until it holds."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it never came to hold"
        time.sleep(0.05)


def free_port() -> int:
    """A port of loopback that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
