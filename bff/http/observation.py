"""What is the same for every request: an id, one log line, metrics and safe headers."""

import re
from secrets import token_hex
from time import perf_counter
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bff.card_numbers import without_card_numbers
from bff.http.exchange import STREAMED, Exchange, begin
from bff.telemetry import Metrics, logger, request_id

_SANE_ID: Final = re.compile(rb"[A-Za-z0-9._:-]{1,128}")
_ROUTES: Final = {
    "/graphql": "graphql",
    "/graphql/": "graphql",
    "/health/live": "health",
    "/health/ready": "health",
    "/metrics": "metrics",
}
"""Paths by the name that metrics have for them; a client makes up others, and they must not fill the registry."""

_STREAMS: Final = "graphql-stream"
"""Apart, as it says nothing of how fast we are that a client listened for an hour."""

_BELOW: Final = (("/auth/", "sign_on"), ("/webhooks/", "webhook"), ("/payments/", "payment_return"))
"""The same of paths that hold a name."""

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_LONGEST_LOGGED_PATH: Final = 200

SAFE_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-site"),
)
"""On every answer. Strict-Transport-Security is for whoever terminates TLS to say."""


class Observation:
    """The outermost middleware.

    Takes `X-Request-Id` from the client where it is 1 to 128 letters, digits or `._:-`, and makes one otherwise; the
    answer and every log line carry it.
    """

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
        self._log = logger().bind()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            begin(scope, exchange := Exchange(_id_of(scope)))
            request_id.set(exchange.request_id)
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        exchange = Exchange(_id_of(scope))
        begin(scope, exchange)
        request_id.set(exchange.request_id)
        self._metrics.request_began()
        try:
            await self._app(scope, receive, _Envelope(send, exchange))
        finally:
            self._tell(scope, exchange, perf_counter() - started)

    def _tell(self, scope: Scope, exchange: Exchange, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = _STREAMS if exchange.outcome == STREAMED else _route_of(scope["path"])
        self._metrics.request_ended(route, method, exchange.status, seconds)
        fields: dict[str, Any] = {
            "method": method,
            "path": _path_of(scope),
            "status": exchange.status,
            "ms": round(seconds * 1000, 2),
        }
        if exchange.outcome is not None:
            self._metrics.operation_ended(exchange.outcome)
            fields["outcome"] = exchange.outcome
        if exchange.operation is not None:
            fields["operation"] = exchange.operation
        self._log.info("request", **fields)


class _Envelope:
    """`send`, with what every answer carries."""

    __slots__ = ("_exchange", "_send")

    def __init__(self, send: Send, exchange: Exchange) -> None:
        self._send = send
        self._exchange = exchange

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._exchange.status = int(message["status"])
            headers = [
                *message.get("headers", ()),
                *SAFE_HEADERS,
                (b"x-request-id", self._exchange.request_id.encode()),
            ]
            message = {**message, "headers": headers}
        await self._send(message)


def _id_of(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _SANE_ID.fullmatch(value):
            return without_card_numbers(str(value, "ascii"))
    return token_hex(16)


def _route_of(path: str) -> str:
    found = _ROUTES.get(path)
    if found is not None:
        return found
    return next((name for start, name in _BELOW if path.startswith(start)), "other")


def _path_of(scope: Scope) -> str:
    """The path without its query string, which may hold anything, and without what must not stay here."""
    return without_card_numbers(str(scope["path"]))[:_LONGEST_LOGGED_PATH]
