"""Commerce's limits on the size of an operation: 300 fields as written, 300 after fragments, 20 levels."""

from collections.abc import Mapping
from typing import Any, Final

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    Visitor,
    visit,
)

MAX_FIELDS: Final = 300
MAX_DEPTH: Final = 20


class _FieldCount(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.fields = 0

    def enter_field(self, *_arguments: Any) -> None:
        self.fields += 1


def too_many_written(document: DocumentNode) -> str | None:
    """Complains about the number of fields in the whole document, each fragment counted once."""
    count = _FieldCount()
    visit(document, count)
    return _complaint(count.fields)


def too_big(document: DocumentNode, variables: Mapping[str, Any]) -> str | None:
    """Complains about the first operation that has too many fields after fragments, or goes too deep."""
    measure = Measure(document, variables)
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            if complaint := _complaint(measure.fields(operation.selection_set)):
                return complaint
            depth = measure.depth(operation.selection_set, 0)
            if depth > MAX_DEPTH:
                return f"Max query depth should be {MAX_DEPTH} but got {depth}."
    return None


class Measure:
    """Counts as webonyx, the library that Commerce uses.

    `__schema` is free, leaves do not make an operation deeper, and what `@skip` or `@include` leaves out costs nothing
    but still has its depth.
    """

    def __init__(self, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self._fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self._variables = variables

    def fields(self, selection_set: SelectionSetNode | None) -> int:
        """How many fields are selected, those of fragments included, at each place where they are spread."""
        return 0 if selection_set is None else sum(self._cost(node) for node in selection_set.selections)

    def depth(self, selection_set: SelectionSetNode, level: int) -> int:
        """The level of the deepest field that has fields below it; root fields are at level 0."""
        return max((self._depth(node, level) for node in selection_set.selections), default=0)

    def _cost(self, node: SelectionNode) -> int:
        if isinstance(node, FragmentSpreadNode):
            fragment = self._fragments.get(node.name.value)
            return self.fields(fragment.selection_set) if fragment else 0
        if isinstance(node, FieldNode):
            if node.name.value == "__schema" or self._is_left_out(node):
                return 0
            return 1 + self.fields(node.selection_set)
        return self.fields(node.selection_set) if isinstance(node, InlineFragmentNode) else 0

    def _depth(self, node: SelectionNode, level: int) -> int:
        if isinstance(node, FragmentSpreadNode):
            fragment = self._fragments.get(node.name.value)
            return self.depth(fragment.selection_set, level) if fragment else 0
        if isinstance(node, FieldNode):
            return 0 if node.selection_set is None else max(level, self.depth(node.selection_set, level + 1))
        return self.depth(node.selection_set, level) if isinstance(node, InlineFragmentNode) else 0

    def _is_left_out(self, node: FieldNode) -> bool:
        return any(self._leaves_out(directive) for directive in node.directives or ())

    def _leaves_out(self, directive: DirectiveNode) -> bool:
        leaves_out = {"skip": True, "include": False}.get(directive.name.value)
        return any(self._is_true(argument.value) is leaves_out for argument in directive.arguments or ())

    def _is_true(self, value: ValueNode) -> bool | None:
        if isinstance(value, VariableNode):
            given = self._variables.get(value.name.value)
            return given if isinstance(given, bool) else None
        return getattr(value, "value", None)


def _complaint(fields: int) -> str | None:
    return f"Max query complexity should be {MAX_FIELDS} but got {fields}." if fields > MAX_FIELDS else None
