"""A Redis as the ledger wants it, the ledger as two processes have it, and a clock that tests move."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from bff.state.key_ring import KeyRing
from bff.state.payments.inbox import UNPROVEN_BYTES, Inbox
from bff.state.payments.ledger import Ledger
from bff.state.payments.payment import Begin, Begun, Cause, CauseKind, Payment
from bff.state.payments.states import PaymentState
from bff.state.redis import connect
from integrations.payment.contract import CaptureMode
from integrations.payment.money import Money
from sandbox.redis import RunningRedis
from tests.services.redis.conftest import Clock, shared_redis

__all__ = ["shared_redis"]

KEEP = timedelta(days=400)
PROVIDER = Cause(CauseKind.PROVIDER, "webhook")
SHOPPER = Cause(CauseKind.SHOPPER, "startPayment")
WORKER = Cause(CauseKind.SCHEDULE, "settlement")
OPERATOR = Cause(CauseKind.OPERATOR, "bff payments")


@dataclass(frozen=True)
class Books:
    """The same ledger and inbox as two processes of the service see them."""

    redis: Redis
    other_redis: Redis
    clock: Clock
    ring: KeyRing

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.redis, KEEP, self.clock)

    @property
    def ledger_elsewhere(self) -> Ledger:
        return Ledger(self.other_redis, KEEP, self.clock)

    def inbox(
        self,
        redis: Redis | None = None,
        *,
        attempts: int = 3,
        lease: timedelta = timedelta(seconds=30),
        unproven_bytes: int = UNPROVEN_BYTES,
    ) -> Inbox:
        return Inbox(
            redis or self.redis,
            self.ring,
            attempts=attempts,
            lease=lease,
            unproven_bytes=unproven_bytes,
            clock=self.clock,
        )

    def soon(self) -> datetime:
        return self.clock() + timedelta(minutes=5)

    async def begin(self, **changes: Any) -> Begun:
        return await self.ledger.begin(begin(**changes), SHOPPER, self.soon())

    async def payment_in(self, *course: PaymentState, **changes: Any) -> Payment:
        """A payment that took this course."""
        payment = (await self.begin(**changes)).payment
        for state in course:
            payment = await self.ledger.move(payment, state, PROVIDER, deadline=self.soon())
        return payment

    async def payment_in_attention(self, ended: Payment) -> Payment:
        """A payment that came back by a late success and could not be released."""
        releasing = await self.ledger.move(ended, PaymentState.RELEASING, PROVIDER)
        return await self.ledger.move(releasing, PaymentState.ATTENTION, PROVIDER)


def begin(**changes: Any) -> Begin:
    usual = Begin(
        quote_id=17,
        cart_id="masked-cart-id-of-ada",
        session_digest="a" * 64,
        idempotency_key="first-click",
        provider="fake",
        method="card",
        amount=Money(4200, "EUR"),
        capture=CaptureMode.MANUAL,
        return_url="https://shop.example/thanks",
    )
    return replace(usual, **changes)


@pytest.fixture
async def books(shared_redis: RunningRedis) -> AsyncIterator[Books]:
    async with AsyncExitStack() as stack:
        redis, other = [
            await stack.enter_async_context(connect(shared_redis.url, connect_seconds=10, seconds=10)) for _ in "ab"
        ]
        await redis.flushall()
        ring = KeyRing([b"0123456789abcdef0123456789abcdef"])
        yield Books(redis, other, Clock(datetime(2026, 11, 2, 9, 30, tzinfo=UTC)), ring)
