"""`/_sandbox`: what a test does to the provider itself. A real one has nothing like it."""

from datetime import UTC, timedelta

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.commerce.control import Clock
from sandbox.commerce.control_answers import explained
from sandbox.identity.faults import Fault
from sandbox.identity.logout import Logout
from sandbox.identity.world import World


class Control:
    """The handlers of `/_sandbox` for one provider."""

    def __init__(self, world: World, logout: Logout) -> None:
        self._world = world
        self._logout = logout

    def routes(self) -> list[Route]:
        """Where they are found."""
        return [
            Route("/_sandbox/faults", explained(self.faults), methods=["GET", "POST", "DELETE"]),
            Route("/_sandbox/clock", explained(self.clock), methods=["GET", "POST"]),
            Route("/_sandbox/rotate-keys", explained(self.rotate_keys), methods=["POST"]),
            Route("/_sandbox/sessions", explained(self.sessions), methods=["GET", "DELETE"]),
            Route("/_sandbox/logouts", explained(self.logouts), methods=["GET"]),
            Route("/_sandbox/reset", explained(self.reset), methods=["POST"]),
        ]

    async def faults(self, request: Request) -> Response:
        """List them, set one (or several, as a list), clear them all."""
        if request.method == "POST":
            content = orjson.loads(await request.body())
            for fault in [Fault.model_validate(item) for item in (content if isinstance(content, list) else [content])]:
                self._world.faults.set(fault)
        elif request.method == "DELETE":
            self._world.faults.clear()
        return JSONResponse(self._world.faults.listed())

    async def clock(self, request: Request) -> Response:
        """What time it is, or set it."""
        if request.method == "POST":
            wanted = Clock.model_validate_json(await request.body())
            if wanted.advance_seconds is not None:
                self._world.set_to = self._world.clock() + timedelta(seconds=wanted.advance_seconds)
            else:
                moment = wanted.now
                self._world.set_to = moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
        return JSONResponse({"now": self._world.clock().isoformat()})

    async def rotate_keys(self, request: Request) -> Response:
        """Sign with a new key; with `?forget=true` what was signed before is no longer good."""
        key_id = self._world.keys.rotate()
        if request.query_params.get("forget") == "true":
            self._world.keys.forget()
        return JSONResponse({"kid": key_id})

    async def sessions(self, request: Request) -> Response:
        """Who is signed on; or sign them all out (`?subject=` one person), and tell the clients."""
        subject = request.query_params.get("subject")
        meant = {
            browser: session
            for browser, session in self._world.sessions.items()
            if subject in (None, session.person.subject)
        }
        if request.method == "DELETE":
            for browser in meant:
                await self._logout.end(browser)
        listed = [
            {"sid": session.sid, "sub": session.person.subject, "clients": sorted(session.clients)}
            for session in meant.values()
        ]
        return JSONResponse(listed)

    async def logouts(self, _request: Request) -> Response:
        """Which clients were told of which logout, and with which status they answered (none: not reached)."""
        return JSONResponse(self._world.told)

    async def reset(self, _request: Request) -> Response:
        """Nobody is signed on, nothing goes wrong, the clock runs; the keys stay."""
        self._world.reset()
        return JSONResponse({"reset": True})
