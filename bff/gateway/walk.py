"""The walk through a value of Commerce's, along the ways that lead to a field of ours.

The value has the shape that the storefront asked for. Everything beside the ways is handed over as it came, never
coerced or null-checked again.
"""

from collections.abc import Awaitable
from typing import Any, cast

from graphql import (
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetailsList
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from bff.delegation import Delegated
from bff.gateway.batches import Gaps
from bff.gateway.gathering import awaited, gathered, is_awaitable
from bff.gateway.ways import Selected, Through, ToBatch, ToOwn, Way, Ways

UNKNOWN_TYPE = (
    "Commerce answered with a type that the schema does not know, so fields of ours cannot be told for it. "
    "`bff schema pull` brings the schema up to date."
)


class Walk:
    """One walk. It leaves `gaps`, which are to be filled where something of ours asks for many objects at once."""

    def __init__(self, executor: StrawberryGraphQLCoreExecutionContext, ways: Ways) -> None:
        self._executor = executor
        self._ways = ways
        self.gaps = Gaps()

    def joined(self, type_: GraphQLOutputType, details: FieldDetailsList, path: Path, value: Any) -> Any:
        """The value with the fields of ours below it, or an awaitable of it.

        A failing field of ours that is never null makes null what stands around it, up to what may be: where nothing
        may, it raises `GraphQLError`.
        """
        if value is None:
            return None
        if is_non_null_type(type_):
            return self._present(type_.of_type, details, path, value)
        try:
            completed = self._present(type_, details, path, value)
        except GraphQLError as error:
            self._executor.collected_errors.add(error, path)
            return None
        return self._null_on_error(completed, path) if is_awaitable(completed) else completed

    async def _null_on_error(self, completed: Awaitable[Any], path: Path) -> Any:
        try:
            return await completed
        except GraphQLError as error:
            self._executor.collected_errors.add(error, path)
            return None

    def _present(self, type_: GraphQLOutputType, details: FieldDetailsList, path: Path, value: Any) -> Any:
        if is_list_type(type_):
            return self._list(type_.of_type, details, path, value) if isinstance(value, list) else value
        if not isinstance(value, dict):
            return value
        runtime = self._ways.runtime_type(type_, value)
        if runtime is None:
            return self._of_unknown_type(type_, details, path, value)
        return self._object(runtime, value, path, self._ways.of(runtime, details))

    def _list(self, type_: GraphQLOutputType, details: FieldDetailsList, path: Path, value: list[Any]) -> Any:
        items: list[Any] = []
        try:
            for index, item in enumerate(value):
                items.append(self.joined(type_, details, Path(path, index, None), item))
        except GraphQLError:
            self._executor.settle_in_background([item for item in items if is_awaitable(item)])
            raise
        waiting = [index for index, item in enumerate(items) if is_awaitable(item)]
        return awaited(items, waiting) if waiting else items

    def _object(self, type_: GraphQLObjectType, data: dict[str, Any], path: Path, selected: Selected) -> Any:
        """In the order in which the storefront selected the fields."""
        results: dict[str, Any] = {}
        waiting: list[str] = []
        try:
            for key, way in selected:
                if way is None:
                    if key in data:
                        results[key] = data[key]
                elif isinstance(way, ToBatch):
                    self.gaps.leave(way, results, data, path)
                else:
                    results[key] = result = self._on_the_way(way, data, key, Path(path, key, type_.name))
                    if is_awaitable(result):
                        waiting.append(key)
        except GraphQLError:
            self._executor.settle_in_background([results[key] for key in waiting])
            raise
        return awaited(results, waiting) if waiting else results

    def _on_the_way(self, way: Way, data: dict[str, Any], key: str, path: Path) -> Any:
        if isinstance(way, ToOwn):
            return self._executor.execute_field(way.parent, Delegated(data, way.keys), way.details, path, None)
        return self.joined(way.type_, way.details, path, data.get(key))

    def _of_unknown_type(
        self, type_: GraphQLOutputType, details: FieldDetailsList, path: Path, value: dict[str, Any]
    ) -> Any:
        """What Commerce answered is passed on; only the fields of ours on it fail."""
        results: dict[str, Any] = {}
        if isinstance(type_, GraphQLInterfaceType):
            # Of a selection on an interface it is certain that it was meant for this object too.
            as_object = cast("GraphQLObjectType", type_)
            for key, way in self._ways.of(as_object, details):
                below = Path(path, key, type_.name)
                results[key] = value.get(key) if way is None else self._on_unknown_type(way, value, key, below)
        rest = {key: item for key, item in value.items() if key not in results}
        return gathered(results | without_reserved(rest, self._ways.prefix))

    def _on_unknown_type(self, way: Way, value: dict[str, Any], key: str, path: Path) -> Any:
        if isinstance(way, Through):
            return self._on_the_way(way, value, key, path)
        self._executor.handle_field_error(
            GraphQLError(UNKNOWN_TYPE, extensions={"code": "SCHEMA_OUTDATED"}), way.definition.type, way.details, path
        )
        return None


def without_reserved(value: Any, prefix: str) -> Any:
    """The same value without what only we asked for."""
    if isinstance(value, list):
        return [without_reserved(item, prefix) for item in value]
    if isinstance(value, dict):
        return {key: without_reserved(item, prefix) for key, item in value.items() if not key.startswith(prefix)}
    return value
