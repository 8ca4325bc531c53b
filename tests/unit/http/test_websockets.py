"""`graphql-transport-ws`: what clients that speak it rely on, and what nobody can do to us with it."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import orjson
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect
from structlog.testing import capture_logs

from bff.http.application import end_subscriptions
from tests.unit.http.telling import SHOP, Connection, Door, TellingGateway, app_with, running, scope_of

PROTOCOL = "graphql-transport-ws"


@pytest.fixture
def gateway() -> TellingGateway:
    return TellingGateway()


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


async def test_a_subscription_is_acknowledged_told_event_by_event_and_completed(gateway: TellingGateway) -> None:
    connection = begun(app_with(), gateway)
    subscribe(connection, "a", "2", operationName="Two", variables={"x": 1})
    going = connection.start()
    assert await said(connection, 4) == [
        {"type": "connection_ack"},
        {"id": "a", "type": "next", "payload": {"data": {"number": 1}}},
        {"id": "a", "type": "next", "payload": {"data": {"number": 2}}},
        {"id": "a", "type": "complete"},
    ]
    assert connection.sent[0] == {"type": "websocket.accept", "subprotocol": PROTOCOL, "headers": []}
    assert (gateway.request.operation_name, gateway.request.variables) == ("Two", {"x": 1})
    await left(connection, going)


async def test_an_operation_that_is_refused_ends_with_an_error_and_nothing_after_it(gateway: TellingGateway) -> None:
    connection = begun(app_with(), gateway)
    subscribe(connection, "a", "refused")
    subscribe(connection, "b", "0")
    going = connection.start()
    messages = await said(connection, 3)
    assert {"id": "a", "type": "error", "payload": [{"message": "No."}]} in messages
    assert {"id": "a", "type": "complete"} not in messages
    await left(connection, going)


async def test_several_operations_go_on_at_once_and_each_is_stopped_alone(gateway: TellingGateway) -> None:
    connection = begun(app_with(), gateway)
    subscribe(connection, "a", "endless")
    subscribe(connection, "b", "endless")
    going = connection.start()
    await said(connection, 3)
    connection.says(type="complete", id="a")
    subscribe(connection, "a", "1")
    messages = await said(connection, 5)
    assert [message["type"] for message in messages if message.get("id") == "a"] == ["next", "next", "complete"]
    assert gateway.open == 1
    await left(connection, going)
    assert gateway.open == 0


async def test_a_ping_is_answered_also_before_the_connection_is_begun(gateway: TellingGateway) -> None:
    connection = connected(app_with(), gateway)
    connection.says(type="ping", payload={"a": 1})
    connection.says(type="pong")
    going = connection.start()
    assert await said(connection, 1) == [{"type": "pong"}]
    await left(connection, going)


async def test_what_is_completed_already_may_be_completed_again(gateway: TellingGateway) -> None:
    connection = begun(app_with(), gateway)
    connection.says(type="complete", id="never-begun")
    connection.says(type="ping")
    going = connection.start()
    assert [message["type"] for message in await said(connection, 2)] == ["connection_ack", "pong"]
    await left(connection, going)


@pytest.mark.parametrize(
    "text",
    [
        "no JSON",
        "[]",
        "null",
        "{}",
        '{"type": "unheard-of"}',
        '{"type": "subscribe", "id": "a"}',
        '{"type": "subscribe", "id": "", "payload": {"query": "1"}}',
        '{"type": "subscribe", "id": 7, "payload": {"query": "1"}}',
        '{"type": "subscribe", "id": "a", "payload": {"query": 1}}',
        '{"type": "subscribe", "id": "a", "payload": {"query": "1", "variables": []}}',
        '{"type": "subscribe", "id": "a", "payload": {"query": "1", "operationName": {}}}',
        '{"type": "complete"}',
        '{"type": "connection_init", "payload": {"Authorization": 1}}',
        '{"type": "connection_init", "payload": {"Store": "a\\nb"}}',
    ],
)
async def test_what_is_no_message_closes_with_4400(gateway: TellingGateway, text: str) -> None:
    connection = connected(app_with(), gateway)
    connection.comes({"type": "websocket.receive", "text": text})
    await connection.start()
    assert connection.closed_with == 4400
    assert gateway.asked == []


async def test_bytes_close_with_4400(gateway: TellingGateway) -> None:
    connection = connected(app_with(), gateway)
    connection.comes({"type": "websocket.receive", "bytes": b'{"type":"ping"}'})
    await connection.start()
    assert connection.closed_with == 4400


async def test_a_message_that_is_too_large_closes_with_1009(gateway: TellingGateway) -> None:
    connection = begun(app_with(max_message_bytes=100), gateway)
    subscribe(connection, "a", "1" * 100)
    await connection.start()
    assert (connection.closed_with, gateway.asked) == (1009, [])


async def test_to_subscribe_before_the_connection_is_begun_closes_with_4401(gateway: TellingGateway) -> None:
    connection = connected(app_with(), gateway)
    subscribe(connection, "a", "1")
    await connection.start()
    assert (connection.closed_with, gateway.asked) == (4401, [])


async def test_not_to_begin_in_time_closes_with_4408(gateway: TellingGateway) -> None:
    connection = connected(app_with(init_seconds=0.01), gateway)
    await connection.start()
    assert connection.closed_with == 4408


async def test_an_id_that_is_in_use_closes_with_4409_and_ends_what_runs(gateway: TellingGateway) -> None:
    connection = begun(app_with(), gateway)
    subscribe(connection, "i" * 128, "endless")
    subscribe(connection, "i" * 128, "endless")
    await connection.start()
    assert (connection.closed_with, gateway.open) == (4409, 0)
    assert len(connection.sent[-1]["reason"].encode()) <= 123


async def test_to_begin_twice_closes_with_4429(gateway: TellingGateway) -> None:
    connection = begun(app_with(), gateway)
    connection.says(type="connection_init")
    await connection.start()
    assert connection.closed_with == 4429


def test_another_protocol_closes_with_4406(client: TestClient) -> None:
    with client.websocket_connect("/graphql", subprotocols=["graphql-ws"]) as socket:
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
        assert closed.value.code == 4406


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_a_page_of_another_origin_cannot_connect(
    client: TestClient, gateway: TellingGateway, headers: dict[str, str]
) -> None:
    with (
        pytest.raises(WebSocketDenialResponse) as denied,
        client.websocket_connect("/graphql", subprotocols=[PROTOCOL], headers=headers),
    ):
        pass
    assert denied.value.status_code == 403
    assert orjson.loads(denied.value.content)["errors"][0]["extensions"]["code"] == "CROSS_SITE_REQUEST"


def test_only_the_graphql_endpoint_takes_websockets(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/elsewhere", subprotocols=[PROTOCOL]):
        pass


async def test_what_a_browser_cannot_send_as_headers_comes_with_the_first_message(gateway: TellingGateway) -> None:
    connection = connected(app_with(), gateway, headers={"cookie": "a=b", "store": "default", "origin": SHOP})
    connection.says(type="connection_init", payload={"Store": "de", "cookie": "a=c", "origin": "x", "theme": {"a": 1}})
    subscribe(connection, "a", "0")
    going = connection.start()
    await said(connection, 2)
    assert dict(gateway.caller.headers) == {"cookie": "a=b", "store": "de", "origin": SHOP}
    await left(connection, going)


async def test_a_shopper_who_signs_out_is_closed_with_4403_and_hears_no_more(gateway: TellingGateway) -> None:
    door = Door()
    connection = begun(app_with(check_seconds=0.001), gateway, door)
    subscribe(connection, "a", "endless")
    subscribe(connection, "b", "silent")
    going = connection.start()
    await said(connection, 2)
    door.open = False
    await going
    assert (connection.closed_with, connection.sent[-1]["reason"]) == (4403, "Signed out")
    assert (gateway.open, len(door.callers)) == (0, 1)


async def test_a_connection_lives_no_longer_than_it_may(gateway: TellingGateway) -> None:
    connection = begun(app_with(lifetime_seconds=0.05), gateway)
    await connection.start()
    assert connection.closed_with == 1001


async def test_when_the_process_ends_connections_are_closed_and_none_is_opened(gateway: TellingGateway) -> None:
    app = app_with()
    connection = begun(app, gateway)
    subscribe(connection, "a", "endless")
    going = connection.start()
    await said(connection, 2)
    end_subscriptions(app)
    await going
    assert (connection.closed_with, gateway.open) == (1012, 0)
    late = connected(app, gateway)
    await late.start()
    assert late.sent[0]["type"] == "websocket.close"


async def test_a_client_that_takes_nothing_is_given_up(gateway: TellingGateway) -> None:
    connection = begun(app_with(send_seconds=0.05), gateway)
    subscribe(connection, "a", "endless")
    going = connection.start()
    await said(connection, 2)
    connection.stuck = True
    subscribe(connection, "b", "endless")
    await going
    assert gateway.open == 0


async def test_one_operation_too_many_on_a_connection_is_refused_until_another_ends(gateway: TellingGateway) -> None:
    connection = begun(app_with(max_per_connection=1), gateway)
    subscribe(connection, "a", "endless")
    going = connection.start()
    await said(connection, 2)
    subscribe(connection, "b", "1")
    refused = (await said(connection, 3))[-1]
    assert (refused["id"], refused["type"]) == ("b", "error")
    assert refused["payload"][0]["extensions"]["code"] == "TOO_MANY_SUBSCRIPTIONS"
    connection.says(type="complete", id="a")
    connection.says(type="ping")
    await said(connection, 4)
    subscribe(connection, "b", "1")
    assert (await said(connection, 6))[-1] == {"id": "b", "type": "complete"}
    await left(connection, going)


async def test_one_operation_too_many_in_the_process_is_refused(gateway: TellingGateway) -> None:
    app = app_with(max_per_process=1)
    first, second = begun(app, gateway), begun(app, gateway)
    subscribe(first, "a", "endless")
    going = [first.start()]
    await said(first, 2)
    subscribe(second, "a", "endless")
    going.append(second.start())
    assert (await said(second, 2))[-1]["payload"][0]["extensions"]["code"] == "TOO_MANY_SUBSCRIPTIONS"
    await left(first, going[0])
    await left(second, going[1])


async def test_one_connection_too_many_is_refused(gateway: TellingGateway) -> None:
    app = app_with(max_connections=1)
    first = begun(app, gateway)
    going = first.start()
    await said(first, 1)
    second = connected(app, gateway)
    await second.start()
    assert second.sent[0]["type"] == "websocket.close"
    await left(first, going)


async def test_a_defect_of_ours_ends_one_operation_and_tells_no_secret(gateway: TellingGateway) -> None:
    connection = begun(app_with(), gateway)
    subscribe(connection, "a", "defect")
    with capture_logs() as logged:
        going = connection.start()
        error = (await said(connection, 2))[-1]
        subscribe(connection, "b", "0")
        assert (await said(connection, 3))[-1] == {"id": "b", "type": "complete"}
        await left(connection, going)
    assert (error["type"], error["payload"][0]["extensions"]["code"]) == ("error", "INTERNAL_SERVER_ERROR")
    assert "someone" not in orjson.dumps(error).decode()
    assert [entry["event"] for entry in logged] == ["unhandled exception", "connection"]


async def test_a_connection_is_one_log_line_without_what_was_sent(gateway: TellingGateway) -> None:
    connection = connected(app_with(), gateway, headers={"cookie": "session=secret"})
    connection.scope["query_string"] = b"token=secret"
    connection.says(type="connection_init", payload={"Authorization": "Bearer secret"})
    connection.comes({"type": "websocket.receive", "text": "secret"})
    with capture_logs() as logged:
        await connection.start()
    line: MutableMapping[str, Any]
    [line] = logged
    assert (line["event"], line["path"], line["code"]) == ("connection", "/graphql", 4400)
    assert "secret" not in str(line)


async def test_after_a_hundred_abrupt_disconnects_nothing_runs(gateway: TellingGateway) -> None:
    app, before = app_with(), asyncio.all_tasks()
    connections = [begun(app, gateway) for _ in range(100)]
    for connection in connections:
        subscribe(connection, "a", "endless")
        subscribe(connection, "b", "silent")
    going = [connection.start() for connection in connections]
    for connection, task in zip(connections, going, strict=True):
        await said(connection, 2)
        await left(connection, task)
    assert (gateway.begun, gateway.open) == (200, 0)
    assert (app.state.connections.open, app.state.connections.operations) == (0, 0)
    assert asyncio.all_tasks() == before


async def test_a_client_that_leaves_at_once_leaves_nothing_behind(gateway: TellingGateway) -> None:
    app, before = app_with(), asyncio.all_tasks()
    connection = begun(app, gateway)
    subscribe(connection, "a", "endless")
    connection.comes({"type": "websocket.disconnect", "code": 1006})
    await connection.start()
    assert (gateway.open, app.state.connections.operations) == (0, 0)
    assert asyncio.all_tasks() == before
