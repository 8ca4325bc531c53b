"""`POST /webhooks/cms/{provider}`, `GET /preview` and `POST /preview/end`."""

from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bff.errors import http_status
from bff.flows.content.previewing import Previewing
from bff.http.answers import BadRequestError
from bff.http.body import read_body
from bff.http.caller import headers_of
from bff.http.cookies import PREVIEW_COOKIE, cookie_of, dropped, kept
from bff.http.origins import Origins
from bff.http.page import Page
from bff.http.running import running_of
from bff.telemetry import logger
from integrations.cms.contract import InvalidSignature
from integrations.kit.errors import IntegrationError

_MOST_BYTES: Final = 256 * 1024
_SECONDS_TO_ARRIVE: Final = 10.0
_UNSEEN: Final = {"cache-control": "private, no-store"}


@dataclass(frozen=True, slots=True)
class PreviewOptions:
    """`storefront` is the address that editors go on to, `seconds` how long a browser keeps a preview's cookie."""

    storefront: str = ""
    seconds: int = 1_800


def content_routes(options: PreviewOptions, origins: Origins) -> list[Route]:
    """They answer 404 where no content source, or no preview, is set up."""

    async def preview(request: Request) -> Response:
        """Opens a preview with a link's token, and goes on to the page that the link is for."""
        previewing = _previewing(request)
        if previewing is None:
            return _refused(HTTPStatus.NOT_FOUND, "There are no previews here.")
        try:
            opened = await previewing.open(request.query_params.get("token", ""))
        except IntegrationError as error:
            return _page(error, options)
        answer = RedirectResponse(f"{options.storefront}{quote(opened.path)}", HTTPStatus.SEE_OTHER, _UNSEEN)
        answer.raw_headers.append(kept(PREVIEW_COOKIE, opened.cookie, options.seconds))
        return answer

    async def end(request: Request) -> Response:
        """Ends the preview of this browser, and goes on to the storefront."""
        headers = headers_of(request.scope)
        try:
            origins.check(headers)
        except BadRequestError as error:
            return _refused(HTTPStatus(error.status), error.message)
        previewing, value = _previewing(request), cookie_of(headers, PREVIEW_COOKIE)
        if previewing is not None and value is not None:
            try:
                await previewing.previews.end(value)
            except IntegrationError as error:
                return _page(error, options)
        answer = RedirectResponse(options.storefront or "/", HTTPStatus.SEE_OTHER, _UNSEEN)
        answer.raw_headers.append(dropped(PREVIEW_COOKIE))
        return answer

    return [
        Route("/webhooks/cms/{provider}", webhook, methods=["POST"], name="cms_webhook"),
        Route("/preview", preview, methods=["GET"], name="preview"),
        Route("/preview/end", end, methods=["POST"], name="preview_end"),
    ]


async def webhook(request: Request) -> Response:
    """2xx once what changed is purged; 4xx for what must not be believed; 5xx to have it sent again."""
    content = running_of(request.scope)["content"]
    if content is None:
        return _refused(HTTPStatus.NOT_FOUND, "There is no content here.")
    headers = headers_of(request.scope)
    provider = str(request.path_params["provider"])
    try:
        body = await read_body(
            request.receive, headers.get("content-length"), limit=_MOST_BYTES, seconds=_SECONDS_TO_ARRIVE
        )
        await content.freshness.receive(provider, headers, body)
    except BadRequestError as error:
        return _refused(HTTPStatus(error.status), error.message)
    except InvalidSignature as error:
        logger().warning("webhook refused", source=provider[:40], problem="signature")
        return _refused(HTTPStatus.UNAUTHORIZED, error.message)
    except IntegrationError as error:
        logger().warning("webhook not followed", system=error.system, problem=type(error).__name__)
        return _refused(http_status(error), error.message)
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={"cache-control": "no-store"})


def _previewing(request: Request) -> Previewing | None:
    content = running_of(request.scope)["content"]
    return content.previewing if content is not None else None


def _page(error: IntegrationError, options: PreviewOptions) -> Response:
    back = escape(options.storefront or "/")
    body = f'<p role="alert">{escape(error.message)}</p><p><a href="{back}">To the shop as everybody sees it</a></p>'
    response = Page("No preview", body, status=HTTPStatus(http_status(error))).response()
    response.headers.update(_UNSEEN)
    return response


def _refused(status: HTTPStatus, message: str) -> Response:
    return Response(orjson.dumps({"error": message}), status, _UNSEEN, "application/json")
