"""The Commerce adapter over real connections: what is asked again and what is not, and what passes to whom."""

import asyncio
import os
from typing import Any

import orjson
import pytest

from integrations.commerce.connection import CommerceConnection, connect
from integrations.commerce.contract import Answer, Caller, Operation, OperationKind
from integrations.commerce.introspection import introspect
from integrations.commerce.settings import CommerceSettings
from integrations.kit.circuit_breaker import CircuitState
from integrations.kit.errors import IntegrationError, Invalid, Throttled, Timeout, Unavailable
from tests.services.commerce.server import (
    GRAPHQL,
    Behaviour,
    Server,
    answers,
    closes,
    eventually,
    hangs,
    http,
    resets,
    says,
    shows_page,
)

QUERY = Operation(OperationKind.QUERY, "query($id: String!) { cart(cart_id: $id) { id } }", {"id": "c1"})
MUTATION = Operation(OperationKind.MUTATION, "mutation { createEmptyCart }")
PATIENT = 30.0


def settings(server: Server, **changes: Any) -> CommerceSettings:
    quick = {"url": server.url, "retry_first_wait_seconds": 0.001, "retry_longest_wait_seconds": 0.001}
    return CommerceSettings(**{**quick, **changes})


async def send(
    commerce: CommerceConnection, operation: Operation, caller: Caller | None = None, seconds: float = PATIENT
) -> Answer:
    return await commerce.graphql.send(operation, caller or Caller(), seconds=seconds)


async def failure(commerce: CommerceConnection, operation: Operation, seconds: float = PATIENT) -> IntegrationError:
    with pytest.raises(IntegrationError) as caught:
        await send(commerce, operation, seconds=seconds)
    return caught.value


@pytest.mark.parametrize("operation", [QUERY, MUTATION], ids=["query", "mutation"])
async def test_an_operation_is_posted_as_json_and_its_answer_handed_over_as_received(
    server: Server, operation: Operation
) -> None:
    body = b'{ "data" : {"cart": {"total": 1.0, "count": 1}} }'
    server.script = [says(http(body, headers=["X-Magento-Cache-Id: 7f", "Set-Cookie: PHPSESSID=1"]))]
    async with connect(settings(server)) as commerce:
        answer = await send(commerce, operation)
    assert answer == Answer(body, {"data": {"cart": {"total": 1.0, "count": 1}}}, 200, {"x-magento-cache-id": "7f"})
    [request] = server.received
    assert (request.method, request.path) == ("POST", "/graphql")
    assert request.headers["content-type"] == "application/json"
    expected = {"query": operation.document} | ({"variables": operation.variables} if operation.variables else {})
    assert orjson.loads(request.body) == expected


@pytest.mark.parametrize("operation", [QUERY, MUTATION], ids=["query", "mutation"])
async def test_of_the_storefronts_headers_only_those_that_commerce_knows_are_passed_on(
    server: Server, operation: Operation
) -> None:
    known = {
        "store": "de",
        "content-currency": "EUR",
        "x-captcha": "c",
        "x-recaptcha": "r",
        "x-partner": "ours",
    }
    unknown = {"cookie": "PHPSESSID=stolen", "x-forwarded-for": "6.6.6.6", "x-evil": "1", "host": "evil.example"}
    sessions = {"authorization": "Bearer abc", "preview-version": "1", "x-adobe-company": "5"}
    async with connect(settings(server, forward_headers=("X-Partner",))) as commerce:
        await send(commerce, operation, Caller({**known, **unknown, **sessions}, address="203.0.113.9"))
    [request] = server.received
    assert request.headers.items() >= known.items()
    assert request.headers["x-forwarded-for"] == "203.0.113.9"
    assert not request.headers.keys() & {"cookie", "x-evil", *sessions}
    assert "evil" not in request.headers["host"]


async def test_without_a_trusted_address_none_is_claimed(server: Server) -> None:
    async with connect(settings(server)) as commerce:
        await send(commerce, QUERY, Caller({"x-forwarded-for": "6.6.6.6"}))
    assert "x-forwarded-for" not in server.received[0].headers


