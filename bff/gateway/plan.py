"""The second stage: which part of an operation goes to Commerce, in which requests, and which fields are ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import groupby
from typing import Any

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLObjectType,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    get_variable_values,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet, collect_fields
from graphql.execution.values import VariableValues

from bff.gateway.document import Document
from bff.gateway.joins import Joins
from bff.gateway.limits import Limits
from bff.gateway.refusal import BAD_VARIABLES, Refused, refused
from bff.gateway.selection import TYPENAME, SelectionRewriter
from bff.gateway.shapes import Shapes
from bff.gateway.slices import KINDS, Root, Slice, packed, slice_of
from bff.gateway.supergraph import Supergraph
from integrations.commerce.contract import OperationKind

MOST_PLANS = 8
"""Plans kept of one document: n conditions have up to 2^n, of which storefronts use few."""


class Owner(Enum):
    """Who answers a root field."""

    COMMERCE = auto()
    OURS = auto()
    EITHER = auto()
    """`__typename`: whoever is asked anyway."""


@dataclass(frozen=True, eq=False)
class Plan:
    """How one operation is answered.

    `fields` are its root fields by response key, in the storefront's order; `slices` go to Commerce, and `slice_of`
    says which of them answers which response key (no entry: ours). `executes` says that something of ours is selected,
    so that the answers of Commerce are not all there is. `kind` is what Commerce is asked: a query for the events of a
    subscription, whose root field is always ours. `shapes` fills while the plan is in use.
    """

    document: Document
    operation: OperationDefinitionNode
    kind: OperationKind
    root_type: GraphQLObjectType
    fields: GroupedFieldSet
    slices: tuple[Slice, ...]
    slice_of: Mapping[str, Slice]
    joins: Joins
    executes: bool
    shapes: Shapes = field(default_factory=Shapes)


def coerce(supergraph: Supergraph, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> VariableValues:
    """The variables as the operation declares them. Raises `Refused` for those that do not fit."""
    values = get_variable_values(
        supergraph.schema, operation.variable_definitions or (), dict(variables), max_errors=20
    )
    if isinstance(values, list):
        raise Refused(values, BAD_VARIABLES)
    return values


def plan(
    supergraph: Supergraph,
    document: Document,
    operation: OperationDefinitionNode,
    values: VariableValues,
    limits: Limits,
) -> Plan:
    """The plan for an operation: made once for each set of values that its `@skip` and `@include` read."""
    # Another operation of the document may use a name for something else than a condition.
    given = (values.coerced.get(name) for name in document.condition_variables)
    conditions = tuple(value if isinstance(value, bool) else None for value in given)
    key = (id(operation), conditions)
    kept = document.plans.get(key)
    if kept is None:
        if len(document.plans) >= MOST_PLANS:
            document.plans.clear()
        try:
            kept = document.plans[key] = _Planning(supergraph, document, operation, values, limits).plan()
        except GraphQLError as error:
            # A condition whose variable is null, which validation allows where it has a default.
            raise Refused([error], BAD_VARIABLES) from None
    assert isinstance(kept, Plan)
    return kept


class _Planning:
    def __init__(
        self,
        supergraph: Supergraph,
        document: Document,
        operation: OperationDefinitionNode,
        values: VariableValues,
        limits: Limits,
    ) -> None:
        root_type = supergraph.schema.get_root_type(operation.operation)
        assert root_type is not None, "a document with an operation of another kind is refused when it is read"
        self._supergraph = supergraph
        self._document = document
        self._operation = operation
        self._limits = limits
        self._root_type = root_type
        self._joins = Joins(document.reserved)
        self._rewriter = SelectionRewriter(supergraph, document, values, self._joins)
        self._fields = collect_fields(
            supergraph.schema, dict(document.fragments), values, root_type, operation
        ).grouped_field_set

    def plan(self) -> Plan:
        owners = {key: self._owner(details[0].node.name.value) for key, details in self._fields.items()}
        if self._operation.operation is OperationType.SUBSCRIPTION and set(owners.values()) != {Owner.OURS}:
            raise refused("Only fields of ours can be subscribed to: Commerce tells no events.", "NOT_SUPPORTED")
        slices = tuple(
            slice_of(self._operation, roots)
            for run in self._runs(owners)
            for roots in packed(run, self._limits.commerce_fields)
        )
        for key, owner in owners.items():
            if owner is Owner.OURS:
                self._own_root(self._fields[key])
        answered = {key: slice_ for slice_ in slices for key in slice_.roots}
        return Plan(
            document=self._document,
            operation=self._operation,
            kind=KINDS.get(self._operation.operation, OperationKind.QUERY),
            root_type=self._root_type,
            fields=self._fields,
            slices=slices,
            slice_of=answered,
            joins=self._joins,
            executes=self._joins.any_on_the_way or answered.keys() != self._fields.keys(),
        )

    def _owner(self, name: str) -> Owner:
        if name == TYPENAME:
            return Owner.EITHER
        if name.startswith("__") or (self._root_type.name, name) in self._supergraph.own_fields:
            return Owner.OURS
        return Owner.COMMERCE

    def _runs(self, owners: Mapping[str, Owner]) -> Iterator[list[Root]]:
        """The root fields that may travel together: all of a query, the neighbours of a mutation."""
        if self._operation.operation.value == OperationKind.QUERY.value:
            runs = [[key for key, owner in owners.items() if owner is not Owner.OURS]]
        else:
            runs = [list(keys) for ours, keys in groupby(owners, lambda key: owners[key] is Owner.OURS) if not ours]
        for run in runs:
            if any(owners[key] is Owner.COMMERCE for key in run):
                yield [self._root(key, self._fields[key]) for key in run]

    def _root(self, key: str, details: FieldDetailsList) -> Root:
        """All nodes of one response key as one field: a mutation written twice is still one."""
        rewritten = [self._rewriter.delegated_field(item.node, self._root_type).selections[0] for item in details]
        first = rewritten[0]
        assert isinstance(first, FieldNode)
        below = tuple(node for field in rewritten for node in _below(field))
        field = FieldNode(
            alias=first.alias,
            name=first.name,
            arguments=first.arguments,
            directives=first.directives,
            selection_set=SelectionSetNode(selections=below) if below else None,
        )
        definition = self._root_type.fields.get(first.name.value)
        return Root(key, field, definition is not None and is_non_null_type(definition.type))

    def _own_root(self, details: FieldDetailsList) -> None:
        for item in details:
            if not item.node.name.value.startswith("__"):
                self._rewriter.own_field(item.node, self._root_type)


def _below(field: SelectionNode) -> tuple[SelectionNode, ...]:
    below = getattr(field, "selection_set", None)
    return tuple(below.selections) if below else ()
