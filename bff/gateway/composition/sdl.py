"""Schemas as text: printed so that equal schemas are equal texts, and compared by what a change does to clients."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    BreakingChange,
    DangerousChange,
    GraphQLError,
    GraphQLSchema,
    build_client_schema,
    build_schema,
    get_introspection_query,
    lexicographic_sort_schema,
    print_schema,
)
from graphql.utilities.find_schema_changes import SafeChange, find_schema_changes

from bff.gateway.composition.problems import CompositionError

INTROSPECTION: Final = (
    get_introspection_query(input_value_deprecation=True, specified_by_url=True, one_of=True),
    get_introspection_query(input_value_deprecation=True),
    get_introspection_query(),
)
"""How a Commerce is asked for its schema, the fullest question first: versions differ in what they know to tell."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new schema changes, in sentences. A `breaking` one fails a client that worked, a `dangerous` one may."""

    breaking: tuple[str, ...]
    dangerous: tuple[str, ...]
    safe: tuple[str, ...]


def printed(schema: GraphQLSchema) -> str:
    """The schema as SDL, everything in it sorted by name."""
    return print_schema(lexicographic_sort_schema(schema)) + "\n"


def printed_introspection(introspection: dict[str, Any]) -> str:
    """The SDL of a schema that was introspected, as it is served: no list and no null is bettered.

    Raises `CompositionError` for what describes no schema.
    """
    try:
        return printed(build_client_schema(introspection))  # type: ignore[arg-type]
    except (GraphQLError, TypeError, KeyError) as error:
        raise CompositionError([f"Commerce described itself by something that is no schema: {error}"]) from error


def changes(old: str, new: str) -> Changes:
    """What lies between two SDL texts. Raises `CompositionError` if one is no schema."""
    found = find_schema_changes(_schema(old), _schema(new))
    return Changes(
        breaking=_sentences(found, BreakingChange),
        dangerous=_sentences(found, DangerousChange),
        safe=_sentences(found, SafeChange),
    )


def _schema(sdl: str) -> GraphQLSchema:
    try:
        return build_schema(sdl, assume_valid=True, assume_valid_sdl=True)
    except (GraphQLError, TypeError) as error:
        raise CompositionError([f"The schema to compare with cannot be read: {error}"]) from error


def _sentences(found: Sequence[Any], kind: type[Any]) -> tuple[str, ...]:
    return tuple(each.description for each in found if isinstance(each, kind))
