"""`/_sandbox`: what a test does to the sandbox itself. No provider has anything like it."""

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.commerce.control import Clock
from sandbox.commerce.control_answers import explained
from sandbox.payment.faults import Fault, Faults, Pending
from sandbox.payment.payments import Payments
from sandbox.payment.webhooks import Webhooks
from sandbox.payment.world import World


class Control:
    """The handlers of one world."""

    def __init__(self, world: World, payments: Payments, faults: Faults, webhooks: Webhooks) -> None:
        self._world = world
        self._payments = payments
        self._faults = faults
        self._webhooks = webhooks

    def routes(self) -> list[Route]:
        """Where they are found."""
        return [
            Route("/_sandbox/books", explained(self.books), methods=["GET"]),
            Route("/_sandbox/faults", explained(self.faults), methods=["GET", "POST", "DELETE"]),
            Route("/_sandbox/webhooks", explained(self.webhooks), methods=["GET", "PUT"]),
            Route("/_sandbox/webhooks/deliveries", explained(self.deliveries), methods=["GET", "POST"]),
            Route("/_sandbox/clock", explained(self.clock), methods=["GET", "POST"]),
            Route("/_sandbox/reset", explained(self.reset), methods=["POST"]),
        ]

    async def books(self, request: Request) -> Response:
        """What was done with the money of every payment, or of those with this `?description=`."""
        return JSONResponse(self._payments.books(request.query_params.get("description")))

    async def faults(self, request: Request) -> Response:
        """List them, set one (or several, as a list), clear them all."""
        if request.method == "POST":
            content = orjson.loads(await request.body())
            wanted = [Fault.model_validate(item) for item in (content if isinstance(content, list) else [content])]
            self._faults.pending += [Pending(fault) for fault in wanted]
        elif request.method == "DELETE":
            self._faults.pending.clear()
        return JSONResponse(self._faults.listed())

    async def webhooks(self, request: Request) -> Response:
        """Where they go: `{"url": "http://127.0.0.1:8000/webhooks/payment/fake"}`."""
        if request.method == "PUT":
            url = orjson.loads(await request.body()).get("url")
            if url is not None and not str(url).startswith(("http://", "https://")):
                raise ValueError("`url` must begin with http:// or https://, or be null.")
            self._world.set_state("webhook_url", url)
            self._webhooks.wake()
        return JSONResponse({"url": self._world.webhook_url})

    async def deliveries(self, request: Request) -> Response:
        """All deliveries; POST makes now what was not delivered, lost ones included."""
        if request.method == "POST":
            self._webhooks.retry_now()
        return JSONResponse(self._webhooks.listed())

    async def clock(self, request: Request) -> Response:
        """What time it is, or set it: `{"now": ...}` (null lets it go) or `{"advance_seconds": ...}`."""
        if request.method == "POST":
            wanted = Clock.model_validate_json(await request.body())
            moment = wanted.moment_after(self._world.clock())
            self._world.set_state("clock", None if moment is None else moment.isoformat())
        return JSONResponse({"now": self._world.clock().isoformat()})

    async def reset(self, _request: Request) -> Response:
        """Everything as at the first start."""
        self._world.reset()
        self._faults.pending.clear()
        return JSONResponse({"reset": True})
