"""Strawberry's executor with Commerce's data in it.

Data of Commerce's has the shape that the storefront asked for. It is walked only along the ways that lead to a field of
ours; everything beside them is handed over as it came, never coerced or null-checked again.
"""

from collections.abc import Awaitable, Collection, Sequence
from typing import Any, Final, TypeGuard, cast

from graphql import (
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    default_field_resolver,
    default_type_resolver,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.execution.values import VariableValues
from graphql.pyutils import Path, gather_with_cancel, is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from bff.delegation import Delegate, Delegated
from bff.gateway.attributes import AttributeReader, NotPlainError
from bff.gateway.delegates import DelegateLoader
from bff.gateway.own_errors import Error
from bff.gateway.plan import Plan
from bff.gateway.supergraph import Supergraph
from bff.gateway.ways import Way, Ways, look_ahead

_PLAIN: Final = frozenset({dict, list, str, int, float, bool, type(None)})
"""Classes of JSON: most of what is looked at, and quicker to tell than by asking for `__await__`."""
_OURS: Final = "__strawberry_definition__"
"""What every object of a type of ours has."""

UNKNOWN_TYPE = (
    "Commerce answered with a type that the schema does not know, so fields of ours cannot be told for it. "
    "`bff schema pull` brings the schema up to date."
)


class JoiningExecutor(StrawberryGraphQLCoreExecutionContext):
    """Executes fields of ours, also those on objects that Commerce answered.

    Errors of ours are in `collected_errors`, those that Commerce reported for a `Delegate` in `delegate_errors`.
    """

    def __init__(
        self, supergraph: Supergraph, plan: Plan, values: VariableValues, delegates: DelegateLoader, context: object
    ) -> None:
        super().__init__(
            schema=supergraph.schema,
            fragment_definitions={name: details.definition for name, details in plan.document.fragments.items()},
            fragments=dict(plan.document.fragments),
            root_value=None,
            context_value=context,
            operation=plan.operation,
            variable_values=values,
            field_resolver=default_field_resolver,
            type_resolver=default_type_resolver,
            subscribe_field_resolver=default_field_resolver,
            operation_extensions={},
            is_awaitable=_is_awaitable,
        )
        self.delegate_errors: list[Error] = []
        self._own_fields = supergraph.own_fields
        self._joins = plan.joins
        self._delegates = delegates
        self._attributes = AttributeReader(supergraph.schema, self._fields_of, plan.shapes.reads)
        self._relevant_sub_fields = plan.shapes.subfields
        self._ways = Ways(supergraph, plan, self._fields_of)

    def own_field(self, parent_type: GraphQLObjectType, source: Any, details: FieldDetailsList, path: Path) -> Any:
        """The value of a field of ours, or an awaitable of it. Raises `GraphQLError` if it fails and is never null."""
        return self.execute_field(parent_type, source, details, path, None)

    def delegated(self, type_: GraphQLOutputType, details: FieldDetailsList, path: Path, value: Any) -> Any:
        """A value of Commerce's, or an awaitable of it, with the fields of ours below it filled in."""
        if value is None or not self._ways.lead_through(details):
            return value
        return self._joined_ahead(type_, details, path, value)

    def _joined_ahead(self, type_: GraphQLOutputType, details: FieldDetailsList, path: Path, value: Any) -> Any:
        """As `joined`, once all that resolvers want to know of all the objects in the value is there."""
        ahead = self._ways.ahead(type_, details, value)
        if not ahead:
            return self.joined(type_, details, path, value)

        async def joined() -> Any:
            await look_ahead(ahead, self.context_value)
            completed = self.joined(type_, details, path, value)
            return await completed if self.is_awaitable(completed) else completed

        return joined()

    def _fields_of(self, type_: GraphQLObjectType, details: FieldDetailsList) -> GroupedFieldSet:
        return self.collect_subfields(type_, details).grouped_field_set

    def complete_value(
        self,
        return_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """As Strawberry does, but what a `Delegate` stands for is asked of Commerce; attributes are read at once."""
        if isinstance(result, Delegate):
            return self._delegate(return_type, field_details_list, path, result)
        if hasattr(result, _OURS):
            try:
                return self._attributes.read(return_type, field_details_list, result)
            except NotPlainError:
                pass  # resolved field by field, as anything else is
        return super().complete_value(return_type, field_details_list, info, path, result, position_context)

    def execute_collected_subfields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path,
        grouped_field_set: GroupedFieldSet,
        new_defer_usages: Any,
        position_context: Any,
    ) -> Any:
        """As the plain executor does: `@defer` is refused before, so there is nothing to plan."""
        return self.execute_fields(parent_type, source_value, path, grouped_field_set, None)

    def gathered(self, results: dict[str, Any]) -> Any:
        """The results, or an awaitable of them where one of them is."""
        waiting = [key for key, value in results.items() if self.is_awaitable(value)]
        return self._awaited(results, waiting) if waiting else results

    async def _awaited(self, results: Any, waiting: Collection[Any]) -> Any:
        if len(waiting) == 1:
            (key,) = waiting
            results[key] = await results[key]
            return results
        values = await gather_with_cancel(*(results[key] for key in waiting))
        for key, value in zip(waiting, values, strict=True):
            results[key] = value
        return results

    def joined(self, type_: GraphQLOutputType, details: FieldDetailsList, path: Path, value: Any) -> Any:
        """A failing field of ours that is never null makes null what stands around it, up to what may be."""
        if value is None:
            return None
        if is_non_null_type(type_):
            return self._joined_nullable(type_.of_type, details, path, value)
        try:
            completed = self._joined_nullable(type_, details, path, value)
        except GraphQLError as error:
            self.collected_errors.add(error, path)
            return None
        return self._null_on_error(completed, path) if self.is_awaitable(completed) else completed

    async def _null_on_error(self, completed: Awaitable[Any], path: Path) -> Any:
        try:
            return await completed
        except GraphQLError as error:
            self.collected_errors.add(error, path)
            return None

    def _joined_nullable(self, type_: GraphQLOutputType, details: FieldDetailsList, path: Path, value: Any) -> Any:
        if is_list_type(type_):
            return self._joined_list(type_.of_type, details, path, value) if isinstance(value, list) else value
        if not isinstance(value, dict):
            return value
        runtime = self._ways.runtime_type(type_, value)
        if runtime is None:
            return self._of_unknown_type(type_, details, path, value)
        return self._joined_object(runtime, Delegated(value), path, self._ways.of(runtime, details).fields)

    def _joined_list(self, type_: GraphQLOutputType, details: FieldDetailsList, path: Path, value: list[Any]) -> Any:
        items: list[Any] = []
        try:
            for index, item in enumerate(value):
                items.append(self.joined(type_, details, Path(path, index, None), item))
        except GraphQLError:
            self.settle_in_background([item for item in items if self.is_awaitable(item)])
            raise
        waiting = [index for index, item in enumerate(items) if self.is_awaitable(item)]
        return self._awaited(items, waiting) if waiting else items

    def _joined_object(
        self, type_: GraphQLObjectType, source: Delegated, path: Path, ways: Sequence[tuple[str, Way | None]]
    ) -> Any:
        """In the order in which the storefront selected the fields."""
        data, type_name = source.data, type_.name
        results: dict[str, Any] = {}
        waiting: list[str] = []
        try:
            for key, way in ways:
                if way is not None:
                    results[key] = result = way.value(self, source, Path(path, key, type_name))
                    if self.is_awaitable(result):
                        waiting.append(key)
                elif key in data:
                    results[key] = data[key]
        except GraphQLError:
            self.settle_in_background([results[key] for key in waiting])
            raise
        return self._awaited(results, waiting) if waiting else results

    def _of_unknown_type(
        self, type_: GraphQLOutputType, details: FieldDetailsList, path: Path, value: dict[str, Any]
    ) -> Any:
        """What Commerce answered is passed on; only the fields of ours on it fail."""
        results: dict[str, Any] = {}
        if isinstance(type_, GraphQLInterfaceType):
            # Of a selection on an interface it is certain that it was meant for this object too.
            as_object = cast("GraphQLObjectType", type_)
            for key, item in self._fields_of(as_object, details).items():
                results[key] = self._on_unknown_type(type_, key, item, Path(path, key, type_.name), value)
        rest = {key: item for key, item in value.items() if key not in results}
        return self.gathered({**results, **without_reserved(rest, self._joins.prefix)})

    def _on_unknown_type(
        self, parent: GraphQLInterfaceType, key: str, details: FieldDetailsList, path: Path, value: dict[str, Any]
    ) -> Any:
        name = details[0].node.name.value
        if (parent.name, name) in self._own_fields:
            error = GraphQLError(UNKNOWN_TYPE, extensions={"code": "SCHEMA_OUTDATED"})
            self.handle_field_error(error, parent.fields[name].type, details, path)
            return None
        if not self._ways.lead_through(details):
            return value.get(key)
        return self.joined(parent.fields[name].type, details, path, value.get(key))

    async def _delegate(
        self, return_type: GraphQLOutputType, details: FieldDetailsList, path: Path, delegate: Delegate
    ) -> Any:
        selection = self._joins.selection_of(item.node for item in details)
        loaded = await self._delegates.load(delegate, selection.selections)
        where = path.as_list()
        errors = [{**error, "path": [*where, *error["path"]]} for error in loaded.errors]
        if loaded.value is None and is_non_null_type(return_type):
            raise _first(errors)
        self.delegate_errors.extend(errors)
        if not selection.ours:
            return loaded.value
        completed = self._joined_ahead(return_type, details, path, loaded.value)
        return await completed if self.is_awaitable(completed) else completed


def without_reserved(value: Any, prefix: str) -> Any:
    """The same value without what only we asked for."""
    if isinstance(value, list):
        return [without_reserved(item, prefix) for item in value]
    if isinstance(value, dict):
        return {key: without_reserved(item, prefix) for key, item in value.items() if not key.startswith(prefix)}
    return value


def _first(errors: list[Error]) -> GraphQLError:
    if not errors:
        return GraphQLError("Commerce has nothing here, where something was promised.")
    return GraphQLError(errors[0]["message"], path=errors[0]["path"], extensions=errors[0].get("extensions"))


def _is_awaitable(value: Any) -> TypeGuard[Awaitable[Any]]:
    return type(value) not in _PLAIN and is_awaitable(value)
