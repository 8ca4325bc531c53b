"""The page of an editor: what there is, what is a draft, and links that open a preview in the storefront."""

import secrets
import time
from html import escape
from typing import Final
from urllib.parse import parse_qsl, urlencode

from joserfc import jwt
from joserfc.jwk import OctKey
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.content.settings import Settings
from sandbox.content.world import Entry, World
from sandbox.payment.pages import HEADERS, page

_LINK_SECONDS: Final = 300
_MOST_BYTES: Final = 20_000
AUDIENCE: Final = "storefront-preview"


class Editing:
    """The handlers of the editor's page. It asks nobody who they are: that is what makes it a sandbox."""

    def __init__(self, world: World, settings: Settings) -> None:
        self._world = world
        self._settings = settings

    def routes(self) -> list[Route]:
        """Where they are found."""
        return [
            Route("/", self.overview, methods=["GET"]),
            Route("/preview", self.preview, methods=["POST"]),
            Route("/title", self.title, methods=["POST"]),
            Route("/publish", self.publish, methods=["POST"]),
        ]

    async def overview(self, _request: Request) -> Response:
        """All entries."""
        places = sorted({*self._world.published, *self._world.drafts})
        rows = "".join(self._row(key, locale) for key, locale in places)
        return HTMLResponse(page("Fernhollow's words", f"<table>{rows}</table>"), headers=HEADERS)

    async def title(self, request: Request) -> Response:
        """Write a draft with another title."""
        form = await _form(request)
        place = form.get("key", ""), form.get("locale", "")
        entry = self._world.drafts.get(place) or self._world.published.get(place)
        if entry is None:
            return HTMLResponse(page("Not there", "<p>There is no such entry any more.</p>"), 404, headers=HEADERS)
        self._world.draft({**_written_now(entry), "title": form.get("title", "")})
        return RedirectResponse("/", 303)

    async def publish(self, request: Request) -> Response:
        """Show a draft to everybody."""
        form = await _form(request)
        place = form.get("key", ""), form.get("locale", "")
        if place in self._world.drafts:
            self._world.publish(_written_now(self._world.drafts[place]))
        return RedirectResponse("/", 303)

    async def preview(self, request: Request) -> Response:
        """On to the service, with a link that is good for five minutes and for one use."""
        form = await _form(request)
        if not self._settings.preview_url:
            return HTMLResponse(page("No preview", "<p>Start with --preview-url.</p>"), 404, headers=HEADERS)
        token = link_token(self._settings.preview_key, form.get("path") or "/", int(time.time()))
        return RedirectResponse(f"{self._settings.preview_url}?{urlencode({'token': token})}", 303)

    def _row(self, key: str, locale: str) -> str:
        draft = self._world.drafts.get((key, locale))
        entry = draft or self._world.published[key, locale]
        hidden = (
            f'<input type="hidden" name="key" value="{escape(key)}">'
            f'<input type="hidden" name="locale" value="{escape(locale)}">'
        )
        path = self._settings.preview_prefixes.get(locale, "") + str(entry.get("path") or "/")
        look = f'<input type="hidden" name="path" value="{escape(path)}"><button>Preview</button>'
        return (
            f"<tr><td>{escape(key)} ({escape(locale)}){' - a draft' if draft else ''}</td>"
            f'<td><form method="post" action="/title">{hidden}<input name="title" value="{escape(entry["title"])}">'
            f'<button>Keep as a draft</button></form></td><td><form method="post" action="/publish">{hidden}'
            f'<button>Publish</button></form></td><td><form method="post" action="/preview">{look}</form></td></tr>'
        )


async def _form(request: Request) -> dict[str, str]:
    """What the page's own forms say."""
    body = await request.body()
    return dict(parse_qsl(body[:_MOST_BYTES].decode("ascii", "replace"), keep_blank_values=True))


def _written_now(entry: Entry) -> Entry:
    """Without when it was last changed: the world says when that is."""
    return {name: value for name, value in entry.items() if name != "updated_at"}


def link_token(key: str, path: str, at: int) -> str:
    """The token of a link that opens a preview of `path`."""
    claims = {
        "aud": AUDIENCE,
        "iat": at,
        "exp": at + _LINK_SECONDS,
        "jti": secrets.token_urlsafe(18),
        "path": path,
    }
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(key))
