"""Strawberry's executor with Commerce's data in it.

Fields of ours are executed; what Commerce answered is only walked through, to those that stand in it.
"""

from typing import Any, Final

from graphql import (
    GraphQLError,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    default_field_resolver,
    default_type_resolver,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.execution.values import VariableValues
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from bff.delegation import Delegate
from bff.gateway.attributes import AttributeReader, NotPlainError
from bff.gateway.batches import filled
from bff.gateway.delegates import DelegateLoader
from bff.gateway.gathering import is_awaitable
from bff.gateway.own_errors import Error
from bff.gateway.plan import Plan
from bff.gateway.supergraph import Supergraph
from bff.gateway.walk import Walk
from bff.gateway.ways import ToBatch, Ways

_OURS: Final = "__strawberry_definition__"
"""What every object of a type of ours has."""


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
            is_awaitable=is_awaitable,
        )
        self.delegate_errors: list[Error] = []
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
        return self._joined(type_, details, path, value)

    def _joined(self, type_: GraphQLOutputType, details: FieldDetailsList, path: Path, value: Any) -> Any:
        walk = Walk(self, self._ways)
        joined = walk.joined(type_, details, path, value)
        return filled(walk.gaps, joined, self) if walk.gaps else joined

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

    def batched(self, way: ToBatch, path: Path, value: Any) -> Any:
        """See `batches.Execution`."""
        where = path.add_key(way.key, way.parent.name)
        if not hasattr(value, _OURS):
            return self._completed(way, where, value)
        try:
            return self._attributes.read(way.definition.type, way.details, value)
        except Exception:  # noqa: BLE001 - not plain, or it fails: read again, field by field, which tells errors
            return self._completed(way, where, value)

    async def _completed(self, way: ToBatch, path: Path, value: Any) -> Any:
        """As `execute_field` does with what a resolver returned or raised."""
        if isinstance(value, Exception):
            self.handle_field_error(value, way.definition.type, way.details, path)
            return None
        try:
            info = self.build_resolve_info(way.definition, [each.node for each in way.details], way.parent, path)
            completed = self.complete_value(way.definition.type, way.details, info, path, value, None)
            return await completed if self.is_awaitable(completed) else completed
        except Exception as error:  # noqa: BLE001 - whatever it is, `own_error` tells it, and logs it
            self.handle_field_error(error, way.definition.type, way.details, path)
            return None

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
        completed = self._joined(return_type, details, path, loaded.value)
        return await completed if self.is_awaitable(completed) else completed


def _first(errors: list[Error]) -> GraphQLError:
    if not errors:
        return GraphQLError("Commerce has nothing here, where something was promised.")
    return GraphQLError(errors[0]["message"], path=errors[0]["path"], extensions=errors[0].get("extensions"))
