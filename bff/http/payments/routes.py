"""`POST /webhooks/payment/{provider}` and `GET|POST /payments/{provider}/return`."""

from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bff.errors import http_status
from bff.http.answers import BadRequestError
from bff.http.body import read_body
from bff.http.running import running_of
from bff.http.webhooks import MOST_BYTES, NO_STORE, SECONDS_TO_ARRIVE, refusal_of, refused
from bff.telemetry import logger
from integrations.kit.errors import IntegrationError, NotFound
from integrations.payment.contract import InvalidSignature

_MOST_FIELDS: Final = 64
_ACCEPTED: Final = b"[accepted]"
"""What Adyen asks for (its documentation: "Webhooks", "Accept notifications"); others read the status alone."""


def payment_routes() -> list[Route]:
    """They answer 404 where no payments are configured."""
    return [
        Route("/webhooks/payment/{provider}", webhook, methods=["POST"], name="payment_webhook"),
        Route("/payments/{provider}/return", back, methods=["GET", "POST"], name="payment_return"),
    ]


async def webhook(request: Request) -> Response:
    """2xx once every report in it is stored; 4xx for what must not be believed; 5xx to have it sent again."""
    payments = running_of(request.scope)["payments"]
    if payments is None:
        return refused(HTTPStatus.NOT_FOUND, "There are no payments here.")
    refusal = await refusal_of(request, payments.callbacks.receive, unproven=InvalidSignature)
    if refusal is not None:
        return refusal
    return Response(_ACCEPTED, HTTPStatus.OK, NO_STORE, "text/plain")


async def back(request: Request) -> Response:
    """On to the storefront, which asks how the payment stands."""
    if request.method == "HEAD":
        return Response(status_code=HTTPStatus.METHOD_NOT_ALLOWED, headers={"allow": "GET, POST"})
    payments = running_of(request.scope)["payments"]
    if payments is None:
        return refused(HTTPStatus.NOT_FOUND, "There are no payments here.")
    details = dict(_fields(request.scope["query_string"]))
    try:
        if request.method == "POST":
            length = request.headers.get("content-length")
            body = await read_body(request.receive, length, limit=MOST_BYTES, seconds=SECONDS_TO_ARRIVE)
            details = {**dict(_fields(body)), **details}
        address = await payments.returning.back(
            str(request.path_params["provider"]), details.pop("attempt", ""), details
        )
    except BadRequestError as error:
        return refused(HTTPStatus(error.status), error.message)
    except NotFound:
        return RedirectResponse(payments.return_addresses.home, HTTPStatus.SEE_OTHER, NO_STORE)
    except IntegrationError as error:
        logger().warning("return failed", system=error.system, problem=type(error).__name__)
        return refused(http_status(error), error.message)
    return RedirectResponse(address, HTTPStatus.SEE_OTHER, NO_STORE)


def _fields(text: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise BadRequestError(HTTPStatus.BAD_REQUEST, "BAD_REQUEST", "There are too many parameters.") from None
