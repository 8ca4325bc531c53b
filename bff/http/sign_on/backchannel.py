"""Where identity providers tell that somebody has signed out there (OpenID Connect Back-Channel Logout 1.0)."""

from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs

import orjson
from starlette.requests import Request
from starlette.responses import Response

from bff.errors import http_status
from bff.http.answers import BadRequestError
from bff.http.body import read_body
from bff.http.caller import headers_of
from bff.http.running import running_of
from bff.telemetry import logger
from integrations.kit.errors import IntegrationError, RetryableError

_MOST_BYTES: Final = 20_000
_SECONDS_TO_ARRIVE: Final = 10.0
_HEADERS: Final = {"cache-control": "no-store"}


async def backchannel_logout(request: Request) -> Response:
    """200 once every session is ended, 400 for what must not be believed, 5xx where the provider is to ask again.

    It comes from a server, so it is no browser's session that counts: the signature of the token does.
    """
    sign_on = running_of(request.scope)["sign_on"]
    if sign_on is None:
        return _refusal(HTTPStatus.NOT_FOUND, "Signing in is switched off here.")
    try:
        token = await _logout_token(request)
        ended = await sign_on.ending.by_provider(str(request.path_params["provider"]), token)
    except BadRequestError as error:
        return _refusal(HTTPStatus(error.status), error.message)
    except RetryableError as error:
        logger().warning("back-channel logout failed", system=error.system, problem=type(error).__name__)
        return _refusal(http_status(error), error.message)
    except IntegrationError as error:
        logger().warning("back-channel logout refused", system=error.system, reason=error.reason)
        return _refusal(HTTPStatus.BAD_REQUEST, error.message)
    logger().info("signed out by the provider", provider=request.path_params["provider"], ended=ended)
    return Response(status_code=HTTPStatus.OK, headers=_HEADERS)


async def _logout_token(request: Request) -> str:
    headers = headers_of(request.scope)
    body = await read_body(
        request.receive, headers.get("content-length"), limit=_MOST_BYTES, seconds=_SECONDS_TO_ARRIVE
    )
    tokens = parse_qs(body.decode("ascii", "replace")).get("logout_token", [])
    if len(tokens) != 1:
        raise BadRequestError(HTTPStatus.BAD_REQUEST, "invalid_request", "Send one logout_token, as a form.")
    return tokens[0]


def _refusal(status: HTTPStatus, description: str) -> Response:
    """As section 2.8 has it."""
    content = orjson.dumps({"error": "invalid_request", "error_description": description})
    return Response(content, status, _HEADERS, "application/json")
