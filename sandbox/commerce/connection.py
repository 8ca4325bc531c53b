"""Answers that end in a broken connection, as a client sees it when Commerce or a network in between dies."""

import socket
import struct
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send


class ResetConnection(Response):
    """No answer: the connection is reset."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await _reset(receive)


class HalfAnswer(Response):
    """The head, half of the body, then a reset."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        await _reset(receive)


async def _reset(receive: Receive) -> None:
    transport = _transport(receive)
    # Without lingering the peer gets a reset and not an orderly end.
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        continue


def _transport(receive: Receive) -> Any:
    """ASGI has no word for the connection; uvicorn's request cycle, whose method `receive` is, holds it."""
    cycle = getattr(receive, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is None:
        raise RuntimeError("A connection can be dropped only where uvicorn serves the sandbox: start it as a server.")
    return transport
