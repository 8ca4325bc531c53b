"""localstripe, a Stripe that nobody here wrote, and what stands between it and the adapter.

It was written for an earlier Stripe, and refuses what it does not know. So the parameters below are taken out on the
way there, and the sums that Stripe tells of an intent are put in on the way back, out of localstripe's own status.
Nothing else is touched. docs/payments-stripe.md lists both.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import httpx2 as httpx
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.outgoing import http_client
from tests.contract.payment_providers.serving import PATIENCE, served
from tests.services.processes import free_port

REFUSED: Final = frozenset(
    {"description", "allowed_payment_method_types[0]", "cancellation_reason", "created[gte]"}
)  # fmt: skip
"""Parameters of ours that Stripe documents and localstripe does not know."""

PASSED_ON: Final = ("authorization", "content-type", "idempotency-key", "stripe-version")


@contextmanager
def localstripe() -> Iterator[str]:
    """Its own address, for Stripe's SDK, for as long as the context lasts."""
    port = free_port()
    address = f"http://localhost:{port}"
    command = [sys.executable, "-m", "localstripe", "--port", str(port), "--from-scratch"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + PATIENCE
        while not _listens(address):
            assert process.poll() is None, "localstripe ended before it listened"
            assert time.monotonic() < deadline, "localstripe did not start in time"
            time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _listens(address: str) -> bool:
    try:
        return httpx.get(f"{address}/js.stripe.com/v3/", trust_env=False, timeout=1).is_success
    except httpx.HTTPError:
        return False


@contextmanager
def as_stripe_is_today(behind: str) -> Iterator[str]:
    """The address for the adapter."""

    async def pass_on(request: Request) -> Response:
        form = urlencode(_known(parse_qsl((await request.body()).decode())))
        query = urlencode(_known(parse_qsl(request.url.query)))
        headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        async with http_client(timeout=PATIENCE) as client:
            answer = await client.request(
                request.method, f"{behind}{request.url.path}?{query}", headers=headers, content=form
            )
        return Response(orjson.dumps(_with_sums(answer.json())), answer.status_code, media_type="application/json")

    port = free_port()
    with served(Starlette(routes=[Route("/{path:path}", pass_on, methods=["GET", "POST"])]), port):
        yield f"http://127.0.0.1:{port}"


def _known(parameters: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in parameters if name not in REFUSED]


def _with_sums(said: Any) -> Any:
    match said:
        case {"object": "list", "data": list(listed)}:
            return {**said, "data": [_with_sums(each) for each in listed]}
        case {"object": "payment_intent", "amount": int(amount), "status": str(status)}:
            received = amount if status == "succeeded" else 0
            capturable = amount if status == "requires_capture" else 0
            return {**said, "amount_received": received, "amount_capturable": capturable}
    return said
