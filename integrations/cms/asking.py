"""What the adapters' clients share: a question over HTTP, its JSON, and what its failures mean as errors of the tree.

Knows no vendor's words. Questions change nothing, so they go over the fast transport and may be asked again.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import orjson

from integrations.cms.contract import SYSTEM
from integrations.kit.circuit_breaker import BreakerOptions, CircuitBreaker
from integrations.kit.errors import Forbidden, Invalid, NotFound, Rejected, Throttled, Unavailable
from integrations.kit.query_http import QueryHttpTransport
from integrations.kit.retry import RetryOptions, Surroundings, ask
from integrations.kit.transport import HttpRequest, HttpResponse, HttpTransport, TransportOptions, tls_context

CALLED: Final = "The content source"
_BREAKER: Final = BreakerOptions(failures=10, open_seconds=5)
_RETRY: Final = RetryOptions(attempts=2, first_wait=0.05, longest_wait=0.2)
_KEEP_ALIVE_SECONDS: Final = 30.0
_DOTS: Final = frozenset({".", ".."})


@dataclass(frozen=True, slots=True)
class Reach:
    """How a source is reached. Times are in seconds, sizes in bytes."""

    connections: int = 32
    connect_seconds: float = 2
    answer_bytes: int = 8 * 1024 * 1024
    ca_file: Path | None = None


class Questions:
    """Asks one source, within the time that each question is given."""

    def __init__(self, transport: HttpTransport, breaker: CircuitBreaker, surroundings: Surroundings) -> None:
        self._transport = transport
        self._breaker = breaker
        self._surroundings = surroundings

    async def ask(self, request: HttpRequest, *, seconds: float) -> Any:
        """The JSON of a 2xx answer. Raises as `answer` does, and `Invalid` for what is no JSON."""
        return json_of(await self.answer(request, seconds=seconds))

    async def answer(self, request: HttpRequest, *, seconds: float) -> bytes:
        """A 2xx answer.

        Asked once more after a failure that may pass, where time is left. Raises what `HttpTransport.send` does,
        `Unavailable` (5xx), `Throttled` (429), `Forbidden` (401, 403), `NotFound` (404, 410), `Rejected` (another 4xx)
        and `Invalid` (a redirect).
        """

        async def attempt(left: float) -> HttpResponse:
            with self._breaker.call():
                response = await self._transport.send(request, seconds=left)
                if response.status >= 500:
                    raise Unavailable(SYSTEM, f"{CALLED} answered {response.status}.")
            return response

        return _body_of(
            await ask(
                attempt,
                seconds=seconds,
                options=_RETRY,
                surroundings=self._surroundings,
                gives_up=lambda: not self._breaker.lets_through,
            )
        )


@asynccontextmanager
async def questions(headers: Mapping[str, str], reach: Reach) -> AsyncIterator[Questions]:
    """Connections to one source, for as long as the context lasts; `headers` go with every question.

    Makes no request. Raises `OSError` where the file of certificate authorities cannot be read.
    """
    transport = QueryHttpTransport(
        TransportOptions(
            system=SYSTEM,
            headers={"accept": "application/json", "user-agent": "storefront-bff", **headers},
            connections=reach.connections,
            keep_alive=_KEEP_ALIVE_SECONDS,
            connect_seconds=reach.connect_seconds,
            answer_bytes=reach.answer_bytes,
            tls=tls_context(reach.ca_file),
            called=CALLED,
        )
    )
    clock = asyncio.get_running_loop().time
    try:
        yield Questions(transport, CircuitBreaker(SYSTEM, _BREAKER, clock, called=CALLED), Surroundings(clock))
    finally:
        await transport.aclose()


def segments(path: str) -> str:
    """A path with each of its segments encoded: what came from a shopper stays one path, whatever is in it.

    Raises `NotFound` for one with `.` or `..`: no encoding keeps clients and servers from following these (RFC 3986,
    5.2.4).
    """
    parts = path.split("/")
    if not _DOTS.isdisjoint(parts):
        raise NotFound(SYSTEM, f"{CALLED} has nothing there.")
    return "/".join(quote(segment, safe="") for segment in parts)


def json_of(body: bytes) -> Any:
    """What an answer says. Raises `Invalid`."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Invalid(SYSTEM, f"{CALLED} answered with something that is no JSON.") from error


def _body_of(response: HttpResponse) -> bytes:
    status = response.status
    if 200 <= status < 300:
        return response.body
    if status in (404, 410):
        raise NotFound(SYSTEM, f"{CALLED} has nothing there.")
    if status in (401, 403):
        raise Forbidden(SYSTEM, f"{CALLED} does not accept our credentials for this.")
    if status == 429:
        raise Throttled(SYSTEM, f"{CALLED} has been asked too often.", retry_after=_pause(response))
    if status < 400:
        raise Invalid(SYSTEM, f"{CALLED} answered {status}, a redirect. Its configured address must be the final one.")
    raise Rejected(SYSTEM, f"{CALLED} refused the question with {status}.")


def _pause(response: HttpResponse) -> float | None:
    said = response.headers.get("retry-after", "")
    return float(said) if said.isascii() and said.isdigit() else None
