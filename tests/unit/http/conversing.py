"""One client of `graphql-transport-ws`, in this event loop."""

import asyncio
from typing import Any

from starlette.applications import Starlette

from tests.unit.http.telling import Connection, Door, TellingGateway, running, scope_of

PROTOCOL = "graphql-transport-ws"


def connected(
    app: Starlette, gateway: TellingGateway, door: Door | None = None, headers: dict[str, str] | None = None
) -> Connection:
    """A WebSocket that asks to connect."""
    scope = scope_of("websocket", running(gateway, door), headers, subprotocols=[PROTOCOL])
    connection = Connection(app, scope)
    connection.comes({"type": "websocket.connect"})
    return connection


def begun(app: Starlette, gateway: TellingGateway, door: Door | None = None) -> Connection:
    """A WebSocket whose client has said who it is."""
    connection = connected(app, gateway, door)
    connection.says(type="connection_init")
    return connection


def subscribe(connection: Connection, identifier: str, query: str, **payload: Any) -> None:
    connection.says(type="subscribe", id=identifier, payload={"query": query, **payload})


async def left(connection: Connection, going: "asyncio.Task[None]") -> None:
    """The client goes away without a word."""
    connection.comes({"type": "websocket.disconnect", "code": 1006})
    await going


async def said(connection: Connection, count: int) -> list[dict[str, Any]]:
    """So many messages, once they are there."""
    await connection.until(lambda: len(connection.messages) >= count)
    return connection.messages
