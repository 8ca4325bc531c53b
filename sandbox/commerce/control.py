"""`/_sandbox`: what a test does to the sandbox itself. Commerce has nothing like it."""

from datetime import UTC, datetime, timedelta

import orjson
from pydantic import BaseModel, ConfigDict, model_validator
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.commerce.control_answers import explained
from sandbox.commerce.domains import reset
from sandbox.commerce.faults import DEADLY, Fault, Faults
from sandbox.commerce.outbound.announcing import Announcer
from sandbox.commerce.request_log import RequestLog
from sandbox.commerce.world import World


class Clock(BaseModel):
    """`now` stops the clock there (null lets it go), `advance_seconds` stops it so much later than it shows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    now: datetime | None = None
    advance_seconds: float | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "Clock":
        if len(self.model_fields_set) != 1:
            raise ValueError("give either now or advance_seconds")
        return self

    def moment_after(self, shown: datetime) -> datetime | None:
        """Where a clock that shows `shown` is to stop; None where it is to run."""
        if self.advance_seconds is not None:
            return shown + timedelta(seconds=self.advance_seconds)
        return self.now and _with_zone(self.now)


class Control:
    """The handlers of `/_sandbox` for one world."""

    def __init__(self, world: World, faults: Faults, log: RequestLog, announcer: Announcer) -> None:
        self._world = world
        self._faults = faults
        self._log = log
        self._announcer = announcer

    def routes(self) -> list[Route]:
        """Where they are found."""
        return [
            Route("/_sandbox/faults", explained(self.faults), methods=["GET", "POST", "DELETE"]),
            Route("/_sandbox/requests", explained(self.requests), methods=["GET", "DELETE"]),
            Route("/_sandbox/clock", explained(self.clock), methods=["GET", "POST"]),
            Route("/_sandbox/reset", explained(self.reset), methods=["POST"]),
        ]

    async def faults(self, request: Request) -> Response:
        """List them, set one (or several, as a list), clear them all."""
        if request.method == "POST":
            content = orjson.loads(await request.body())
            for fault in [Fault.model_validate(item) for item in (content if isinstance(content, list) else [content])]:
                self._check(fault)
                self._faults.set(fault)
        elif request.method == "DELETE":
            self._faults.clear()
        return JSONResponse(self._faults.listed())

    def _check(self, fault: Fault) -> None:
        if fault.kind in DEADLY and not self._world.settings.may_die:
            raise ValueError(f"{fault.kind} would end more than the sandbox: start it with python -m sandbox.commerce.")

    async def requests(self, request: Request) -> Response:
        """The last requests to `/graphql` (`?last=20`), or forget them."""
        if request.method == "DELETE":
            self._log.entries.clear()
        return JSONResponse(self._log.last(int(request.query_params.get("last", "100"))))

    async def clock(self, request: Request) -> Response:
        """What time it is, or set it."""
        if request.method == "POST":
            wanted = Clock.model_validate_json(await request.body())
            self._world.set_clock(wanted.moment_after(self._world.clock()))
        return JSONResponse({"now": self._world.clock().isoformat()})

    async def reset(self, _request: Request) -> Response:
        """Everything as at the first start: data, ids, clock, faults, log. Nobody is told of it."""
        reset(self._world)
        self._announcer.forget()
        self._faults.clear()
        self._log.entries.clear()
        return JSONResponse({"reset": True})


def _with_zone(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
