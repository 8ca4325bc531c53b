"""Rewrites what a storefront selected into what Commerce is asked for.

Fields of ours are taken out and the keys they need put in; fragments are written out where they are spread; `@skip` and
`@include` are decided. What comes back has the shape that the storefront asked for, so that it can be passed on.
"""

from collections.abc import Iterator

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSkipDirective,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    SelectionNode,
    SelectionSetNode,
    get_directive_values,
    get_named_type,
    is_abstract_type,
    is_composite_type,
)
from graphql.execution.values import VariableValues

from bff.gateway.document import Document
from bff.gateway.joins import Joins, Rewritten
from bff.gateway.supergraph import OwnField, Supergraph

TYPENAME = "__typename"


class SelectionRewriter:
    """Rewrites the selections of one document for one set of `@skip` and `@include` values."""

    def __init__(self, supergraph: Supergraph, document: Document, values: VariableValues, joins: Joins) -> None:
        self._supergraph = supergraph
        self._types = supergraph.schema.type_map
        self._document = document
        self._values = values
        self._joins = joins
        self._fragments: dict[str, Rewritten] = {}

    def delegated_field(self, node: FieldNode, parent: GraphQLNamedType) -> Rewritten:
        """A field that Commerce answers, as one selection for Commerce."""
        if node.selection_set is None:
            return Rewritten((self._field(node, None),), False)
        below = self.object_selection(node.selection_set, self._type_of(node, parent))
        self._joins.remember_selection(node, below)
        if below.ours:
            self._joins.remember_way(node)
        return Rewritten((self._field(node, below.selections),), below.ours)

    def object_selection(self, selection_set: SelectionSetNode, type_: GraphQLNamedType) -> Rewritten:
        """All that is selected of an object: never empty, and telling the object's type where that must be known."""
        below = self._selection(selection_set, type_)
        if not below.selections:
            return Rewritten((_aliased(self._joins.typename, TYPENAME),), True)
        if below.ours and is_abstract_type(type_):
            return Rewritten((*below.selections, _aliased(self._joins.typename, TYPENAME)), True)
        return below

    def own_field(self, node: FieldNode, parent: GraphQLNamedType) -> None:
        """Remembers what the fields of Commerce's below a field of ours ask for."""
        type_ = self._type_of(node, parent)
        if node.selection_set is None or not is_composite_type(type_):
            return
        if type_.name not in self._supergraph.own_types or is_abstract_type(type_):
            self._joins.remember_selection(node, self.object_selection(node.selection_set, type_))
        else:
            self._own_selection(node.selection_set, type_)

    def _selection(self, selection_set: SelectionSetNode, parent: GraphQLNamedType) -> Rewritten:
        included = [node for node in selection_set.selections if self.includes(node)]
        found: list[SelectionNode] = []
        keys = _Keys(self._joins, parent, self._found_by_field(included, parent))
        ours = False
        for node in included:
            if isinstance(node, FieldNode) and self._is_ours(node, parent):
                if own := self._own(node, parent):
                    self._joins.remember_own(node, keys.of(own))
                self.own_field(node, parent)
                ours = True
                continue
            rewritten = self._delegated(node, parent)
            found.extend(rewritten.selections)
            ours = ours or rewritten.ours
        return Rewritten((*found, *keys.selections), ours)

    def _delegated(self, node: SelectionNode, parent: GraphQLNamedType) -> Rewritten:
        if isinstance(node, FieldNode):
            return self.delegated_field(node, parent)
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value)
        assert isinstance(node, InlineFragmentNode)
        return self._on_type(node.type_condition, node.selection_set, parent)

    def _fragment(self, name: str) -> Rewritten:
        if name not in self._fragments:
            definition = self._document.fragments[name].definition
            condition = definition.type_condition
            self._fragments[name] = self._on_type(
                condition, definition.selection_set, self._types[condition.name.value]
            )
        return self._fragments[name]

    def _on_type(
        self, condition: NamedTypeNode | None, selection_set: SelectionSetNode, parent: GraphQLNamedType
    ) -> Rewritten:
        type_ = self._types[condition.name.value] if condition else parent
        if condition and type_.name in self._supergraph.own_types:
            # Commerce never answers with a type that only we have, so there is nothing to ask it for.
            self._own_selection(selection_set, type_)
            return Rewritten((), True)
        below = self._selection(selection_set, type_)
        if not below.selections:
            return Rewritten((), below.ours)
        selections = SelectionSetNode(selections=below.selections)
        return Rewritten((InlineFragmentNode(type_condition=condition, selection_set=selections),), below.ours)

    def _own_selection(self, selection_set: SelectionSetNode, type_: GraphQLNamedType) -> None:
        for node in filter(self.includes, selection_set.selections):
            if isinstance(node, FieldNode):
                if node.name.value != TYPENAME:
                    self.own_field(node, type_)
            elif isinstance(node, FragmentSpreadNode):
                self._own_selection(self._document.fragments[node.name.value].definition.selection_set, type_)
            elif isinstance(node, InlineFragmentNode):
                self._own_selection(node.selection_set, type_)

    def includes(self, node: SelectionNode) -> bool:
        """What `@skip` and `@include` say of a selection; `@skip` has the last word."""
        if not node.directives:
            return True
        skip = get_directive_values(GraphQLSkipDirective, node, self._values)
        include = get_directive_values(GraphQLIncludeDirective, node, self._values)
        return not (skip and skip["if"]) and (include is None or include["if"])

    def _own(self, node: FieldNode, parent: GraphQLNamedType) -> OwnField | None:
        return self._supergraph.own_fields.get((parent.name, node.name.value))

    def _is_ours(self, node: FieldNode, parent: GraphQLNamedType) -> bool:
        if parent.name in self._supergraph.own_types:
            return node.name.value != TYPENAME
        return self._own(node, parent) is not None

    def _type_of(self, node: FieldNode, parent: GraphQLNamedType) -> GraphQLNamedType:
        assert isinstance(parent, GraphQLObjectType | GraphQLInterfaceType)
        named: GraphQLNamedType = get_named_type(parent.fields[node.name.value].type)
        return named

    def _found_by_field(self, included: list[SelectionNode], parent: GraphQLNamedType) -> dict[str, str]:
        """The delegated leaf fields of a selection set: field name -> response key."""
        return {
            node.name.value: (node.alias or node.name).value
            for node in included
            if isinstance(node, FieldNode)
            and not node.arguments
            and node.selection_set is None
            and not self._is_ours(node, parent)
        }

    def _field(self, node: FieldNode, selections: tuple[SelectionNode, ...] | None) -> FieldNode:
        return FieldNode(
            alias=node.alias,
            name=node.name,
            arguments=node.arguments,
            directives=tuple(filter(self._is_commerce_directive, node.directives or ())),
            selection_set=None if selections is None else SelectionSetNode(selections=selections),
        )

    def _is_commerce_directive(self, directive: DirectiveNode) -> bool:
        name = directive.name.value
        return name not in {"skip", "include"} and self._supergraph.commerce.get_directive(name) is not None


