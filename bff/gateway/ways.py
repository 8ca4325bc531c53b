"""The ways through an object of Commerce's that lead to something of ours.

What stands beside them is handed over as it came. The ways are found out once for each selection and type and kept with
the plan, so they are given the execution, and hold on to none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, GraphQLOutputType
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet

from bff.delegation import Batch
from bff.gateway.plan import Plan
from bff.gateway.supergraph import Supergraph


@dataclass(frozen=True, slots=True)
class ToOwn:
    """Here is a field of ours, on a `parent`. `keys` says where what it needs of that is found."""

    parent: GraphQLObjectType
    details: FieldDetailsList
    keys: Mapping[str, str]

    @property
    def definition(self) -> GraphQLField:
        """The field, as the schema has it."""
        definition: GraphQLField = self.parent.fields[self.details[0].node.name.value]
        return definition


@dataclass(frozen=True, slots=True)
class ToBatch(ToOwn):
    """Here is one that is answered for many objects at once, and may be null. `key` is where the storefront has it."""

    key: str
    batch: Batch


@dataclass(frozen=True, slots=True)
class Through:
    """Below this field of Commerce's is a field of ours."""

    type_: GraphQLOutputType
    details: FieldDetailsList


Way = ToOwn | Through

Selected = Sequence[tuple[str, Way | None]]
"""What is selected of a type: each field in the storefront's order, None for one that passes as it came."""

FieldsOf = Callable[[GraphQLObjectType, FieldDetailsList], GroupedFieldSet]


class Ways:
    """The ways of one plan. `prefix` begins every alias of ours in it."""

    def __init__(self, supergraph: Supergraph, plan: Plan, fields_of: FieldsOf) -> None:
        """`fields_of` is what is selected of a type below a field."""
        self._own_fields = supergraph.own_fields
        self._types = supergraph.schema.type_map
        self._joins = plan.joins
        self._typename = plan.joins.typename
        self.prefix = plan.joins.prefix
        self._fields_of = fields_of
        self._kept: dict[tuple[int, int], tuple[Any, Selected]] = plan.shapes.ways

    def lead_through(self, details: FieldDetailsList) -> bool:
        """Whether something of ours is below a field of Commerce's."""
        return any(self._joins.lead_through(item.node) for item in details)

    def runtime_type(self, type_: GraphQLOutputType, value: Mapping[str, Any]) -> GraphQLObjectType | None:
        """What an object of Commerce's is; None where the schema does not know."""
        if isinstance(type_, GraphQLObjectType):
            return type_
        told = self._types.get(value.get(self._typename, ""))
        return told if isinstance(told, GraphQLObjectType) else None

    def of(self, type_: GraphQLObjectType, details: FieldDetailsList) -> Selected:
        """What is selected of a type below a field."""
        kept = self._kept.get((id(type_), id(details)))
        if kept is None:
            fields = [(key, self._way(type_, key, item)) for key, item in self._fields_of(type_, details).items()]
            kept = self._kept[id(type_), id(details)] = (type_, details), fields
        return kept[1]

    def _way(self, parent: GraphQLObjectType, key: str, details: FieldDetailsList) -> Way | None:
        node = details[0].node
        own = self._own_fields.get((parent.name, node.name.value))
        if own is not None:
            keys = self._joins.keys_of(node)
            return ToOwn(parent, details, keys) if own.batch is None else ToBatch(parent, details, keys, key, own.batch)
        if not self.lead_through(details):
            return None
        return Through(parent.fields[node.name.value].type, details)
