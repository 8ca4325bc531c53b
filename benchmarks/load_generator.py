"""Load without wrk: `python -m benchmarks.load_generator URL FILE --seconds N --connections N`.

A closed loop over raw sockets: each connection sends the next prepared request as soon as its last one is answered.
Prints one line of JSON, the same as `replay.lua` does: times in seconds, `received` in bytes with heads.
"""

import argparse
import asyncio
import itertools
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import uvloop

from benchmarks.framing import next_message

DRAIN_SECONDS = 10.0
"""How long an answer may be awaited once the time is over."""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """`failures` counts answers that are no 200 and connections that broke; percentiles are of the answer times."""

    requests: int
    seconds: float
    received: int
    p50: float
    p99: float
    failures: int


class Tally:
    """What the connections have seen together."""

    def __init__(self) -> None:
        self.latencies: list[float] = []
        self.received = 0
        self.failures = 0

    def result(self, seconds: float) -> LoadResult:
        ordered = sorted(self.latencies)
        return LoadResult(
            requests=len(ordered),
            seconds=seconds,
            received=self.received,
            p50=percentile(ordered, 50),
            p99=percentile(ordered, 99),
            failures=self.failures,
        )


def percentile(ordered: Sequence[float], percent: int) -> float:
    """The nearest rank of values in ascending order; 0 where there are none."""
    if not ordered:
        return 0.0
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


class Client(asyncio.Protocol):
    """One connection. `done` is resolved when it has stopped, by its own will or because it broke."""

    def __init__(self, requests: Iterator[bytes], deadline: float, tally: Tally) -> None:
        self._requests = requests
        self._deadline = deadline
        self._tally = tally
        self._buffer = b""
        self._sent_at = 0.0
        self._transport: asyncio.WriteTransport | None = None
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)  # uvloop's is none by inheritance
        self._send()

    def _send(self) -> None:
        assert self._transport is not None
        self._sent_at = time.perf_counter()
        self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        message = next_message(self._buffer)
        if message is None:
            return
        self._buffer = self._buffer[message.size :]
        now = time.perf_counter()
        self._tally.latencies.append(now - self._sent_at)
        self._tally.received += message.size
        self._tally.failures += message.head.split(b" ", 2)[1] != b"200"
        if now < self._deadline:
            self._send()
        else:
            self._stop()

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.done.done():
            self._tally.failures += 1
            self.done.set_result(None)

    def _stop(self) -> None:
        assert self._transport is not None
        self.done.set_result(None)
        self._transport.close()


def prepared_requests(url: str, lines: Sequence[str]) -> list[bytes]:
    """The bytes of each request. A line is the body, a tab, and the Authorization header or nothing."""
    address = urlsplit(url)
    found = []
    for line in lines:
        text, _, authorization = line.partition("\t")
        body = text.encode()
        extra = f"Authorization: {authorization}\r\n" if authorization else ""
        head = (
            f"POST {address.path or '/'} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\n"
            f"Accept: application/json\r\n{extra}Content-Length: {len(body)}\r\n\r\n"
        )
        found.append(head.encode() + body)
    return found


async def generate(url: str, lines: Sequence[str], seconds: float, connections: int) -> LoadResult:
    """Load on one server for `seconds`. Raises `OSError` where nothing listens at `url`."""
    loop, address, tally = asyncio.get_running_loop(), urlsplit(url), Tally()
    assert address.hostname
    assert address.port
    requests = itertools.cycle(prepared_requests(url, lines))
    started = time.perf_counter()
    deadline = started + seconds
    clients = [
        (await loop.create_connection(lambda: Client(requests, deadline, tally), address.hostname, address.port))[1]
        for _ in range(connections)
    ]
    unanswered = (await asyncio.wait([client.done for client in clients], timeout=seconds + DRAIN_SECONDS))[1]
    tally.failures += len(unanswered)
    return tally.result(time.perf_counter() - started)


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.load_generator", description=__doc__)
    options.add_argument("url")
    options.add_argument("file", type=Path)
    options.add_argument("--seconds", type=float, default=5.0)
    options.add_argument("--connections", type=int, default=16)
    arguments = options.parse_args()
    lines = arguments.file.read_text(encoding="utf-8").splitlines()
    result = uvloop.run(generate(arguments.url, lines, arguments.seconds, arguments.connections))
    print(json.dumps(asdict(result)))


if __name__ == "__main__":
    main()
