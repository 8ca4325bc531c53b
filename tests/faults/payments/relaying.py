"""What stands between a process and the ledger's Redis, so that it can be killed, or held up, between any two steps.

Each step of a payment is a command to its ledger. Whoever arms a step counts the commands that are about the payments
of one cart, and has something done before the n-th of them is passed on: in all runs at the same place, however slow
the machine is.
"""

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

_CHUNK: Final = 1 << 20
_PAYMENT: Final = re.compile(rb"pay_[0-9a-f]{33}")
_PATIENCE: Final = 10.0


@dataclass(slots=True)
class Armed:
    """One step that waits: `left` commands of the cart's payments to go, then `seconds` late, or `kill`."""

    left: int
    seconds: float = 0.0
    kill: Callable[[], None] | None = None


@dataclass
class Relay:
    """Passes on to the port that `upstream` tells, and looks at what is sent there.

    `carts` are the quote ids of payments, shared by all that pass on to one ledger: who began a payment says whose it
    is, and the others only name it.
    """

    upstream: Callable[[], int]
    carts: dict[bytes, bytes]
    port: int = 0
    _armed: dict[bytes, list[Armed]] = field(default_factory=dict)

    def arm(self, quote_id: int, armed: Armed) -> None:
        """From now on the commands of this cart count."""
        self._armed.setdefault(str(quote_id).encode(), []).append(armed)

    def disarm(self) -> None:
        """Nothing waits any more."""
        self._armed.clear()

    async def start(self) -> None:
        """Listen on a free port."""
        server = await asyncio.start_server(self._relay, "127.0.0.1", self.port, limit=_CHUNK)
        self.port = server.sockets[0].getsockname()[1]

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.upstream(), limit=_CHUNK)
        except OSError:
            writer.transport.abort()
            return
        ways = (
            asyncio.create_task(self._pass(reader, back, looks=True)),
            asyncio.create_task(self._pass(there, writer, looks=False)),
        )
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        for each in (writer, back):
            each.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, looks: bool) -> None:
        with suppress(OSError):
            while chunk := await reader.read(_CHUNK):
                if looks and self._armed and not await self._may_pass(chunk):
                    return
                writer.write(chunk)
                await writer.drain()

    async def _may_pass(self, chunk: bytes) -> bool:
        """Whether it is passed on: not where its sender is dead."""
        quote = self._cart_of(chunk)
        for armed in list(self._armed.get(quote, ())) if quote else ():
            armed.left -= 1
            if armed.left:
                continue
            if armed.kill is not None:
                await asyncio.to_thread(armed.kill)
                return False
            await asyncio.sleep(armed.seconds)
        return True

    def _cart_of(self, chunk: bytes) -> bytes | None:
        if (found := _PAYMENT.search(chunk)) is None:
            return None
        return self.carts.get(found[0]) or self._first_seen(found[0], chunk)

    def _first_seen(self, payment_id: bytes, chunk: bytes) -> bytes | None:
        written = re.search(rb'"quote_id":(\d+)', chunk)
        if written is not None:
            self.carts[payment_id] = written[1]
        return self.carts.get(payment_id)


@contextmanager
def relayed(*relays: Relay) -> Iterator[None]:
    """All of them, in a thread of their own, for as long as the context lasts."""
    loop, started, stop = asyncio.new_event_loop(), threading.Event(), asyncio.Event()

    async def run() -> None:
        for relay in relays:
            await relay.start()
        started.set()
        await stop.wait()

    def work() -> None:
        loop.run_until_complete(run())
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    thread = threading.Thread(target=work, name="relay", daemon=True)
    thread.start()
    assert started.wait(_PATIENCE), "the relay did not start"
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(_PATIENCE)
