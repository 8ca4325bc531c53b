"""Stripe as the contract wants a provider."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from integrations.circumstances import Circumstances
from integrations.payment.connecting import Clock, connected, utc_now
from integrations.payment.contract import Capabilities, Event, Intent, PaymentProvider, Reference, State
from integrations.payment.idempotency import IdempotencyKey
from integrations.payment.money import Money
from integrations.payment.stripe import webhook, wire
from integrations.payment.stripe.amounts import to_stripe
from integrations.payment.stripe.client import StripeClient
from integrations.payment.stripe.settings import StripeSettings

CAPABILITIES: Final = Capabilities(
    lookup=True,
    listing=True,
    local_signatures=True,
    immediate_outcomes=True,
    partial_capture=True,
    several_captures=False,
    partial_refund=True,
    keys_last=timedelta(hours=24),
    authorisation_lasts=timedelta(days=5),
)
"""From documentation: keys "at least 24 hours" (Idempotent requests); cards hold 5 to 7 days ("Place a hold")."""

_EXPANDED: Final = ("expand[]", "latest_charge")
_PAGE: Final = "100"


class StripeProvider:
    """See `PaymentProvider`."""

    name = "stripe"
    capabilities = CAPABILITIES

    def __init__(self, settings: StripeSettings, client: StripeClient, now: Clock) -> None:
        self._settings = settings
        self._client = client
        self._now = now

    @property
    def live(self) -> bool:
        """See `PaymentProvider.live`."""
        return self._settings.live

    @property
    def merchant_account(self) -> str | None:
        """See `PaymentProvider.merchant_account`."""
        return self._settings.account

    async def open(self, intent: Intent, key: IdempotencyKey) -> State:
        """See `PaymentProvider.open`."""
        return self._state(await self._client.post("payment_intents", form=wire.opening(intent), key=key))

    async def inquire(self, reference: Reference) -> State:
        """See `PaymentProvider.inquire`."""
        return self._state(await self._client.get("payment_intents", reference, parameters=[_EXPANDED]))

    async def complete(self, reference: Reference, details: Mapping[str, str], key: IdempotencyKey) -> State:
        """See `PaymentProvider.complete`."""
        return await self.inquire(reference)

    async def capture(self, reference: Reference, amount: Money, key: IdempotencyKey) -> State:
        """See `PaymentProvider.capture`. What is not captured is let go."""
        form = [("amount_to_capture", str(to_stripe(amount))), _EXPANDED]
        return self._state(await self._client.post("payment_intents", reference, "capture", form=form, key=key))

    async def release(self, reference: Reference, key: IdempotencyKey) -> State:
        """See `PaymentProvider.release`."""
        form = [("cancellation_reason", "abandoned"), _EXPANDED]
        return self._state(await self._client.post("payment_intents", reference, "cancel", form=form, key=key))

    async def refund(self, reference: Reference, amount: Money, key: IdempotencyKey) -> State:
        """See `PaymentProvider.refund`. A refund that the bank refuses later is told by an event."""
        form = [("payment_intent", str(reference)), ("amount", str(to_stripe(amount)))]
        await self._client.post("refunds", form=form, key=key)
        return await self.inquire(reference)

    def read_webhook(
        self, headers: Mapping[str, str], body: bytes, received_at: datetime | None = None
    ) -> Sequence[Event]:
        """See `PaymentProvider.read_webhook`."""
        return webhook.read(self._settings, headers, body, received_at or self._now())

    async def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> Sequence[Event]:
        """See `PaymentProvider.verify_webhook`."""
        return self.read_webhook(headers, body)

    async def list_since(self, since: datetime) -> AsyncIterator[State]:
        """See `PaymentProvider.list_since`."""
        async for said in self._listed("payment_intents", since, [("expand[]", "data.latest_charge")]):
            yield self._state(said)

    async def disputes_since(self, since: datetime) -> AsyncIterator[Event]:
        """See `PaymentProvider.disputes_since`. Stripe keeps events for 30 days ("List all events")."""
        async for said in self._listed("events", since, [("types[]", name) for name in webhook.OF_DISPUTES]):
            yield webhook.event(said)

    async def _listed(
        self, what: str, since: datetime, parameters: Sequence[tuple[str, str]]
    ) -> AsyncIterator[Mapping[str, Any]]:
        asked = [("created[gte]", str(int(since.timestamp()))), ("limit", _PAGE), *parameters]
        after, has_more = list[tuple[str, str]](), True
        while has_more:
            page = await self._client.get(what, parameters=[*asked, *after])
            for said in page["data"]:
                yield said
                after = [("starting_after", said["id"])]
            has_more = page["has_more"] and bool(page["data"])

    def _state(self, said: Mapping[str, object]) -> State:
        return wire.state(said, self._settings.public_key or "")


@asynccontextmanager
async def open_stripe(
    name: str, settings: StripeSettings, circumstances: Circumstances
) -> AsyncIterator[PaymentProvider]:
    """As the registry opens it."""
    async with connect(settings, now=circumstances.now) as provider:
        yield provider


@asynccontextmanager
async def connect(settings: StripeSettings, *, now: Clock = utc_now) -> AsyncIterator[StripeProvider]:
    """Stripe for as long as the context lasts. Makes no request."""
    reached = connected({}, connections=settings.connections, connect_seconds=settings.connect_seconds)
    async with reached as (transport, breaker):
        yield StripeProvider(settings, StripeClient(settings, transport, breaker), now)
