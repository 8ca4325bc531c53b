"""Subscriptions of ours in the schema that storefronts see."""

from collections.abc import AsyncGenerator

import strawberry

from bff.delegation import CommerceType
from bff.gateway.composition.compose import compose
from bff.gateway.gateway import Gateway
from bff.gateway.limits import Limits
from bff.gateway.request import Outcome
from bff.schema.naming import configuration
from tests.unit.gateway import shop
from tests.unit.gateway.subscribing import Subscriber
from tests.unit.gateway.universe import UniversalCommerce, Universe


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
