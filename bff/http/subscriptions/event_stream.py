"""GraphQL over Server-Sent Events, one connection for each operation ("distinct connections mode" of `graphql-sse`)."""

import asyncio
from contextlib import aclosing, suppress
from http import HTTPStatus
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from bff.gateway.request import GraphQLRequest
from bff.http.answers import Headers, error_body
from bff.http.caller import ClientAddress
from bff.http.exchange import STREAMED, exchange_of
from bff.http.negotiation import MediaType
from bff.http.origins import Origins
from bff.http.running import running_of
from bff.http.subscriptions.connections import Connections, Ending
from bff.http.subscriptions.limits import SubscriptionLimits
from bff.http.subscriptions.listener import Listener
from bff.http.subscriptions.tasks import first, in_time

_HEADERS: Final[Headers] = [
    (b"content-type", MediaType.EVENT_STREAM.value),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"vary", b"Accept"),
]
_COMMENT: Final = b":\n\n"
_COMPLETE: Final = b"event: complete\ndata:\n\n"
_SIGNED_OUT: Final = error_body("SIGNED_OUT", "The session in which this was asked has ended. Sign in again.")


class EventStreams:
    """Answers requests that accept `text/event-stream`. An event may take `seconds` to answer."""

    def __init__(
        self,
        addresses: ClientAddress,
        origins: Origins,
        connections: Connections,
        limits: SubscriptionLimits,
        seconds: float,
    ) -> None:
        self._addresses = addresses
        self._origins = origins
        self._connections = connections
        self._limits = limits
        self._seconds = seconds

    async def answer(
        self, scope: Scope, headers: dict[str, str], request: GraphQLRequest, receive: Receive, send: Send
    ) -> None:
        """Stream the responses to `request` until there are no more, the client leaves or the connection is over.

        Raises `BadRequestError` before anything is sent.
        """
        self._origins.check(headers)
        listener = await Listener.of(running_of(scope), headers, self._addresses.of(scope, headers), self._seconds)
        with self._connections.opened(), self._connections.operating():
            exchange_of(scope).outcome = STREAMED
            # Of a client that takes nothing any more the server closes the connection, as its answer is not complete.
            with suppress(ClientDisconnect):
                await self._stream(_Stream(send, self._limits), listener, request, receive)

    async def _stream(self, stream: "_Stream", listener: Listener, request: GraphQLRequest, receive: Receive) -> None:
        await stream.begin()
        ending = await first(
            stream.told(listener, request),
            _left(receive),
            self._connections.over(listener.alive),
            stream.kept_alive(),
        )
        await stream.finish(ending)


class _Stream:
    """What is written to one connection."""

    def __init__(self, send: Send, limits: SubscriptionLimits) -> None:
        self._send = send
        self._limits = limits

    async def begin(self) -> None:
        start = {"type": "http.response.start", "status": HTTPStatus.OK, "headers": list(_HEADERS)}
        await in_time(self._send(start), self._limits.send_seconds)
        await self._write(_COMMENT)

    async def told(self, listener: Listener, request: GraphQLRequest) -> Ending:
        async with aclosing(listener.responses(request)) as responses:
            async for response in responses:
                await self._write(_next(response.body))
        return Ending.COMPLETE

    async def kept_alive(self) -> Ending:
        """Proxies close what is silent for long."""
        while True:
            await asyncio.sleep(self._limits.keep_alive_seconds)
            await self._write(_COMMENT)

    async def finish(self, ending: Ending) -> None:
        """A stream that ends without `complete` is not over for a client: it asks again, elsewhere or later."""
        if ending is not Ending.LEFT:
            await self._write(_LAST.get(ending, b""), more=False)

    async def _write(self, data: bytes, *, more: bool = True) -> None:
        message = {"type": "http.response.body", "body": data, "more_body": more}
        await in_time(self._send(message), self._limits.send_seconds)


async def _left(receive: Receive) -> Ending:
    while (await receive())["type"] != "http.disconnect":
        pass
    return Ending.LEFT


def _next(body: bytes) -> bytes:
    """A line break would end the data; in JSON there is none inside a string, so it may be left out."""
    return b"event: next\ndata: " + b"".join(body.splitlines()) + b"\n\n"


_LAST: Final = {Ending.COMPLETE: _COMPLETE, Ending.SIGNED_OUT: _next(_SIGNED_OUT) + _COMPLETE}
