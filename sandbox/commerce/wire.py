"""GraphQL over HTTP as Commerce speaks it: statuses, headers, pages instead of answers."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sandbox.commerce import page_cache
from sandbox.commerce.asked import Asked, UnreadableError, context_of, read_leniently, refuse_content_type
from sandbox.commerce.connection import HalfAnswer, ResetConnection
from sandbox.commerce.dying import die, dying_before_statement
from sandbox.commerce.execution import Checked, Executor, Outcome, refusal
from sandbox.commerce.faults import Fault, Faults, failing
from sandbox.commerce.pages import MAINTENANCE, REPORT
from sandbox.commerce.root_fields import root_fields
from sandbox.commerce.world import RequestContext, World

SESSION: Final = "PHPSESSID"
BROKEN: Final = "no-store, no-cache, must-revalidate"
PLACING: Final = frozenset({"placeOrder", "setPaymentMethodAndPlaceOrder"})
FAILED: Final = "An error has happened during application run. See exception log for details.\n"
MUTATION_BY_GET: Final = "Mutation requests allowed only for POST requests"


class Endpoint:
    """`/graphql` of one world."""

    def __init__(self, world: World, executor: Executor, faults: Faults) -> None:
        self._world = world
        self._executor = executor
        self._faults = faults

    async def answer(self, request: Request) -> Response:
        """What Commerce would answer, or what a fault makes of it."""
        began = self._world.overlap.now()
        try:
            asked = await read_leniently(request)
        except UnreadableError as error:
            return _broken(error)
        checked = self._executor.check(asked.query)
        selected = root_fields(checked.document)
        faults = {fault.kind: fault for fault in self._faults.striking(asked.query, selected)}
        if latency := faults.pop("latency", None):
            await asyncio.sleep(latency.seconds)
        if "maintenance" in faults:
            return HTMLResponse(MAINTENANCE, 503, {"Retry-After": "60"})
        if "drop_before" in faults:
            return ResetConnection()
        if selected & PLACING:
            await self._world.overlap.meet(self._world.settings.order_seconds)
        fatal = faults.get("die_within")
        with dying_before_statement(self._world, fatal.statement if fatal else None):
            response = self._execute(request, asked, checked, faults.get("error"), began)
        return _spoiled(response, frozenset(faults))

    def _execute(self, request: Request, asked: Asked, checked: Checked, error: Fault | None, began: int) -> Response:
        context, refused = context_of(self._world, request)
        context = replace(context, began=began)
        outcome = refused or refuse_content_type(request) or _refuse_method(request, checked)
        if outcome is None:
            middleware = failing(error) if error else None
            outcome = self._executor.execute(checked, asked.variables, context, middleware)
        return self._respond(request, outcome, context)

    def _respond(self, request: Request, outcome: Outcome, context: RequestContext) -> Response:
        mode = self._world.settings.page_cache
        headers = page_cache.headers(mode, request.method, outcome, context)
        response = Response(orjson.dumps(outcome.content), outcome.status, headers, "application/json")
        if headers["Cache-Control"] != page_cache.PUBLIC:
            _keep_session(response, request.cookies)
        return response


def _refuse_method(request: Request, checked: Checked) -> Outcome | None:
    if request.method == "GET" and checked.is_mutation:
        return refusal(MUTATION_BY_GET, status=500, category="graphql-input")
    return None


def _spoiled(response: Response, faults: frozenset[str]) -> Response:
    """What reaches the client of an answer whose work is done."""
    if "die_after" in faults:
        die()
    if "drop_after" in faults:
        return ResetConnection()
    if "half" in faults:
        return HalfAnswer(response.body, response.status_code, dict(response.headers))
    if "garbage" in faults:
        return Response(b'{"data": {"unfin', 200, media_type="application/json")
    return response


def _broken(error: UnreadableError) -> Response:
    content, content_type = (
        (REPORT, "text/html; charset=UTF-8") if error.is_page else (FAILED, "text/plain;charset=UTF-8")
    )
    return Response(content, 500, {"Content-Type": content_type, "Cache-Control": BROKEN})


def _keep_session(response: Response, cookies: Mapping[str, str]) -> None:
    """PHP opens a session for everyone who brings none."""
    session = cookies.get(SESSION) or secrets.token_hex(16)
    response.set_cookie(SESSION, session, max_age=3600, path="/", httponly=True, samesite="lax")
