"""Subscriptions to fields of ours: each event is answered as a query would be, and nothing runs on after the end."""

import asyncio
from collections.abc import AsyncGenerator, MutableMapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
import strawberry

from bff.delegation import CommerceType
from bff.gateway.composition.compose import compose
from bff.gateway.gateway import Gateway
from bff.gateway.limits import Limits
from bff.gateway.request import GraphQLRequest, Outcome
from bff.gateway.supergraph import Supergraph
from bff.schema.naming import configuration
from integrations.commerce.contract import Answer, Caller, Operation
from integrations.kit.errors import Forbidden, Unavailable
from tests.unit.gateway import shop
from tests.unit.gateway.universe import UniversalCommerce, Universe


@dataclass
class Feeds:
    """What resolvers see as their context: what is going on in them."""

    open: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    silent: asyncio.Event = field(default_factory=asyncio.Event)


@strawberry.type
class Subscription:
    """Events of ours."""

    @strawberry.subscription
    async def ticks(self, info: strawberry.Info, until: int = 3) -> AsyncGenerator[int, None]:
        """As many numbers as wanted, or numbers without end."""
        feeds: Feeds = info.context
        feeds.open.append("ticks")
        try:
            number = 0
            while number != until:
                number += 1
                yield number
            if until < 0:
                await asyncio.Event().wait()
        finally:
            feeds.closed.append("ticks")

    @strawberry.subscription
    async def silence(self, info: strawberry.Info) -> AsyncGenerator[int, None]:
        """Never tells anything."""
        feeds: Feeds = info.context
        feeds.silent.set()
        try:
            await asyncio.Event().wait()
            yield 1
        finally:
            feeds.closed.append("silence")

    @strawberry.subscription
    async def arrivals(self) -> AsyncGenerator[shop.Item | None, None]:
        """Things of Commerce's."""
        for number in range(2):
            yield shop.Item("item", {"id": str(number)})

    @strawberry.subscription
    async def origins(self) -> AsyncGenerator[shop.Origin, None]:
        """A type of ours that leads to Commerce."""
        yield shop.Origin(country="c", towns=[shop.Town(name="t")])

    @strawberry.subscription
    async def failing(self, kind: str) -> AsyncGenerator[int, None]:
        """Fails after the first event."""
        yield 1
        raise {"forbidden": Forbidden("payment", "No."), "unforeseen": RuntimeError("a password: hunter2")}[kind]


@dataclass
class Subscriber:
    """Subscribes at a gateway."""

    gateway: Gateway
    feeds: Feeds = field(default_factory=Feeds)

    def responses(self, text: str, seconds: float = 10, **request: Any) -> AsyncGenerator[Any, None]:
        return self.gateway.subscribe(GraphQLRequest(text, **request), Caller(), self.feeds, seconds=seconds)

    async def hears(self, text: str, **options: Any) -> list[tuple[Outcome, dict[str, Any]]]:
        """All responses, to the end."""
        return [(each.outcome, orjson.loads(each.body)) async for each in self.responses(text, **options)]


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


@strawberry.type(name="Subscription", extend=True)
class MoreEvents:
    """Events of ours that are written apart."""

    @strawberry.subscription
    async def beats(self) -> AsyncGenerator[int, None]:
        """One."""
        yield 1


async def test_a_class_may_add_its_fields_to_the_subscriptions_without_being_their_root() -> None:
    own = strawberry.Schema(query=shop.Query, types=[MoreEvents], config=configuration())
    supergraph = compose(shop.COMMERCE, own, {"Subscription.beats": "bffBeats"})
    subscriber = Subscriber(Gateway(supergraph, UniversalCommerce(Universe(supergraph.commerce)), Limits()))
    heard = await subscriber.hears("subscription { bffBeats }")
    assert heard == [(Outcome.EXECUTED, {"data": {"bffBeats": 1}})]


class Novelty(CommerceType):
    """A type that this Commerce does not have."""


@strawberry.type(name="Subscription", extend=True)
class Novelties:
    """Events about what only some Commerces have."""

    @strawberry.subscription
    async def novelties(self) -> AsyncGenerator[Novelty, None]:
        """None."""
        yield Novelty("novelty")


def test_subscriptions_of_which_nothing_fits_this_commerce_are_left_out_as_a_whole() -> None:
    supergraph = compose(shop.COMMERCE, strawberry.Schema(query=shop.Query, types=[Novelties], config=configuration()))
    assert supergraph.schema.subscription_type is None
    assert supergraph.warnings[0].startswith("Subscription.novelties left out")


async def test_a_subscription_of_commerces_own_is_refused_as_nobody_would_tell_its_events() -> None:
    own = strawberry.Schema(query=shop.Query, types=[MoreEvents], config=configuration())
    supergraph = compose(shop.COMMERCE + "type Subscription { theirs: Int }", own)
    subscriber = Subscriber(Gateway(supergraph, UniversalCommerce(Universe(supergraph.commerce)), Limits()))
    [(outcome, body)] = await subscriber.hears("subscription { theirs }")
    assert (outcome, body["errors"][0]["extensions"]["code"]) == (Outcome.REFUSED, "NOT_SUPPORTED")
    assert await subscriber.hears("subscription { beats }") == [(Outcome.EXECUTED, {"data": {"beats": 1}})]
