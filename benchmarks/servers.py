"""Processes under test: started on a CPU of their own, asked, and stopped."""

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.operations import Request

START_SECONDS: Final = 30.0
STOP_SECONDS: Final = 10.0


class BenchmarkError(Exception):
    """The run cannot go on; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running one: its process and the address of its GraphQL endpoint."""

    pid: int
    origin: str

    @property
    def graphql(self) -> str:
        return f"{self.origin}/graphql"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def fetch(url: str, request: Request | None = None) -> bytes:
    """The body of an answer, whatever its status. Raises `OSError` where none comes."""
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if request and request.authorization:
        headers["Authorization"] = request.authorization
    asked = urllib.request.Request(url, data=request.body if request else None, headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as refused:
        return refused.read()


def ask(url: str, request: Request) -> dict[str, Any]:
    """`data` of a GraphQL answer. Raises `BenchmarkError` where it has errors or is none."""
    body = fetch(url, request)
    try:
        answer = json.loads(body)
    except ValueError:
        raise BenchmarkError(f"{url} answered no JSON: {body[:400]!r}") from None
    if not isinstance(answer, dict) or answer.get("errors") or not isinstance(answer.get("data"), dict):
        raise BenchmarkError(f"{url} answered {body[:400]!r}")
    return dict(answer["data"])


@contextmanager
def running(
    name: str, command: Sequence[str], port: int, cpu: int, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """A server pinned to one CPU, from when it answers until the block ends. See `started`."""
    with started(command, cpu, log, environment) as process:
        server = Server(process.pid, f"http://127.0.0.1:{port}")
        _wait_until_it_answers(name, process, server, log)
        yield server


@contextmanager
def started(
    command: Sequence[str], cpu: int, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """A process pinned to one CPU, until the block ends. What it prints goes to `log`.

    Settings of the service in the caller's environment do not reach it: a row runs with what the row says.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BFF_")}
    with log.open("wb") as sink:
        process = subprocess.Popen(
            ["taskset", "-c", str(cpu), *command],
            stdout=sink,
            stderr=sink,
            env={**inherited, **(environment or {})},
        )
        try:
            yield process
        finally:
            _stop(process)


def _wait_until_it_answers(name: str, process: subprocess.Popen[bytes], server: Server, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise BenchmarkError(f"{name} ended with status {process.returncode}: {_ending(log)}")
        try:
            fetch(server.graphql, Request(b'{"query":"{__typename}"}'))
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise BenchmarkError(f"{name} did not answer within {START_SECONDS:.0f} s: {_ending(log)}")


def _ending(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-600:].strip()


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