class _Keys:
    """The keys that the fields of ours in one selection set need: found where selected already, else asked for once."""

    def __init__(self, joins: Joins, parent: GraphQLNamedType, found: dict[str, str]) -> None:
        self._joins = joins
        self._parent = parent
        self._found = found
        self._added: dict[str, FieldNode] = {}

    def of(self, own: OwnField) -> dict[str, str]:
        return {need: self._found.get(need) or self._add(need) for need in own.needs}

    def _add(self, need: str) -> str:
        alias = self._joins.key_alias(self._parent.name, need)
        self._added[alias] = _aliased(alias, need)
        return alias

    @property
    def selections(self) -> tuple[FieldNode, ...]:
        return tuple(self._added.values())


def count_fields(selections: tuple[SelectionNode, ...]) -> int:
    """How many fields Commerce will count."""
    return sum(1 for _ in fields_of(selections))


def _below(node: SelectionNode) -> tuple[SelectionNode, ...]:
    below = getattr(node, "selection_set", None)
    return tuple(below.selections) if below else ()


def fields_of(selections: tuple[SelectionNode, ...]) -> Iterator[FieldNode]:
    """Every field of a rewritten selection, at any depth."""
    for node in selections:
        if isinstance(node, FieldNode):
            yield node
        yield from fields_of(_below(node))


def _aliased(alias: str, name: str) -> FieldNode:
    return FieldNode(alias=NameNode(value=alias), name=NameNode(value=name), arguments=(), directives=())
