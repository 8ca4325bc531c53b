"""How the sandbox speaks GraphQL over HTTP: statuses, error bodies, headers, cookies."""

from collections.abc import Callable

import orjson
import pytest

from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import Commerce

STORE = "{ storeConfig { store_code } }"


def test_an_error_of_a_resolver_comes_with_status_200_before_the_data(commerce: Commerce) -> None:
    response = commerce.post('{ cmsPage(identifier: "nowhere") { title } }')
    assert response.status_code == 200
    assert list(response.json()) == ["errors", "data"]
    assert response.json() == {
        "errors": [
            {
                "message": 'The CMS page with the "nowhere" ID doesn\'t exist.',
                "locations": [{"line": 1, "column": 3}],
                "path": ["cmsPage"],
                "extensions": {"category": "graphql-no-such-entity"},
            }
        ],
        "data": {"cmsPage": None},
    }


def test_of_several_errors_the_first_is_reported_and_the_other_fields_are_null(commerce: Commerce) -> None:
    answer = commerce.post(
        '{ a: storeConfig { store_code } cmsPage(identifier: "nowhere") { title } products { total_count } }'
    ).json()
    assert [error["path"] for error in answer["errors"]] == [["cmsPage"]]
    assert answer["data"] == {"a": {"store_code": "default"}, "cmsPage": None, "products": None}


def test_a_document_that_is_not_valid_is_refused_with_200_and_without_extensions(commerce: Commerce) -> None:
    response = commerce.post("{ nope }")
    assert response.status_code == 200
    assert response.json() == {
        "errors": [{"message": 'Cannot query field "nope" on type "Query".', "locations": [{"line": 1, "column": 3}]}]
    }


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("query Q($n: Int!) { products(search: \"a\", pageSize: $n) { total_count } }",
         'Variable "$n" of required type "Int!" was not provided.'),
        ("{ route { type } }", 'Field "route" argument "url" of type "String!" is required but not provided.'),
        ("{ storeConfig(x: 1) { code } }", 'Unknown argument "x" on field "storeConfig" of type "Query".'),
        ("query Q($n: Int) { storeConfig { code } }", 'Variable "$n" is never used in operation "Q".'),
    ],
)  # fmt: skip
def test_complaints_are_worded_as_commerce_words_them(commerce: Commerce, query: str, message: str) -> None:
    assert commerce.error(query)["message"] == message


def test_a_wrong_variable_is_named_with_its_value_and_its_place(commerce: Commerce) -> None:
    query = "query Q($f: ProductAttributeFilterInput) { products(filter: $f) { total_count } }"
    error = commerce.error(query, {"f": {"sku": {"in": ["a", 7]}}})
    assert error["message"] == (
        'Variable "$f" got invalid value 7 at "f.sku.in[1]"; String cannot represent a non string value: 7'
    )


def test_variables_that_nobody_declared_are_ignored(commerce: Commerce) -> None:
    assert commerce.ask(STORE, {"unknown": 1}) == {"storeConfig": {"store_code": "default"}}


def test_a_syntax_error_is_refused_with_500_and_json(commerce: Commerce) -> None:
    response = commerce.post("{ products(")
    assert response.status_code == 500
    message = "Syntax Error: Expected Name, found <EOF>"
    assert response.json() == {"errors": [{"message": message, "locations": [{"line": 1, "column": 12}]}]}


