"""What is ours, as plain values: read from the graphql-core schema that Strawberry builds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    is_introspection_type,
    is_specified_scalar_type,
)
from strawberry import Schema
from strawberry.schema.schema_converter import GraphQLCoreConverter

from bff.delegation import BATCH, NEEDS, OVERRIDE, WHERE_OFFERED, Batch, CommerceTypeReference
from bff.gateway.composition.problems import refuse

Fields = Mapping[str, Any]
"""Fields of graphql-core's by name: output fields of an object or interface type, input fields of an input type."""

Renames = Mapping[str, str]
"""New names of ours: "Service" -> "BffService" for a type, "Query.service" -> "bffService" for a field."""


@dataclass(frozen=True, slots=True)
class FieldOfOurs:
    """A field of ours on a type that may be Commerce's. `definition` still refers to types by Strawberry's objects.

    `resolves` says that a resolver or an extension of Strawberry's belongs to it.
    """

    definition: GraphQLField
    needs: tuple[str, ...]
    override: bool
    place: str
    where_offered: bool = False
    batch: Batch | None = None
    resolves: bool = True


@dataclass(frozen=True, slots=True)
class Extension:
    """The fields that one class of ours adds to the type `target`, by their names in the supergraph."""

    target: str
    place: str
    fields: Mapping[str, FieldOfOurs]


@dataclass(frozen=True, slots=True)
class TypeOfOurs:
    """A type that only we have. `fields` is empty for types that have none."""

    definition: GraphQLNamedType
    place: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Ours:
    """All that is ours. `types` goes by names in the supergraph; `names` leads there from Strawberry's."""

    schema: GraphQLSchema
    extensions: tuple[Extension, ...]
    types: Mapping[str, TypeOfOurs]
    names: Mapping[str, str]
    references: frozenset[str]
    """Types of Commerce's that ours refer to by name."""


def read(own: Schema, renames: Renames) -> Ours:
    """Take ours out of `own`. Raises `CompositionError` for a rename of nothing."""
    schema = own._schema
    roots = _roots(schema)
    extensions: list[Extension] = []
    types: dict[str, TypeOfOurs] = {}
    names: dict[str, str] = {}
    references: set[str] = set()
    known: set[str] = set()
    for name, definition in schema.type_map.items():
        if is_introspection_type(definition) or is_specified_scalar_type(definition):
            continue
        if isinstance(_backref(definition), CommerceTypeReference):
            references.add(name)
        elif (target := _target(definition, roots)) is not None:
            known |= {f"{target}.{field}" for field in _fields(definition)}
            extensions.append(_extension(target, definition, renames))
        else:
            names[name] = renames.get(name, name)
            types[names[name]] = TypeOfOurs(definition, _place(definition), _fields(definition))
    _check_renames(renames, known.union(names))
    return Ours(schema, tuple(extensions), types, names, frozenset(references))


def _roots(schema: GraphQLSchema) -> Mapping[str, str]:
    """Strawberry's name of each root type -> the name that it extends."""
    roots = {"Query": schema.query_type, "Mutation": schema.mutation_type, "Subscription": schema.subscription_type}
    return {definition.name: name for name, definition in roots.items() if definition is not None}


def _backref(element: Any) -> Any:
    return element.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)


def _target(definition: GraphQLNamedType, roots: Mapping[str, str]) -> str | None:
    """The name of the type that a class of ours extends; none if it stands for itself."""
    written = _backref(definition)
    if getattr(written, "extend", False):
        return str(written.name)
    return roots.get(definition.name)


def _fields(definition: GraphQLNamedType) -> Fields:
    return getattr(definition, "fields", {})


def _extension(target: str, definition: GraphQLNamedType, renames: Renames) -> Extension:
    assert isinstance(definition, GraphQLObjectType | GraphQLInterfaceType)
    place = _place(definition)
    fields = {
        renames.get(f"{target}.{name}", name): _field_of_ours(field, place) for name, field in definition.fields.items()
    }
    return Extension(target, place, fields)


def _field_of_ours(field: GraphQLField, place: str) -> FieldOfOurs:
    written = _backref(field)
    metadata: Mapping[Any, Any] = written.metadata or {}
    return FieldOfOurs(
        definition=field,
        needs=tuple(metadata.get(NEEDS, ())),
        override=bool(metadata.get(OVERRIDE, False)),
        place=f"{place}.{written.python_name}",
        where_offered=bool(metadata.get(WHERE_OFFERED, False)),
        batch=metadata.get(BATCH),
        resolves=written.base_resolver is not None or bool(written.extensions),
    )


def _place(definition: GraphQLNamedType) -> str:
    """Where a type of ours is written: module and class."""
    written = _backref(definition)
    origin = getattr(written, "origin", None) or getattr(written, "wrapped_cls", None)
    if origin is None or not hasattr(origin, "__qualname__"):
        return f"our type {definition.name}"
    return f"{origin.__module__}.{origin.__qualname__}"


def _check_renames(renames: Renames, known: set[str]) -> None:
    refuse(
        f"The setting BFF_RENAMES names {old!r}, but we have no such type or field. Remove it or correct the name."
        for old in renames
        if old not in known
    )
