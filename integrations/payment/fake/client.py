"""The sandbox provider's API: addresses, credentials, idempotency keys."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from integrations.kit.circuit_breaker import CircuitBreaker
from integrations.kit.transport import HttpRequest, HttpTransport
from integrations.payment.fake import wire
from integrations.payment.fake.settings import FakeSettings
from integrations.payment.idempotency import IdempotencyKey
from integrations.payment.rest_calls import RestCalls


class FakeClient:
    """Calls below `/v1`. Raises as `RestCalls` does."""

    def __init__(self, settings: FakeSettings, transport: HttpTransport, breaker: CircuitBreaker) -> None:
        self._base = f"{settings.url}/v1/"
        self._headers = {"authorization": f"Bearer {settings.secret_key.get_secret_value()}"}
        self._call = RestCalls(transport, breaker, wire.refusal, settings.seconds)

    async def get(self, *path: str, **parameters: str) -> Mapping[str, Any]:
        """What is there."""
        query = f"?{urlencode(parameters)}" if parameters else ""
        return await self._call(HttpRequest("GET", self._url(path) + query, self._headers))

    async def post(self, *path: str, content: Mapping[str, Any], key: IdempotencyKey) -> Mapping[str, Any]:
        """What became of a change."""
        headers = self._headers | {"idempotency-key": key.text, "content-type": "application/json"}
        return await self._call(HttpRequest("POST", self._url(path), headers, orjson.dumps(content)))

    def _url(self, path: tuple[str, ...]) -> str:
        return self._base + "/".join(quote(step, safe="") for step in path)