@pytest.mark.parametrize("body", [b"", b"{nope"])
def test_a_body_that_is_no_json_is_refused_with_500_and_a_page(commerce: Commerce, body: bytes) -> None:
    response = commerce.client.post("/graphql", content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, response.headers["content-type"]) == (500, "text/html; charset=UTF-8")
    assert response.text.startswith("<!doctype html>")
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b'[{"query": "{ storeConfig { code } }"}]', b'{"query": ""}', b'"text"']
)
def test_a_body_without_a_query_is_a_syntax_error(commerce: Commerce, body: bytes) -> None:
    response = commerce.client.post("/graphql", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 500
    assert response.json()["errors"][0]["message"] == "Syntax Error: Unexpected <EOF>"


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE"])
def test_other_methods_are_read_as_an_empty_query(commerce: Commerce, method: str) -> None:
    response = commerce.client.request(method, "/graphql", headers={"Origin": "http://localhost:3000"})
    assert response.status_code == 500
    assert response.json()["errors"][0]["message"] == "Syntax Error: Unexpected <EOF>"
    assert not [name for name in response.headers if name.startswith("access-control")]


def test_a_post_that_is_not_declared_as_json_is_refused_with_500(commerce: Commerce) -> None:
    body = orjson.dumps({"query": STORE})
    refused = commerce.client.post("/graphql", content=body, headers={"Content-Type": "text/plain"})
    served = commerce.client.post("/graphql", content=body, headers={"Content-Type": "application/json; charset=utf-8"})
    assert (refused.status_code, served.status_code) == (500, 200)
    assert refused.json()["errors"] == [
        {"message": "Request content type must be application/json", "extensions": {"category": "graphql-input"}}
    ]


def test_a_mutation_by_get_is_refused_and_not_executed(start: Callable[[Settings], Commerce]) -> None:
    commerce = start(Settings(fixed_ids=True))
    ids = "SELECT name, value FROM sandbox_counter ORDER BY name"
    before = [tuple(row) for row in commerce.world.rows(ids)]
    response = commerce.get("mutation { createEmptyCart }")
    assert response.status_code == 500
    assert response.json()["errors"][0]["message"] == "Mutation requests allowed only for POST requests"
    assert [tuple(row) for row in commerce.world.rows(ids)] == before


@pytest.mark.parametrize(
    ("header", "value", "message"),
    [
        ("Store", "nope", "Requested store is not found (nope)"),
        ("Content-Currency", "XXX", "Please correct the target currency"),
    ],
)
def test_a_header_that_names_what_does_not_exist_is_refused(
    commerce: Commerce, header: str, value: str, message: str
) -> None:
    response = commerce.post(STORE, **{header: value})
    assert response.status_code == 500
    assert response.json() == {"errors": [{"message": message, "extensions": {"category": "graphql-input"}}]}


def test_the_operation_name_is_ignored_so_several_operations_always_fail(commerce: Commerce) -> None:
    query = f"query A {STORE} query B {{ currency {{ base_currency_code }} }}"
    response = commerce.client.post("/graphql", json={"query": query, "operationName": "A"})
    assert response.status_code == 200
    assert response.json() == {
        "errors": [{"message": "Must provide operation name if query contains multiple operations."}]
    }


def test_a_bad_token_is_served_as_a_guest(commerce: Commerce) -> None:
    response = commerce.post("{ customer { email } } ", Authorization="Bearer nonsense")
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["category"]) == (200, "graphql-authorization")
    guest = commerce.post(STORE)
    bearer = commerce.post(STORE, Authorization="Bearer nonsense")
    assert bearer.headers["x-magento-cache-id"] == guest.headers["x-magento-cache-id"]


def test_a_get_reads_its_variables_from_the_address(commerce: Commerce) -> None:
    parameters = {
        "query": "query R($u: String!) { route(url: $u) { type } }",
        "variables": '{"u": "linen-robe.html"}',
        "operationName": "R",
    }
    answer = commerce.client.get("/graphql", params=parameters).json()
    assert answer == {"data": {"route": {"type": "PRODUCT"}}}


def test_a_slash_at_the_end_makes_no_difference(commerce: Commerce) -> None:
    response = commerce.client.post("/graphql/", json={"query": STORE})
    assert response.json() == {"data": {"storeConfig": {"store_code": "default"}}}


def test_a_client_without_a_session_gets_one_of_its_own_and_keeps_it(start: Callable[[Settings], Commerce]) -> None:
    commerce = start(Settings())
    first = commerce.client.post("/graphql", json={"query": STORE}).cookies["PHPSESSID"]
    commerce.client.cookies.clear()
    second = commerce.client.post("/graphql", json={"query": STORE}).cookies["PHPSESSID"]
    kept = commerce.client.post("/graphql", json={"query": STORE}, headers={"Cookie": f"PHPSESSID={first}"})
    assert first != second
    assert f"PHPSESSID={first};" in kept.headers["set-cookie"]


def test_whole_numbers_are_written_without_a_fraction(commerce: Commerce) -> None:
    query = """{ products(filter: {sku: {in: ["TW-101", "TW-102"]}}) {
        items { price_range { minimum_price { final_price { value } } } }
    } }"""
    assert b'{"value":24}' in commerce.post(query).content
    assert b'{"value":17.5}' in commerce.post(query).content


def test_introspection_is_answered(commerce: Commerce) -> None:
    answer = commerce.ask('{ __typename __type(name: "Money") { name fields { name } } }')
    fields = [{"name": "currency"}, {"name": "value"}]
    assert answer == {"__typename": "Query", "__type": {"name": "Money", "fields": fields}}
