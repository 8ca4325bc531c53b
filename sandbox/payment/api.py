"""What merchants call: `/v1/payments`, with a secret key, and an idempotency key for what changes something."""

import asyncio
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.commerce.connection import HalfAnswer, ResetConnection
from sandbox.payment.faults import Fault, Faults
from sandbox.payment.payments import Amount, Opening, Payments, RefusedError
from sandbox.payment.webhooks import Webhooks
from sandbox.payment.world import World

PAGE: Final = 50
Answer = tuple[int, Any]


class Money(BaseModel):
    """The body of a capture or a refund."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    amount: Amount


class Api:
    """The API of one world."""

    def __init__(self, world: World, payments: Payments, faults: Faults, webhooks: Webhooks) -> None:
        self._world = world
        self._payments = payments
        self._faults = faults
        self._webhooks = webhooks

    def routes(self) -> list[Route]:
        """Where it is found."""
        one = "/v1/payments/{id}"
        return [
            Route("/v1/payments", self.open, methods=["POST"]),
            Route("/v1/payments", self.list, methods=["GET"]),
            Route("/v1/events", self.events, methods=["GET"]),
            Route(one, self.inquire, methods=["GET"]),
            Route(f"{one}/captures", self.capture, methods=["POST"]),
            Route(f"{one}/release", self.release, methods=["POST"]),
            Route(f"{one}/refunds", self.refund, methods=["POST"]),
        ]

    async def open(self, request: Request) -> Response:
        """Begin a payment."""
        return await self._change("open", request, lambda body: self._payments.open(Opening.model_validate_json(body)))

    async def capture(self, request: Request) -> Response:
        """Take some of what is held."""
        name = request.path_params["id"]
        return await self._change("capture", request, lambda body: self._payments.capture(name, _amount(body)))

    async def release(self, request: Request) -> Response:
        """Let go what is held."""
        name = request.path_params["id"]
        return await self._change("release", request, lambda _: self._payments.release(name))

    async def refund(self, request: Request) -> Response:
        """Give back some of what was taken."""
        name = request.path_params["id"]
        return await self._change("refund", request, lambda body: self._payments.refund(name, _amount(body)))

    async def inquire(self, request: Request) -> Response:
        """How a payment stands."""
        return await self._answer(
            "inquire", request, lambda: _explained(lambda: self._payments.told(request.path_params["id"]))
        )

    async def list(self, request: Request) -> Response:
        """Payments since a moment, a page at a time: `?since=...&after=<last id>`."""
        return await self._page("payments", request, self._payments.since)

    async def events(self, request: Request) -> Response:
        """What happened since a moment, told or not, likewise; those whose kind begins with `type`, where given."""
        kind = request.query_params.get("type", "")
        return await self._page("events", request, partial(self._payments.events_since, kind))

    async def _page(
        self, name: str, request: Request, found_since: Callable[[datetime, str, int], Sequence[Any]]
    ) -> Response:
        asked = request.query_params

        def page() -> Any:
            try:
                since = datetime.fromisoformat(asked.get("since", ""))
            except ValueError:
                raise RefusedError("invalid", "`since` must be a time with a zone.", 400) from None
            found = found_since(since, asked.get("after", ""), PAGE + 1)
            return {name: found[:PAGE], "has_more": len(found) > PAGE}

        return await self._answer("list", request, lambda: _explained(page))

    async def _change(self, operation: str, request: Request, work: Callable[[bytes], Any]) -> Response:
        body = await request.body()
        asked = hashlib.sha256(b"\n".join((request.url.path.encode(), body))).hexdigest()

        def once() -> Answer:
            key = request.headers.get("idempotency-key")
            if not key:
                return 400, {"code": "invalid", "message": "What changes something needs an Idempotency-Key."}
            with self._world.transaction():
                return self._once(key, asked, lambda: work(body))

        response = await self._answer(operation, request, once)
        self._webhooks.wake()
        return response

    def _once(self, key: str, asked: str, work: Callable[[], Any]) -> Answer:
        known = self._world.row("SELECT * FROM answered WHERE key = ?", key)
        if known is not None and known["request"] != asked:
            return 409, {"code": "key_reused", "message": "The idempotency key was used for another request."}
        if known is not None:
            return known["status"], orjson.loads(known["body"])
        status, content = _explained(work)
        self._world.database.execute(
            "INSERT INTO answered (key, request, status, body) VALUES (?, ?, ?, ?)",
            (key, asked, status, orjson.dumps(content)),
        )
        return status, content

    async def _answer(self, operation: str, request: Request, work: Callable[[], Answer]) -> Response:
        faults = self._faults.striking(operation, await self._description(request))
        if latency := faults.get("latency"):
            await asyncio.sleep(latency.seconds)
        if not self._is_merchant(request.headers):
            return JSONResponse({"code": "unauthorised", "message": "The secret key is wrong."}, 401)
        if (refused := _refused(faults)) is not None:
            return refused
        status, content = work()
        if slow := faults.get("slow"):
            self._webhooks.wake()
            await asyncio.sleep(slow.seconds)
        return _spoiled(JSONResponse(content, status), faults)

    async def _description(self, request: Request) -> str | None:
        """Of the payment that is asked about, or asked for."""
        name = request.path_params.get("id")
        if name is not None:
            return self._payments.description(name)
        try:
            content = orjson.loads(await request.body())
        except orjson.JSONDecodeError:
            return None
        return content.get("description") if isinstance(content, dict) else None

    def _is_merchant(self, headers: Mapping[str, str]) -> bool:
        wanted = f"Bearer {self._world.settings.secret_key}"
        return hmac.compare_digest(headers.get("authorization", "").encode(), wanted.encode())


def _amount(body: bytes) -> Amount:
    return Money.model_validate_json(body).amount


def _explained(work: Callable[[], Any]) -> Answer:
    try:
        return 200, work()
    except RefusedError as error:
        return error.status, {"code": error.code, "message": str(error)}
    except ValidationError as error:
        said = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        return 400, {"code": "invalid", "message": said}


def _refused(faults: Mapping[str, Fault]) -> Response | None:
    if "error" in faults:
        return JSONResponse({"code": "broken", "message": "Something broke."}, 500)
    if "throttle" in faults:
        return JSONResponse({"code": "throttled", "message": "Too many requests."}, 429, {"Retry-After": "2"})
    return ResetConnection() if "drop_before" in faults else None


def _spoiled(response: Response, faults: Mapping[str, Fault]) -> Response:
    if "drop_after" in faults:
        return ResetConnection()
    if "half" in faults:
        return HalfAnswer(response.body, response.status_code, dict(response.headers))
    if "garbage" in faults:
        return Response(b'{"id": "sp_unfin', 200, media_type="application/json")
    return response