async def test_commerces_session_cookie_reaches_neither_the_shopper_nor_the_next_one(server: Server) -> None:
    server.script = [answers(GRAPHQL, headers=["Set-Cookie: PHPSESSID=of-the-first; Path=/; HttpOnly"])]
    async with connect(settings(server, url=server.named_url)) as commerce:
        for operation in (QUERY, MUTATION, QUERY, MUTATION):
            answer = await send(commerce, operation, Caller(token="first"))
            assert "set-cookie" not in answer.headers
        for operation in (QUERY, MUTATION):
            await send(commerce, operation, Caller(token="second"))
    assert [request.headers.get("cookie") for request in server.received] == [None] * 6
    assert [request.headers["authorization"] for request in server.received[4:]] == ["Bearer second"] * 2


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(resets(), id="reset"),
        pytest.param(closes, id="closed"),
        pytest.param(shows_page("503 Service Unavailable"), id="maintenance-page"),
        pytest.param(shows_page("429 Too Many Requests", b"", "Retry-After: 0"), id="throttled"),
    ],
)
async def test_a_query_is_asked_again_after_trouble_that_may_pass(server: Server, trouble: Behaviour) -> None:
    server.script = [trouble, trouble, answers(GRAPHQL)]
    async with connect(settings(server, attempts=3)) as commerce:
        answer = await send(commerce, QUERY)
    assert (answer.content, len(server.received)) == (GRAPHQL, 3)


async def test_a_query_is_asked_no_more_often_than_set(server: Server) -> None:
    server.script = [closes]
    async with connect(settings(server, attempts=2)) as commerce:
        error = await failure(commerce, QUERY)
    assert (type(error), len(server.received)) == (Unavailable, 2)


@pytest.mark.parametrize(
    ("trouble", "kind", "doubtful"),
    [
        pytest.param(resets(), Unavailable, True, id="reset"),
        pytest.param(closes, Unavailable, True, id="closed"),
        pytest.param(shows_page("503 Service Unavailable"), Unavailable, True, id="maintenance-page"),
        pytest.param(shows_page("504 Gateway Timeout"), Unavailable, True, id="gateway"),
        pytest.param(shows_page("429 Too Many Requests"), Throttled, False, id="throttled"),
        pytest.param(shows_page("302 Found", b"", "Location: /login"), Invalid, True, id="redirect"),
        pytest.param(says(http(b"Warning: x in y.php\n{}")), Invalid, True, id="php-warning"),
    ],
)
async def test_a_mutation_is_sent_once_whatever_happens(
    server: Server, trouble: Behaviour, kind: type[IntegrationError], doubtful: bool
) -> None:
    server.script = [trouble]
    async with connect(settings(server, attempts=5)) as commerce:
        error = await failure(commerce, MUTATION)
    assert (type(error), error.doubtful, len(server.received)) == (kind, doubtful, 1)


async def test_a_mutation_whose_kept_connection_dies_under_it_is_not_sent_again(server: Server) -> None:
    server.script = [answers(GRAPHQL), resets()]
    async with connect(settings(server)) as commerce:
        await send(commerce, MUTATION)
        error = await failure(commerce, MUTATION)
    assert (type(error), error.doubtful, len(server.received)) == (Unavailable, True, 2)


async def test_a_mutation_that_takes_too_long_is_doubtful(server: Server) -> None:
    server.script = [answers(GRAPHQL), hangs()]
    async with connect(settings(server)) as commerce:
        await send(commerce, MUTATION)
        error = await failure(commerce, MUTATION, seconds=0.3)
    assert (type(error), error.doubtful, len(server.received)) == (Timeout, True, 2)


async def test_a_refusal_in_graphql_is_an_answer_and_is_not_asked_again(server: Server) -> None:
    refusal = {"errors": [{"message": "Syntax Error", "extensions": {"category": "graphql"}}]}
    server.script = [answers(refusal, status="500 Internal Server Error")]
    async with connect(settings(server)) as commerce:
        answer = await send(commerce, QUERY)
    assert (answer.status, answer.content, len(server.received)) == (500, refusal, 1)


