"""The last stage: answers and errors become the bytes of one response."""

from typing import Any

import orjson
import structlog
from graphql import GraphQLError

from bff.errors import graphql_extensions, public_message
from bff.gateway.execution import Executed
from bff.gateway.fetch import Error, Fetched
from bff.gateway.plan import Plan
from bff.gateway.refusal import MutationNotAllowed, Refused
from bff.gateway.request import GraphQLResponse, Outcome
from integrations.kit.errors import IntegrationError

log = structlog.get_logger(__name__)


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


def own_error(error: GraphQLError) -> Error:
    """An error of a field of ours, as the storefront may see it: what we did not foresee is logged, not told."""
    original = error.original_error
    formatted: Error = dict(error.formatted)
    if isinstance(original, IntegrationError):
        return {**formatted, "message": public_message(original), "extensions": graphql_extensions(original)}
    if original is None or isinstance(original, GraphQLError):
        return formatted
    log.error("field_failed", path=error.path, exc_info=original)
    message = "This field failed here. The log tells why, under the id of this request."
    return {**formatted, "message": message, "extensions": {"code": "INTERNAL_ERROR"}}


def _in_order(plan: Plan, data: dict[str, Any]) -> dict[str, Any]:
    return {key: data[key] for key in plan.fields if key in data}


def _response(fetched: Fetched, errors: list[Error], data: dict[str, Any] | None = None) -> GraphQLResponse:
    content: dict[str, Any] = {"errors": errors} if errors else {}
    content.update(data or {})
    if fetched.extensions:
        content["extensions"] = fetched.extensions
    outcome = Outcome.REFUSED if data is None else Outcome.EXECUTED
    return GraphQLResponse(orjson.dumps(content), outcome, fetched.headers)
