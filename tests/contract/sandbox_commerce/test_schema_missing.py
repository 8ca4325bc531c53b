"""What a real Commerce offers and the sandbox does not, line by line. The list may only get shorter."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
)

from sandbox.commerce.schema import sdl
from tests.contract.sandbox_commerce.conftest import REAL_COMMERCE

LIST: Final = Path(__file__).parent / "schema_missing.txt"
REMEDY: Final = f"Offer it in the sandbox; only what a new Commerce brings may be added to {LIST.name}."


@pytest.mark.real_commerce
def test_nothing_of_commerce_is_missing_but_what_is_listed() -> None:
    file = REAL_COMMERCE / "schema.graphql"
    if not file.is_file():
        pytest.skip("NOT COMPARED with a real Commerce: there is no ../shared/commerce/schema.graphql.")
    real, ours = build_schema(file.read_text(encoding="utf-8")), build_schema(sdl(adobe_commerce=True))
    missing, listed = set(_missing(real, ours)), set(_listed())
    assert sorted(missing - listed) == [], REMEDY
    assert sorted(listed - missing) == [], f"The sandbox offers it now: take it off {LIST.name}."


def test_the_list_is_in_order_and_says_nothing_twice() -> None:
    listed = list(_listed())
    assert listed == sorted(set(listed))


def test_the_comparison_finds_types_fields_arguments_and_values() -> None:
    real = build_schema("type Query { a(x: Int, y: Int): E  b: T } enum E { K L } type T { c: Int } input I { d: Int }")
    ours = build_schema("type Query { a(x: Int): E } enum E { K }")
    assert list(_missing(real, ours)) == ["E.L", "I", "Query.a(y)", "Query.b", "T"]


def _listed() -> Iterator[str]:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    yield from (line for line in lines if line and not line.startswith("#"))


def _missing(real: GraphQLSchema, ours: GraphQLSchema) -> Iterator[str]:
    for name, type_ in sorted(real.type_map.items()):
        if name.startswith("__"):
            continue
        own = ours.type_map.get(name)
        if own is not None:
            yield from _parts(type_, own)
        else:
            yield name


def _parts(real: GraphQLNamedType, own: Any) -> Iterator[str]:
    if isinstance(real, GraphQLEnumType):
        yield from (f"{real.name}.{value}" for value in sorted(real.values) if value not in own.values)
    elif isinstance(real, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in sorted(real.fields.items()):
            if name not in own.fields:
                yield f"{real.name}.{name}"
                continue
            arguments = own.fields[name].args
            yield from (f"{real.name}.{name}({argument})" for argument in field.args if argument not in arguments)
    elif isinstance(real, GraphQLInputObjectType):
        yield from (f"{real.name}.{name}" for name in sorted(real.fields) if name not in own.fields)
