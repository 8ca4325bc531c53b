"""`GET` and `POST /webhooks/cms/{provider}`, `GET /preview` and `POST /preview/end`."""

import re
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
from bff.http.caller import headers_of
from bff.http.cookies import PREVIEW_COOKIE, cookie_of, dropped, kept
from bff.http.origins import Origins
from bff.http.page import Page
from bff.http.running import running_of
from bff.http.webhooks import NO_STORE, refusal_of, refused
from integrations.cms.contract import InvalidSignature
from integrations.kit.errors import IntegrationError

_UNSEEN: Final = {"cache-control": "private, no-store"}
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9._-]{1,200}")


@dataclass(frozen=True, slots=True)
class PreviewOptions:
    """`storefront` is the address that editors go on to, `seconds` how long a browser keeps a preview's cookie."""

    storefront: str = ""
    seconds: int = 1_800


def content_routes(options: PreviewOptions, origins: Origins) -> list[Route]:
    """They answer 404 where no content source, or no preview, is set up."""
    previews = _PreviewRoutes(options, origins)
    return [
        Route("/webhooks/cms/{provider}", challenge, methods=["GET"], name="cms_challenge"),
        Route("/webhooks/cms/{provider}", webhook, methods=["POST"], name="cms_webhook"),
        Route("/preview", previews.open, methods=["GET"], name="preview"),
        Route("/preview/end", previews.end, methods=["POST"], name="preview_end"),
    ]


async def challenge(request: Request) -> Response:
    """What some senders ask before they send anything (Adobe I/O Events): their own word back. It proves nothing."""
    content, word = running_of(request.scope)["content"], request.query_params.get("challenge", "")
    if content is None:
        return refused(HTTPStatus.NOT_FOUND, "There is no content here.")
    try:
        content.freshness.check(request.path_params["provider"])
    except IntegrationError as error:
        return refused(http_status(error), error.message)
    if not _CHALLENGE.fullmatch(word):
        return refused(HTTPStatus.BAD_REQUEST, "Webhooks are sent by POST.")
    return Response(orjson.dumps({"challenge": word}), headers=NO_STORE, media_type="application/json")


async def webhook(request: Request) -> Response:
    """2xx once what changed is purged; 4xx for what must not be believed; 5xx to have it sent again."""
    content = running_of(request.scope)["content"]
    if content is None:
        return refused(HTTPStatus.NOT_FOUND, "There is no content here.")
    refusal = await refusal_of(request, content.freshness.receive, unproven=InvalidSignature)
    if refusal is not None:
        return refusal
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=NO_STORE)


class _PreviewRoutes:
    def __init__(self, options: PreviewOptions, origins: Origins) -> None:
        self._options = options
        self._origins = origins

    async def open(self, request: Request) -> Response:
        """Opens a preview with a link's token, and goes on to the page that the link is for."""
        if request.method == "HEAD":  # whoever looks a link over must not use it up
            return Response(status_code=HTTPStatus.METHOD_NOT_ALLOWED, headers={"allow": "GET"})
        previewing = _previewing(request)
        if previewing is None:
            return refused(HTTPStatus.NOT_FOUND, "There are no previews here.")
        try:
            opened = await previewing.open(request.query_params.get("token", ""))
        except IntegrationError as error:
            return self._page(error)
        address = f"{self._options.storefront}{quote(opened.path)}"
        answer = RedirectResponse(address, HTTPStatus.SEE_OTHER, _UNSEEN)
        answer.raw_headers.append(kept(PREVIEW_COOKIE, opened.cookie, self._options.seconds))
        return answer

    async def end(self, request: Request) -> Response:
        """Ends the preview of this browser, and goes on to the storefront."""
        headers = headers_of(request.scope)
        previewing, value = _previewing(request), cookie_of(headers, PREVIEW_COOKIE)
        try:
            self._origins.check(headers)
            if previewing is not None and value is not None:
                await previewing.previews.end(value)
        except BadRequestError as error:
            return refused(HTTPStatus(error.status), error.message)
        except IntegrationError as error:
            return self._page(error)
        answer = RedirectResponse(self._options.storefront or "/", HTTPStatus.SEE_OTHER, _UNSEEN)
        answer.raw_headers.append(dropped(PREVIEW_COOKIE))
        return answer

    def _page(self, error: IntegrationError) -> Response:
        back = escape(self._options.storefront or "/")
        to_shop = f'<p><a href="{back}">To the shop as everybody sees it</a></p>'
        body = f'<p role="alert">{escape(error.message)}</p>{to_shop}'
        response = Page("No preview", body, status=HTTPStatus(http_status(error))).response()
        response.headers.update(_UNSEEN)
        return response


def _previewing(request: Request) -> Previewing | None:
    content = running_of(request.scope)["content"]
    return content.previewing if content is not None else None
