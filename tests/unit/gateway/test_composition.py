"""Commerce's schema and ours as one."""

from typing import Any

import pytest
import strawberry
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    graphql_sync,
    introspection_from_schema,
    lexicographic_sort_schema,
    validate_schema,
)

from bff.delegation import CommerceEnum, CommerceInput, CommerceType, Delegate, Delegated, needs
from bff.gateway.composition.compose import compose
from bff.gateway.composition.problems import CompositionError
from bff.gateway.supergraph import OwnField
from tests.unit.gateway.composing import COMMERCE, ours


class Cart(CommerceType):
    """Commerce's cart."""


class CartItemInput(CommerceInput):
    """What goes into a cart."""


class CurrencyEnum(CommerceEnum):
    """A currency."""


@strawberry.type(name="ProductInterface", extend=True)
class Reviewed:
    @strawberry.field(description="What shoppers say.", metadata=needs("sku"))
    def review(self, product: strawberry.Parent[Delegated]) -> str:
        return f"Of {product['sku']}."


@strawberry.type(name="ProductInterface", extend=True)
class Rated:
    @strawberry.field(metadata=needs("sku", "name"))
    def rating(self, product: strawberry.Parent[Delegated]) -> float | None:
        return len(product["name"]) / 2


def described(schema: GraphQLSchema) -> dict[str, Any]:
    types: list[dict[str, Any]] = introspection_from_schema(lexicographic_sort_schema(schema))["__schema"]["types"]  # type: ignore[assignment]
    return {each["name"]: each for each in types}


def fields_of(schema: GraphQLSchema, name: str) -> Any:
    definition = schema.type_map[name]
    assert isinstance(definition, GraphQLObjectType | GraphQLInterfaceType)
    return definition.fields


def test_every_type_that_we_leave_alone_is_described_as_at_commerce() -> None:
    supergraph = compose(COMMERCE, ours(Reviewed))
    theirs, composed = described(supergraph.commerce), described(supergraph.schema)
    touched = {name for name in theirs if theirs[name] != composed[name]}
    assert touched == {"Query", "ProductInterface", "ConfigurableInterface", "SimpleProduct", "ConfigurableProduct"}
    assert composed["Query"]["description"] == "The root of all questions."


def test_a_touched_type_keeps_its_own_fields_and_their_order_before_ours() -> None:
    composed = compose(COMMERCE, ours(Reviewed))
    assert list(fields_of(composed.schema, "SimpleProduct")) == [
        *fields_of(composed.commerce, "SimpleProduct"),
        "review",
    ]
    assert fields_of(composed.schema, "SimpleProduct")["old_name"].deprecation_reason == "Use `name`."


def test_commerces_own_schema_is_left_as_it_is() -> None:
    supergraph = compose(COMMERCE, ours(Reviewed))
    assert "review" not in fields_of(supergraph.commerce, "SimpleProduct")


def test_a_field_on_an_interface_reaches_every_type_behind_it() -> None:
    supergraph = compose(COMMERCE, ours(Reviewed))
    behind = ("ProductInterface", "ConfigurableInterface", "SimpleProduct", "ConfigurableProduct")
    own = OwnField(("sku",), f"{__name__}.Reviewed.review")
    assert {key: value for key, value in supergraph.own_fields.items() if key[1] == "review"} == {
        (name, "review"): own for name in behind
    }
    assert all(fields_of(supergraph.schema, name)["review"].description == "What shoppers say." for name in behind)


def test_several_modules_extend_one_type() -> None:
    supergraph = compose(COMMERCE, ours(Reviewed, Rated))
    assert list(fields_of(supergraph.schema, "SimpleProduct"))[-2:] == ["review", "rating"]
    assert supergraph.own_fields["SimpleProduct", "rating"].needs == ("sku", "name")


def test_no_internal_name_of_an_extending_class_is_seen() -> None:
    supergraph = compose(COMMERCE, ours(Reviewed, Rated))
    assert set(supergraph.schema.type_map) - set(supergraph.commerce.type_map) == set()
    assert supergraph.own_types == frozenset()


def test_the_composed_schema_is_valid() -> None:
    schema = compose(COMMERCE, ours(Reviewed, Rated)).schema
    assert validate_schema(GraphQLSchema(**{**schema.to_kwargs(), "assume_valid": False})) == []  # type: ignore[arg-type]


def test_our_resolvers_run_on_the_composed_schema() -> None:
    schema = compose(COMMERCE, ours(Reviewed)).schema
    definition = fields_of(schema, "Query")["products"]
    definition.resolve = lambda *_, **__: [Delegated({"_bff_0": "ab"}, {"sku": "_bff_0"})]
    schema.type_map["ProductInterface"].resolve_type = lambda *_: "SimpleProduct"  # type: ignore[attr-defined]
    answer = graphql_sync(schema, "{ products { review } healthy }")
    assert (answer.data, answer.errors) == ({"products": [{"review": "Of ab."}], "healthy": True}, None)


def test_strawberry_finds_its_own_schema_from_a_resolver() -> None:
    @strawberry.type(name="Query", extend=True)
    class Asking:
        @strawberry.field
        def is_strawberry(self, info: strawberry.Info) -> bool:
            return isinstance(info.schema, strawberry.Schema)

    answer = graphql_sync(compose(COMMERCE, ours(Asking)).schema, "{ isStrawberry }")
    assert answer.data == {"isStrawberry": True}


