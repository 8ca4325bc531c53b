"""Composition with the whole schema of a real Commerce, where it lies beside the checkout."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLSchema,
    get_introspection_query,
    graphql_sync,
    is_introspection_type,
    lexicographic_sort_schema,
)

from bff.gateway.composition.compose import compose
from bff.gateway.composition.sdl import printed, printed_introspection
from bff.schema.ours import build_schema

REAL = Path(__file__).resolve().parents[3].parent / "shared" / "commerce" / "schema.graphql"

pytestmark = [
    pytest.mark.real_commerce,
    pytest.mark.skipif(not REAL.is_file(), reason="the schema of a real Commerce is not beside the checkout"),
]


def types_told(schema: GraphQLSchema) -> dict[str, Any]:
    answer = graphql_sync(lexicographic_sort_schema(schema), get_introspection_query(input_value_deprecation=True))
    assert answer.errors is None
    assert answer.data is not None
    return {each["name"]: each for each in answer.data["__schema"]["types"]}


def without_ours(told: dict[str, Any], added: set[str], replaced: set[str]) -> dict[str, Any]:
    """A type without the fields that we add, and without what we say of those that we replace: they keep their type."""
    fields = told["fields"] and [
        {**each, "description": None} if each["name"] in replaced else each
        for each in told["fields"]
        if each["name"] not in added
    ]
    return {**told, "fields": fields}


def test_every_type_answers_introspection_as_at_commerce() -> None:
    supergraph = compose(REAL.read_text(encoding="utf-8"), build_schema())
    theirs, composed = types_told(supergraph.commerce), types_told(supergraph.schema)
    assert len([name for name in theirs if not is_introspection_type(supergraph.commerce.type_map[name])]) >= 460
    added, replaced = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for (type_name, field_name), own in supergraph.own_fields.items():
        (replaced if own.override else added)[type_name].add(field_name)
    assert {name: without_ours(composed[name], added[name], replaced[name]) for name in theirs} == theirs
    # Commerce has no subscriptions: their root is new, and a root belongs to nobody.
    assert (
        set(composed) - set(theirs) - {"Subscription"}
        == supergraph.own_types
        >= {"Service", "CommerceState", "Session"}
    )
    assert supergraph.warnings == ()


def test_a_pulled_schema_is_printed_the_same_every_time() -> None:
    schema = compose(REAL.read_text(encoding="utf-8"), build_schema()).commerce
    answer = graphql_sync(schema, get_introspection_query(input_value_deprecation=True))
    assert answer.data is not None
    assert printed_introspection(answer.data) == printed(schema)
