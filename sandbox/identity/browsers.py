"""Which browser it is, and what it sent."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from sandbox.identity.world import unguessable

COOKIE: Final = "fernhollow_identity"


def browser_of(request: Request) -> str | None:
    """What we call it, None if it has never been here."""
    return request.cookies.get(COOKIE)


def named(request: Request) -> str:
    """What we call it from now on."""
    return browser_of(request) or unguessable()


def remember(response: Response, browser: str) -> Response:
    """Let it say so next time. It comes back by a link from elsewhere, so `Lax`."""
    response.set_cookie(COOKIE, browser, httponly=True, samesite="lax", path="/")
    return response


async def form_of(request: Request) -> Mapping[str, str]:
    """The fields of a form; of one that is there twice, neither."""
    return once(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))


def query_of(request: Request) -> Mapping[str, str]:
    """The parameters of the address; of one that is there twice, neither."""
    return once(request.query_params.multi_items())


def once(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Those that are there once: twice the same is an error of the protocol's."""
    names = [name for name, _ in pairs]
    return {name: value for name, value in pairs if names.count(name) == 1}
