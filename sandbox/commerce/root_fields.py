"""Which root fields a document selects."""

from collections.abc import Iterator

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)


def root_fields(document: DocumentNode | None) -> frozenset[str]:
    """Their names, in all operations and in fragments too; none for what could not be read."""
    definitions = document.definitions if document else ()
    unread = {node.name.value: node.selection_set for node in definitions if isinstance(node, FragmentDefinitionNode)}
    operations = (node for node in definitions if isinstance(node, OperationDefinitionNode))
    return frozenset(name for operation in operations for name in _names(operation.selection_set, unread))


def _names(selection_set: SelectionSetNode, unread: dict[str, SelectionSetNode]) -> Iterator[str]:
    for node in selection_set.selections:
        if isinstance(node, FieldNode):
            yield node.name.value
        elif isinstance(node, InlineFragmentNode):
            yield from _names(node.selection_set, unread)
        elif isinstance(node, FragmentSpreadNode) and (inner := unread.pop(node.name.value, None)):
            yield from _names(inner, unread)
