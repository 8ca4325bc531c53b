"""Adyen's Checkout API: addresses, credentials, the version, idempotency keys."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

import orjson

from integrations.kit.circuit_breaker import CircuitBreaker
from integrations.kit.transport import HttpRequest, HttpTransport
from integrations.payment.adyen import refusals
from integrations.payment.adyen.settings import AdyenSettings
from integrations.payment.idempotency import IdempotencyKey
from integrations.payment.rest_calls import RestCalls

VERSION: Final = "v71"
"""The version of the Checkout API that the wire is written for."""


class AdyenClient:
    """Calls below the version. Raises as `RestCalls` does."""

    def __init__(self, settings: AdyenSettings, transport: HttpTransport, breaker: CircuitBreaker) -> None:
        self._base = f"{settings.url}/{VERSION}/"
        self._headers = {"x-api-key": settings.api_key.get_secret_value() if settings.api_key else ""}
        self._call = RestCalls(transport, breaker, refusals.refusal, settings.seconds)

    async def get(self, *path: str, **parameters: str) -> Mapping[str, Any]:
        """What is there."""
        return await self._call(HttpRequest("GET", f"{self._url(path)}?{urlencode(parameters)}", self._headers))

    async def post(self, *path: str, content: Mapping[str, Any], key: IdempotencyKey) -> Mapping[str, Any]:
        """What became of a change."""
        headers = self._headers | {"idempotency-key": key.text, "content-type": "application/json"}
        return await self._call(HttpRequest("POST", self._url(path), headers, orjson.dumps(content)))

    def _url(self, path: tuple[str, ...]) -> str:
        return self._base + "/".join(quote(step, safe="") for step in path)
