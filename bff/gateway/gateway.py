"""The way of a request: document -> plan -> fetch, or execution where something of ours is selected -> join."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Mapping
from contextlib import aclosing
from typing import Any

from graphql import OperationType
from graphql.execution.values import VariableValues

from bff.gateway.document import Document, Documents
from bff.gateway.execution import execute
from bff.gateway.fetch import Errand, fetch_all, fetch_in_order
from bff.gateway.guards import Guard, Guarding
from bff.gateway.join import join_executed, join_fetched, join_refused
from bff.gateway.limits import Limits
from bff.gateway.plan import Plan, coerce, plan
from bff.gateway.refusal import MutationNotAllowed, Refused, refused
from bff.gateway.request import GraphQLRequest, GraphQLResponse
from bff.gateway.subscription import NOT_HERE, Subscription
from bff.gateway.supergraph import Supergraph
from integrations.commerce.contract import Caller, CommerceGraphQL, OperationKind


class Gateway:
    """Answers operations on the schema that storefronts see.

    `guards` may refuse root fields of Commerce's Mutation, by the field's name. A field that Commerce does not have, or
    that is ours, needs none: its guard is never asked.
    """

    def __init__(
        self,
        supergraph: Supergraph,
        commerce: CommerceGraphQL,
        limits: Limits,
        guards: Mapping[str, Guard] | None = None,
    ) -> None:
        self._supergraph = supergraph
        self._commerce = commerce
        self._limits = limits
        self._guards = dict(guards or {})
        self._documents = Documents(supergraph.schema, limits)

    async def answer(
        self,
        request: GraphQLRequest,
        caller: Caller,
        context: object,
        *,
        seconds: float,
        commerce: CommerceGraphQL | None = None,
    ) -> GraphQLResponse:
        """Answers one operation on behalf of `caller`, within `seconds`. `context` is what resolvers of ours get.

        `commerce` is asked in place of the gateway's own, where a request has one of its own (a session's). Raises
        nothing that a storefront could cause: what is wrong stands in the response.
        """
        deadline = asyncio.get_running_loop().time() + seconds
        try:
            return await self._answer(request, caller, context, deadline, commerce or self._commerce)
        except Refused as refusal:
            return join_refused(refusal)

    async def subscribe(
        self,
        request: GraphQLRequest,
        caller: Caller,
        context: object,
        *,
        seconds: float,
        commerce: CommerceGraphQL | None = None,
    ) -> AsyncGenerator[GraphQLResponse, None]:
        """The responses to a subscription, one for each event, each within `seconds` of its event.

        A query or a mutation has one response, as `answer` gives it; a mutation that is cancelled is carried through
        all the same. A response whose outcome is not `EXECUTED` is the last. To stop, close the generator or cancel
        whoever waits for it: either closes the resolver. Raises nothing that a storefront could cause.
        """
        deadline = asyncio.get_running_loop().time() + seconds
        try:
            planned, values = self._planned(await self._documents.read(request.query, deadline), request)
        except Refused as refusal:
            yield join_refused(refusal)
            return
        if planned.operation.operation is not OperationType.SUBSCRIPTION:
            answering = self.answer(request, caller, context, seconds=seconds, commerce=commerce)
            yield await (to_the_end(answering) if planned.kind is OperationKind.MUTATION else answering)
            return
        subscription = Subscription(
            supergraph=self._supergraph,
            plan=planned,
            values=values,
            limits=self._limits,
            commerce=commerce or self._commerce,
            caller=caller,
            variables=request.variables,
            context=context,
            seconds=seconds,
        )
        async with aclosing(subscription.responses()) as responses:
            async for response in responses:
                yield response

    def _planned(self, document: Document, request: GraphQLRequest) -> tuple[Plan, VariableValues]:
        """How the operation is answered. Raises `Refused`."""
        operation = document.operation(request.operation_name)
        values = coerce(self._supergraph, operation, request.variables)
        return plan(self._supergraph, document, operation, values, self._limits), values

    async def _answer(
        self, request: GraphQLRequest, caller: Caller, context: object, deadline: float, commerce: CommerceGraphQL
    ) -> GraphQLResponse:
        planned, values = self._planned(await self._documents.read(request.query, deadline), request)
        if planned.operation.operation is OperationType.SUBSCRIPTION:
            raise refused(NOT_HERE, "SUBSCRIPTION_NOT_ALLOWED")
        mutation = planned.kind is OperationKind.MUTATION
        if mutation and not request.mutations_allowed:
            raise MutationNotAllowed
        guarding = Guarding(self._guards, planned, values, context, deadline) if mutation and self._guards else None
        errand = Errand(commerce, caller, request.variables, planned.joins, deadline, guarding)
        if not planned.executes:
            fetching = fetch_in_order if mutation else fetch_all
            return join_fetched(planned, await fetching(planned.slices, errand))
        executing = execute(self._supergraph, planned, values, errand, self._limits, context)
        if mutation:
            # Nobody may cut off what changes something half-way: every call in it keeps to its own time.
            return join_executed(await executing)
        try:
            async with asyncio.timeout_at(deadline):
                return join_executed(await executing)
        except TimeoutError:
            raise refused("The operation took longer than its time budget. Ask for less at once.", "TIMEOUT") from None


async def to_the_end(answering: Coroutine[Any, Any, GraphQLResponse]) -> GraphQLResponse:
    """Nobody may cut off what changes something half-way: whoever is cancelled meanwhile waits for its end first."""
    task = asyncio.ensure_future(answering)
    interruption: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            interruption = error
    if interruption is not None:
        raise interruption
    return task.result()
