"""GraphQL over WebSockets: who may connect, and as whom."""

from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from time import perf_counter
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from bff.http.answers import BadRequestError, error_body
from bff.http.caller import ClientAddress, headers_of
from bff.http.negotiation import MediaType
from bff.http.origins import Origins
from bff.http.running import running_of
from bff.http.subscriptions.connections import Connections
from bff.http.subscriptions.conversation import Conversation
from bff.http.subscriptions.limits import SubscriptionLimits
from bff.http.subscriptions.listener import Listener
from bff.http.subscriptions.messages import PROTOCOL
from bff.http.subscriptions.tasks import in_time
from bff.telemetry import logger

_NOT_SPOKEN: Final = 4406


class WebSockets:
    """The ASGI application for WebSockets at `/graphql`. A response may take `seconds`."""

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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = perf_counter()
        socket = WebSocket(scope, receive, send)
        headers = headers_of(scope)
        code: int | None = None
        try:
            self._origins.check(headers)
            with self._connections.opened(), suppress(ClientDisconnect, WebSocketDisconnect):
                code = await self._converse(socket, headers)
        except BadRequestError as refusal:
            code = int(refusal.status)
            await _deny(socket, refusal)
        finally:
            milliseconds = round((perf_counter() - started) * 1000, 2)
            logger().info("connection", path=scope["path"], code=code, ms=milliseconds)

    async def _converse(self, socket: WebSocket, headers: dict[str, str]) -> int | None:
        if PROTOCOL not in socket.scope["subprotocols"]:
            await socket.accept()
            await in_time(socket.close(_NOT_SPOKEN, "Subprotocol not acceptable"), self._limits.send_seconds)
            return _NOT_SPOKEN
        await socket.accept(PROTOCOL)
        address = self._addresses.of(socket.scope, headers)

        async def listener_of(told: Mapping[str, str]) -> Listener:
            return await Listener.of(running_of(socket.scope), {**headers, **told}, address, self._seconds)

        return await Conversation(socket, listener_of, self._connections, self._limits).run()


async def _deny(socket: WebSocket, refusal: BadRequestError) -> None:
    """Answer the request to connect like any other that is refused."""
    if "websocket.http.response" not in socket.scope.get("extensions", {}):
        await socket.close()
        return
    body = error_body(refusal.code, refusal.message)
    response = Response(body, HTTPStatus(refusal.status), media_type=MediaType.JSON.value.decode())
    response.raw_headers.extend(refusal.headers)
    await socket.send_denial_response(response)
