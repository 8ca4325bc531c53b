"""The schema that storefronts see: Commerce's own and ours, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import GraphQLSchema


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field of ours: which fields of its parent it needs, and where it is written (for messages to developers)."""

    needs: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Supergraph:
    """`schema` is what storefronts see, with our resolvers in it; `commerce` is what Commerce alone offers.

    `own_fields` names our fields by (type, field): on the root types and on Commerce's types, where a field on an interface
    stands for all types that implement it too. `own_types` are the types that only we have: all their fields are ours.
    """

    schema: GraphQLSchema
    commerce: GraphQLSchema
    own_fields: Mapping[tuple[str, str], OwnField]
    own_types: frozenset[str]
