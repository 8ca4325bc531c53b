"""The stub answers any gateway honestly: what it is asked, for whom it is asked, and only once the hard way."""

import orjson
import pytest
from graphql import build_schema, parse, validate

from benchmarks.framing import next_message
from benchmarks.operations import LISTING_WITH_OWN, scenarios
from benchmarks.stub import upstream
from benchmarks.stub.upstream import COMMERCE_SDL, Upstream


@pytest.fixture(scope="module")
def commerce() -> Upstream:
    return upstream.commerce()


def answer(of: Upstream, body: bytes, authorization: bytes = b"") -> dict[str, object]:
    message = next_message(of.answer(body, b"/graphql", authorization))
    assert message is not None
    return dict(orjson.loads(message.body))


def test_a_document_printed_anew_with_a_gateways_own_aliases_is_answered_under_them(commerce: Upstream) -> None:
    query = '{ products(search: "tee", pageSize: 1) { items { _bff_typename: __typename _bff_url_key: url_key } } }'

    data = answer(commerce, orjson.dumps({"query": query}))["data"]

    assert isinstance(data, dict)
    assert [list(item) for item in data["products"]["items"]] == [["_bff_typename", "_bff_url_key"]]


def test_a_request_is_computed_once() -> None:
    fresh = upstream.commerce()
    for _ in range(3):
        answer(fresh, scenarios()["s1"].requests[0].body)

    assert fresh.counters() == {"requests": 3, "computed": 1, "refused": 0}


def test_a_cart_shows_who_asked(commerce: Upstream) -> None:
    body = scenarios()["s2"].requests[0].body

    assert answer(commerce, body, b"Bearer one") != answer(commerce, body, b"Bearer two")


def test_commerce_says_whose_a_token_is(commerce: Upstream) -> None:
    body = b'{"query": "{ customer { id } }"}'

    assert answer(commerce, body, b"Bearer user-0042-token") == {"data": {"customer": {"id": 42}}}
    for nobody in (b"", b"Bearer user-9999-token"):
        [error] = orjson.loads(orjson.dumps(answer(commerce, body, nobody)["errors"]))
        assert error["extensions"] == {"category": "graphql-authorization"}


def test_customers_have_one_cache_id_and_guests_another(commerce: Upstream) -> None:
    body = scenarios()["s2"].requests[0].body

    def cache_id(authorization: bytes) -> bytes:
        message = next_message(commerce.answer(body, b"/graphql", authorization))
        assert message is not None
        return message.header(b"x-magento-cache-id")

    guests, customers = cache_id(b""), cache_id(b"Bearer user-0001-token")
    assert (len(guests), len(customers)) == (64, 64)
    assert guests != customers
    assert cache_id(b"Bearer user-0002-token") == customers
    assert cache_id(b"Bearer nobody") == guests


def test_a_guest_and_a_customer_never_ask_for_the_same_cart() -> None:
    bodies = [{request.body for request in scenarios()[name].requests} for name in ("s2", "s2guest")]

    assert not bodies[0] & bodies[1]


def test_a_get_is_answered_like_a_post(commerce: Upstream) -> None:
    by_post = commerce.answer(orjson.dumps({"query": "{storeConfig{locale}}"}), b"/graphql", b"")

    assert commerce.answer(b"", b"/graphql?query=%7BstoreConfig%7Blocale%7D%7D", b"") == by_post


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"query": "{"}', b'{"query": "{ nothing }"}'])
def test_what_is_no_valid_request_is_refused(commerce: Upstream, body: bytes) -> None:
    assert commerce.answer(body, b"/graphql", b"").startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize("name", ["s1", "s2", "s2guest"])
def test_a_scenario_is_valid_and_its_requests_differ(name: str) -> None:
    scenario = scenarios()[name]
    query = orjson.loads(scenario.requests[0].body)["query"]

    assert validate(build_schema(COMMERCE_SDL.read_text()), parse(query)) == []
    assert len({(request.body, request.authorization) for request in scenario.requests}) == len(scenario.requests)


def test_the_stub_itself_does_not_know_the_field_of_ours(commerce: Upstream) -> None:
    problems = validate(build_schema(COMMERCE_SDL.read_text()), parse(LISTING_WITH_OWN))

    assert [problem.message.split("'")[1] for problem in problems] == ["canonicalUrl"]


def test_the_right_answer_to_the_field_of_ours_is_the_stubs_with_that_field_added(commerce: Upstream) -> None:
    scenario = scenarios()["s1own"]
    data = answer(commerce, scenario.references[0].body)["data"]
    assert isinstance(data, dict)

    items = scenario.expected(data)["products"]["items"]

    assert len(items) == 20
    assert {item["canonicalUrl"] for item in items} == {
        f"https://storefront.example/{item['url_key']}.html" for item in items
    }
