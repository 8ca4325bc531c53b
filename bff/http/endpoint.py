"""GraphQL over HTTP, as its specification has it: one request, one answer, no batches.

Plain ASGI rather than Starlette's `Request` and `Response`: every request of a storefront passes here.
"""

import re
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from bff.card_numbers import without_card_numbers
from bff.gateway.request import GraphQLRequest, GraphQLResponse, Outcome
from bff.http.answers import BadRequestError, answer_headers, send_answer, send_refusal
from bff.http.body import read_body
from bff.http.caller import ClientAddress, headers_of
from bff.http.exchange import Exchange, exchange_of
from bff.http.negotiation import EVENT_STREAM, GRAPHQL_RESPONSE, JSON, MediaType, answer_type, is_json, wants_page
from bff.http.parameters import from_body, from_query_string
from bff.http.running import running_of
from bff.http.subscriptions.event_stream import EventStreams

_ALLOWED: Final = ((b"allow", b"GET, POST"),)
_ALLOWED_FOR_MUTATIONS: Final = ((b"allow", b"POST"),)
_ACCEPTED_BODY: Final = ((b"accept-post", b"application/json"),)
Cookie = tuple[bytes, bytes]
_PRIVATE: Final = {"cache-control": "private, no-store"}
_NAME: Final = re.compile(r"[_A-Za-z][_A-Za-z0-9]{0,99}")


@dataclass(frozen=True, slots=True)
class EndpointLimits:
    """`max_body_bytes` of a request, `body_seconds` for it to arrive, `answer_seconds` for the gateway to answer."""

    max_body_bytes: int = 1_000_000
    body_seconds: float = 10.0
    answer_seconds: float = 30.0


class GraphQLEndpoint:
    """The ASGI application at `/graphql`. `streams` answers whoever wants events, `console` browsers, where it is
    switched on."""

    def __init__(
        self,
        addresses: ClientAddress,
        limits: EndpointLimits,
        streams: EventStreams,
        console: ASGIApp | None = None,
    ) -> None:
        self._addresses = addresses
        self._limits = limits
        self._streams = streams
        self._console = console

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = headers_of(scope)
        accept = headers.get("accept")
        if self._console is not None and scope["method"] == "GET" and wants_page(accept):
            await self._console(scope, receive, send)
            return
        media_type = answer_type(accept)
        exchange = exchange_of(scope)
        try:
            if media_type is None:
                raise _not_acceptable()
            request = await self._read(scope, headers, receive)
            exchange.operation = _loggable(request.operation_name)
            if media_type is MediaType.EVENT_STREAM:
                await self._streams.answer(scope, headers, request, receive, send)
                return
            response, cookie = await self._answer(scope, headers, request)
        except BadRequestError as refusal:
            exchange.outcome = "bad_request"
            # Whoever wanted a stream, or nothing that we have, reads a refusal as JSON.
            graphql_response = media_type is MediaType.GRAPHQL_RESPONSE
            await send_refusal(send, refusal, MediaType.GRAPHQL_RESPONSE if graphql_response else MediaType.JSON)
        except ClientDisconnect:
            exchange.outcome = "disconnected"
        else:
            await _send_response(send, response, media_type, exchange, cookie)

    async def _read(self, scope: Scope, headers: dict[str, str], receive: Receive) -> GraphQLRequest:
        method = scope["method"]
        if method == "POST":
            _check_body_is_json(headers)
            body = await read_body(
                receive,
                headers.get("content-length"),
                limit=self._limits.max_body_bytes,
                seconds=self._limits.body_seconds,
            )
            return from_body(body)
        if method == "GET":
            return from_query_string(scope["query_string"])
        raise BadRequestError(
            HTTPStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", f"{method} is not allowed: use POST or GET.", _ALLOWED
        )

    async def _answer(
        self, scope: Scope, headers: dict[str, str], request: GraphQLRequest
    ) -> tuple[GraphQLResponse, Cookie | None]:
        running = running_of(scope)
        visits = running["visits"]
        visit = await visits.begin(headers, self._addresses.of(scope, headers))
        response = await running["gateway"].answer(
            request, visit.caller, visit.context, seconds=self._limits.answer_seconds, commerce=visit.commerce
        )
        if visit.private:
            response = replace(response, headers={**response.headers, **_PRIVATE})
        return response, visits.cookie(visit.shopper)


async def _send_response(
    send: Send, response: GraphQLResponse, media_type: MediaType, exchange: Exchange, cookie: Cookie | None
) -> None:
    exchange.outcome = response.outcome.value
    headers = answer_headers(response.body, media_type, response.headers)
    if cookie is not None:
        headers.append(cookie)
    if response.outcome is Outcome.EXECUTED:
        status = HTTPStatus.OK
    elif response.outcome is Outcome.REFUSED:
        status = HTTPStatus.OK if media_type is MediaType.JSON else HTTPStatus.BAD_REQUEST
    else:
        status = HTTPStatus.METHOD_NOT_ALLOWED
        headers.extend(_ALLOWED_FOR_MUTATIONS)
    await send_answer(send, status, headers, response.body)


def _check_body_is_json(headers: dict[str, str]) -> None:
    if not is_json(headers.get("content-type", "")):
        raise BadRequestError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "UNSUPPORTED_MEDIA_TYPE",
            f"Send the request as {JSON}, in UTF-8.",
            _ACCEPTED_BODY,
        )
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise BadRequestError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "UNSUPPORTED_ENCODING",
            "Send the body as it is: no Content-Encoding is understood.",
            ((b"accept-encoding", b"identity"),),
        )


def _not_acceptable() -> BadRequestError:
    return BadRequestError(
        HTTPStatus.NOT_ACCEPTABLE,
        "NOT_ACCEPTABLE",
        f"The answer is {GRAPHQL_RESPONSE}, {JSON} or {EVENT_STREAM}: accept one of them.",
    )


def _loggable(operation_name: str | None) -> str | None:
    """An operation's name, if it is one: a log line must not hold whatever else a client writes there."""
    return without_card_numbers(operation_name) if operation_name and _NAME.fullmatch(operation_name) else None
