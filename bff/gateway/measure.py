"""Measures an operation before it is validated: validation itself is what a hostile document would make expensive."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from bff.gateway.limits import Limits
from bff.gateway.refusal import TOO_LARGE, Refused, refused


@dataclass(frozen=True, slots=True)
class Size:
    """Of a selection with its fragments spread: how many fields and renamed fields it has, and how deep they nest.

    `nesting` counts the fragments on the way too, `characters` what its arguments hold, `introspections` its `__schema`
    and `__type`.
    """

    fields: int = 0
    aliases: int = 0
    depth: int = 0
    nesting: int = 0
    characters: int = 0
    introspections: int = 0

    def beside(self, other: "Size") -> "Size":
        """Both, one after the other."""
        return Size(
            self.fields + other.fields,
            self.aliases + other.aliases,
            max(self.depth, other.depth),
            max(self.nesting, other.nesting),
            self.characters + other.characters,
            self.introspections + other.introspections,
        )


EMPTY: Final = Size()
MOST_NESTING: Final = 120
"""Fields and fragments together: what walks a selection later must not run out of stack."""

MOST_CHARACTERS: Final = 200_000
"""In arguments, counted wherever a fragment that holds them is spread: they are written out there."""

MOST_INTROSPECTIONS: Final = 3
"""Each may list the whole schema several times over."""


class Measure:
    """Measures selections, each fragment once however often it is spread."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._sizes: dict[str, Size] = {}

    def of(self, selection_set: SelectionSetNode | None) -> Size:
        """The size of a selection set; what cannot be measured (an unknown fragment, a cycle) is left to validation."""
        size = EMPTY
        for selection in selection_set.selections if selection_set else ():
            _refuse_incremental(selection.directives)
            size = size.beside(self._of_selection(selection))
        return replace(size, nesting=size.nesting + 1)

    def _of_selection(self, selection: SelectionNode) -> Size:
        if isinstance(selection, FieldNode):
            return _of_field(selection, self.of(selection.selection_set))
        if isinstance(selection, FragmentSpreadNode):
            return self._of_fragment(selection.name.value)
        return self.of(getattr(selection, "selection_set", None))

    def _of_fragment(self, name: str) -> Size:
        if name not in self._sizes:
            self._sizes[name] = EMPTY
            fragment = self._fragments.get(name)
            self._sizes[name] = self.of(fragment.selection_set if fragment else None)
        return self._sizes[name]


def _of_field(node: FieldNode, below: Size) -> Size:
    return Size(
        below.fields + 1,
        below.aliases + (node.alias is not None),
        below.depth + 1,
        below.nesting,
        below.characters + sum(_length(argument) for argument in node.arguments or ()),
        below.introspections + (node.name.value in {"__schema", "__type"}),
    )


def _length(argument: ArgumentNode) -> int:
    return argument.loc.end - argument.loc.start if argument.loc else 0


def check_size(document: DocumentNode, limits: Limits) -> None:
    """Raises `Refused` for an operation that is larger than the limits, or that uses `@defer` or `@stream`."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    measure = Measure(fragments)
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            try:
                size = measure.of(node.selection_set)
            except RecursionError:
                size = Size(nesting=sys.maxsize)
            for refusal in _excesses(size, limits):
                raise refusal


def _excesses(size: Size, limits: Limits) -> Iterator[Refused]:
    for what, has, may in (
        ("is nested {} levels deep", size.depth, limits.max_depth),
        ("nests fragments {} levels deep", size.nesting, MOST_NESTING),
        ("renames {} fields", size.aliases, limits.max_aliases),
        ("asks for {} fields", size.fields, limits.max_fields),
        ("has {} characters in arguments", size.characters, MOST_CHARACTERS),
        ("asks {} times for __schema or __type", size.introspections, MOST_INTROSPECTIONS),
    ):
        if has > may:
            yield refused(
                f"The operation {what.format(has)}; {may} are allowed. Ask for less, or in several operations.",
                TOO_LARGE,
            )


def _refuse_incremental(directives: tuple[DirectiveNode, ...] | None) -> None:
    for directive in directives or ():
        if directive.name.value in {"defer", "stream"}:
            raise refused(
                f"@{directive.name.value} is not supported: every answer comes whole. Leave the directive out.",
                "NOT_SUPPORTED",
            )
