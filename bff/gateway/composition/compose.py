"""From two schemas to one."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from types import MappingProxyType

from graphql import GraphQLError, GraphQLSchema, build_ast_schema, parse, validate_schema
from strawberry import Schema

from bff.gateway.composition.assemble import assemble
from bff.gateway.composition.fit import fit
from bff.gateway.composition.problems import CompositionError, refuse
from bff.gateway.composition.read import Ours, Renames, read
from bff.gateway.composition.spread import Additions, overridden, spread
from bff.gateway.supergraph import OwnField, Supergraph

NO_RENAMES: Renames = MappingProxyType({})


def compose(commerce_sdl: str, own: Schema, renames: Renames = NO_RENAMES) -> Supergraph:
    """The schema that storefronts see, of Commerce's SDL and of what Strawberry holds.

    What of ours refers to types that this Commerce lacks is left out and told in `Supergraph.warnings`. Raises
    `CompositionError`, whose problems are sentences that name the places, where the two cannot be put together.
    """
    commerce = commerce_schema(commerce_sdl)
    ours, warnings = fit(read(own, renames), commerce)
    additions = spread(ours, commerce)
    schema = assemble(ours, additions, commerce, own)
    refuse(_invalid(schema, commerce))
    return Supergraph(
        schema=schema,
        commerce=commerce,
        own_fields=_own_fields(additions, commerce),
        own_types=frozenset(ours.types),
        own_places=_own_places(ours),
        digest=digest(commerce_sdl),
        warnings=warnings,
    )


def commerce_schema(sdl: str) -> GraphQLSchema:
    """Commerce's schema as it serves it, flaws included. Raises `CompositionError` for what is no schema."""
    try:
        schema = build_ast_schema(parse(sdl, no_location=True), assume_valid=True, assume_valid_sdl=True)
    except (GraphQLError, TypeError) as error:
        raise CompositionError(
            [f"Commerce's schema cannot be read: {error} Pull it again: bff schema pull."]
        ) from error
    if schema.query_type is None:
        raise CompositionError(["Commerce's schema has no Query type. Pull it again: bff schema pull."])
    return schema


def digest(commerce_sdl: str) -> str:
    """SHA-256 of Commerce's SDL, in hexadecimal: two pulls of one schema have the same."""
    return sha256(commerce_sdl.encode()).hexdigest()


def _own_fields(additions: Additions, commerce: GraphQLSchema) -> Mapping[tuple[str, str], OwnField]:
    replaced = set(overridden(additions, commerce))
    return {
        (type_name, name): OwnField(field.needs, field.place, (type_name, name) in replaced, field.batch)
        for type_name, fields in additions.items()
        for name, field in fields.items()
    }


def _own_places(ours: Ours) -> Mapping[str, str]:
    return {name: own.place for name, own in ours.types.items()}


def _invalid(schema: GraphQLSchema, commerce: GraphQLSchema) -> Iterator[str]:
    """What makes the whole invalid that Commerce's part alone does not."""
    known = {error.message for error in _errors(commerce)}
    for error in _errors(schema):
        if error.message not in known:
            yield f"The schema composed of Commerce's and ours is not valid: {error.message}"


def _errors(schema: GraphQLSchema) -> list[GraphQLError]:
    kwargs = schema.to_kwargs()
    kwargs["assume_valid"] = False
    return validate_schema(GraphQLSchema(**kwargs))
