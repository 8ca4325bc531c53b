"""The upstreams on their ports: HTTP/1.1 with keep-alive, nothing between the socket and the look-up.

`GET /__stats` on any port says how much each was asked and what CPU time this process has used, in seconds.
"""

import asyncio
import resource
from collections.abc import Mapping
from typing import cast

from benchmarks.framing import Message, next_message
from benchmarks.stub.upstream import Upstream, http_response

LOOPBACK = "127.0.0.1"
STATS = b"/__stats"


class Connection(asyncio.Protocol):
    """One client, answered in the order in which it asks."""

    def __init__(self, upstream: Upstream, everyone: Mapping[str, Upstream]) -> None:
        self._upstream = upstream
        self._everyone = everyone
        self._received = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)  # uvloop's is none by inheritance

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        self._received += data
        try:
            while message := next_message(self._received):
                self._received = self._received[message.size :]
                self._transport.write(self._answer(message))
        except ValueError as problem:
            self._transport.write(http_response({"errors": [{"message": str(problem)}]}, b"400 Bad Request"))
            self._transport.close()

    def _answer(self, message: Message) -> bytes:
        target = message.head.split(b" ", 2)[1]
        if target == STATS:
            return http_response(stats(self._everyone))
        return self._upstream.answer(message.body, target, message.header(b"authorization"))


def stats(everyone: Mapping[str, Upstream]) -> dict[str, object]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "cpu_seconds": used.ru_utime + used.ru_stime,
        "upstreams": {name: upstream.counters() for name, upstream in everyone.items()},
    }


async def listen(upstream: Upstream, everyone: Mapping[str, Upstream], port: int) -> asyncio.Server:
    """Serve on loopback; port 0 takes a free one. Raises `OSError` where the port is taken."""
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: Connection(upstream, everyone), LOOPBACK, port, backlog=512)
