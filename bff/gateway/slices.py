"""Builds what Commerce is sent: documents of its own fields only, each within what Commerce takes in one request."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    print_ast,
    strip_ignored_characters,
    visit,
)

from bff.gateway.selection import count_fields
from integrations.commerce.contract import OperationKind

KINDS = {OperationType.QUERY: OperationKind.QUERY, OperationType.MUTATION: OperationKind.MUTATION}


@dataclass(frozen=True, slots=True)
class Slice:
    """The part of an operation that goes to Commerce in one request.

    `variables` names those of the client's variables that it uses; `roots` are the response keys it answers, with
    whether Commerce's schema says that they are never null.
    """

    kind: OperationKind
    document: str
    variables: tuple[str, ...]
    roots: Mapping[str, bool]

    def values(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The variables to send: as received, none that the slice does not use."""
        return {name: variables[name] for name in self.variables if name in variables}


@dataclass(frozen=True, slots=True)
class Root:
    """A root field for Commerce, rewritten."""

    key: str
    field: FieldNode
    never_null: bool


def slice_of(operation: OperationDefinitionNode, roots: Sequence[Root]) -> Slice:
    """One request for the given root fields of an operation."""
    fields = tuple(root.field for root in roots)
    definitions = used_definitions(operation, fields)
    node = OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=definitions,
        directives=(),
        selection_set=SelectionSetNode(selections=fields),
    )
    return Slice(
        kind=KINDS[operation.operation],
        document=strip_ignored_characters(print_ast(node)),
        variables=tuple(definition.variable.name.value for definition in definitions),
        roots={root.key: root.never_null for root in roots},
    )


def packed(roots: Iterable[Root], most: int) -> Iterator[list[Root]]:
    """Neighbouring root fields together, as long as a request stays within `most` fields; a larger one goes alone."""
    together: list[Root] = []
    size = 0
    for root in roots:
        fields = count_fields((root.field,))
        if together and size + fields > most:
            yield together
            together, size = [], 0
        together.append(root)
        size += fields
    if together:
        yield together


def used_definitions(
    operation: OperationDefinitionNode, fields: Sequence[FieldNode]
) -> tuple[VariableDefinitionNode, ...]:
    """Those of the operation's variable definitions that the fields use, without directives."""
    used = _Variables()
    for field in fields:
        visit(field, used)
    return tuple(
        VariableDefinitionNode(
            variable=definition.variable, type=definition.type, default_value=definition.default_value, directives=()
        )
        for definition in operation.variable_definitions or ()
        if definition.variable.name.value in used.names
    )


class _Variables(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.names.add(node.name.value)


def named(node: FieldNode, key: str) -> FieldNode:
    """The same field under the response key `key`."""
    return FieldNode(
        alias=None if node.name.value == key else NameNode(value=key),
        name=node.name,
        arguments=node.arguments,
        directives=node.directives,
        selection_set=node.selection_set,
    )
