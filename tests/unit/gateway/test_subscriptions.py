"""Subscriptions to fields of ours: each event is answered as a query would be, and nothing runs on after the end."""

import asyncio
from collections.abc import MutableMapping
from contextlib import aclosing
from typing import Any

import orjson
import pytest
import strawberry

from bff.gateway.composition.compose import compose
from bff.gateway.gateway import Gateway
from bff.gateway.limits import Limits
from bff.gateway.request import GraphQLRequest, Outcome
from bff.gateway.supergraph import Supergraph
from bff.schema.naming import configuration
from integrations.commerce.contract import Answer, Caller, Operation
from integrations.kit.errors import Unavailable
from tests.unit.gateway import shop
from tests.unit.gateway.subscribing import Subscriber, Subscription
from tests.unit.gateway.universe import UniversalCommerce, Universe


@pytest.fixture
def commerce(supergraph: Supergraph) -> UniversalCommerce:
    names = {name for type_ in supergraph.commerce.type_map.values() for name in getattr(type_, "fields", ())}
    return UniversalCommerce(Universe(supergraph.commerce, seed=4, sound=frozenset(names)))


@pytest.fixture
def subscriber(supergraph: Supergraph, commerce: UniversalCommerce) -> Subscriber:
    return Subscriber(Gateway(supergraph, commerce, Limits()))


@pytest.fixture(scope="module")
def supergraph() -> Supergraph:
    own = strawberry.Schema(
        query=shop.Query,
        mutation=shop.Mutation,
        subscription=Subscription,
        types=[shop.ItemStory, shop.ShelfLight, shop.LineNote],
        config=configuration(),
    )
    return compose(shop.COMMERCE, own)


async def test_each_event_is_a_response_and_the_end_of_events_the_end_of_responses(subscriber: Subscriber) -> None:
    heard = await subscriber.hears("subscription { count: ticks(until: 2) }")
    assert heard == [(Outcome.EXECUTED, {"data": {"count": 1}}), (Outcome.EXECUTED, {"data": {"count": 2}})]
    assert subscriber.feeds.closed == ["ticks"]


async def test_arguments_may_be_variables_and_an_operation_may_be_named(subscriber: Subscriber) -> None:
    text = "query Other { count } subscription Ticks($until: Int) { ticks(until: $until) }"
    heard = await subscriber.hears(text, operation_name="Ticks", variables={"until": 1})
    assert [body for _, body in heard] == [{"data": {"ticks": 1}}]


async def test_what_is_commerces_below_an_event_is_asked_for_each_time_with_fields_of_ours(
    subscriber: Subscriber,
    commerce: UniversalCommerce,
) -> None:
    heard = await subscriber.hears("subscription { arrivals { name story } }")
    stories = [body["data"]["arrivals"]["story"] for _, body in heard]
    assert len(set(stories)) == 2
    assert all(story.startswith("story of") for story in stories)
    assert len(commerce.sent) == 2


async def test_below_a_type_of_ours_commerce_is_asked_too(subscriber: Subscriber) -> None:
    [(_, body)] = await subscriber.hears("subscription { origins { country towns { best { code } } } }")
    assert body["data"]["origins"]["towns"][0]["best"]["code"]


async def test_commerce_failing_at_one_event_leaves_the_next_standing(
    subscriber: Subscriber, commerce: UniversalCommerce
) -> None:
    commerce.failures = [Unavailable("commerce", "Commerce is away.")]
    (_, first), (_, second) = await subscriber.hears("subscription { arrivals { code } }")
    assert first["data"] == {"arrivals": None}
    assert first["errors"][0]["extensions"]["code"] == "COMMERCE_UNAVAILABLE"
    assert second["data"]["arrivals"]["code"]


async def test_an_event_that_takes_too_long_says_so_and_the_next_has_its_own_time(
    subscriber: Subscriber, commerce: UniversalCommerce
) -> None:
    answering = commerce.send

    async def slow_once(operation: Operation, caller: Caller, *, seconds: float) -> Answer:
        if not commerce.sent:
            commerce.sent.append(operation)
            await asyncio.Event().wait()
        return await answering(operation, caller, seconds=10)

    commerce.send = slow_once  # type: ignore[method-assign]
    async with aclosing(subscriber.responses("subscription { arrivals { code } }", seconds=0.2)) as responses:
        first = await anext(responses)
        second = await anext(responses)
    assert orjson.loads(first.body)["errors"][0]["extensions"]["code"] == "TIMEOUT"
    assert (first.outcome, orjson.loads(first.body)["data"]) == (Outcome.EXECUTED, None)
    assert orjson.loads(second.body)["data"]["arrivals"]["code"]


