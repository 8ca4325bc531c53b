"""The ways through an object of Commerce's that lead to something of ours.

What stands beside them is handed over as it came. The ways are found out once for each selection and type and kept with
the plan, so they are given the execution, and hold on to none.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from graphql import GraphQLObjectType, GraphQLOutputType, is_list_type, is_non_null_type
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.pyutils import Path

from bff.delegation import Ahead, Delegated
from bff.gateway.plan import Plan
from bff.gateway.supergraph import Supergraph
from bff.telemetry import logger


class Execution(Protocol):
    """What a way needs of the execution."""

    def own_field(self, parent_type: GraphQLObjectType, source: Any, details: FieldDetailsList, path: Path) -> Any:
        """The value of a field of ours, or an awaitable of it."""

    def joined(self, type_: GraphQLOutputType, details: FieldDetailsList, path: Path, value: Any) -> Any:
        """A value of Commerce's with the fields of ours below it, or an awaitable of it."""


@dataclass(frozen=True, slots=True)
class ToOwn:
    """Here is a field of ours."""

    parent: GraphQLObjectType
    details: FieldDetailsList
    keys: Mapping[str, str]
    ahead: Ahead | None

    def value(self, execution: Execution, source: Delegated, path: Path) -> Any:
        """What our resolver says."""
        return execution.own_field(self.parent, source.with_keys(self.keys), self.details, path)


@dataclass(frozen=True, slots=True)
class Through:
    """Below this field of Commerce's is a field of ours."""

    type_: GraphQLOutputType
    details: FieldDetailsList
    key: str

    def value(self, execution: Execution, source: Delegated, path: Path) -> Any:
        """Commerce's value, joined."""
        return execution.joined(self.type_, self.details, path, source.data.get(self.key))


Way = ToOwn | Through


@dataclass(frozen=True, slots=True)
class Selected:
    """What is selected of a type: each field in the storefront's order, None for one that passes as it came."""

    fields: Sequence[tuple[str, Way | None]]
    ways: Sequence[Way]


FieldsOf = Callable[[GraphQLObjectType, FieldDetailsList], GroupedFieldSet]


class Ways:
    """The ways of one plan. `fields_of` is what is selected of a type below a field."""

    def __init__(self, supergraph: Supergraph, plan: Plan, fields_of: FieldsOf) -> None:
        self._own_fields = supergraph.own_fields
        self._types = supergraph.schema.type_map
        self._joins = plan.joins
        self._fields_of = fields_of
        self._kept: dict[tuple[int, int], tuple[Any, Selected]] = plan.shapes.ways

    def lead_through(self, details: FieldDetailsList) -> bool:
        """Whether something of ours is below a field of Commerce's."""
        return any(self._joins.lead_through(item.node) for item in details)

    def runtime_type(self, type_: GraphQLOutputType, value: Mapping[str, Any]) -> GraphQLObjectType | None:
        """What an object of Commerce's is; None where the schema does not know."""
        if isinstance(type_, GraphQLObjectType):
            return type_
        told = self._types.get(value.get(self._joins.typename, ""))
        return told if isinstance(told, GraphQLObjectType) else None

    def of(self, type_: GraphQLObjectType, details: FieldDetailsList) -> Selected:
        """What is selected of a type below a field."""
        kept = self._kept.get((id(type_), id(details)))
        if kept is None:
            fields = [(key, self._way(type_, key, item)) for key, item in self._fields_of(type_, details).items()]
            kept = (type_, details), Selected(fields, [way for _, way in fields if way is not None])
            self._kept[id(type_), id(details)] = kept
        return kept[1]

    def ahead(
        self, type_: GraphQLOutputType, details: FieldDetailsList, value: Any
    ) -> Mapping[Ahead, Sequence[Delegated]]:
        """What wants to look ahead in a value of Commerce's, each with the objects that it has to do with."""
        found: dict[Ahead, list[Delegated]] = defaultdict(list)
        if self._joins.look_ahead:
            self._look(type_, details, value, found)
        return found

    def _look(
        self, type_: GraphQLOutputType, details: FieldDetailsList, value: Any, found: dict[Ahead, list[Delegated]]
    ) -> None:
        if is_non_null_type(type_):
            self._look(type_.of_type, details, value, found)
        elif isinstance(value, list) and is_list_type(type_):
            for item in value:
                self._look(type_.of_type, details, item, found)
        elif isinstance(value, dict) and (runtime := self.runtime_type(type_, value)) is not None:
            for way in self.of(runtime, details).ways:
                if isinstance(way, Through):
                    self._look(way.type_, way.details, value.get(way.key), found)
                elif way.ahead is not None:
                    found[way.ahead].append(Delegated(value, way.keys))

    def _way(self, parent: GraphQLObjectType, key: str, details: FieldDetailsList) -> Way | None:
        node = details[0].node
        own = self._own_fields.get((parent.name, node.name.value))
        if own is not None:
            return ToOwn(parent, details, self._joins.keys_of(node), own.ahead)
        if not self.lead_through(details):
            return None
        return Through(parent.fields[node.name.value].type, details, key)


async def look_ahead(ahead: Mapping[Ahead, Sequence[Delegated]], context: object) -> None:
    """Lets all look at once. One that fails is logged: each resolver that misses something says so at its own place."""
    looked = await asyncio.gather(*(look(context, objects) for look, objects in ahead.items()), return_exceptions=True)
    for failed in looked:
        if isinstance(failed, Exception):
            logger().error("looking ahead failed", exc_info=failed)
