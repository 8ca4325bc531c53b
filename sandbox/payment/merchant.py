"""What happens to a payment past the merchant's shop: by hand on the provider's pages, or by the shopper's bank."""

import orjson
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.commerce.control_answers import Handler, explained, wrong
from sandbox.payment.payments import Amount, DisputeStage, Payments, RefusedError
from sandbox.payment.webhooks import Webhooks
from sandbox.payment.world import World


class Taken(BaseModel):
    """How much of what is held is taken by hand, in minor units."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: int = Field(gt=0, strict=True)


class Disputed(BaseModel):
    """How the dispute of a payment stands now."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    stage: DisputeStage


class Merchant:
    """The handlers of one world."""

    def __init__(self, world: World, payments: Payments, webhooks: Webhooks) -> None:
        self._world = world
        self._payments = payments
        self._webhooks = webhooks

    def routes(self) -> list[Route]:
        """Where they are found."""
        one = "/_sandbox/payments/{id}"
        return [
            Route(f"{one}/captures", explained(_refusable(self.capture)), methods=["POST"]),
            Route(f"{one}/disputes", explained(_refusable(self.dispute)), methods=["POST"]),
        ]

    async def capture(self, request: Request) -> Response:
        """Somebody takes some of what is held: `{"value": 500}`."""
        value = Taken.model_validate(orjson.loads(await request.body())).value
        name = request.path_params["id"]
        with self._world.transaction():
            currency = self._payments.row(name)["currency"]
            told = self._payments.capture(name, Amount(value=value, currency=currency))
        self._webhooks.wake()
        return JSONResponse(told)

    async def dispute(self, request: Request) -> Response:
        """The shopper's bank disputes a payment that was taken, or has decided: `{"stage": "opened"}`, won, lost."""
        stage = Disputed.model_validate(orjson.loads(await request.body())).stage
        with self._world.transaction():
            self._payments.dispute(request.path_params["id"], stage)
        self._webhooks.wake()
        return JSONResponse(self._payments.told(request.path_params["id"]))


def _refusable(handler: Handler) -> Handler:
    async def handle(request: Request) -> Response:
        try:
            return await handler(request)
        except RefusedError as error:
            return wrong([str(error)], status=error.status)

    return handle
