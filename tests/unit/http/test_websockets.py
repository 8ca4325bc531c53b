"""`graphql-transport-ws`: what clients that speak it rely on, and what nobody can do to us with it."""

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.unit.http.conversing import PROTOCOL, begun, connected, left, said, subscribe
from tests.unit.http.telling import SHOP, TellingGateway, app_with


@pytest.fixture
def gateway() -> TellingGateway:
    return TellingGateway()


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
