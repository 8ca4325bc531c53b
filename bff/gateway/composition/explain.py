"""Who answers a type or a field of the supergraph, said in sentences."""

from collections.abc import Iterator
from difflib import get_close_matches

from graphql import GraphQLInterfaceType, GraphQLSchema

from bff.gateway.composition.problems import CompositionError
from bff.gateway.supergraph import OwnField, Supergraph


def explain(coordinate: str, supergraph: Supergraph) -> tuple[str, ...]:
    """Who answers `Type.field`, or the fields of `Type`. Raises `CompositionError` for what is not in the schema."""
    left_out = [each for each in supergraph.warnings if each.startswith(f"{coordinate} ")]
    if left_out:
        return tuple(left_out)
    type_name, dot, field_name = coordinate.partition(".")
    if type_name not in supergraph.schema.type_map:
        raise CompositionError([_unknown(type_name, "type", list(supergraph.schema.type_map))])
    if not dot:
        return tuple(_of_type(type_name, supergraph))
    if field_name not in _field_names(type_name, supergraph.schema):
        raise CompositionError([_unknown(field_name, "field", _field_names(type_name, supergraph.schema), type_name)])
    return tuple(_of_field(type_name, field_name, supergraph))


def _of_type(name: str, supergraph: Supergraph) -> Iterator[str]:
    if name in supergraph.own_types:
        yield f"{name}: ours, written in {supergraph.own_places[name]}."
        return
    yield f"{name}: Commerce's."
    for (type_name, field_name), own in supergraph.own_fields.items():
        if type_name == name:
            yield _ours(type_name, field_name, own)


def _of_field(type_name: str, field_name: str, supergraph: Supergraph) -> Iterator[str]:
    own = supergraph.own_fields.get((type_name, field_name))
    if own is not None:
        yield _ours(type_name, field_name, own)
    elif type_name in supergraph.own_types:
        yield f"{type_name}.{field_name}: ours, of the type written in {supergraph.own_places[type_name]}."
    else:
        yield f"{type_name}.{field_name}: Commerce's."
        yield from _differing_implementations(type_name, field_name, supergraph)


def _differing_implementations(type_name: str, field_name: str, supergraph: Supergraph) -> Iterator[str]:
    """Types behind an interface of Commerce's on which a field of ours stands in for its field."""
    definition = supergraph.schema.type_map[type_name]
    if isinstance(definition, GraphQLInterfaceType):
        for each in supergraph.schema.get_possible_types(definition):
            own = supergraph.own_fields.get((each.name, field_name))
            if own is not None:
                yield _ours(each.name, field_name, own)


def _ours(type_name: str, field_name: str, own: OwnField) -> str:
    replaces = ", in place of Commerce's" if own.override else ""
    needs = f", from Commerce's {', '.join(own.needs)}" if own.needs else ""
    return f"{type_name}.{field_name}: ours{replaces}, written in {own.place}{needs}."


def _field_names(type_name: str, schema: GraphQLSchema) -> list[str]:
    definition = schema.type_map[type_name]
    return list(getattr(definition, "fields", None) or getattr(definition, "values", {}))


def _unknown(name: str, kind: str, known: list[str], type_name: str | None = None) -> str:
    near = get_close_matches(name, known, n=1)
    there = f"The type {type_name} has no {kind} {name}." if type_name else f"The schema has no {kind} {name}."
    return f"{there} Did you mean {near[0]}?" if near else there
