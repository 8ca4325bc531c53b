"""The fourth stage, only where something of ours is selected: the root fields of an operation, ours and Commerce's."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLError
from graphql.execution.collect_fields import FieldDetailsList
from graphql.execution.values import VariableValues
from graphql.pyutils import Path

from bff.gateway.delegates import DelegateLoader
from bff.gateway.fetch import (
    NOT_SENT,
    NOT_SENT_EXTENSIONS,
    Errand,
    Fetched,
    fetch_all,
    fetch_guarded,
    merged,
    not_sent,
)
from bff.gateway.gathering import gathered
from bff.gateway.joining import JoiningExecutor
from bff.gateway.limits import Limits
from bff.gateway.own_errors import Error
from bff.gateway.plan import Plan
from bff.gateway.slices import Slice
from bff.gateway.supergraph import Supergraph
from integrations.commerce.contract import OperationKind
from integrations.kit.errors import IntegrationError


@dataclass(frozen=True, slots=True)
class Executed:
    """`data` with everything in it, the errors of fields of ours, and what Commerce said."""

    data: dict[str, Any] | None
    fetched: Fetched
    delegate_errors: list[Error] = field(default_factory=list)
    own_errors: list[GraphQLError] = field(default_factory=list)


async def execute(
    supergraph: Supergraph,
    plan: Plan,
    values: VariableValues,
    errand: Errand,
    limits: Limits,
    context: object,
    root: object = None,
) -> Executed:
    """Runs an operation with something of ours in it. `root` is what root fields of ours are resolved on: an event."""
    delegates = DelegateLoader(supergraph, plan, errand, limits)
    executor = JoiningExecutor(supergraph, plan, values, delegates, context)
    operation = _Operation(plan, executor, errand, root)
    try:
        data = await (operation.in_order() if plan.kind is OperationKind.MUTATION else operation.at_once())
    except GraphQLError as error:
        executor.collected_errors.add(error, None)
        data = None
    if executor.background_futures:
        # Resolvers whose result a null has made useless: they are ours, so they end before the answer does.
        await asyncio.wait(executor.background_futures)
    data = None if operation.fetched.nulled else data
    return Executed(data, operation.fetched, executor.delegate_errors, executor.collected_errors.errors)


class _Operation:
    """The root fields of one operation. `fetched` holds what Commerce answered so far."""

    def __init__(self, plan: Plan, executor: JoiningExecutor, errand: Errand, root: object) -> None:
        self._plan = plan
        self._root = root
        self._executor = executor
        self._errand = errand
        self.fetched = Fetched()

    async def at_once(self) -> dict[str, Any]:
        """A query: Commerce is asked while fields of ours are resolved."""
        fetching = asyncio.ensure_future(fetch_all(self._plan.slices, self._errand))
        try:
            results = {
                key: self._awaited(key, details, fetching) if key in self._plan.slice_of else self._own(key, details)
                for key, details in self._plan.fields.items()
            }
            done = gathered(results)
            return await done if isinstance(done, Awaitable) else done  # type: ignore[no-any-return]
        finally:
            fetching.cancel()

    async def in_order(self) -> dict[str, Any]:
        """A mutation: neighbours for Commerce in one request, nothing after what may or may not have happened."""
        results: dict[str, Any] = {}
        steps: dict[int, Fetched] = {}
        halted = False
        for key, details in self._plan.fields.items():
            slice_ = self._plan.slice_of.get(key)
            if slice_ is not None:
                step = steps.get(id(slice_)) or await self._step(slice_, halted)
                steps[id(slice_)] = step
                halted = halted or step.halted
                results[key] = await _value(self._delegated(key, details, step))
            elif halted:
                self._refuse(key, details)
                results[key] = None
            else:
                results[key] = await _value(self._own(key, details))
                halted = self._in_doubt()
        return results

    async def _step(self, slice_: Slice, halted: bool) -> Fetched:
        step = not_sent(slice_) if halted else await fetch_guarded(slice_, self._errand)
        self.fetched = merged([self.fetched, step])
        return step

    async def _awaited(self, key: str, details: FieldDetailsList, fetching: "asyncio.Future[Fetched]") -> Any:
        # One field that gives up must not take the answer from the others.
        self.fetched = await asyncio.shield(fetching)
        return await _value(self._delegated(key, details, self.fetched))

    def _delegated(self, key: str, details: FieldDetailsList, fetched: Fetched) -> Any:
        definition = self._plan.root_type.fields.get(details[0].node.name.value)
        value = fetched.data.get(key)
        if definition is None:
            return value
        return self._executor.delegated(definition.type, details, self._path(key), value)

    def _own(self, key: str, details: FieldDetailsList) -> Any:
        return self._executor.own_field(self._plan.root_type, self._root, details, self._path(key))

    def _path(self, key: str) -> Path:
        return Path(None, key, self._plan.root_type.name)

    def _refuse(self, key: str, details: FieldDetailsList) -> None:
        error = GraphQLError(NOT_SENT, extensions=NOT_SENT_EXTENSIONS)
        definition = self._plan.root_type.fields[details[0].node.name.value]
        self._executor.handle_field_error(error, definition.type, details, self._path(key))

    def _in_doubt(self) -> bool:
        originals = (error.original_error for error in self._executor.collected_errors.errors)
        return any(isinstance(original, IntegrationError) and original.doubtful for original in originals)


async def _value(value: Any) -> Any:
    return await value if isinstance(value, Awaitable) else value
