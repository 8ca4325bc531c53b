"""A subscription to a field of ours: each event that its resolver tells becomes a response.

Commerce tells no events. What is selected below an event may still be Commerce's, and is asked for event by event.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog
from graphql import ExecutionResult, GraphQLError
from graphql.error import located_error
from graphql.execution import create_source_event_stream
from graphql.execution.values import VariableValues

from bff.gateway.delegates import DelegateLoader
from bff.gateway.execution import Executed, execute
from bff.gateway.fetch import Errand, Fetched
from bff.gateway.join import join_ended, join_executed
from bff.gateway.joining import JoiningExecutor
from bff.gateway.limits import Limits
from bff.gateway.plan import Plan
from bff.gateway.request import GraphQLResponse
from bff.gateway.supergraph import Supergraph
from integrations.commerce.contract import Caller, CommerceGraphQL

NOT_HERE: Final = (
    "A subscription is more than one answer: send it over a WebSocket (graphql-transport-ws), or by HTTP with "
    "Accept: text/event-stream."
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Subscription:
    """One subscription of a storefront's. To begin it, and to answer each event, may take `seconds`."""

    supergraph: Supergraph
    plan: Plan
    values: VariableValues
    limits: Limits
    commerce: CommerceGraphQL
    caller: Caller
    variables: Mapping[str, Any]
    context: object
    seconds: float

    async def responses(self) -> AsyncGenerator[GraphQLResponse, None]:
        """A response for each event, until the resolver has no more; when closed or cancelled, the resolver is closed.

        Raises nothing: where the resolver fails, the last response says so.
        """
        try:
            source = await self._source()
        except GraphQLError as error:
            yield join_ended(error)
            return
        try:
            async for event in source:
                yield await self._answered(event)
        except Exception as error:  # noqa: BLE001 - whatever a resolver raises; `own_error` logs what is no refusal
            yield join_ended(self._located(error))
        finally:
            await _closed(source)

    async def _source(self) -> AsyncIterable[Any]:
        """Where the events come from. Raises `GraphQLError` where the resolver refuses or takes too long to begin."""
        errand = self._errand()
        try:
            async with asyncio.timeout_at(errand.deadline):
                source = create_source_event_stream(self._executor(errand))
                begun = await source if isinstance(source, Awaitable) else source
        except TimeoutError:
            raise _too_slow("The subscription took longer to begin than its time budget. Try again.") from None
        if isinstance(begun, ExecutionResult):
            assert begun.errors
            raise begun.errors[0]
        return begun

    async def _answered(self, event: object) -> GraphQLResponse:
        errand = self._errand()
        executing = execute(self.supergraph, self.plan, self.values, errand, self.limits, self.context, event)
        try:
            async with asyncio.timeout_at(errand.deadline):
                return join_executed(await executing)
        except TimeoutError:
            error = _too_slow("This event took longer to answer than its time budget. Ask for less at once.")
            return join_executed(Executed(None, Fetched(), own_errors=[error]))

    def _errand(self) -> Errand:
        deadline = asyncio.get_running_loop().time() + self.seconds
        return Errand(self.commerce, self.caller, self.variables, self.plan.joins, deadline)

    def _executor(self, errand: Errand) -> JoiningExecutor:
        delegates = DelegateLoader(self.supergraph, self.plan, errand, self.limits)
        return JoiningExecutor(self.supergraph, self.plan, self.values, delegates, self.context)

    def _located(self, error: Exception) -> GraphQLError:
        [(key, details)] = self.plan.fields.items()
        return located_error(error, [item.node for item in details], [key])


def _too_slow(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "TIMEOUT"})


async def _closed(source: AsyncIterable[Any]) -> None:
    if isinstance(source, AsyncGenerator):
        try:
            await source.aclose()
        except Exception:
            log.exception("subscription_not_closed")
