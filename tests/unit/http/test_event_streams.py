"""Subscriptions as Server-Sent Events: what comes over the wire, and when it ends."""

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bff.http.application import end_subscriptions
from tests.unit.http.telling import Connection, Door, TellingGateway, app_with, running, scope_of

STREAM = {"accept": "text/event-stream"}


@pytest.fixture
def gateway() -> TellingGateway:
    return TellingGateway()


def subscribed(app: Starlette, gateway: TellingGateway, query: str, door: Door | None = None) -> Connection:
    """A connection whose request has come in."""
    state = running(gateway, door)
    scope = scope_of("http", state, {**STREAM, "content-type": "application/json"}, method="POST")
    connection = Connection(app, scope)
    connection.comes({"type": "http.request", "body": b'{"query":"%s"}' % query.encode()})
    return connection


def test_events_come_one_by_one_and_then_complete(client: TestClient) -> None:
    response = client.post("/graphql", json={"query": "2"}, headers=STREAM)
    assert response.status_code == 200
    assert response.text == (
        ":\n\n"
        'event: next\ndata: {  "data": {"number": 1}}\n\n'
        'event: next\ndata: {  "data": {"number": 2}}\n\n'
        "event: complete\ndata:\n\n"
    )


def test_nobody_on_the_way_keeps_or_holds_back_a_stream(client: TestClient) -> None:
    headers = client.post("/graphql", json={"query": "1"}, headers=STREAM).headers
    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")
    assert headers["x-content-type-options"] == "nosniff"


def test_a_browsers_event_source_subscribes_by_get_and_may_change_nothing(
    client: TestClient, gateway: TellingGateway
) -> None:
    response = client.get("/graphql", params={"query": "1", "variables": '{"a": 1}'}, headers=STREAM)
    assert "event: complete" in response.text
    assert (gateway.request.variables, gateway.request.mutations_allowed) == ({"a": 1}, False)


def test_an_operation_that_is_refused_is_one_event(client: TestClient) -> None:
    response = client.post("/graphql", json={"query": "refused"}, headers=STREAM)
    assert response.text.endswith('event: next\ndata: {"errors":[{"message":"No."}]}\n\nevent: complete\ndata:\n\n')


def test_a_request_that_is_no_graphql_is_refused_as_any_other(client: TestClient) -> None:
    response = client.post("/graphql", json={"no": "query"}, headers=STREAM)
    assert (response.status_code, response.headers["content-type"]) == (400, "application/json; charset=utf-8")
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_a_page_of_another_origin_gets_no_stream(
    client: TestClient, gateway: TellingGateway, headers: dict[str, str]
) -> None:
    response = client.get("/graphql", params={"query": "1"}, headers={**STREAM, **headers})
    assert (response.status_code, gateway.asked) == (403, [])
    assert response.json()["errors"][0]["extensions"]["code"] == "CROSS_SITE_REQUEST"


@pytest.mark.parametrize(
    "accept",
    [
        "application/graphql-response+json, application/json, text/event-stream, multipart/mixed",
        "application/json, text/event-stream;q=0.9",
        "*/*",
    ],
)
def test_a_client_that_names_all_it_knows_gets_json(client: TestClient, accept: str) -> None:
    response = client.post("/graphql", json={"query": "1"}, headers={"accept": accept})
    assert "json" in response.headers["content-type"]


@pytest.mark.parametrize("accept", ["text/event-stream, */*;q=0.1", "text/event-stream;q=0.9, application/json;q=0.5"])
def test_a_client_that_likes_a_stream_best_gets_it(client: TestClient, accept: str) -> None:
    response = client.post("/graphql", json={"query": "1"}, headers={"accept": accept})
    assert response.headers["content-type"].startswith("text/event-stream")


async def test_a_silent_stream_is_kept_alive(gateway: TellingGateway) -> None:
    connection = subscribed(app_with(keep_alive_seconds=0.001), gateway, "silent")
    going = connection.start()
    await connection.until(lambda: connection.text.count(":\n\n") > 3)
    connection.comes({"type": "http.disconnect"})
    await going


async def test_a_client_that_leaves_ends_the_operation_and_is_told_no_more(gateway: TellingGateway) -> None:
    connection = subscribed(app_with(), gateway, "endless")
    going = connection.start()
    await connection.until(lambda: "number" in connection.text)
    connection.comes({"type": "http.disconnect"})
    await going
    assert gateway.open == 0
    assert "complete" not in connection.text


async def test_a_client_that_takes_nothing_is_given_up(gateway: TellingGateway) -> None:
    connection = subscribed(app_with(keep_alive_seconds=0.001, send_seconds=0.05), gateway, "endless")
    going = connection.start()
    await connection.until(lambda: "number" in connection.text)
    connection.stuck = True
    await going
    assert gateway.open == 0


async def test_a_shopper_who_signs_out_is_told_so_and_no_more(gateway: TellingGateway) -> None:
    door = Door()
    connection = subscribed(app_with(check_seconds=0.001), gateway, "endless", door)
    going = connection.start()
    await connection.until(lambda: "number" in connection.text)
    door.open = False
    await going
    assert '"code":"SIGNED_OUT"' in connection.text
    assert connection.text.endswith("event: complete\ndata:\n\n")
    assert connection.sent[-1]["more_body"] is False
    assert (gateway.open, len(door.callers)) == (0, 1)


async def test_a_stream_lives_no_longer_than_it_may_and_ends_so_that_clients_ask_again(gateway: TellingGateway) -> None:
    connection = subscribed(app_with(lifetime_seconds=0.05), gateway, "endless")
    await connection.start()
    assert (connection.sent[-1]["more_body"], "complete" in connection.text) == (False, False)
    assert gateway.open == 0


async def test_when_the_process_ends_streams_end_so_that_clients_ask_again_and_none_begins(
    gateway: TellingGateway,
) -> None:
    app = app_with()
    connection = subscribed(app, gateway, "endless")
    going = connection.start()
    await connection.until(lambda: "number" in connection.text)
    end_subscriptions(app)
    await going
    assert (connection.sent[-1]["more_body"], "complete" in connection.text) == (False, False)
    late = subscribed(app, gateway, "endless")
    await late.start()
    assert late.sent[0]["status"] == 503


@pytest.mark.parametrize("bound", ["max_connections", "max_per_process"])
async def test_one_stream_too_many_is_refused_until_another_ends(gateway: TellingGateway, bound: str) -> None:
    app = app_with(**{bound: 1})
    first = subscribed(app, gateway, "endless")
    going = first.start()
    await first.until(lambda: "number" in first.text)
    second = subscribed(app, gateway, "1")
    await second.start()
    assert (second.sent[0]["status"], "TOO_MANY_SUBSCRIPTIONS" in second.text) == (503, True)
    first.comes({"type": "http.disconnect"})
    await going
    third = subscribed(app, gateway, "1")
    await third.start()
    assert third.sent[0]["status"] == 200


async def test_after_a_hundred_clients_that_left_nothing_runs(gateway: TellingGateway) -> None:
    app, before = app_with(), asyncio.all_tasks()
    connections = [subscribed(app, gateway, "endless") for _ in range(100)]
    going = [connection.start() for connection in connections]
    for connection in connections:
        await connection.until(lambda connection=connection: "number" in connection.text)  # type: ignore[misc]
        connection.comes({"type": "http.disconnect"})
    await asyncio.gather(*going)
    assert (gateway.begun, gateway.open) == (100, 0)
    assert (app.state.connections.open, app.state.connections.operations) == (0, 0)
    assert asyncio.all_tasks() == before
