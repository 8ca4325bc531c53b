"""The way of a request: document -> plan -> fetch, or execution where something of ours is selected -> join."""

import asyncio
from collections.abc import Mapping

from bff.gateway.document import Documents
from bff.gateway.execution import execute
from bff.gateway.fetch import Errand, fetch_all, fetch_in_order
from bff.gateway.guards import Guard, Guarding
from bff.gateway.join import join_executed, join_fetched, join_refused
from bff.gateway.limits import Limits
from bff.gateway.plan import coerce, plan
from bff.gateway.refusal import MutationNotAllowed, Refused, refused
from bff.gateway.request import GraphQLRequest, GraphQLResponse
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

    async def _answer(
        self, request: GraphQLRequest, caller: Caller, context: object, deadline: float, commerce: CommerceGraphQL
    ) -> GraphQLResponse:
        try:
            async with asyncio.timeout_at(deadline):
                document = await self._documents.read(request.query)
        except TimeoutError:
            raise refused(
                "There was no time to check the operation: there is too much to do. Try again.", "BUSY"
            ) from None
        operation = document.operation(request.operation_name)
        values = coerce(self._supergraph, operation, request.variables)
        planned = plan(self._supergraph, document, operation, values, self._limits)
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
