"""Whatever a storefront asks, the gateway's answer is the one that plain graphql-core would give on one schema."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
import pytest
from graphql import (
    ArgumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLObjectType,
    GraphQLSchema,
    NameNode,
    ValueNode,
    execute,
    get_argument_values,
    parse,
    validate,
    value_to_literal,
)
from graphql.execution.values import VariableValues
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bff.delegation import Delegate, Delegated
from bff.documents import commerce_schema
from bff.gateway.composition.compose import compose
from bff.gateway.gateway import Gateway
from bff.gateway.limits import Limits
from bff.gateway.request import GraphQLRequest
from bff.gateway.supergraph import Supergraph
from bff.schema.ours import build_schema
from integrations.commerce.contract import Caller
from tests.unit.gateway import shop
from tests.unit.gateway.operations import Drawn, operations
from tests.unit.gateway.universe import Thing, UniversalCommerce, Universe
from tests.unit.schema.requests import guests_request

# graphql-core cancels resolvers that a null has made useless, some of them before they began.
pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

# The same operations each time: a run must not fail for a find that its change did not cause.
many = settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@dataclass(frozen=True)
class World:
    """A schema, the fields on it that never fail, the fields to ask for often, and what resolvers of ours are given."""

    schema: Supergraph
    sound: frozenset[str]
    often: frozenset[str] = frozenset()
    context: object = None


@cache
def small() -> World:
    """Every shape that GraphQL has, and every kind of field of ours."""
    return World(shop.supergraph(), frozenset({"code", "id", "amount"}))


@cache
def sandbox() -> World:
    """The sandbox's schema with the fields that storefronts get."""
    schema = compose(commerce_schema(), build_schema())
    context = guests_request(digest=schema.digest)
    keys = frozenset(need for own in schema.own_fields.values() for need in own.needs)
    often = {"products", "categoryList", "route", "items", "canonicalUrl", "children", "cart", "itemsV2", "product"}
    return World(schema, keys, frozenset(often), context)


worlds = pytest.mark.parametrize("world", [small, sandbox], ids=["small", "sandbox"])


@worlds
@many
@given(data=st.data(), seed=st.integers(0, 5))
def test_an_answer_is_what_one_schema_in_one_place_would_give(
    world: Callable[[], World], data: st.DataObject, seed: int
) -> None:
    drawn = data.draw(asked(world().schema.schema, world().often))
    universe = Universe(world().schema.commerce, seed, world().sound, failing=False)
    assert answered(world(), universe, drawn)[0]["data"] == directly(world(), universe, drawn).data


@worlds
@many
@given(data=st.data(), seed=st.integers(0, 5))
def test_nulls_and_errors_come_under_the_paths_where_they_happened(
    world: Callable[[], World], data: st.DataObject, seed: int
) -> None:
    drawn = data.draw(asked(world().schema.schema, world().often))
    universe = Universe(world().schema.commerce, seed, world().sound)
    expected = directly(world(), universe, drawn)
    answer, _ = answered(world(), universe, drawn)
    assert orjson.dumps(answer["data"]) == orjson.dumps(expected.data), "in the order of the selection, too"
    told = {nulled(answer["data"], error["path"]) for error in answer.get("errors", ())}
    assert told == {nulled(expected.data, error.path) for error in expected.errors or ()}


@worlds
@many
@given(data=st.data(), seed=st.integers(0, 5))
def test_what_is_all_commerces_comes_as_commerce_said_it(
    world: Callable[[], World], data: st.DataObject, seed: int
) -> None:
    schema = world().schema
    kind = data.draw(st.sampled_from(["query", "mutation"]))
    drawn = data.draw(asked(schema.commerce, world().often, kind))
    replaced = {name for (_, name), own in schema.own_fields.items() if own.override}
    assume(replaced.isdisjoint(re.findall(r"\w+", drawn.text)))
    universe = Universe(schema.commerce, seed)
    expected = universe.execute(drawn.text, drawn.variables, drawn.operation_name)
    answer, commerce = answered(world(), universe, drawn)
    assert orjson.dumps(answer["data"]) == orjson.dumps(expected.data)
    errors = [
        {key: value for key, value in error.formatted.items() if key != "locations"} for error in expected.errors or ()
    ]
    assert answer.get("errors", []) == errors
    assert len(commerce.sent) <= 1, "one operation, one request"


