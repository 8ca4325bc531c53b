"""Asks Commerce for what fields of ours delegate: neighbours in one request."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLField,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
    parse_type,
    print_ast,
    strip_ignored_characters,
)
from strawberry.dataloader import DataLoader

from bff.delegation import Delegate
from bff.gateway.fetch import Errand, storefront_error
from bff.gateway.joins import Joins
from bff.gateway.limits import Limits
from bff.gateway.own_errors import Error
from bff.gateway.plan import Plan
from bff.gateway.selection import count_fields
from bff.gateway.slices import used_definitions
from bff.gateway.supergraph import Supergraph
from integrations.commerce.contract import Answer, Operation, OperationKind


@dataclass(frozen=True, slots=True)
class Ask:
    """One `Delegate` with what the storefront selected of it."""

    delegate: Delegate
    selections: tuple[SelectionNode, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What Commerce has for one `Delegate`: its value, and errors whose paths begin at it."""

    value: Any = None
    errors: Sequence[Error] = ()


@dataclass(frozen=True, slots=True)
class _Request:
    """Several asks as one operation for Commerce, each under a key of its own."""

    operation: Operation
    keys: Mapping[str, Ask] = field(default_factory=dict)


class DelegateLoader:
    """Loads what the fields of ours in one operation delegate."""

    def __init__(self, supergraph: Supergraph, plan: Plan, errand: Errand, limits: Limits) -> None:
        self._supergraph = supergraph
        self._plan = plan
        self._errand = errand
        self._most_fields = limits.commerce_fields
        self._loader: DataLoader[Ask, Loaded] = DataLoader(load_fn=self._load, cache=False)

    async def load(self, delegate: Delegate, selections: tuple[SelectionNode, ...]) -> Loaded:
        """Raises `LookupError` for a field or an argument that Commerce does not have, and what the contract says."""
        self._definition(delegate)
        return await self._loader.load(Ask(delegate, selections))

    def _definition(self, delegate: Delegate) -> GraphQLField:
        query = self._supergraph.commerce.query_type
        definition: GraphQLField | None = query.fields.get(delegate.root_field) if query else None
        if definition is None:
            raise LookupError(f"A field of ours delegates to Query.{delegate.root_field}, which Commerce does not have")
        unknown = delegate.arguments.keys() - definition.args.keys()
        if unknown:
            raise LookupError(f"Query.{delegate.root_field} of Commerce has no argument {', '.join(sorted(unknown))}")
        return definition

    async def _load(self, asks: list[Ask]) -> list[Loaded | BaseException]:
        requests = [self._request(together) for together in self._packed(asks)]
        answers = await asyncio.gather(
            *(self._errand.send(request.operation) for request in requests), return_exceptions=True
        )
        return [
            answer if isinstance(answer, BaseException) else self._loaded(key, ask, answer)
            for request, answer in zip(requests, answers, strict=True)
            for key, ask in request.keys.items()
        ]

    def _packed(self, asks: list[Ask]) -> list[list[Ask]]:
        packed: list[list[Ask]] = []
        size = self._most_fields
        for ask in asks:
            fields = count_fields(ask.selections) + len(ask.delegate.path) + 1
            if size + fields > self._most_fields and (size or not packed):
                packed.append([])
                size = 0
            packed[-1].append(ask)
            size += fields
        return packed

    def _request(self, asks: list[Ask]) -> _Request:
        prefix = self._plan.joins.prefix
        keys = {f"{prefix}{number}": ask for number, ask in enumerate(asks)}
        fields = tuple(self._field(key, ask) for key, ask in keys.items())
        own_values = {
            f"{key}_{name}": value for key, ask in keys.items() for name, value in ask.delegate.arguments.items()
        }
        theirs = used_definitions(self._plan.operation, fields)
        node = OperationDefinitionNode(
            operation=OperationType.QUERY,
            variable_definitions=(*theirs, *self._own_definitions(keys)),
            directives=(),
            selection_set=SelectionSetNode(selections=fields),
        )
        names = [definition.variable.name.value for definition in theirs]
        values = {name: self._errand.variables[name] for name in names if name in self._errand.variables}
        document = strip_ignored_characters(print_ast(node))
        return _Request(Operation(OperationKind.QUERY, document, {**values, **own_values}), keys)

    def _field(self, key: str, ask: Ask) -> FieldNode:
        selections = ask.selections
        if ask.delegate.arranged is not None:
            order = FieldNode(alias=NameNode(value=self._order), name=NameNode(value=ask.delegate.arranged.field))
            selections = (*selections, order)
        for name in reversed(ask.delegate.path):
            if isinstance(name, str):
                selections = (FieldNode(name=NameNode(value=name), selection_set=_selection_set(selections)),)
        return FieldNode(
            alias=NameNode(value=key),
            name=NameNode(value=ask.delegate.root_field),
            arguments=tuple(
                ArgumentNode(name=NameNode(value=name), value=_variable(f"{key}_{name}"))
                for name in ask.delegate.arguments
            ),
            selection_set=_selection_set(selections),
        )

    def _own_definitions(self, keys: Mapping[str, Ask]) -> list[VariableDefinitionNode]:
        return [
            VariableDefinitionNode(
                variable=_variable(f"{key}_{name}"),
                type=parse_type(str(self._definition(ask.delegate).args[name].type), no_location=True),
            )
            for key, ask in keys.items()
            for name in ask.delegate.arguments
        ]

    def _loaded(self, key: str, ask: Ask, answer: Answer) -> Loaded:
        errors = _errors(key, len(ask.delegate.path), answer, self._plan.joins)
        value, order = _value(key, ask.delegate.path, answer), ask.delegate.arranged
        if order is not None and isinstance(value, list):
            places = arranged(value, self._order, order.values)
            value = [value[place] for place in places]
            errors = _moved(errors, {old: new for new, old in enumerate(places)})
        return Loaded(value, errors)

    @property
    def _order(self) -> str:
        return f"{self._plan.joins.prefix}order"


def _selection_set(selections: tuple[SelectionNode, ...]) -> SelectionSetNode | None:
    return SelectionSetNode(selections=selections) if selections else None


def _variable(name: str) -> VariableNode:
    return VariableNode(name=NameNode(value=name))


def arranged(objects: Sequence[Any], key: str, values: Sequence[str]) -> list[int]:
    """The places of the objects in the order of `values`, which they hold under `key`; that is taken out of them."""
    order = {value.casefold(): place for place, value in enumerate(values)}
    wanted = {
        place: order.get(str(each.pop(key, "")).casefold(), len(order))
        for place, each in enumerate(objects)
        if isinstance(each, dict)
    }
    return sorted(wanted, key=lambda place: wanted[place])


def _moved(errors: list[Error], places: Mapping[int, int]) -> list[Error]:
    """The errors about objects of a list that stand in other places now."""
    return [
        {**error, "path": [*(places.get(each, each) for each in error["path"][:1]), *error["path"][1:]]}
        for error in errors
    ]


def _value(key: str, path: Sequence[str | int], answer: Answer) -> Any:
    data = answer.content.get("data")
    value = data.get(key) if isinstance(data, dict) else None
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and step < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def _errors(key: str, depth: int, answer: Answer, joins: Joins) -> list[Error]:
    """The errors that concern one key, or all of them: their paths begin at the delegated value."""
    own: list[Error] = []
    for error in answer.content.get("errors") or ():
        path = error.get("path") or [key]
        if path[0] == key:
            own.append(storefront_error({**error, "path": path[depth + 1 :]}, joins))
    return own
