"""A server with the shapes of Stripe's Payment Intents, written from its API reference: not recorded from Stripe.

It keeps idempotency keys as Stripe documents it ("Idempotent requests") and signs events with Stripe's own SDK.
"""

import queue
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson
import stripe
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.commerce.connection import ResetConnection
from tests.contract.payment_providers.vendor import NOW

SECRET: Final = "sandbox-webhook-secret"
CREATED: Final = int(NOW.timestamp())
NOT_THERE: Final = (404, {"error": {"type": "invalid_request_error", "code": "resource_missing"}})
Answer = tuple[int, dict[str, Any]]


class StripeServer:
    """Payment intents in memory."""

    def __init__(self) -> None:
        self.intents: dict[str, dict[str, Any]] = {}
        self.answered: dict[str, tuple[str, Answer]] = {}
        self.events: queue.Queue[dict[str, Any]] = queue.Queue()
        self.kept: list[dict[str, Any]] = []
        self.faults: dict[str, str] = {}
        self.headers: dict[str, str] = {}

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v1/payment_intents", self.handler("open", self.create), methods=["POST"]),
                Route("/v1/payment_intents", self.handler("list", self.listed), methods=["GET"]),
                Route("/v1/payment_intents/{id}", self.handler("inquire", self.retrieve), methods=["GET"]),
                Route("/v1/payment_intents/{id}/capture", self.handler("capture", self.capture), methods=["POST"]),
                Route("/v1/payment_intents/{id}/cancel", self.handler("release", self.cancel), methods=["POST"]),
                Route("/v1/events", self.handler("list", self.happenings), methods=["GET"]),
                Route("/v1/refunds", self.handler("refund", self.refund), methods=["POST"]),
            ]
        )

    def handler(self, operation: str, work: Callable[[Request, dict[str, str]], Answer]) -> Any:
        async def handle(request: Request) -> Response:
            self.headers = dict(request.headers)
            fault = self.faults.pop(operation, None)
            if fault == "drop_before":
                return ResetConnection()
            if fault in ("error", "throttle"):
                return JSONResponse({"error": {"type": "api_error"}}, 500 if fault == "error" else 429)
            body = (await request.body()).decode()
            status, content = self.once(request, body, lambda: work(request, dict(parse_qsl(body))))
            if fault == "drop_after":
                return ResetConnection()
            return Response(b'{"id"', 200) if fault == "garbage" else JSONResponse(content, status)

        return handle

    def once(self, request: Request, body: str, work: Callable[[], Answer]) -> Answer:
        if request.method != "POST":
            return work()
        key, asked = request.headers["idempotency-key"], f"{request.url.path} {body}"
        if key in self.answered:
            before, answer = self.answered[key]
            return answer if before == asked else (400, {"error": {"type": "idempotency_error"}})
        answer = work()
        copy: Answer = (answer[0], orjson.loads(orjson.dumps(answer[1])))
        self.answered[key] = (asked, copy)
        return copy

    def create(self, _request: Request, form: dict[str, str]) -> Answer:
        number = f"{len(self.intents) + 1:024d}"
        intent: dict[str, Any] = {
            "id": f"pi_{number}",
            "object": "payment_intent",
            "status": "requires_payment_method",
            "amount": int(form["amount"]),
            "amount_received": 0,
            "amount_capturable": 0,
            "latest_charge": None,
            "currency": form["currency"],
            "capture_method": form["capture_method"],
            "livemode": False,
            "client_secret": f"pi_{number}_secret_x",
            "created": CREATED,
            "last_payment_error": None,
            "metadata": {name[9:-1]: value for name, value in form.items() if name.startswith("metadata[")},
        }
        self.intents[intent["id"]] = intent
        self.happened("payment_intent.created", intent)
        return 200, intent

    def retrieve(self, request: Request, _form: dict[str, str]) -> Answer:
        found = self.intents.get(request.path_params["id"])
        return NOT_THERE if found is None else (200, found)

    def listed(self, request: Request, _form: dict[str, str]) -> Answer:
        asked = request.query_params
        found = [each for each in self.intents.values() if each["created"] >= int(asked["created[gte]"])]
        found = [each for each in found[::-1] if each["id"] < asked.get("starting_after", "pj")]
        return 200, {"object": "list", "data": found[:25], "has_more": len(found) > 25}

    def happenings(self, request: Request, _form: dict[str, str]) -> Answer:
        """The newest first, as "List all events" has it."""
        asked = request.query_params
        found = [each for each in self.kept if each["created"] >= int(asked["created[gte]"])]
        found = [each for each in found[::-1] if each["type"] in asked.getlist("types[]")]
        found = [each for each in found if each["id"] < asked.get("starting_after", "evu")]
        return 200, {"object": "list", "data": found[:25], "has_more": len(found) > 25}

    def capture(self, request: Request, form: dict[str, str]) -> Answer:
        intent = self.intents[request.path_params["id"]]
        wanted = int(form["amount_to_capture"])
        if intent["status"] != "requires_capture":
            return refused("payment_intent_unexpected_state")
        if wanted > intent["amount_capturable"]:
            return refused("amount_too_large")
        self.succeeds(intent, wanted)
        return 200, intent

    def cancel(self, request: Request, _form: dict[str, str]) -> Answer:
        intent = self.intents[request.path_params["id"]]
        if intent["status"] in ("succeeded", "canceled"):
            return refused("payment_intent_unexpected_state")
        intent |= {"status": "canceled", "amount_capturable": 0}
        self.happened("payment_intent.canceled", intent)
        return 200, intent

    def refund(self, _request: Request, form: dict[str, str]) -> Answer:
        charge = self.intents[form["payment_intent"]]["latest_charge"]
        amount = int(form["amount"])
        if charge["amount_refunded"] + amount > charge["amount_captured"]:
            return 400, {"error": {"type": "invalid_request_error", "param": "amount", "message": "is greater than"}}
        charge["amount_refunded"] += amount
        return 200, {"id": "re_1", "object": "refund", "status": "succeeded", "amount": amount}

    def succeeds(self, intent: dict[str, Any], amount: int) -> None:
        charge = {"id": "ch_1", "object": "charge", "amount_captured": amount, "amount_refunded": 0}
        intent |= {"status": "succeeded", "amount_received": amount, "amount_capturable": 0, "latest_charge": charge}
        self.happened("payment_intent.succeeded", intent)

    def pays(self, intent_id: str) -> None:
        intent = self.intents[intent_id]
        if intent["capture_method"] == "automatic":
            self.succeeds(intent, intent["amount"])
            return
        intent |= {"status": "requires_capture", "amount_capturable": intent["amount"]}
        self.happened("payment_intent.amount_capturable_updated", intent)

    def declines(self, intent_id: str, decline_code: str) -> None:
        error = {"type": "card_error", "code": "card_declined", "decline_code": decline_code}
        self.intents[intent_id] |= {"last_payment_error": error}
        self.happened("payment_intent.payment_failed", self.intents[intent_id])

    def disputes(self, intent_id: str, stage: str) -> None:
        about = {"id": f"dp_{intent_id}", "object": "dispute", "payment_intent": intent_id, "currency": "eur"}
        about |= {"amount": self.intents[intent_id]["amount"], "status": "needs_response"}
        if stage == "opened":
            self.happened("charge.dispute.created", about)
        else:
            self.happened("charge.dispute.closed", about | {"status": stage})

    def happened(self, kind: str, about: dict[str, Any]) -> None:
        event = {
            "id": f"evt_{len(self.kept):04d}",
            "object": "event",
            "type": kind,
            "created": CREATED,
            "livemode": False,
            "data": {"object": about},
        }
        self.kept.append(orjson.loads(orjson.dumps(event)))
        self.events.put(self.kept[-1])


def refused(code: str) -> Answer:
    return 400, {"error": {"type": "invalid_request_error", "code": code}}


def signed(event: dict[str, Any], secret: str = SECRET, at: int = CREATED) -> tuple[dict[str, str], bytes]:
    """An event as Stripe would send it, signed by Stripe's own SDK."""
    body = orjson.dumps(event)
    signature = stripe.WebhookSignature._compute_signature(f"{at}.{body.decode()}", secret)
    return {"stripe-signature": f"t={at},v1={signature},v0=ignored"}, body
