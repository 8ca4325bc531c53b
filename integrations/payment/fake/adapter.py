"""The sandbox provider as the contract wants one."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Final

from integrations.circumstances import Circumstances, SandboxOnly
from integrations.payment.connecting import Clock, connected, utc_now
from integrations.payment.contract import Capabilities, Event, Intent, PaymentProvider, Reference, State
from integrations.payment.fake import webhook, wire
from integrations.payment.fake.client import FakeClient
from integrations.payment.fake.settings import FakeSettings
from integrations.payment.idempotency import IdempotencyKey
from integrations.payment.money import Money

CAPABILITIES: Final = Capabilities(
    lookup=True,
    listing=True,
    local_signatures=True,
    immediate_outcomes=True,
    partial_capture=True,
    several_captures=True,
    partial_refund=True,
    keys_last=timedelta(days=3650),
    authorisation_lasts=timedelta(days=3650),
)
"""The sandbox forgets no key and lets no authorisation lapse, short of a reset."""


class FakeProvider:
    """See `PaymentProvider`."""

    name = "fake"
    live = False
    merchant_account: str | None = None
    capabilities = CAPABILITIES

    def __init__(self, settings: FakeSettings, client: FakeClient, now: Clock) -> None:
        self._settings = settings
        self._client = client
        self._now = now

    async def open(self, intent: Intent, key: IdempotencyKey) -> State:
        """See `PaymentProvider.open`."""
        return wire.state(await self._client.post("payments", content=wire.opening(intent), key=key))

    async def inquire(self, reference: Reference) -> State:
        """See `PaymentProvider.inquire`."""
        return wire.state(await self._client.get("payments", reference))

    async def complete(self, reference: Reference, details: Mapping[str, str], key: IdempotencyKey) -> State:
        """See `PaymentProvider.complete`."""
        return await self.inquire(reference)

    async def capture(self, reference: Reference, amount: Money, key: IdempotencyKey) -> State:
        """See `PaymentProvider.capture`."""
        content = {"amount": wire.amount(amount)}
        return wire.state(await self._client.post("payments", reference, "captures", content=content, key=key))

    async def release(self, reference: Reference, key: IdempotencyKey) -> State:
        """See `PaymentProvider.release`."""
        return wire.state(await self._client.post("payments", reference, "release", content={}, key=key))

    async def refund(self, reference: Reference, amount: Money, key: IdempotencyKey) -> State:
        """See `PaymentProvider.refund`."""
        content = {"amount": wire.amount(amount)}
        return wire.state(await self._client.post("payments", reference, "refunds", content=content, key=key))

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
        after, has_more = "", True
        while has_more:
            page = await self._client.get("payments", since=since.astimezone(UTC).isoformat(), after=after)
            for said in page["payments"]:
                yield wire.state(said)
                after = said["id"]
            has_more = page["has_more"]

    async def disputes_since(self, since: datetime) -> AsyncIterator[Event]:
        """See `PaymentProvider.disputes_since`."""
        after, has_more = "", True
        while has_more:
            asked = {"type": wire.DISPUTE, "since": since.astimezone(UTC).isoformat(), "after": after}
            page = await self._client.get("events", **asked)
            for said in page["events"]:
                yield wire.event(said)
                after = said["id"]
            has_more = page["has_more"]


@asynccontextmanager
async def open_fake_payments(
    name: str, settings: FakeSettings, circumstances: Circumstances
) -> AsyncIterator[PaymentProvider]:
    """As the registry opens it. Raises `SandboxOnly` outside sandbox mode: its money is nobody's."""
    if not circumstances.sandbox:
        raise SandboxOnly(f"The payment provider {name!r} moves no money, and opens in sandbox mode only.")
    async with connect(settings, now=circumstances.now) as provider:
        yield provider


@asynccontextmanager
async def connect(settings: FakeSettings, *, now: Clock = utc_now) -> AsyncIterator[FakeProvider]:
    """The sandbox provider for as long as the context lasts. Makes no request: it need not be up."""
    reached = connected({}, connections=settings.connections, connect_seconds=settings.connect_seconds)
    async with reached as (transport, breaker):
        yield FakeProvider(settings, FakeClient(settings, transport, breaker), now)
