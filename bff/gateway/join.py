"""The last stage: answers and errors become the bytes of one response."""

from typing import Any

import orjson
from graphql import GraphQLError

from bff.gateway.execution import Executed
from bff.gateway.fetch import Fetched
from bff.gateway.own_errors import Error, own_error
from bff.gateway.plan import Plan
from bff.gateway.refusal import MutationNotAllowed, Refused
from bff.gateway.request import GraphQLResponse, Outcome


def join_fetched(plan: Plan, fetched: Fetched) -> GraphQLResponse:
    """The response to an operation that Commerce answers alone: its own bytes where that is all there is to say."""
    answer = fetched.answer
    if answer is not None and not fetched.errors and not fetched.refused:
        return GraphQLResponse(answer.body, Outcome.EXECUTED, fetched.headers)
    if fetched.refused:
        return _response(fetched, fetched.errors)
    return _response(fetched, fetched.errors, {"data": None if fetched.nulled else _in_order(plan, fetched.data)})


def join_executed(executed: Executed) -> GraphQLResponse:
    """The response to an operation with something of ours in it."""
    fetched = executed.fetched
    errors = [*fetched.errors, *executed.delegate_errors, *map(own_error, executed.own_errors)]
    return _response(fetched, errors, {"data": executed.data})


def join_refused(refusal: Refused) -> GraphQLResponse:
    """The response to a request that is wrong before anything is executed."""
    errors = [{"extensions": {"code": refusal.code}, **error.formatted} for error in refusal.errors]
    not_allowed = isinstance(refusal, MutationNotAllowed)
    return GraphQLResponse(
        orjson.dumps({"errors": errors}), Outcome.MUTATION_NOT_ALLOWED if not_allowed else Outcome.REFUSED
    )


def join_ended(error: GraphQLError) -> GraphQLResponse:
    """The last response of a subscription that cannot begin or go on."""
    return GraphQLResponse(orjson.dumps({"errors": [own_error(error)]}), Outcome.REFUSED)


def _in_order(plan: Plan, data: dict[str, Any]) -> dict[str, Any]:
    return {key: data[key] for key in plan.fields if key in data}


def _response(fetched: Fetched, errors: list[Error], data: dict[str, Any] | None = None) -> GraphQLResponse:
    content: dict[str, Any] = {"errors": errors} if errors else {}
    content.update(data or {})
    if fetched.extensions:
        content["extensions"] = fetched.extensions
    outcome = Outcome.REFUSED if data is None else Outcome.EXECUTED
    return GraphQLResponse(orjson.dumps(content), outcome, fetched.headers)
