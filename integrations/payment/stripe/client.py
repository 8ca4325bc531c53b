"""Stripe's API: addresses, credentials, the pinned version, forms, idempotency keys."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote, urlencode

from integrations.kit.circuit_breaker import CircuitBreaker
from integrations.kit.transport import HttpRequest, HttpTransport
from integrations.payment.idempotency import IdempotencyKey
from integrations.payment.rest_calls import RestCalls
from integrations.payment.stripe import wire
from integrations.payment.stripe.settings import StripeSettings

VERSION: Final = "2026-10-28.endive"
"""The version of the API that the wire is written for, sent with each request: the account's own plays no part."""


class StripeClient:
    """Calls below `/v1`. Raises as `RestCalls` does."""

    def __init__(self, settings: StripeSettings, transport: HttpTransport, breaker: CircuitBreaker) -> None:
        secret = settings.secret_key.get_secret_value() if settings.secret_key else ""
        self._base = f"{settings.url}/v1/"
        self._headers = {"authorization": f"Bearer {secret}", "stripe-version": VERSION}
        if settings.account is not None:
            self._headers["stripe-account"] = settings.account
        self._call = RestCalls(transport, breaker, wire.refusal, settings.seconds)

    async def get(self, *path: str, parameters: Sequence[tuple[str, str]] = ()) -> Mapping[str, Any]:
        """What is there."""
        query = f"?{urlencode(parameters)}" if parameters else ""
        return await self._call(HttpRequest("GET", self._url(path) + query, self._headers))

    async def post(self, *path: str, form: Sequence[tuple[str, str]], key: IdempotencyKey) -> Mapping[str, Any]:
        """What became of a change."""
        headers = self._headers | {
            "idempotency-key": key.text,
            "content-type": "application/x-www-form-urlencoded",
        }
        return await self._call(HttpRequest("POST", self._url(path), headers, urlencode(form).encode()))

    def _url(self, path: tuple[str, ...]) -> str:
        return self._base + "/".join(quote(step, safe="") for step in path)
