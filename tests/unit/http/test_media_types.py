"""Which media types are spoken, and which statuses go with them (the GraphQL-over-HTTP specification)."""

import pytest
from starlette.testclient import TestClient

from bff.gateway.request import Outcome
from tests.unit.http.conftest import GRAPHQL_RESPONSE, OPERATION, ListeningGateway


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        (GRAPHQL_RESPONSE, GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE}, application/json;q=0.9", GRAPHQL_RESPONSE),
        (f"application/json, {GRAPHQL_RESPONSE}", GRAPHQL_RESPONSE),
        ("Application/GraphQL-Response+JSON; charset=UTF-8", GRAPHQL_RESPONSE),
        (f"application/json, {GRAPHQL_RESPONSE};q=0.5", "application/json"),
        (f"{GRAPHQL_RESPONSE};q=0, */*", "application/json"),
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("", "application/json"),
    ],
)
def test_the_client_gets_the_type_that_it_accepts(client: TestClient, accept: str, answered: str) -> None:
    response = client.post("/graphql", json=OPERATION, headers={"accept": accept})
    assert response.headers["content-type"] == f"{answered}; charset=utf-8"


@pytest.mark.parametrize("accept", ["text/plain", "application/json;q=0", "image/*", "application/xml;q=nonsense"])
def test_a_client_that_accepts_no_json_gets_406(client: TestClient, gateway: ListeningGateway, accept: str) -> None:
    response = client.post("/graphql", json=OPERATION, headers={"accept": accept})
    assert response.status_code == 406
    assert response.json()["errors"][0]["extensions"]["code"] == "NOT_ACCEPTABLE"
    assert gateway.asked == []


@pytest.mark.parametrize(
    ("accept", "outcome", "status"),
    [
        ("application/json", Outcome.EXECUTED, 200),
        ("application/json", Outcome.REFUSED, 200),
        ("application/json", Outcome.MUTATION_NOT_ALLOWED, 405),
        (GRAPHQL_RESPONSE, Outcome.EXECUTED, 200),
        (GRAPHQL_RESPONSE, Outcome.REFUSED, 400),
        (GRAPHQL_RESPONSE, Outcome.MUTATION_NOT_ALLOWED, 405),
    ],
)
def test_the_status_tells_how_far_a_request_came(
    client: TestClient, gateway: ListeningGateway, accept: str, outcome: Outcome, status: int
) -> None:
    gateway.answers(outcome)
    assert client.post("/graphql", json=OPERATION, headers={"accept": accept}).status_code == status


def test_a_mutation_over_get_is_told_to_use_post(client: TestClient, gateway: ListeningGateway) -> None:
    gateway.answers(Outcome.MUTATION_NOT_ALLOWED)
    response = client.get("/graphql", params={"query": "mutation { createEmptyCart }"})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert not gateway.request.mutations_allowed


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
def test_other_methods_are_told_which_are_there(client: TestClient, gateway: ListeningGateway, method: str) -> None:
    response = client.request(method, "/graphql")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")
    assert gateway.asked == []


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/graphql", "application/x-www-form-urlencoded", "application/json; charset=latin-1", ""],
)
def test_a_body_that_is_not_said_to_be_json_is_not_read(
    client: TestClient, gateway: ListeningGateway, content_type: str
) -> None:
    response = client.post("/graphql", content=b'{"query":"{a}"}', headers={"content-type": content_type})
    assert (response.status_code, response.headers["accept-post"]) == (415, "application/json")
    assert gateway.asked == []


@pytest.mark.parametrize(
    "content_type", ["application/json", "Application/JSON ; charset=UTF-8", "application/json; x=y"]
)
def test_json_is_read_however_it_is_spelt(client: TestClient, gateway: ListeningGateway, content_type: str) -> None:
    client.post("/graphql", content=b'{"query":"{a}"}', headers={"content-type": content_type})
    assert gateway.request.query == "{a}"


def test_an_encoded_body_is_refused_rather_than_misread(client: TestClient, gateway: ListeningGateway) -> None:
    response = client.post("/graphql", json=OPERATION, headers={"content-encoding": "gzip"})
    assert response.status_code == 415
    assert response.json()["errors"][0]["extensions"]["code"] == "UNSUPPORTED_ENCODING"
    assert gateway.asked == []
