"""The first stage: a text becomes a document that is parsed, measured and valid."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, count
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    parse,
    specified_rules,
    validate,
    visit,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.validation.validate import ValidationAbortedError

from bff.delegation import RESERVED
from bff.gateway.limits import Limits
from bff.gateway.measure import check_size
from bff.gateway.refusal import PARSE_FAILED, TOO_LARGE, VALIDATION_FAILED, Refused, refused

LARGE: Final = 2_000
"""Characters. What storefronts write takes milliseconds to validate; the worst that the limits let in, a second."""

USUAL_LENGTH: Final = 500
"""Characters. Large documents count for as many as would fit into them: what is kept is some hundred times its text."""

_LOOKS_RESERVED: Final = re.compile(RESERVED.format(r"(\d*)"))


@dataclass(frozen=True, eq=False)
class Document:
    """A valid document. `plans` is where the plans made of it are kept: they live as long as it does."""

    node: DocumentNode
    operations: tuple[OperationDefinitionNode, ...]
    fragments: Mapping[str, FragmentDetails]
    plans: dict[object, Any] = field(default_factory=dict)

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation of that name, or the only one. Raises `Refused` where there is no telling."""
        if name is None and len(self.operations) == 1:
            return self.operations[0]
        for operation in self.operations:
            if name is not None and operation.name is not None and operation.name.value == name:
                return operation
        if name is None:
            raise refused(
                "The document has several operations: say with operationName which of them to run.", "OPERATION_UNKNOWN"
            )
        raise refused(f"The document has no operation named {name!r}.", "OPERATION_UNKNOWN")

    @cached_property
    def condition_variables(self) -> tuple[str, ...]:
        """The variables that `@skip` and `@include` read: what a slice holds depends on them."""
        return tuple(sorted(set(_condition_variables(self.node))))

    @cached_property
    def reserved(self) -> str:
        """How aliases and variables of ours begin in what is sent for this document: as none of the client's does."""
        names = _ClientNames()
        visit(self.node, names)
        taken = {match[1] for name in names.found if (match := _LOOKS_RESERVED.match(name))}
        numbers = chain([""], map(str, count(1)))
        return RESERVED.format(next(number for number in numbers if number not in taken))


class Documents:
    """Reads documents and remembers the valid ones, the least recently used forgotten first."""

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        self._one_large_at_a_time = asyncio.Lock()
        self._schema = schema
        self._limits = limits
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._characters = 0
        self._rules = (*specified_rules, *(() if limits.introspection else (NoSchemaIntrospectionCustomRule,)))

    async def read(self, text: str, deadline: float) -> Document:
        """Raises `Refused` when the text is no valid document for the schema, larger than the limits, or not checked by
        `deadline`, on the event loop's clock."""
        document = self._kept.get(text)
        if document is not None:
            self._kept.move_to_end(text)
            return document
        document = await self._parse_beside(text, deadline) if len(text) > LARGE else self._parse(text)
        self._keep(text, document)
        return document

    def _keep(self, text: str, document: Document) -> None:
        if text not in self._kept:
            self._characters += len(text)
        self._kept[text] = document
        most = self._limits.kept_documents
        while len(self._kept) > most or self._characters > most * USUAL_LENGTH:
            forgotten, _ = self._kept.popitem(last=False)
            self._characters -= len(forgotten)

    async def _parse_beside(self, text: str, deadline: float) -> Document:
        """In a thread, so that others are answered meanwhile; one at a time, so that these do not take it all."""
        try:
            async with asyncio.timeout_at(deadline), self._one_large_at_a_time:
                return await asyncio.to_thread(self._parse, text)
        except TimeoutError:
            raise refused(
                "There was no time to check the operation: there is too much to do. Try again.", "BUSY"
            ) from None

    def _parse(self, text: str) -> Document:
        try:
            node = parse(text, max_tokens=self._limits.max_tokens)
        except GraphQLSyntaxError as error:
            raise Refused([error], PARSE_FAILED) from None
        check_size(node, self._limits)
        self._check_kinds(node)
        errors = validate(self._schema, node, self._rules, max_errors=20)
        if errors and isinstance(errors[0], ValidationAbortedError):
            raise refused("The operation repeats itself too much to be checked. Ask for less at once.", TOO_LARGE)
        if errors:
            raise Refused(errors, VALIDATION_FAILED)
        return _document(node)

    def _check_kinds(self, node: DocumentNode) -> None:
        for operation in node.definitions:
            if isinstance(operation, OperationDefinitionNode) and not self._schema.get_root_type(operation.operation):
                raise refused(f"There are no {operation.operation.value}s here.", "NOT_SUPPORTED")


def _document(node: DocumentNode) -> Document:
    operations = tuple(item for item in node.definitions if isinstance(item, OperationDefinitionNode))
    if not operations:
        raise refused("The document has no operation, only fragments: add a query or a mutation.", "OPERATION_UNKNOWN")
    fragments = {
        item.name.value: FragmentDetails(item) for item in node.definitions if isinstance(item, FragmentDefinitionNode)
    }
    return Document(node, operations, fragments)


class _ClientNames(Visitor):
    """Every alias, field and variable name of a document."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        self.found.add((node.alias or node.name).value)

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.found.add(node.name.value)


class _Conditions(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_directive(self, node: Any, *_: Any) -> None:
        if node.name.value in {"skip", "include"}:
            self.found.update(
                argument.value.name.value for argument in node.arguments if isinstance(argument.value, VariableNode)
            )


def _condition_variables(node: DocumentNode) -> Iterator[str]:
    conditions = _Conditions()
    visit(node, conditions)
    yield from conditions.found
