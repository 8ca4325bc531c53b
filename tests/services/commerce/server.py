"""An HTTP server that behaves as a test says: well, badly, or not at all."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import orjson


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it arrived, whole. Names of headers in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Peer:
    """The other end of one connection."""

    writer: asyncio.StreamWriter

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def reset(self) -> None:
        """End the connection with a TCP reset."""
        raw = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    def close(self) -> None:
        self.writer.close()


Behaviour = Callable[[Peer], Awaitable[None]]
"""What is done once a request has arrived."""


def http(
    body: bytes, *, status: str = "200 OK", content_type: str = "application/json", headers: Sequence[str] = ()
) -> bytes:
    """A well-formed answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def says(data: bytes, *, then_closes: bool = False) -> Behaviour:
    """Answers with exactly these bytes."""

    async def behaviour(peer: Peer) -> None:
        await peer.say(data)
        if then_closes:
            peer.close()

    return behaviour


def answers(content: object, *, status: str = "200 OK", headers: Sequence[str] = ()) -> Behaviour:
    """Answers with JSON."""
    return says(http(orjson.dumps(content), status=status, headers=headers))


def shows_page(status: str, page: bytes = b"<html><body>Back soon</body></html>", *headers: str) -> Behaviour:
    """Answers with an HTML page."""
    return says(http(page, status=status, content_type="text/html", headers=headers))


def resets(*, after: bytes = b"") -> Behaviour:
    """Resets the connection, after some bytes of an answer perhaps."""

    async def behaviour(peer: Peer) -> None:
        if after:
            await peer.say(after)
            await asyncio.sleep(0.05)  # a reset may overtake what was sent just before; either order is a valid test
        peer.reset()

    return behaviour


async def closes(peer: Peer) -> None:
    """Ends the connection in good order, without an answer."""
    peer.close()


def hangs(*, after: bytes = b"", until: asyncio.Event | None = None) -> Behaviour:
    """Says nothing more, until told or for ever."""

    async def behaviour(peer: Peer) -> None:
        if after:
            await peer.say(after)
        await (until or asyncio.Event()).wait()

    return behaviour


async def floods(peer: Peer) -> None:
    """Answers without end."""
    await peer.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        await peer.say(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")


async def eventually(holds: Callable[[], bool]) -> None:
    """Wait until it holds; give up after a minute."""
    for _ in range(6000):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come about within a minute")


GRAPHQL: dict[str, object] = {"data": {"__typename": "Query"}}


@dataclass
class Server:
    """Does `script` request by request; the last behaviour in it lasts. `on_connect` comes before any request."""

    script: list[Behaviour] = field(default_factory=lambda: [answers(GRAPHQL)])
    on_connect: Behaviour | None = None
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    url: str = ""
    _open: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def named_url(self) -> str:
        """With a host name: cookie jars keep nothing from a bare address, so only here a cookie could come back."""
        return self.url.replace("127.0.0.1", "localhost")

    def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.create_task(self._converse(reader, writer))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def has_received(self, count: int) -> None:
        """Wait until so many requests have arrived."""
        await eventually(lambda: len(self.received) >= count)

    async def stop(self) -> None:
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = Peer(writer)
        try:
            if self.on_connect is not None:
                await self.on_connect(peer)
            while not writer.is_closing():
                self.received.append(await _read(reader))
                await self._next()(peer)
        except (OSError, asyncio.IncompleteReadError):
            return  # the client has left
        finally:
            writer.close()

    def _next(self) -> Behaviour:
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]


async def _read(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    method, path, _ = first.split(" ")
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Received(method, path, headers, body)


@asynccontextmanager
async def serving(server: Server, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """The server on a free port of the loopback interface."""
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls)
    port = listener.sockets[0].getsockname()[1]
    server.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    try:
        yield server
    finally:
        listener.close()
        await server.stop()
        await listener.wait_closed()
