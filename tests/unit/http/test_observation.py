"""What every request has in common: an id, a log line without secrets, safe headers, an answer to our own defects."""

import io
import logging
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
import structlog
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from bff.gateway.request import Outcome
from bff.http.body import read_body
from bff.http.defects import Defects
from bff.http.observation import Observation
from bff.telemetry import Metrics, configure_logging
from tests.unit.http.conftest import OPERATION, ListeningGateway

SECRETS = ("someone@example.com", "Bearer-secret", "session-secret")


@pytest.fixture
def log() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """The log lines written so far."""
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure_logging("json", "info", stream)
    yield lambda: [orjson.loads(line) for line in stream.getvalue().splitlines()]
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize("sane", ["abc-123", "0af7651916cd43dd8448eb211c80319c", "a" * 128, "A.b_c:d"])
def test_a_sane_request_id_is_kept(client: TestClient, sane: str) -> None:
    assert client.get("/health/live", headers={"x-request-id": sane}).headers["x-request-id"] == sane


@pytest.mark.parametrize("strange", ["", "a" * 129, "a b", "a\tb", "<script>", "a@b.example"])
def test_a_strange_request_id_is_replaced(client: TestClient, strange: str) -> None:
    response = client.get("/health/live", headers={"x-request-id": strange})
    assert response.headers["x-request-id"] != strange
    assert len(response.headers["x-request-id"]) == 32


def test_requests_without_an_id_get_different_ones(client: TestClient) -> None:
    ids = {client.get("/health/live").headers["x-request-id"] for _ in range(5)}
    assert len(ids) == 5


def test_a_request_is_one_log_line_with_its_id(log: Callable[[], Any], make_client: Callable[..., TestClient]) -> None:
    sent = {"query": "query Cart { a }", "operationName": "Cart"}
    make_client().post("/graphql", json=sent, headers={"x-request-id": "the-id"})
    [line] = log()
    assert line.pop("ms") >= 0
    del line["timestamp"]
    assert line == {
        "event": "request",
        "level": "info",
        "request_id": "the-id",
        "method": "POST",
        "path": "/graphql",
        "status": 200,
        "operation": "Cart",
        "outcome": "executed",
    }


def test_no_log_line_holds_what_a_shopper_sent(
    log: Callable[[], Any], make_client: Callable[..., TestClient], gateway: ListeningGateway
) -> None:
    mail, token, cookie = SECRETS
    headers = {"authorization": f"Bearer {token}", "cookie": f"session={cookie}", "x-request-id": mail}
    sent = {"query": f'{{ a(email: "{mail}") }}', "variables": {"email": mail}, "operationName": mail}
    client = make_client()
    client.post("/graphql", json=sent, headers=headers)
    client.get("/graphql", params={"query": mail, "operationName": mail}, headers=headers)
    client.get("/graphql", params={"query": mail, "variables": mail}, headers=headers)
    gateway.failure = ValueError(mail)
    client.post("/graphql", json=sent, headers={"cookie": f"session={cookie}"})
    written = orjson.dumps(log()).decode()
    assert len(log()) == 5
    assert [secret for secret in SECRETS if secret in written] == []


def test_a_defect_of_ours_is_a_graphql_error_that_names_only_the_request(
    log: Callable[[], Any], make_client: Callable[..., TestClient], gateway: ListeningGateway
) -> None:
    gateway.failure = ValueError("someone@example.com")
    response = make_client().post("/graphql", json=OPERATION, headers={"x-request-id": "the-id"})
    assert response.status_code == 500
    [error] = response.json()["errors"]
    assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "requestId": "the-id"}
    assert "Traceback" not in response.text
    assert "someone" not in response.text


def test_a_defect_of_ours_is_logged_with_the_place_where_it_was_raised(
    log: Callable[[], Any], make_client: Callable[..., TestClient], gateway: ListeningGateway
) -> None:
    gateway.failure = ValueError("anything")
    make_client().post("/graphql", json=OPERATION, headers={"x-request-id": "the-id"})
    defect, request = log()
    assert (defect["exception"], defect["request_id"]) == ("ValueError", "the-id")
    assert "conftest.py" in defect["raised_at"][-1]
    assert (request["status"], request["outcome"]) == (500, "defect")


async def test_a_client_that_leaves_in_the_middle_of_a_form_is_no_defect(log: Callable[[], Any]) -> None:
    async def form(scope: Scope, receive: Receive, send: Send) -> None:
        await read_body(receive, None, limit=100, seconds=60)

    arriving: list[Message] = [
        {"type": "http.request", "body": b"user", "more_body": True},
        {"type": "http.disconnect"},
    ]
    answered: list[Message] = []

    async def receive() -> Message:
        return arriving.pop(0)

    async def send(message: Message) -> None:
        answered.append(message)

    scope: Scope = {"type": "http", "method": "POST", "path": "/auth/password", "headers": []}
    await Observation(Defects(form), metrics=Metrics())(scope, receive, send)
    [line] = log()
    assert (line["event"], line["outcome"], answered) == ("request", "disconnected", [])


@pytest.mark.parametrize("path", ["/graphql", "/health/live", "/nowhere"])
def test_every_answer_carries_safe_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"


def test_headers_of_commerces_that_the_gateway_passes_on_reach_the_storefront(
    client: TestClient, gateway: ListeningGateway
) -> None:
    gateway.answers(Outcome.EXECUTED, {"x-magento-cache-id": "abc", "content-length": "7", "content-type": "text/html"})
    response = client.post("/graphql", json=OPERATION)
    assert response.headers["x-magento-cache-id"] == "abc"
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.json() == {"data": {}}


def test_nobody_keeps_an_answer_unless_commerce_says_so(client: TestClient, gateway: ListeningGateway) -> None:
    assert client.get("/graphql", params=OPERATION).headers["cache-control"] == "no-store"
    gateway.answers(Outcome.EXECUTED, {"cache-control": "max-age=60, public"})
    assert client.get("/graphql", params=OPERATION).headers["cache-control"] == "max-age=60, public"


def test_an_answer_varies_by_what_the_client_accepts(client: TestClient) -> None:
    assert "Accept" in client.get("/graphql", params=OPERATION).headers["vary"]