async def test_to_stop_listening_closes_the_resolver(subscriber: Subscriber) -> None:
    async with aclosing(subscriber.responses("subscription { ticks(until: -1) }")) as responses:
        await anext(responses)
        assert subscriber.feeds.closed == []
    assert subscriber.feeds.closed == ["ticks"]


async def test_to_cancel_whoever_waits_for_an_event_closes_the_resolver(subscriber: Subscriber) -> None:
    waiting = asyncio.ensure_future(subscriber.hears("subscription { silence }"))
    await subscriber.feeds.silent.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert subscriber.feeds.closed == ["silence"]


async def test_a_resolver_that_fails_to_close_troubles_nobody_but_the_log(
    subscriber: Subscriber, logged: list[MutableMapping[str, Any]]
) -> None:
    async with aclosing(subscriber.responses("subscription { careless }")) as responses:
        await anext(responses)
    assert [entry["event"] for entry in logged] == ["subscription_not_closed"]


@pytest.mark.parametrize(("kind", "code"), [("forbidden", "PAYMENT_FORBIDDEN"), ("unforeseen", "INTERNAL_ERROR")])
async def test_a_resolver_that_fails_ends_the_subscription_and_tells_no_secret(
    subscriber: Subscriber, kind: str, code: str, logged: list[MutableMapping[str, Any]]
) -> None:
    first, (outcome, last) = await subscriber.hears(f'subscription {{ failing(kind: "{kind}") }}')
    assert first == (Outcome.EXECUTED, {"data": {"failing": 1}})
    assert outcome is Outcome.REFUSED
    assert (last["errors"][0]["path"], last["errors"][0]["extensions"]["code"]) == (["failing"], code)
    assert "hunter2" not in orjson.dumps(last).decode()
    assert [entry["event"] for entry in logged] == (["field_failed"] if kind == "unforeseen" else [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("subscription {", "GRAPHQL_PARSE_FAILED"),
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { ticks more: ticks }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { __typename }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { ticks @skip(if: true) }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription($until: Int!) { ticks(until: $until) }", "BAD_USER_INPUT"),
    ],
)
async def test_what_is_wrong_with_a_subscription_is_its_one_response(
    subscriber: Subscriber, text: str, code: str
) -> None:
    [(outcome, body)] = await subscriber.hears(text)
    assert (outcome, body["errors"][0]["extensions"]["code"]) == (Outcome.REFUSED, code)
    assert subscriber.feeds.open == []


async def test_a_query_or_a_mutation_has_one_response(subscriber: Subscriber) -> None:
    assert await subscriber.hears("{ today }") == [(Outcome.EXECUTED, {"data": {"today": "today"}})]
    [(_, body)] = await subscriber.hears("mutation { drop(id: 1) { id } }")
    assert body["data"]["drop"]["id"]


async def test_a_mutation_where_none_is_allowed_is_refused(subscriber: Subscriber, commerce: UniversalCommerce) -> None:
    [(outcome, _)] = await subscriber.hears("mutation { drop(id: 1) { id } }", mutations_allowed=False)
    assert outcome is Outcome.MUTATION_NOT_ALLOWED
    assert commerce.sent == []


async def test_a_mutation_is_carried_through_although_nobody_listens_any_more(
    subscriber: Subscriber, commerce: UniversalCommerce
) -> None:
    going, answering = asyncio.Event(), commerce.send

    async def slow(operation: Operation, caller: Caller, *, seconds: float) -> Answer:
        going.set()
        await asyncio.sleep(0.01)
        return await answering(operation, caller, seconds=seconds)

    commerce.send = slow  # type: ignore[method-assign]
    listening = asyncio.ensure_future(
        subscriber.hears("mutation { a: drop(id: 1) { id } doubt b: drop(id: 2) { id } }")
    )
    await going.wait()
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening
    assert commerce.mutations == ["mutation{a:drop(id:1){id}}"]


async def test_a_subscription_that_is_asked_like_a_query_is_told_how_to_subscribe(subscriber: Subscriber) -> None:
    request = GraphQLRequest("subscription { ticks }")
    response = await subscriber.gateway.answer(request, Caller(), subscriber.feeds, seconds=10)
    [error] = orjson.loads(response.body)["errors"]
    assert (response.outcome, error["extensions"]["code"]) == (Outcome.REFUSED, "SUBSCRIPTION_NOT_ALLOWED")
    assert "text/event-stream" in error["message"]
