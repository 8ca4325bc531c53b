"""Ours, cut to what this merchant's Commerce can bear: one that lacks an extension must still start."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from graphql import GraphQLField, GraphQLSchema, GraphQLUnionType, get_named_type

from bff.gateway.composition.read import Extension, FieldOfOurs, Fields, Ours, TypeOfOurs


def fit(ours: Ours, commerce: GraphQLSchema) -> tuple[Ours, tuple[str, ...]]:
    """Leave out what refers to types that `commerce` lacks, and say in sentences what that was.

    A type of ours that keeps no field is lacking too, so that whatever refers to it goes with it.
    """
    lacking = {name: "Commerce has no such type" for name in ours.references if name not in commerce.type_map}
    while True:
        kept, emptied = _without(ours, lacking)
        if not emptied:
            break
        lacking |= emptied
    extensions, homeless = _with_a_home(kept, commerce)
    return replace(kept, extensions=extensions), (*_left_out(ours, kept, lacking), *homeless)


def _without(ours: Ours, lacking: Mapping[str, str]) -> tuple[Ours, dict[str, str]]:
    """Ours without what refers to `lacking` types, and the types of ours that this leaves empty."""
    types = {
        name: replace(own, fields=_keep(own.fields, lacking))
        for name, own in ours.types.items()
        if own.definition.name not in lacking
    }
    emptied = {
        own.definition.name: "nothing is left of it"
        for name, own in types.items()
        if _is_emptied(own, ours.types[name], lacking)
    }
    extensions = tuple(replace(each, fields=_keep(each.fields, lacking)) for each in ours.extensions)
    return replace(ours, types=types, extensions=extensions), emptied


def _is_emptied(own: TypeOfOurs, before: TypeOfOurs, lacking: Mapping[str, str]) -> bool:
    if isinstance(own.definition, GraphQLUnionType):
        return any(member.name in lacking for member in own.definition.types)
    return bool(before.fields) and not own.fields


def _keep(fields: Fields, lacking: Mapping[str, str]) -> dict[str, Any]:
    return {name: field for name, field in fields.items() if not _refers(field, lacking)}


def _refers(field: Any, lacking: Mapping[str, str]) -> list[str]:
    """The lacking types that a field names in its type or its arguments."""
    return [name for name in _names(field) if name in lacking]


def _names(field: Any) -> Iterable[str]:
    definition = field.definition if isinstance(field, FieldOfOurs) else field
    yield get_named_type(definition.type).name
    if isinstance(definition, GraphQLField):
        for argument in definition.args.values():
            yield get_named_type(argument.type).name


def roots(commerce: GraphQLSchema) -> dict[str, str]:
    """What our classes call the root types -> Commerce's names of them."""
    theirs = {
        "Query": commerce.query_type,
        "Mutation": commerce.mutation_type,
        "Subscription": commerce.subscription_type,
    }
    return {name: definition.name if definition else name for name, definition in theirs.items()}


def _with_a_home(ours: Ours, commerce: GraphQLSchema) -> tuple[tuple[Extension, ...], tuple[str, ...]]:
    """The extensions whose type exists, and a sentence for each other."""
    at_commerce = roots(commerce)
    homes = {*commerce.type_map, *ours.types, *at_commerce}
    kept = tuple(
        replace(each, target=at_commerce.get(each.target, each.target))
        for each in ours.extensions
        if each.target in homes
    )
    warnings = tuple(
        f"{each.target}.{name} left out: Commerce has no type {each.target}."
        for each in ours.extensions
        if each.target not in homes
        for name, field in each.fields.items()
        if not field.where_offered
    )
    return kept, warnings


def _left_out(before: Ours, after: Ours, lacking: Mapping[str, str]) -> Iterable[str]:
    """A sentence for each type and field that refers to lacking types."""
    for old, new in zip(before.extensions, after.extensions, strict=True):
        yield from _fields_left_out(old.target, old.fields, new.fields, lacking)
    for name, own in before.types.items():
        if name not in after.types:
            yield f"{name} left out: {lacking[own.definition.name]}."
        else:
            yield from _fields_left_out(name, own.fields, after.types[name].fields, lacking)


def _fields_left_out(
    type_name: str,
    before: Fields,
    after: Fields,
    lacking: Mapping[str, str],
) -> Iterable[str]:
    for name, field in before.items():
        if name not in after:
            missing = _refers(field, lacking)[0]
            yield f"{type_name}.{name} left out: it refers to {missing}, and {lacking[missing]}."
