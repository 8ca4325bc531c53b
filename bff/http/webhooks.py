"""What all webhooks share: a body bounded in size and time, and what their failures mean to whoever sent them."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response

from bff.card_numbers import without_card_numbers
from bff.errors import http_status
from bff.http.answers import BadRequestError
from bff.http.body import read_body
from bff.http.caller import headers_of
from bff.telemetry import logger
from integrations.kit.errors import IntegrationError

MOST_BYTES: Final = 256 * 1024
SECONDS_TO_ARRIVE: Final = 10.0
NO_STORE: Final = {"cache-control": "no-store"}

Take = Callable[[str, Mapping[str, str], bytes], Awaitable[object]]
"""Takes what the system of that name sent: its headers, and the body as received."""


async def refusal_of(request: Request, take: Take, *, unproven: type[IntegrationError]) -> Response | None:
    """Hand a webhook in; None once it was taken, else the answer that says why not.

    401 for `unproven`, another 4xx for what must not come again, and 5xx to have it sent again.
    """
    headers = headers_of(request.scope)
    sender, length = str(request.path_params["provider"]), headers.get("content-length")
    try:
        body = await read_body(request.receive, length, limit=MOST_BYTES, seconds=SECONDS_TO_ARRIVE)
        await take(sender, headers, body)
    except BadRequestError as error:
        return refused(HTTPStatus(error.status), error.message)
    except IntegrationError as error:
        told = without_card_numbers(sender)[:40]
        logger().warning("webhook refused", sender=told, system=error.system, problem=type(error).__name__)
        return refused(HTTPStatus.UNAUTHORIZED if isinstance(error, unproven) else http_status(error), error.message)
    return None


def refused(status: HTTPStatus, message: str) -> Response:
    """An answer that says no."""
    return Response(orjson.dumps({"error": message}), status, NO_STORE, "application/json")
