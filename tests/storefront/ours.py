"""Adds fields of ours to an operation wherever they can stand, and takes them out of the answer again."""

from typing import Any, Final

from graphql import (
    FieldNode,
    GraphQLNamedType,
    GraphQLSchema,
    OperationType,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    is_object_type,
    parse,
    print_ast,
    visit,
)

OURS: Final = "ours"
"""How the response keys of all that is added begin."""

EXTENDED: Final = ("ProductInterface", "CategoryInterface")


def with_ours(document: str, schema: GraphQLSchema) -> str:
    """The document with `canonicalUrl` on every product and category and `service` beside; `schema` is Commerce's."""
    types = TypeInfo(schema)
    return print_ast(visit(parse(document), TypeInfoVisitor(types, _Adding(schema, types))))


def without_ours(value: Any) -> Any:
    """An answer without what was added."""
    if isinstance(value, dict):
        return {key: without_ours(item) for key, item in value.items() if not key.startswith(OURS)}
    return [without_ours(item) for item in value] if isinstance(value, list) else value


def ours_of(value: Any) -> list[Any]:
    """What was added, anywhere in an answer."""
    if isinstance(value, list):
        return [found for item in value for found in ours_of(item)]
    if not isinstance(value, dict):
        return []
    here = [item for key, item in value.items() if key.startswith(OURS)]
    return [*here, *(found for key, item in value.items() if not key.startswith(OURS) for found in ours_of(item))]


class _Adding(Visitor):
    """In the middle of what is selected, so that neither first nor last is ours."""

    def __init__(self, schema: GraphQLSchema, types: TypeInfo) -> None:
        super().__init__()
        self._query = schema.get_root_type(OperationType.QUERY)
        self._types = types
        self._extended = {type_.name for type_ in schema.type_map.values() if _is_extended(type_)}

    def leave_selection_set(self, node: SelectionSetNode, *_: object) -> SelectionSetNode | None:
        parent = self._types.get_parent_type()
        if parent is None:
            return None
        if parent is self._query:
            return _inserted(node, "{ oursService: service { version commerce { schemaDigest } } }")
        return _inserted(node, "{ oursUrl: canonicalUrl }") if parent.name in self._extended else None


def _is_extended(type_: GraphQLNamedType) -> bool:
    if is_object_type(type_):
        return any(interface.name in EXTENDED for interface in type_.interfaces)
    return type_.name in EXTENDED


def _inserted(node: SelectionSetNode, text: str) -> SelectionSetNode:
    field = parse(text).definitions[0].selection_set.selections[0]  # type: ignore[attr-defined]
    assert isinstance(field, FieldNode)
    middle = len(node.selections) // 2
    return SelectionSetNode(selections=(*node.selections[:middle], field, *node.selections[middle:]))
