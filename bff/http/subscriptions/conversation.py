"""One WebSocket's conversation in `graphql-transport-ws`."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Any, Final, NoReturn

import orjson
from starlette.requests import ClientDisconnect
from starlette.websockets import WebSocket, WebSocketDisconnect

from bff.gateway.request import GraphQLRequest, Outcome
from bff.http.answers import BadRequestError, error_body
from bff.http.subscriptions import messages
from bff.http.subscriptions.connections import Connections, Ending
from bff.http.subscriptions.limits import SubscriptionLimits
from bff.http.subscriptions.listener import Listener
from bff.http.subscriptions.messages import ClientMessage, Closing, Complete, ConnectionInit, Ping, Subscribe
from bff.http.subscriptions.operations import Operations
from bff.http.subscriptions.tasks import first, in_time
from bff.telemetry import logger

_TOLD_IN_MESSAGES: Final = frozenset(
    {
        "authorization",
        "content-currency",
        "preview-version",
        "store",
        "x-adobe-company",
        "x-captcha",
        "x-magento-cache-id",
        "x-recaptcha",
    }
)
"""Headers that a browser cannot send with a WebSocket: the payload of `connection_init` may hold them."""

_SANE_VALUE: Final = re.compile(r"[\x20-\x7e]{0,8192}")
_ENDINGS: Final = {
    Ending.SIGNED_OUT: (4403, "Signed out"),
    Ending.LIFETIME: (1001, "The connection is as old as it may be: connect again"),
    Ending.SHUTDOWN: (1012, "Service restart"),
}


class Conversation:
    """Reads messages, runs operations and closes the connection, each as the protocol says.

    `listener_of` gives the listener for the headers that `connection_init` holds.
    """

    def __init__(
        self,
        socket: WebSocket,
        listener_of: Callable[[Mapping[str, str]], Awaitable[Listener]],
        connections: Connections,
        limits: SubscriptionLimits,
    ) -> None:
        self._socket = socket
        self._listener_of = listener_of
        self._connections = connections
        self._limits = limits
        self._listener: Listener | None = None
        self._acknowledged = asyncio.Event()
        self._broken = asyncio.Event()
        self._operations = Operations(limits.max_per_connection)

    async def run(self) -> int | None:
        """Speak until either side ends it; the code with which we closed the connection, if we did."""
        try:
            return await first(self._read(), self._attended(), self._torn())
        except Closing as closing:
            self._operations.stop_all()
            await in_time(self._socket.close(closing.code, closing.reason), self._limits.send_seconds)
            return closing.code
        finally:
            self._operations.stop_all()
            await self._operations.all_ended()

    async def _read(self) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            await self._handle(messages.read(self._text_of(message)))

    def _text_of(self, message: Mapping[str, Any]) -> str:
        text = message.get("text")
        if not isinstance(text, str):
            raise Closing(4400, "A message is not text")
        if len(text) > self._limits.max_message_bytes:
            raise Closing(1009, f"A message is larger than {self._limits.max_message_bytes} bytes")
        return text

    async def _attended(self) -> NoReturn:
        """Closes the connection where it is not begun in time, and once it is over."""
        try:
            async with asyncio.timeout(self._limits.init_seconds):
                await self._acknowledged.wait()
        except TimeoutError:
            raise Closing(4408, "Connection initialisation timeout") from None
        assert self._listener is not None
        raise Closing(*_ENDINGS[await self._connections.over(self._listener.alive)])

    async def _torn(self) -> None:
        """Ends when an operation finds that nothing can be sent any more."""
        await self._broken.wait()

    async def _handle(self, message: ClientMessage) -> None:
        match message:
            case ConnectionInit():
                await self._begin(message)
            case Ping():
                await self._send(messages.PONG)
            case Subscribe():
                await self._subscribe(message)
            case Complete():
                self._operations.stop(message.id)
            case _:
                pass

    async def _begin(self, message: ConnectionInit) -> None:
        if self._listener is not None:
            raise Closing(4429, "Too many initialisation requests")
        headers = _headers(message.payload or {})
        try:
            self._listener = await self._listener_of(headers)
        except BadRequestError as refusal:
            raise Closing(4403, refusal.code) from None
        await self._send(messages.ACKNOWLEDGED)
        self._acknowledged.set()

    async def _subscribe(self, message: Subscribe) -> None:
        if self._listener is None:
            raise Closing(4401, "Unauthorized")
        try:
            self._operations.check(message.id)
        except BadRequestError as refusal:
            await self._send(messages.error_message(message.id, _errors(refusal)))
            return
        self._operations.begin(message.id, self._operate(message.id, self._listener, _request(message)))

    async def _operate(self, identifier: str, listener: Listener, request: GraphQLRequest) -> None:
        try:
            with self._connections.operating():
                last = await self._answered(identifier, listener, request)
        except BadRequestError as refusal:
            last = messages.error_message(identifier, _errors(refusal))
        except (ClientDisconnect, WebSocketDisconnect):
            self._broken.set()
            return
        except Exception:  # noqa: BLE001 - a defect, and logged; other operations of the connection go on
            logger().exception("unhandled exception", operation="over a WebSocket")
            last = messages.error_message(identifier, orjson.loads(_DEFECT)["errors"])
        if self._operations.forget(identifier):
            await self._last(last)

    async def _answered(self, identifier: str, listener: Listener, request: GraphQLRequest) -> str:
        """Sends the responses. Returns the message that is to be the last."""
        async with aclosing(listener.responses(request)) as responses:
            async for response in responses:
                if response.outcome is not Outcome.EXECUTED:
                    return messages.error_message(identifier, orjson.loads(response.body)["errors"])
                await self._send(messages.next_message(identifier, response.body))
        return messages.complete_message(identifier)

    async def _last(self, message: str) -> None:
        try:
            await self._send(message)
        except (ClientDisconnect, WebSocketDisconnect):
            self._broken.set()

    async def _send(self, text: str) -> None:
        await in_time(self._socket.send_text(text), self._limits.send_seconds)


_DEFECT: Final = error_body("INTERNAL_SERVER_ERROR", "Something went wrong on our side. Tell us when.")


def _request(message: Subscribe) -> GraphQLRequest:
    asked = message.payload
    return GraphQLRequest(asked.query, asked.operation_name, asked.variables or {})


def _errors(refusal: BadRequestError) -> list[Any]:
    errors: list[Any] = orjson.loads(error_body(refusal.code, refusal.message))["errors"]
    return errors


def _headers(payload: Mapping[str, Any]) -> dict[str, str]:
    """The headers among what a client says of itself; the rest is of no use to us."""
    headers = {name.lower(): value for name, value in payload.items() if name.lower() in _TOLD_IN_MESSAGES}
    for name, value in headers.items():
        if not isinstance(value, str) or not _SANE_VALUE.fullmatch(value):
            raise Closing(4400, f"The payload's {name} is not the value of a header")
    return headers
