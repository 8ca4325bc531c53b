"""The schema that storefronts see: Commerce's own and ours, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from graphql import GraphQLSchema

from bff.delegation import Batch


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field of ours: which fields of its parent it needs, and where it is written (for messages to developers).

    `override` says that it replaces a field of Commerce's; with a `batch` it has no resolver.
    """

    needs: tuple[str, ...]
    place: str
    override: bool = False
    batch: Batch | None = None


@dataclass(frozen=True, slots=True)
class Supergraph:
    """`schema` is what storefronts see, with our resolvers in it; `commerce` is what Commerce alone offers.

    `own_fields` names our fields by (type, field): on the root types and on Commerce's types, where a field on an
    interface is listed for all types that implement it too. `own_types` are the types that only we have: all their
    fields are ours; `own_places` says where each is written. `digest` is the SHA-256 of Commerce's SDL as read, in
    hexadecimal. `warnings` says in sentences what of ours was left out because this Commerce lacks what it builds on.
    """

    schema: GraphQLSchema
    commerce: GraphQLSchema
    own_fields: Mapping[tuple[str, str], OwnField]
    own_types: frozenset[str]
    own_places: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""
    warnings: tuple[str, ...] = ()
