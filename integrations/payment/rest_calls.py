"""What the adapters' clients share: one JSON request and what its answer means as an error of the tree.

Knows no vendor's words: a client says in `refused` what a refusal of its vendor means.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from integrations.kit.circuit_breaker import CircuitBreaker
from integrations.kit.errors import Forbidden, IntegrationError, Invalid, Throttled, Unavailable
from integrations.kit.transport import HttpRequest, HttpResponse, HttpTransport
from integrations.payment.contract import SYSTEM

Refused = Callable[[int, Mapping[str, Any]], IntegrationError]
"""What a 4xx of the vendor's means, by status and content."""


@dataclass(frozen=True, slots=True)
class RestCalls:
    """Sends each request once, within `seconds`. Whoever holds an idempotency key may call again."""

    transport: HttpTransport
    breaker: CircuitBreaker
    refused: Refused
    seconds: float

    async def __call__(self, request: HttpRequest) -> Mapping[str, Any]:
        """The JSON object of an answer that says yes.

        Raises what `HttpTransport.send` does, `Unavailable` (5xx), `Throttled` (429), `Forbidden` (401, 403),
        `Invalid`, or what `refused` makes of another 4xx. Doubtful are a 5xx and what cannot be read: the work may be
        done.
        """
        with self.breaker.call():
            response = await self.transport.send(request, seconds=self.seconds)
            if response.status >= 500:
                raise Unavailable(SYSTEM, f"The payment provider answered {response.status}.", doubtful=True)
        return self._content(response)

    def _content(self, response: HttpResponse) -> Mapping[str, Any]:
        status, content = response.status, _object(response.body)
        if 200 <= status < 300:
            if content is None:
                raise Invalid(SYSTEM, "The payment provider answered with something that is no JSON.", doubtful=True)
            return content
        if status == 429:
            raise Throttled(SYSTEM, "The payment provider has been asked too often.", retry_after=_pause(response))
        if status in (401, 403):
            raise Forbidden(SYSTEM, "The payment provider does not accept our credentials for this.")
        if status < 400:
            message = (
                f"The payment provider answered {status}, a redirect. Its configured address must be the final one."
            )
            raise Invalid(SYSTEM, message, doubtful=True)
        raise self.refused(status, content or {})


def _object(body: bytes) -> Mapping[str, Any] | None:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return content if isinstance(content, dict) else None


def _pause(response: HttpResponse) -> float | None:
    said = response.headers.get("retry-after", "")
    return float(said) if said.isascii() and said.isdigit() else None