def asked(schema: GraphQLSchema, often: frozenset[str], kind: str = "query") -> st.SearchStrategy[Drawn]:
    """Valid operations on a schema."""
    return operations(schema, kind, often).filter(lambda drawn: not validate(schema, parse(drawn.text)))


def answered(world: World, universe: Universe, drawn: Drawn) -> tuple[dict[str, Any], UniversalCommerce]:
    commerce = UniversalCommerce(universe)
    gateway = Gateway(world.schema, commerce, Limits())
    request = GraphQLRequest(drawn.text, drawn.operation_name, drawn.variables)
    response = asyncio.run(gateway.answer(request, Caller(), world.context, seconds=30))
    assert b"_bff_" not in response.body.replace(b'"_bff_id"', b""), "nothing of ours leaves but what was asked for"
    return orjson.loads(response.body), commerce


def directly(world: World, universe: Universe, drawn: Drawn) -> ExecutionResult:
    """Plain graphql-core, all fields in one place."""
    schema = world.schema

    def resolve(following: Any, source: Any, info: Any, **arguments: Any) -> Any:
        if info.field_name.startswith("__"):
            return following(source, info, **arguments)
        if isinstance(source, dict):
            return told(schema.commerce, universe, source[info.field_name])
        own = schema.own_fields.get((info.parent_type.name, info.field_name))
        if own is None and info.parent_type.name in schema.commerce.type_map:
            return universe.resolve(source, info, **arguments)
        parent = source
        if own is not None and isinstance(source, Thing):
            keys = {name: name for name in own.needs}
            types = info.parent_type.fields
            parent = Delegated({name: universe.value(source, name, types[name].type, {}) for name in own.needs}, keys)
        return told(schema.commerce, universe, following(parent, info, **arguments))

    async def run() -> ExecutionResult:
        result = execute(
            schema.schema,
            parse(drawn.text),
            variable_values=drawn.variables,
            operation_name=drawn.operation_name,
            middleware=[resolve],
            context_value=world.context,
            type_resolver=universe.type_of,
        )
        result = await result if asyncio.iscoroutine(result) else result
        # graphql-core leaves behind what a null has made useless.
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True)
        return result  # type: ignore[return-value]

    return asyncio.run(run())


def told(commerce: GraphQLSchema, universe: Universe, value: Any) -> Any:
    """What a `Delegate` stands for, looked up where everything is at hand."""
    if isinstance(value, Delegate):
        return looked_up(commerce, universe, value)
    if isinstance(value, list):
        return [told(commerce, universe, item) for item in value]
    if asyncio.iscoroutine(value):
        return awaited(commerce, universe, value)
    return value


async def awaited(commerce: GraphQLSchema, universe: Universe, value: Any) -> Any:
    return told(commerce, universe, await value)


def looked_up(commerce: GraphQLSchema, universe: Universe, delegate: Delegate) -> Any:
    assert commerce.query_type is not None
    definition = commerce.query_type.fields.get(delegate.root_field)
    if definition is None:
        raise GraphQLError("nothing there")
    node = FieldNode(
        name=NameNode(value=delegate.root_field),
        arguments=tuple(
            ArgumentNode(name=NameNode(value=name), value=_literal(value, definition.args[name].type))
            for name, value in delegate.arguments.items()
        ),
    )
    arguments = get_argument_values(definition, node, VariableValues({}, {}))
    value = universe.value(None, delegate.root_field, definition.type, arguments)
    for name in delegate.path:
        if value is None:
            return None
        type_ = commerce.type_map[value.type_name]
        assert isinstance(type_, GraphQLObjectType)
        assert isinstance(name, str), "nothing in this shop takes one object of a list"
        value = universe.value(value, name, type_.fields[name].type, {})
    return value


def nulled(data: Any, path: Any) -> tuple[str | int, ...]:
    """The null that an error has caused: of several below one null, the specification leaves open which is told."""
    for depth, segment in enumerate(path or ()):
        if data is None:
            return tuple(path[:depth])
        data = data[segment]
    assert data is None, "an error makes null what it stands on"
    return tuple(path or ())


def _literal(value: Any, type_: GraphQLInputType) -> ValueNode:
    literal = value_to_literal(value, type_)
    assert literal is not None
    return literal
