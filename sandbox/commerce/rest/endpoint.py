"""`/rest` of one world: reads the call, finds its route, answers. What is alike for all routes stands here."""

import asyncio
import logging
from typing import Any, Final
from urllib.parse import unquote

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sandbox.commerce.connection import HalfAnswer, ResetConnection
from sandbox.commerce.dying import die, dying_before_statement
from sandbox.commerce.errors import CommerceError
from sandbox.commerce.faults import Fault, Faults
from sandbox.commerce.pages import MAINTENANCE
from sandbox.commerce.rest.authentication import caller_of
from sandbox.commerce.rest.bulk import run_due
from sandbox.commerce.rest.call import Call
from sandbox.commerce.rest.cart_checkout import PLACING
from sandbox.commerce.rest.errors import RestError, as_rest, internal, not_found, refused
from sandbox.commerce.rest.fields import filtered
from sandbox.commerce.rest.given import in_snake_case
from sandbox.commerce.rest.query_string import parse
from sandbox.commerce.rest.routes import ROUTER
from sandbox.commerce.rest.routing import Match
from sandbox.commerce.rest.stores import store_of
from sandbox.commerce.world import World

METHODS: Final = ["GET", "POST", "PUT", "DELETE", "PATCH"]
PREFIXES: Final = ("V1", "async")

THROTTLED: Final = "graphql-too-many-requests"
"""The category of an error fault that is a status of its own here."""

logger = logging.getLogger(__name__)


class RestEndpoint:
    """Everything below `/rest/`."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults

    async def answer(self, request: Request) -> Response:
        """What Commerce would answer, or what a fault makes of it."""
        began = self._world.overlap.now()
        body = await request.body()
        code, steps = _address(request)
        match = ROUTER.find(request.method, steps)
        faults = self._striking(request.method, steps, match)
        if latency := faults.pop("latency", None):
            await asyncio.sleep(latency.seconds)
        if "maintenance" in faults:
            return HTMLResponse(MAINTENANCE, 503, {"Retry-After": "60"})
        if "drop_before" in faults:
            return ResetConnection()
        if error := faults.get("error"):
            return _json(429 if error.category == THROTTLED else 500, {"message": error.message})
        if match and match.route.handler in PLACING:
            await self._world.overlap.meet(self._world.settings.order_seconds)
        fatal = faults.get("die_within")
        with dying_before_statement(self._world, fatal.statement if fatal else None):
            response = self._execute(request, code, match, body, began)
        return _spoiled(response, frozenset(faults))

    def _striking(self, method: str, steps: list[str], match: Match | None) -> dict[str, Fault]:
        name = f"{method} {match.route.path}" if match else ""
        striking = self._faults.striking(f"{method} /{'/'.join(steps)}", frozenset({name}))
        return {fault.kind: fault for fault in striking}

    def _execute(self, request: Request, code: str, match: Match | None, body: bytes, began: int) -> Response:
        run_due(self._world, ROUTER, self._faults)
        try:
            store = store_of(self._world, code)
            if match is None or store is None:
                raise not_found("Request does not match any route.")
            caller = caller_of(self._world, request)
            query = parse(request.url.query)
            written = _read(request, body)
            call = Call(self._world, store, caller, query=query, body=written, faults=self._faults, began=began)
            return _json(match.route.status, _selected(self._perform(match, call), query))
        except RestError as error:
            return _json(error.status, error.content())

    def _perform(self, match: Match, call: Call) -> object:
        """All or nothing. What nobody foresaw is logged, and the client learns only that it happened."""
        try:
            if match.route.method == "GET":
                return match.perform(call)
            with self._world.transaction():
                return match.perform(call)
        except CommerceError as error:
            raise as_rest(error) from error
        except RestError:
            raise
        except Exception as error:
            logger.exception("%s %s failed", match.route.method, match.route.path)
            raise internal() from error


def _address(request: Request) -> tuple[str, list[str]]:
    """The store code, empty where none is named, and the steps of the path; an encoded slash belongs to its step."""
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    steps = [unquote(step) for step in raw.decode("latin-1").partition("?")[0].strip("/").split("/")][1:]
    if steps and steps[0] not in PREFIXES:
        return steps[0], steps[1:]
    return "", steps


def _read(request: Request, body: bytes) -> Any:
    """The JSON of the body; an empty object where there is none. Raises `RestError`."""
    if not body:
        return {}
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not declared:
        raise refused("Content-Type header is empty.")
    if declared != "application/json":
        raise refused("Server cannot understand Content-Type HTTP header media type %1", [declared])
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise refused("Decoding error.") from None
    if not isinstance(content, dict | list):
        raise refused("Decoding error.")
    return in_snake_case(content)


def _selected(answer: object, query: dict[str, Any]) -> object:
    fields = query.get("fields")
    return filtered(answer, fields) if isinstance(fields, str) and isinstance(answer, dict | list) else answer


def _json(status: int, content: object) -> Response:
    headers = {"Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store"}
    return Response(orjson.dumps(content), status, headers)


def _spoiled(response: Response, faults: frozenset[str]) -> Response:
    """What reaches the client of an answer whose work is done."""
    if "die_after" in faults:
        die()
    if "drop_after" in faults:
        return ResetConnection()
    if "half" in faults:
        return HalfAnswer(response.body, response.status_code, dict(response.headers))
    if "garbage" in faults:
        return Response(b'{"items": [{"unfin', 200, media_type="application/json")
    return response
