"""What a request may hold, and what is said of one that is wrong."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from bff.gateway.request import GraphQLRequest
from tests.unit.http.conftest import ListeningGateway


def test_all_parameters_of_a_post_reach_the_gateway(client: TestClient, gateway: ListeningGateway) -> None:
    variables = {"sku": "a", "price": 1.50, "list": [1, None, {"x": "ü"}]}
    sent = {"query": "query A { a }", "operationName": "A", "variables": variables, "extensions": {"ignored": 1}}
    client.post("/graphql", json=sent)
    assert gateway.request == GraphQLRequest("query A { a }", "A", variables, mutations_allowed=True)


def test_all_parameters_of_a_get_reach_the_gateway(client: TestClient, gateway: ListeningGateway) -> None:
    sent = {"query": "query A { a }", "operationName": "A", "variables": '{"sku":"ü &"}', "extensions": "{}"}
    client.get("/graphql", params=sent)
    assert gateway.request == GraphQLRequest("query A { a }", "A", {"sku": "ü &"}, mutations_allowed=False)


@pytest.mark.parametrize("path", ["/graphql", "/graphql/"])
def test_the_endpoint_is_found_with_and_without_a_slash_as_at_commerce(
    client: TestClient, gateway: ListeningGateway, path: str
) -> None:
    assert client.post(path, json={"query": "{a}"}, follow_redirects=False).status_code == 200


@pytest.mark.parametrize("absent", [{}, {"variables": None, "operationName": None, "extensions": None}])
def test_null_means_the_same_as_absent(client: TestClient, gateway: ListeningGateway, absent: dict[str, Any]) -> None:
    client.post("/graphql", json={"query": "{a}", **absent})
    assert gateway.request == GraphQLRequest("{a}", None, {}, mutations_allowed=True)


def test_empty_parameters_of_a_get_mean_the_same_as_absent(client: TestClient, gateway: ListeningGateway) -> None:
    client.get("/graphql?query={a}&variables=&operationName=&extensions=")
    assert gateway.request == GraphQLRequest("{a}", None, {}, mutations_allowed=False)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("", "The body is empty"),
        ("{", "is not JSON"),
        ('{"query":"\xff"}', "is not JSON"),
        ('"text"', "must be a JSON object"),
        ("null", "must be a JSON object"),
        ("{}", '"query" is missing'),
        ('{"query":null}', '"query" is missing'),
        ('{"query":1}', '"query" must be a string'),
        ('{"query":"{a}","variables":"{}"}', '"variables" must be a JSON object'),
        ('{"query":"{a}","variables":[]}', '"variables" must be a JSON object'),
        ('{"query":"{a}","extensions":1}', '"extensions" must be a JSON object'),
        ('{"query":"{a}","operationName":1}', '"operationName" must be a string'),
    ],
)
def test_a_malformed_post_is_told_what_is_wrong(
    client: TestClient, gateway: ListeningGateway, body: str, says: str
) -> None:
    response = client.post("/graphql", content=body.encode("latin-1"), headers={"content-type": "application/json"})
    [error] = response.json()["errors"]
    assert response.status_code == 400
    assert says in error["message"]
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert gateway.asked == []


def test_a_batch_is_refused_in_so_many_words(client: TestClient, gateway: ListeningGateway) -> None:
    response = client.post("/graphql", json=[{"query": "{a}"}, {"query": "{b}"}])
    assert response.status_code == 400
    assert response.json()["errors"][0]["message"] == "Batching is not supported: send one request each."
    assert gateway.asked == []


@pytest.mark.parametrize(
    ("query_string", "says"),
    [
        ("", '"query" is missing'),
        ("query={a}&variables={", '"variables" is not JSON'),
        ("query={a}&variables=[]", '"variables" must be a JSON object'),
        ("query={a}&query={b}", "twice"),
        ("query=%ff", "percent-encode"),
        ("&".join(f"p{number}=1" for number in range(50)), "query string is not valid"),
    ],
)
def test_a_malformed_get_is_told_what_is_wrong(
    client: TestClient, gateway: ListeningGateway, query_string: str, says: str
) -> None:
    response = client.get(f"/graphql?{query_string}")
    assert response.status_code == 400
    assert says in response.json()["errors"][0]["message"]
    assert gateway.asked == []


def test_json_nested_beyond_reason_is_refused_rather_than_followed(client: TestClient) -> None:
    body = b'{"query":"{a}","variables":{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}}"
    response = client.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 400


def test_what_a_client_wrote_is_not_repeated_in_an_error(client: TestClient) -> None:
    secret = "someone@example.com"
    response = client.post("/graphql", json={"query": "{a}", "variables": secret})
    assert response.status_code == 400
    assert secret not in response.text
