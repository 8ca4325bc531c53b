"""Adyen as the contract wants a provider."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from integrations.circumstances import Circumstances
from integrations.kit.errors import Rejected
from integrations.payment.adyen import webhook, wire
from integrations.payment.adyen.amounts import to_adyen
from integrations.payment.adyen.client import AdyenClient
from integrations.payment.adyen.settings import AdyenSettings
from integrations.payment.connecting import connected
from integrations.payment.contract import (
    SYSTEM,
    Capabilities,
    Event,
    Intent,
    PaymentProvider,
    Reference,
    State,
    Status,
    Unsupported,
)
from integrations.payment.idempotency import IdempotencyKey
from integrations.payment.money import Money

CAPABILITIES: Final = Capabilities(
    lookup=False,
    listing=False,
    local_signatures=True,
    immediate_outcomes=False,
    partial_capture=True,
    several_captures=False,
    partial_refund=True,
    keys_last=timedelta(days=7),
    authorisation_lasts=timedelta(days=5),
)
"""From documentation: keys at least 7 days ("API idempotency"); the days that cards hold money differ by scheme, and
these are fewer than any that Adyen names. Several captures are a setting of the account, off unless Adyen is asked."""

_DETAILS: Final = ("redirectResult", "payload")


class AdyenProvider:
    """See `PaymentProvider`."""

    name = "adyen"
    capabilities = CAPABILITIES

    def __init__(self, settings: AdyenSettings, client: AdyenClient) -> None:
        self._settings = settings
        self._client = client

    @property
    def live(self) -> bool:
        """See `PaymentProvider.live`."""
        return self._settings.live

    @property
    def merchant_account(self) -> str | None:
        """See `PaymentProvider.merchant_account`."""
        return self._settings.merchant_account

    async def open(self, intent: Intent, key: IdempotencyKey) -> State:
        """See `PaymentProvider.open`. What is opened is a session: its reference gives way to the payment's own."""
        content = wire.opening(intent, self._settings)
        return wire.opened(await self._client.post("sessions", content=content, key=key), content, self._settings)

    async def inquire(self, reference: Reference) -> State:
        """Adyen has no lookup of a payment."""
        raise Unsupported(SYSTEM, "Adyen cannot be asked how a payment stands: it reports.")

    async def complete(self, reference: Reference, details: Mapping[str, str], key: IdempotencyKey) -> State:
        """See `PaymentProvider.complete`: `redirectResult` or `payload` of a redirect, `sessionResult` of the Drop-in.

        The session's result is told for this session alone; details name the payment that they are of.
        """
        session = wire.session_of(reference)
        brought = {name: details[name] for name in _DETAILS if details.get(name)}
        if brought:
            said = await self._client.post("payments", "details", content={"details": brought}, key=key)
            return wire.payment_result(said, reference, self._settings)
        if session is not None and details.get("sessionResult"):
            said = await self._client.get("sessions", session, sessionResult=details["sessionResult"])
            return wire.session_result(said, reference, self._settings)
        return wire.unchanged(reference, self._settings)

    async def capture(self, reference: Reference, amount: Money, key: IdempotencyKey) -> State:
        """See `PaymentProvider.capture`. What is not captured is let go."""
        return await self._modify(reference, "captures", {"amount": to_adyen(amount)}, Status.AUTHORISED, key)

    async def release(self, reference: Reference, key: IdempotencyKey) -> State:
        """See `PaymentProvider.release`. A reversal, for nobody can ask Adyen whether the money was taken.

        A session cannot be ended: it does so by itself within the hour. What is paid until then is reported, with the
        reference that leads to the money.
        """
        if wire.session_of(reference) is not None:
            return wire.unchanged(reference, self._settings)
        return await self._modify(reference, "reversals", {}, Status.AUTHORISED, key)

    async def refund(self, reference: Reference, amount: Money, key: IdempotencyKey) -> State:
        """See `PaymentProvider.refund`."""
        return await self._modify(reference, "refunds", {"amount": to_adyen(amount)}, Status.CAPTURED, key)

    def read_webhook(
        self, headers: Mapping[str, str], body: bytes, received_at: datetime | None = None
    ) -> Sequence[Event]:
        """See `PaymentProvider.read_webhook`. Adyen signs no time: no report is too old."""
        return webhook.read(self._settings, body)

    async def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> Sequence[Event]:
        """See `PaymentProvider.verify_webhook`."""
        return self.read_webhook(headers, body)

    def list_since(self, since: datetime) -> AsyncIterator[State]:
        """Adyen lists no payments."""
        raise Unsupported(SYSTEM, "Adyen cannot list its payments.")

    def disputes_since(self, since: datetime) -> AsyncIterator[Event]:
        """Adyen lists no disputes here: it reports them."""
        raise Unsupported(SYSTEM, "Adyen cannot list the disputes of its payments.")

    async def _modify(
        self, reference: Reference, what: str, content: Mapping[str, Any], status: Status, key: IdempotencyKey
    ) -> State:
        if wire.session_of(reference) is not None:
            raise Rejected(SYSTEM, "Nothing is authorised yet that this could be done with.")
        sent = {"merchantAccount": self._settings.merchant_account, **content}
        said = await self._client.post("payments", reference, what, content=sent, key=key)
        return wire.modification(said, sent, status, self._settings)


@asynccontextmanager
async def open_adyen(
    name: str, settings: AdyenSettings, circumstances: Circumstances
) -> AsyncIterator[PaymentProvider]:
    """As the registry opens it."""
    async with connect(settings) as provider:
        yield provider


@asynccontextmanager
async def connect(settings: AdyenSettings) -> AsyncIterator[AdyenProvider]:
    """Adyen for as long as the context lasts. Makes no request."""
    reached = connected({}, connections=settings.connections, connect_seconds=settings.connect_seconds)
    async with reached as (transport, breaker):
        yield AdyenProvider(settings, AdyenClient(settings, transport, breaker))
