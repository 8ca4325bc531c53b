"""What stops a start, and in which words."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
import strawberry
from graphql import GraphQLInterfaceType, GraphQLObjectType
from strawberry import BasePermission, Schema

from bff.delegation import Delegated, needs
from bff.gateway.composition.compose import compose
from bff.gateway.composition.problems import CompositionError
from tests.unit.gateway.composing import COMMERCE, ours


def problems(own: Schema, renames: dict[str, str] | None = None, commerce: str = COMMERCE) -> tuple[str, ...]:
    with pytest.raises(CompositionError) as refused:
        compose(commerce, own, renames or {})
    return refused.value.problems


@strawberry.type(name="SimpleProduct", extend=True)
class Named:
    @strawberry.field
    def name(self) -> str | None:
        return None


@strawberry.type(name="ProductInterface", extend=True)
class Renamed:
    @strawberry.field(metadata=needs("sku", override=True))
    def name(self, product: strawberry.Parent[Delegated]) -> str | None:
        return str(product["sku"])


@strawberry.type(name="Money")
class OurMoney:
    minor: int


@strawberry.type(name="Query", extend=True)
class Purse:
    @strawberry.field
    def purse(self) -> OurMoney:
        return OurMoney(minor=1)


def test_a_field_that_commerce_has_already_stops_the_start_with_both_places() -> None:
    (problem,) = problems(ours(Named))
    assert problem == (
        f"SimpleProduct.name is defined by {__name__}.Named.name and by Commerce's schema. Rename ours by the setting "
        'BFF_RENAMES: {"SimpleProduct.name": "..."}, or say that it replaces Commerce\'s: needs(override=True).'
    )


def test_a_field_that_two_of_ours_define_stops_the_start_with_both_places() -> None:
    @strawberry.type(name="SimpleProduct", extend=True)
    class Review:
        @strawberry.field
        def review(self) -> str | None:
            return None

    @strawberry.type(name="ProductInterface", extend=True)
    class Again:
        @strawberry.field
        def review(self) -> str | None:
            return None

    (problem,) = problems(ours(Review, Again))
    assert problem.startswith("SimpleProduct.review is defined by ")
    assert ".Review.review and by " in problem
    assert ".Again.review." in problem


def test_a_type_that_commerce_has_already_stops_the_start_with_both_places() -> None:
    (problem,) = problems(ours(Purse))
    assert problem == (
        f"The type Money is defined by {__name__}.OurMoney and by Commerce's schema. "
        'Rename ours by the setting BFF_RENAMES: {"Money": "..."}.'
    )


def test_all_problems_are_told_at_once() -> None:
    assert len(problems(ours(Named, Purse))) == 2


def test_a_renamed_type_does_not_clash() -> None:
    supergraph = compose(COMMERCE, ours(Purse), {"Money": "BffMoney", "Query.purse": "bffPurse"})
    assert supergraph.own_types == {"BffMoney"}
    assert ("Query", "bffPurse") in supergraph.own_fields
    query = supergraph.schema.query_type
    assert query is not None
    assert str(query.fields["bffPurse"].type) == "BffMoney!"
    assert str(query.fields["cart"].type.fields["total"].type.fields["value"].type) == "Float"


def test_a_rename_of_nothing_stops_the_start() -> None:
    (problem,) = problems(ours(Purse), {"Money": "BffMoney", "Query.porse": "purse"})
    assert problem == (
        "The setting BFF_RENAMES names 'Query.porse', but we have no such type or field. Remove it or correct the name."
    )


def test_two_types_renamed_to_one_name_stop_the_start() -> None:
    @strawberry.type(name="Query", extend=True)
    class More:
        @strawberry.field
        def tip(self) -> "Tip":
            return Tip(minor=1)

    found = problems(ours(Purse, More), {"Money": "Cash", "Tip": "Cash"})
    assert found[0] == "The setting BFF_RENAMES gives our types Money and Tip the one name Cash."


@strawberry.type(name="Tip")
class Tip:
    minor: int


def test_an_overriding_field_stands_in_for_commerces_on_every_type_behind_the_interface() -> None:
    supergraph = compose(COMMERCE, ours(Renamed))
    for name in ("ProductInterface", "SimpleProduct", "ConfigurableProduct"):
        own = supergraph.own_fields[name, "name"]
        assert (own.override, own.needs) == (True, ("sku",))
        definition = supergraph.schema.type_map[name]
        assert isinstance(definition, GraphQLObjectType | GraphQLInterfaceType)
        assert definition.fields["name"].resolve is not None


def test_an_overriding_field_of_another_type_than_the_interface_wants_stops_the_start() -> None:
    @strawberry.type(name="SimpleProduct", extend=True)
    class Numbered:
        @strawberry.field(metadata=needs(override=True))
        def name(self) -> int | None:
            return None

    (problem,) = problems(ours(Numbered))
    assert problem.startswith("The schema composed of Commerce's and ours is not valid: Interface field")


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("nothing", "there is no such field"),
        ("kind", "that field takes arguments"),
        ("price", "that field has fields of its own"),
        ("weight", "there is no such field"),
    ],
)
def test_a_key_that_cannot_be_had_stops_the_start(key: str, reason: str) -> None:
    @strawberry.type(name="ProductInterface", extend=True)
    class Keyed:
        @strawberry.field(metadata=needs(key))
        def review(self) -> str | None:
            return None

    (problem,) = problems(ours(Keyed))
    assert problem.startswith("ProductInterface.review of ")
    assert f".Keyed.review needs('{key}'), but {reason}. " in problem
    assert problem.endswith("Name a leaf field without arguments of ProductInterface in Commerce's schema.")


def test_a_root_field_has_no_parent_to_take_keys_of() -> None:
    @strawberry.type(name="Query", extend=True)
    class Rooted:
        @strawberry.field(metadata=needs("sku"))
        def review(self) -> str | None:
            return None

    (problem,) = problems(ours(Rooted))
    assert "needs('sku'), but the type is not Commerce's" in problem


async def _reviews(_context: object, products: Sequence[Delegated]) -> Sequence[str]:
    return ["good"] * len(products)


def test_a_batch_and_a_resolver_for_one_field_stop_the_start() -> None:
    @strawberry.type(name="ProductInterface", extend=True)
    class Twice:
        @strawberry.field(metadata=needs("sku", batch=_reviews))
        def review(self) -> str | None:
            return None

    (problem,) = problems(ours(Twice))
    assert problem.startswith("ProductInterface.review of ")
    assert problem.endswith(
        "has a batch, but a resolver or an extension too. Only one can answer it: remove the other."
    )


def test_a_permission_that_nobody_would_ask_for_stops_the_start() -> None:
    class Allowed(BasePermission):
        def has_permission(self, source: Any, info: strawberry.Info, **kwargs: Any) -> bool:
            return False

    @strawberry.type(name="ProductInterface", extend=True)
    class Guarded:
        review: str | None = strawberry.field(permission_classes=[Allowed], metadata=needs("sku", batch=_reviews))

    (problem,) = problems(ours(Guarded))
    assert "has a batch, but a resolver or an extension too." in problem


def test_a_batch_for_what_is_never_null_stops_the_start() -> None:
    @strawberry.type(name="ProductInterface", extend=True)
    class Sure:
        review: str = strawberry.field(metadata=needs("sku", batch=_reviews))

    (problem,) = problems(ours(Sure))
    assert problem.endswith("Where the batch fails there must be null: make the type optional.")


def test_a_root_field_has_no_objects_to_be_answered_for() -> None:
    @strawberry.type(name="Query", extend=True)
    class Rooted:
        review: str | None = strawberry.field(metadata=needs(batch=_reviews))

    (problem,) = problems(ours(Rooted))
    assert problem.endswith("the type is not Commerce's. Write a resolver, which may use a DataLoader.")


def test_only_object_and_interface_types_are_extended() -> None:
    @strawberry.type(name="CurrencyEnum", extend=True)
    class More:
        @strawberry.field
        def review(self) -> str | None:
            return None

    (problem,) = problems(ours(More))
    assert problem.endswith("extends CurrencyEnum, which is no object or interface type in Commerce's schema.")


def test_a_field_of_a_subscription_that_tells_no_events_stops_the_start_and_is_named() -> None:
    @strawberry.type(name="Subscription", extend=True)
    class Feed:
        @strawberry.subscription
        async def feed(self) -> AsyncIterator[int]:
            yield 1

        @strawberry.field
        def still(self) -> int:
            return 1

    (problem,) = problems(ours(Feed))
    assert problem.startswith("Subscription.still of")
    assert problem.endswith("is no @strawberry.subscription. Make it one.")


@pytest.mark.parametrize(
    ("commerce", "said"),
    [
        ("type Query {", "cannot be read: Syntax Error"),
        ("type Query { a: Missing }", "Unknown type: 'Missing'"),
        ("type Other { a: Int }", "has no Query type"),
    ],
)
def test_a_commerce_schema_that_is_none_is_told_with_the_remedy(commerce: str, said: str) -> None:
    (problem,) = problems(ours(), commerce=commerce)
    assert said in problem
    assert problem.endswith("Pull it again: bff schema pull.")
