"""A server with the shapes of Adyen's Checkout API, written from its documentation: not recorded from Adyen.

It answers a repeated idempotency key with its first answer, takes modifications on and reports their outcome, and signs
its reports with Adyen's own library.
"""

import queue
from collections.abc import Callable
from typing import Any, Final

import Adyen
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.commerce.connection import ResetConnection
from tests.contract.payment_providers.vendor import NOW

HMAC_KEY: Final = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"
MERCHANT: Final = "FernhollowECOM"
Answer = tuple[int, dict[str, Any]]
Content = dict[str, Any]


class AdyenServer:
    """Sessions and payments in memory."""

    def __init__(self) -> None:
        self.sessions: dict[str, Content] = {}
        self.payments: dict[str, Content] = {}
        self.results: dict[str, Content] = {}
        self.answered: dict[str, Answer] = {}
        self.reports: queue.Queue[Content] = queue.Queue()
        self.faults: dict[str, str] = {}
        self.asked: list[tuple[str, dict[str, str], Content]] = []

    def app(self) -> Starlette:
        paths: list[tuple[str, str, Callable[[Request, Content], Answer]]] = [
            ("/sessions", "open", self.begin),
            ("/payments/details", "complete", self.details),
            ("/payments/{psp}/captures", "capture", self.capture),
            ("/payments/{psp}/reversals", "release", self.reverse),
            ("/payments/{psp}/refunds", "refund", self.refund),
        ]
        posts = [Route(f"/v71{path}", self.handler(name, work), methods=["POST"]) for path, name, work in paths]
        result = Route("/v71/sessions/{id}", self.handler("result", self.session_result), methods=["GET"])
        return Starlette(routes=[*posts, result])

    def handler(self, operation: str, work: Callable[[Request, Content], Answer]) -> Any:
        async def handle(request: Request) -> Response:
            body = await request.body()
            content = orjson.loads(body) if body else {}
            self.asked.append((request.url.path, dict(request.headers), content))
            fault = self.faults.pop(operation, None)
            if fault == "drop_before":
                return ResetConnection()
            if fault in ("error", "throttle"):
                return JSONResponse({}, 500 if fault == "error" else 429)
            status, answer = self.once(request, lambda: work(request, content))
            if fault == "drop_after":
                return ResetConnection()
            return Response(b'{"id"', 200) if fault == "garbage" else JSONResponse(answer, status)

        return handle

    def once(self, request: Request, work: Callable[[], Answer]) -> Answer:
        if request.method != "POST":
            return work()
        key = request.headers["idempotency-key"]
        if key not in self.answered:
            status, answer = work()
            self.answered[key] = (status, orjson.loads(orjson.dumps(answer)))
        return self.answered[key]

    def begin(self, _request: Request, content: Content) -> Answer:
        if content["merchantAccount"] != MERCHANT:
            return 403, {"errorCode": "901", "message": "Invalid Merchant Account"}
        session = {
            **content,
            "id": f"CS{len(self.sessions) + 1:016X}",
            "sessionData": f"Ab02b4c0!{len(self.sessions)}",
            "status": "active",
            "expiresAt": "2026-11-02T10:30:00Z",
        }
        self.sessions[session["id"]] = session
        return 201, session

    def details(self, _request: Request, content: Content) -> Answer:
        found = self.results.get(content["details"].get("redirectResult", ""))
        return (422, {"errorCode": "14_0426", "errorType": "validation"}) if found is None else (200, found)

    def session_result(self, request: Request, _content: Content) -> Answer:
        session = self.sessions.get(request.path_params["id"])
        if session is None or request.query_params["sessionResult"] != f"result-of-{session['id']}":
            return 422, {"errorCode": "14_0411", "errorType": "validation"}
        paid = [each for each in self.payments.values() if each["session"] == session["id"]]
        payments = [
            {"pspReference": each["pspReference"], "resultCode": "Authorised", "amount": each["amount"]}
            for each in paid
        ]
        answer = {"id": session["id"], "status": session["status"], "reference": session["reference"]}
        return 200, answer | ({"payments": payments} if payments else {})

    def capture(self, request: Request, content: Content) -> Answer:
        def does(payment: Content) -> bool:
            is_enough: bool = content["amount"]["value"] <= payment["amount"]["value"]
            is_good = payment["stands"] == "authorised" and is_enough
            if is_good:
                payment |= {"stands": "captured", "captured": content["amount"]["value"]}
            return is_good

        return self.modify(request, content, "CAPTURE", does)

    def reverse(self, request: Request, content: Content) -> Answer:
        payment = self.payments.get(request.path_params["psp"], {})
        action = "refund" if payment.get("stands") == "captured" else "cancel"

        def does(payment: Content) -> bool:
            is_good = payment["stands"] in ("authorised", "captured")
            payment |= {"stands": "reversed"} if is_good else {}
            return is_good

        return self.modify(request, content, "CANCEL_OR_REFUND", does, {"modification.action": action})

    def refund(self, request: Request, content: Content) -> Answer:
        def does(payment: Content) -> bool:
            is_good: bool = payment["refunded"] + content["amount"]["value"] <= payment["captured"]
            payment["refunded"] += content["amount"]["value"] if is_good else 0
            return is_good

        return self.modify(request, content, "REFUND", does)

    def modify(
        self,
        request: Request,
        content: Content,
        event_code: str,
        does: Callable[[Content], bool],
        more: Content | None = None,
    ) -> Answer:
        payment = self.payments.get(request.path_params["psp"])
        if payment is None:
            return 422, {"errorCode": "167", "message": "Original pspReference required for this operation"}
        own = {"pspReference": self.reference(), "originalReference": payment["pspReference"]}
        about = {**payment, "amount": content.get("amount", payment["amount"])}
        self.report(event_code, about, "true" if does(payment) else "false", more, **own)
        return 201, {
            **content,
            "paymentPspReference": payment["pspReference"],
            "pspReference": own["pspReference"],
            "status": "received",
        }

    def pays(self, session_id: str) -> None:
        session = self.sessions[session_id]
        session["status"] = "completed"
        is_taken = session.get("captureDelayHours") == 0
        payment = {
            "pspReference": self.reference(),
            "session": session_id,
            "merchantReference": session["reference"],
            "amount": session["amount"],
            "stands": "captured" if is_taken else "authorised",
            "captured": session["amount"]["value"] if is_taken else 0,
            "refunded": 0,
        }
        self.payments[payment["pspReference"]] = payment
        self.tried(session_id, payment, "Authorised")
        self.report("AUTHORISATION", payment, "true", reason="033899:1111:03/2030")

    def declines(self, session_id: str, reason: str) -> None:
        session = self.sessions[session_id]
        tried = {
            "pspReference": self.reference(),
            "merchantReference": session["reference"],
            "amount": session["amount"],
        }
        self.tried(session_id, tried, "Refused", refusalReason=reason)
        self.report("AUTHORISATION", tried, "false", reason=reason)

    def tried(self, session_id: str, payment: Content, result: str, **more: str) -> None:
        told = {name: payment[name] for name in ("pspReference", "merchantReference", "amount")}
        self.results[f"redirect-of-{session_id}"] = {**told, "resultCode": result, **more}

    def reference(self) -> str:
        return f"{len(self.payments) + self.reports.qsize() + len(self.asked):016X}"

    def report(
        self, event_code: str, about: Content, success: str, more: Content | None = None, **changes: str
    ) -> None:
        item = {
            "additionalData": dict(more or {}),
            "amount": about["amount"],
            "eventCode": event_code,
            "eventDate": NOW.isoformat(),
            "merchantAccountCode": MERCHANT,
            "merchantReference": about["merchantReference"],
            "originalReference": "",
            "pspReference": about["pspReference"],
            "reason": "",
            "success": success,
            **changes,
        }
        self.reports.put(orjson.loads(orjson.dumps(item)))


def signed(item: Content, key: str = HMAC_KEY, live: str = "false") -> tuple[dict[str, str], bytes]:
    """A report as Adyen would send it, signed by Adyen's own library."""
    signature = Adyen.util.generate_notification_sig(item, key).decode()
    item = {**item, "additionalData": {**item.get("additionalData", {}), "hmacSignature": signature}}
    body = orjson.dumps({"live": live, "notificationItems": [{"NotificationRequestItem": item}]})
    return {"content-type": "application/json"}, body
