"""Requests that are no GraphQL: Commerce refuses them, and so does the service, in its own words and without asking."""

from typing import Final

import httpx2 as httpx
import orjson
import pytest

from tests.storefront.replay import comparable
from tests.storefront.shops import Commerce, Endpoint

JSON: Final = "application/json"
QUERY: Final = b'{"query": "{ storeConfig { store_code } }"}'


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(b"", JSON, id="nothing"),
        pytest.param(b'{"query": ', JSON, id="half a body"),
        pytest.param(b'["one", "two"]', JSON, id="a list of texts"),
        pytest.param(b"[" + QUERY + b"]", JSON, id="a batch"),
        pytest.param(b"{}", JSON, id="no query"),
        pytest.param(b'{"query": null}', JSON, id="null for a query"),
        pytest.param(b'{"query": ""}', JSON, id="an empty query"),
        pytest.param(b'{"query": "{ storeConfig { store_code } }", "variables": "text"}', JSON, id="variables as text"),
        pytest.param(QUERY, "text/plain", id="plain text"),
        pytest.param(b"{ storeConfig { store_code } }", "application/graphql", id="bare GraphQL"),
    ],
)
def test_both_refuse(body: bytes, content_type: str, direct: Commerce, twin: Commerce, service: Endpoint) -> None:
    headers = {"Content-Type": content_type}
    refused = direct.endpoint.client.post(direct.endpoint.url, content=body, headers=headers)
    assert refused.status_code >= 400
    answered = service.client.post(service.url, content=body, headers=headers)
    told = answered.json()
    assert told.keys() == {"errors"}
    assert told["errors"][0]["message"]
    assert told["errors"][0]["extensions"]["code"]
    assert not twin.sent()


def test_the_place_of_an_error_is_one_in_the_storefronts_own_document(service: Endpoint) -> None:
    answer = service.ask("{\n  storeConfig {\n    store_code\n    favourite_colour\n  }\n}")
    assert answer["errors"][0]["locations"] == [{"line": 4, "column": 5}]


def test_a_storefront_elsewhere_is_not_let_in_by_a_browser(twin: Commerce, service: Endpoint) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    preflight = service.client.request("OPTIONS", service.url, headers=asked)
    assert preflight.status_code >= 400
    assert not [name for name in preflight.headers if name.startswith("access-control-")]
    assert not twin.sent()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"data": {"a": 1, "b": 2}}, {"data": {"b": 2, "a": 1}}, id="order"),
        pytest.param({"data": {"a": 1}}, {"data": {"a": 1.0}}, id="number"),
        pytest.param({"errors": [{"message": "a"}]}, {"errors": [{"message": "b"}]}, id="message"),
        pytest.param({"data": {"a": None}}, {"data": {}}, id="null"),
    ],
)
def test_what_these_tests_call_the_same_is_the_same(one: object, other: object) -> None:
    first, second = (httpx.Response(200, content=orjson.dumps(content)) for content in (one, other))
    assert comparable(first) != comparable(second)