async def test_a_wait_that_commerce_wants_and_the_budget_does_not_hold_ends_the_attempts(server: Server) -> None:
    server.script = [shows_page("429 Too Many Requests", b"", "Retry-After: 3600")]
    async with connect(settings(server, attempts=5)) as commerce:
        error = await failure(commerce, QUERY)
    assert isinstance(error, Throttled)
    assert (error.retry_after, len(server.received)) == (3600, 1)


async def test_a_commerce_that_keeps_failing_is_left_alone(server: Server) -> None:
    server.script = [closes]
    async with connect(settings(server, attempts=5, breaker_failures=3, breaker_open_seconds=3600)) as commerce:
        assert type(await failure(commerce, QUERY)) is Unavailable
        assert (len(server.received), commerce.state) == (3, CircuitState.OPEN)
        for operation in (QUERY, MUTATION):
            error = await failure(commerce, operation)
            assert (type(error), error.doubtful) == (Unavailable, False)
    assert len(server.received) == 3


async def test_a_commerce_that_answers_again_is_asked_again(server: Server) -> None:
    server.script = [closes, answers(GRAPHQL)]
    async with connect(settings(server, attempts=1, breaker_failures=1, breaker_open_seconds=0.05)) as commerce:
        await failure(commerce, MUTATION)
        await eventually(lambda: commerce.state is not CircuitState.OPEN)
        await send(commerce, QUERY)
        assert commerce.state is CircuitState.CLOSED


async def test_a_trial_whose_shopper_goes_away_does_not_keep_commerce_shut_out(server: Server) -> None:
    server.script = [closes, hangs(), answers(GRAPHQL)]
    async with connect(settings(server, attempts=1, breaker_failures=1, breaker_open_seconds=0.05)) as commerce:
        await failure(commerce, QUERY)
        await eventually(lambda: commerce.state is not CircuitState.OPEN)
        trial = asyncio.create_task(send(commerce, QUERY))
        await server.has_received(2)
        assert (await failure(commerce, QUERY)).doubtful is False
        trial.cancel()
        await asyncio.wait([trial])
        await send(commerce, QUERY)
    assert len(server.received) == 3


async def test_connecting_asks_commerce_nothing(server: Server) -> None:
    async with connect(settings(server)):
        assert server.connections == 0


async def test_when_the_service_stops_no_connection_is_left(server: Server) -> None:
    before = len(os.listdir("/proc/self/fd"))
    async with connect(settings(server)) as commerce:
        await send(commerce, QUERY)
        await send(commerce, MUTATION)
    await eventually(lambda: len(os.listdir("/proc/self/fd")) <= before)
    assert server.connections == 2


async def test_a_commerce_that_knows_less_introspection_is_asked_the_plainer_query(server: Server) -> None:
    refusal = {"errors": [{"message": 'Unknown argument "includeDeprecated".'}]}
    schema: dict[str, Any] = {"data": {"__schema": {"types": []}}}
    server.script = [answers(refusal), answers(schema)]
    async with connect(settings(server)) as commerce:
        result = await introspect(commerce.graphql, ["{ full }", "{ plain }"], seconds=PATIENT)
    assert result == schema["data"]
    assert [orjson.loads(request.body)["query"] for request in server.received] == ["{ full }", "{ plain }"]


async def test_a_commerce_that_forbids_introspection_is_told_to_allow_it(server: Server) -> None:
    server.script = [answers({"errors": [{"message": "GraphQL introspection is not allowed."}]})]
    async with connect(settings(server)) as commerce:
        with pytest.raises(Invalid, match=r"introspection is not allowed\. Its setting graphql/disable_introspection"):
            await introspect(commerce.graphql, ["{ full }", "{ plain }"], seconds=PATIENT)
    assert len(server.received) == 2
