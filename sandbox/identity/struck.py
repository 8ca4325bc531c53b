"""An endpoint as its faults leave it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from sandbox.commerce.connection import ResetConnection
from sandbox.identity.faults import Endpoint, Fault
from sandbox.identity.world import World

Handler = Callable[[Request], Awaitable[Response]]
_OUTAGE: Final = "<!doctype html><html lang=en><title>Back soon</title><h1>Back soon</h1>"


def struck(world: World, endpoint: Endpoint, handler: Handler) -> Handler:
    """The handler; what goes wrong in its answer's content it finds by `faults_of`."""

    async def handle(request: Request) -> Response:
        faults = world.faults.striking(endpoint)
        request.state.faults = frozenset(fault.kind for fault in faults)
        await asyncio.sleep(sum(fault.seconds for fault in faults if fault.kind == "latency"))
        return _instead(faults, world.issuer) or await handler(request)

    return handle


def faults_of(request: Request) -> frozenset[str]:
    """The kinds of faults that this request has met."""
    kinds: frozenset[str] = request.state.faults
    return kinds


def _instead(faults: list[Fault], issuer: str) -> Response | None:
    for fault in faults:
        match fault.kind:
            case "unavailable":
                return HTMLResponse(_OUTAGE, 503)
            case "drop":
                return ResetConnection()
            case "garbage":
                return PlainTextResponse("this is no JSON", media_type="application/json")
            case "redirect":
                return RedirectResponse(f"{issuer}/moved", 302)
            case _:
                continue
    return None
