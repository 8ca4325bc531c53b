"""Subscriptions over a real server on loopback: what clients hear, and what is left when they are gone."""

import json
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from bff.http.application import HttpOptions, application
from bff.http.running import Running
from bff.http.server import Server, server_of
from bff.http.subscriptions.limits import SubscriptionLimits
from bff.telemetry import Metrics
from tests.services.processes import PATIENCE, served, until
from tests.unit.http.telling import TellingGateway, running

PROTOCOL = Subprotocol("graphql-transport-ws")


@dataclass
class Telling:
    """A server in a thread, whose gateway tells events."""

    address: str
    server: Server
    app: Starlette
    gateway: TellingGateway
    limits: SubscriptionLimits = field(default_factory=SubscriptionLimits)

    @property
    def open(self) -> tuple[int, int, int]:
        """Connections, operations, and resolvers that run."""
        return self.app.state.connections.open, self.app.state.connections.operations, self.gateway.open


@contextmanager
def telling(limits: SubscriptionLimits) -> Iterator[Telling]:
    gateway = TellingGateway()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[Running]:
        yield running(gateway)

    app = application(HttpOptions(subscriptions=limits), Metrics(), lifespan)
    server = server_of(app, host="127.0.0.1", port=0, drain_seconds=int(PATIENCE * 2), subscriptions=limits)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Telling(f"127.0.0.1:{port}", server, app, gateway, limits)
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        assert not thread.is_alive(), "an open connection keeps the server from ending"


@pytest.fixture
def server() -> Iterator[Telling]:
    with telling(SubscriptionLimits()) as running_server:
        yield running_server


@contextmanager
def websocket(address: str) -> Iterator[ClientConnection]:
    """A WebSocket that is begun."""
    with connect(f"ws://{address}/graphql", subprotocols=[PROTOCOL], open_timeout=PATIENCE) as opened:
        opened.send('{"type":"connection_init"}')
        assert heard(opened) == {"type": "connection_ack"}
        yield opened


def subscribe(opened: ClientConnection, query: str, identifier: str = "a") -> None:
    opened.send(json.dumps({"type": "subscribe", "id": identifier, "payload": {"query": query}}))


def heard(opened: ClientConnection) -> object:
    return json.loads(opened.recv(timeout=PATIENCE))


def stream(address: str, query: str) -> socket.socket:
    """A connection that has asked for an event stream."""
    host, port = address.split(":")
    opened = socket.create_connection((host, int(port)), PATIENCE)
    body = json.dumps({"query": query}).encode()
    head = f"POST /graphql HTTP/1.1\r\nhost: {address}\r\naccept: text/event-stream\r\ncontent-type: application/json"
    opened.sendall(f"{head}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body)
    return opened


def read_until(opened: socket.socket, what: bytes) -> bytes:
    received = b""
    while what not in received:
        chunk = opened.recv(65_536)
        assert chunk, received
        received += chunk
    return received


def reset(opened: socket.socket) -> None:
    """Gone without a word, as when a network breaks."""
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    opened.close()


def test_a_hundred_clients_that_vanish_leave_nothing_running(server: Telling) -> None:
    with ExitStack() as stack:
        websockets = [stack.enter_context(websocket(server.address)) for _ in range(50)]
        for opened in websockets:
            subscribe(opened, "endless")
            subscribe(opened, "silent", "b")
        streams = [stream(server.address, "endless") for _ in range(50)]
        for opened_stream in streams:
            read_until(opened_stream, b"event: next")
        until(lambda: server.open == (100, 150, 150))
        for opened in websockets:
            opened.socket.shutdown(socket.SHUT_RDWR)
        for opened_stream in streams:
            reset(opened_stream)
        until(lambda: server.open == (0, 0, 0))


def test_when_the_server_ends_streams_end_whole_and_websockets_are_closed() -> None:
    with telling(SubscriptionLimits()) as server, websocket(server.address) as opened:
        opened_stream = stream(server.address, "endless")
        subscribe(opened, "endless")
        assert heard(opened) == {"id": "a", "type": "next", "payload": {"data": {"number": 1}}}
        read_until(opened_stream, b"event: next")
        server.server.should_exit = True
        read_until(opened_stream, b"0\r\n\r\n")
        with pytest.raises(ConnectionClosed) as closed:
            heard(opened)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1012
        opened_stream.close()


def test_a_message_that_is_too_large_closes_the_connection_before_it_is_read_to_its_end() -> None:
    with telling(SubscriptionLimits(max_message_bytes=1_000)) as server, websocket(server.address) as opened:
        subscribe(opened, "1" * 2_000)
        with pytest.raises(ConnectionClosed) as closed:
            heard(opened)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009
        assert server.gateway.asked == []


def test_a_page_of_another_origin_is_told_why_it_cannot_connect(server: Telling) -> None:
    address = f"ws://{server.address}/graphql"
    with pytest.raises(InvalidStatus) as denied, connect(address, origin=Origin("https://another.example")):
        pass
    assert denied.value.response.status_code == 403
    assert b"CROSS_SITE_REQUEST" in (denied.value.response.body or b"")


def test_the_service_answers_queries_over_websockets_and_as_streams_and_ends_in_spite_of_them(
    settings: dict[str, str],
) -> None:
    query = "{ storeConfig { store_code } service { version } }"
    with served(settings) as (address, bff), websocket(urlsplit(address).netloc) as opened:
        subscribe(opened, query)
        told = heard(opened)
        assert isinstance(told, dict)
        assert told["payload"]["data"]["storeConfig"] == {"store_code": "default"}
        assert heard(opened) == {"id": "a", "type": "complete"}
        with stream(urlsplit(address).netloc, query) as opened_stream:
            text = read_until(opened_stream, b"event: complete\ndata:\n\n")
        assert b'"store_code":"default"' in text
        bff.ask_to_end()
        line = bff.wait_for_line("connection")
        bff.wait_for_line("Application shutdown complete")
        bff.ended()
    assert (line["path"], line["code"]) == ("/graphql", None)
    assert "127.0.0.1" not in json.dumps([each for each in bff.lines if "running on" not in str(each["event"])])