def test_a_mutation_of_ours_stands_beside_commerces() -> None:
    @strawberry.type(name="Mutation")
    class Ours:
        @strawberry.mutation
        def start(self) -> bool:
            return True

    supergraph = compose(COMMERCE, ours(mutation=Ours))
    assert list(fields_of(supergraph.schema, "Mutation")) == ["addToCart", "start"]
    assert ("Mutation", "start") in supergraph.own_fields
    without = compose("type Query { a: Int }", ours(mutation=Ours))
    assert list(fields_of(without.schema, "Mutation")) == ["start"]


# Types of Commerce's, by name


def test_a_field_of_ours_returns_a_type_of_commerces() -> None:
    @strawberry.type(name="Query", extend=True)
    class Session:
        @strawberry.field
        def my_cart(self) -> Cart | None:
            return Cart("cart", {"cart_id": "7"})

        @strawberry.field
        def carts(self) -> list[Cart | None]:
            return [None]

    supergraph = compose(COMMERCE, ours(Session))
    query = fields_of(supergraph.schema, "Query")
    assert query["myCart"].type is supergraph.schema.type_map["Cart"]
    assert str(query["carts"].type) == "[Cart]!"
    assert isinstance(query["myCart"].resolve(None, None), Delegate)


def test_input_and_enum_arguments_of_commerces_arrive_as_plain_json() -> None:
    seen: list[Any] = []

    @strawberry.type(name="Query", extend=True)
    class Estimate:
        @strawberry.field
        def estimate(
            self,
            items: list[CartItemInput],
            currency: CurrencyEnum,
            more: list[CartItemInput | None] | None = None,
        ) -> int:
            seen.extend((items, currency, more))
            return len(items)

    schema = compose(COMMERCE, ours(Estimate)).schema
    answer = graphql_sync(schema, '{ estimate(items: [{sku: "a"}], currency: EUR, more: [null]) }')
    assert answer.errors is None
    assert seen == [[{"sku": "a", "quantity": 1}], "EUR", [None]]
    assert type(seen[0][0]) is dict


def test_a_reference_to_an_input_type_is_not_taken_for_a_result() -> None:
    class Wrong(CommerceType, name="CartItemInput"):
        """An input type, used as a result."""

    @strawberry.type(name="Query", extend=True)
    class Session:
        @strawberry.field
        def item(self) -> Wrong | None:
            return None

    with pytest.raises(CompositionError, match=r"not valid: The type of Query\.item must be Output Type"):
        compose(COMMERCE, ours(Session))


# What this Commerce lacks


class GiftCard(CommerceType):
    """A type of an extension that this Commerce has not."""


@strawberry.type(name="GiftCardInterface", extend=True)
class GiftCardBalance:
    @strawberry.field(metadata=needs("code"))
    def balance(self) -> int:
        return 0


def test_an_extension_of_a_type_that_commerce_lacks_is_left_out_and_told() -> None:
    supergraph = compose(COMMERCE, ours(Reviewed, GiftCardBalance))
    assert supergraph.warnings == ("GiftCardInterface.balance left out: Commerce has no type GiftCardInterface.",)
    assert ("SimpleProduct", "review") in supergraph.own_fields
    assert not any(name == "balance" for _, name in supergraph.own_fields)


def test_what_refers_to_a_type_that_commerce_lacks_is_left_out_with_all_that_hangs_on_it() -> None:
    @strawberry.type(name="Wallet")
    class Wallet:
        @strawberry.field
        def card(self) -> GiftCard | None:
            return None

    @strawberry.type(name="Query", extend=True)
    class Session:
        @strawberry.field
        def wallet(self) -> Wallet:
            return Wallet()

        @strawberry.field
        def open(self, cards: list[CartItemInput] | None = None) -> bool:
            return True

    supergraph = compose(COMMERCE, ours(Session))
    assert supergraph.own_types == frozenset()
    assert "wallet" not in fields_of(supergraph.schema, "Query")
    assert "open" in fields_of(supergraph.schema, "Query")
    assert supergraph.warnings == (
        "Query.wallet left out: it refers to Wallet, and nothing is left of it.",
        "Wallet left out: nothing is left of it.",
    )


def test_root_types_are_extended_whatever_commerce_calls_them() -> None:
    commerce = "schema { query: Root mutation: Change } type Root { a: Int } type Change { b: Int }"
    supergraph = compose(commerce, ours())
    assert graphql_sync(supergraph.schema, "{ healthy }").data == {"healthy": True}
    assert list(supergraph.own_fields) == [("Root", "healthy")]


def test_two_pulls_of_one_schema_have_one_digest() -> None:
    assert compose(COMMERCE, ours()).digest == compose(COMMERCE, ours(Reviewed)).digest
    assert compose(COMMERCE, ours()).digest != compose(COMMERCE + "\n", ours()).digest


def test_a_flaw_of_commerces_own_schema_does_not_stop_the_start() -> None:
    flawed = COMMERCE.replace("  weight: Float", "  weight: Float").replace(
        "type SimpleProduct implements ProductInterface {\n  sku: String\n",
        "type SimpleProduct implements ProductInterface {\n",
    )
    supergraph = compose(flawed, ours(Reviewed))
    assert graphql_sync(supergraph.schema, "{ healthy }").data == {"healthy": True}
