"""What ends a WebSocket, what it may hold, and what is left of it: nothing."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import orjson
import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse
from structlog.testing import capture_logs

from bff.http.application import end_subscriptions
from tests.unit.http.conversing import PROTOCOL, begun, connected, left, said, subscribe
from tests.unit.http.telling import Door, TellingGateway, app_with


@pytest.fixture
def gateway() -> TellingGateway:
    return TellingGateway()


async def test_a_message_that_is_too_large_closes_with_1009(gateway: TellingGateway) -> None:
    connection = begun(app_with(max_message_bytes=100), gateway)
    subscribe(connection, "a", "1" * 100)
    await connection.start()
    assert (connection.closed_with, gateway.asked) == (1009, [])


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
