"""Who may refuse a root field of a mutation before Commerce is sent it."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from graphql import FieldNode, GraphQLError, get_argument_values
from graphql.execution.values import VariableValues

from bff.gateway.own_errors import Error, own_error
from bff.gateway.plan import Plan
from bff.gateway.refusal import BAD_VARIABLES
from integrations.kit.errors import IntegrationError


class Guard(Protocol):
    """Refuses a field of Commerce's Mutation, or lets it be sent."""

    async def __call__(self, field: str, arguments: Mapping[str, Any], context: object, /) -> None:
        """Raises an `IntegrationError` or a `GraphQLError` to refuse `field`; then nothing of its request is sent.

        `arguments` are JSON values: literals, variables and defaults as the schema has them, enum values as names.
        `context` is what resolvers of ours get. Whatever else is raised refuses too, and is logged.
        """
        ...


@dataclass(frozen=True, slots=True)
class Refusal:
    """A guard's no to the field under response key `key`. `doubtful`: the guard itself may have changed something."""

    key: str
    error: Error
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Guarding:
    """The guards of one mutation, by the name of the root field, with what they are told.

    `deadline` is on the event loop's clock, in seconds.
    """

    guards: Mapping[str, Guard]
    plan: Plan
    values: VariableValues
    context: object
    deadline: float

    async def refusals(self, keys: Iterable[str]) -> list[Refusal]:
        """Asks the guard of each response key once, in order, also after one has refused: a storefront reads all that
        stands in its way at once."""
        found = []
        for key in keys:
            node = self.plan.fields[key][0].node
            guard = self.guards.get(node.name.value)
            if guard is not None and (reason := await self._reason(guard, node)):
                error = GraphQLError(
                    reason.message,
                    node,
                    path=[key],
                    original_error=reason.original_error,
                    extensions=reason.extensions or None,
                )
                found.append(Refusal(key, own_error(error), _in_doubt(error)))
        return found

    async def _reason(self, guard: Guard, node: FieldNode) -> GraphQLError | None:
        """Why the guard refuses, if it does. One that fails, or has no time left, has not agreed."""
        try:
            arguments = get_argument_values(self.plan.root_type.fields[node.name.value], node, self.values)
        except GraphQLError as error:
            return GraphQLError(error.message, extensions={"code": BAD_VARIABLES})
        try:
            async with asyncio.timeout_at(self.deadline) as budget:
                await guard(node.name.value, arguments, self.context)
        except GraphQLError as error:
            return error
        except Exception as error:  # noqa: BLE001 - whatever a guard raises refuses; `own_error` logs it
            return _no_time_left() if budget.expired() else GraphQLError(str(error), original_error=error)
        return None


def _no_time_left() -> GraphQLError:
    return GraphQLError(
        "Not sent: there was no time left to check whether it may be done. Try again.", extensions={"code": "TIMEOUT"}
    )


def _in_doubt(error: GraphQLError) -> bool:
    original = error.original_error
    return isinstance(original, IntegrationError) and original.doubtful
