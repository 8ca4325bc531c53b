"""The server: uvicorn as we want it, which tells the application first that it is to end."""

import socket
from contextlib import suppress

import uvicorn
from starlette.applications import Starlette

from bff.http.application import end_subscriptions
from bff.http.subscriptions.limits import SubscriptionLimits


class Server(uvicorn.Server):
    """Ends subscriptions before it waits for what is still being answered: they would never end by themselves."""

    def __init__(self, config: uvicorn.Config, app: Starlette) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does, once the application knows."""
        end_subscriptions(self._app)
        await super().shutdown(sockets)


def server_of(app: Starlette, *, host: str, port: int, drain_seconds: int, subscriptions: SubscriptionLimits) -> Server:
    """The server of an application. Once told to end it takes at most `drain_seconds` more."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=subscriptions.max_message_bytes,
        # Messages are small, and unpacking costs CPU and memory at a stranger's bidding.
        ws_per_message_deflate=False,
        ws_ping_interval=subscriptions.keep_alive_seconds,
        ws_ping_timeout=subscriptions.send_seconds,
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=drain_seconds,
    )
    return Server(config, app)


def run(server: Server, sockets: list[socket.socket] | None = None) -> bool:
    """Serve until a signal says to end, on `sockets` where these are given. Whether it could start at all."""
    with suppress(KeyboardInterrupt):
        server.run(sockets)
    return server.started
