"""An answer even to our own defects."""

from http import HTTPStatus

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bff.http.answers import answer_headers, error_body, send_answer
from bff.http.exchange import exchange_of
from bff.http.negotiation import MediaType
from bff.telemetry import logger


class Defects:
    """Turns an exception that nobody handled into a 500 with a GraphQL error that names the request id, nothing else.

    The log line says what was raised and where. Where an answer has begun, nothing can be mended: the exception
    goes on to the server, which closes the connection. A client that left in the middle of its request is no defect,
    and gets no answer.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._log = logger().bind()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            if scope["type"] != "http":
                raise
            exchange_of(scope).outcome = "disconnected"
        except Exception:
            if scope["type"] != "http":
                raise
            exchange = exchange_of(scope)
            exchange.outcome = "defect"
            self._log.exception("unhandled exception", method=scope["method"])
            if begun:
                raise
            body = error_body(
                "INTERNAL_SERVER_ERROR",
                "Something went wrong on our side. Tell us the request id.",
                requestId=exchange.request_id,
            )
            headers = answer_headers(body, MediaType.JSON, {})
            await send_answer(send, HTTPStatus.INTERNAL_SERVER_ERROR, headers, body)
