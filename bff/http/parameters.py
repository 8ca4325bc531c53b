"""The parameters of a GraphQL request, out of a JSON body or a query string."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson

from bff.gateway.request import GraphQLRequest
from bff.http.answers import BadRequestError

_MAX_QUERY_STRING_FIELDS: Final = 16


def from_body(body: bytes) -> GraphQLRequest:
    """The request that a POST carries. Raises `BadRequestError` (400) naming what is wrong with it."""
    if not body:
        raise _bad('The body is empty. Send a JSON object: {"query": "..."}.')
    try:
        parameters = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise _bad('The body is not JSON. Send a JSON object: {"query": "..."}.') from None
    if isinstance(parameters, list):
        raise BadRequestError(
            HTTPStatus.BAD_REQUEST, "BATCHING_NOT_SUPPORTED", "Batching is not supported: send one request each."
        )
    if not isinstance(parameters, dict):
        raise _bad('The body must be a JSON object: {"query": "..."}.')
    return _request(parameters, mutations_allowed=True)


def from_query_string(query_string: bytes) -> GraphQLRequest:
    """The request that a GET carries; it may not hold a mutation. Raises `BadRequestError` (400)."""
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MAX_QUERY_STRING_FIELDS,
        )
    except ValueError:
        raise _bad("The query string is not valid: percent-encode its values as UTF-8.") from None
    parameters: dict[str, Any] = {}
    for name, value in pairs:
        if name in parameters:
            raise _bad(f"The parameter {name!r} is there twice in the query string.")
        parameters[name] = value
    for name in ("variables", "extensions"):
        if name in parameters:
            parameters[name] = _json_parameter(name, parameters[name])
    parameters["operationName"] = parameters.get("operationName") or None
    return _request(parameters, mutations_allowed=False)


def _json_parameter(name: str, text: str) -> Any:
    if not text:
        return None
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise _bad(f'The parameter "{name}" is not JSON.') from None


def _request(parameters: Mapping[str, Any], *, mutations_allowed: bool) -> GraphQLRequest:
    query = parameters.get("query")
    if not isinstance(query, str):
        found = "is missing" if query is None else "must be a string"
        raise _bad(f'The parameter "query" {found}: it holds the GraphQL document.')
    operation_name = parameters.get("operationName")
    if operation_name is not None and not isinstance(operation_name, str):
        raise _bad('The parameter "operationName" must be a string or null.')
    _check_object(parameters, "extensions")
    return GraphQLRequest(query, operation_name, _check_object(parameters, "variables"), mutations_allowed)


def _check_object(parameters: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = parameters.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _bad(f'The parameter "{name}" must be a JSON object or null.')
    return value


def _bad(message: str) -> BadRequestError:
    return BadRequestError(HTTPStatus.BAD_REQUEST, "BAD_REQUEST", message)
