"""What the suite needs of a provider beside its adapter: a shopper, callbacks, and faults."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any, Protocol

from integrations.payment.contract import CaptureMode, Event, Intent, PaymentProvider, State
from integrations.payment.idempotency import IdempotencyKey, Operation
from integrations.payment.money import Money

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
EUR_42 = Money(4200, "EUR")


class Vendor(Protocol):
    """A provider on loopback."""

    provider: PaymentProvider
    webhook_keys: tuple[str, str]
    """What it signs with, and another key of the same form."""

    def shopper_pays(self, opened: State) -> None:
        """The shopper goes through with it."""

    def shopper_is_declined(self, opened: State) -> None:
        """The shopper's account has not enough money."""

    def brought_back(self, opened: State) -> Mapping[str, str]:
        """What the shopper's browser comes back with."""
        ...

    def callback(self) -> tuple[Mapping[str, str], bytes]:
        """The next callback that came; waits for it."""
        ...

    def fails(self, kind: str, operation: str) -> None:
        """The next such operation fails: `error`, `drop_before`, `drop_after`, `garbage`, `throttle`."""

    def provider_at(self, moment: datetime, *, webhook_keys: tuple[str, ...] | None = None) -> PaymentProvider:
        """The same provider where our clock shows `moment`, with other keys where they are given."""
        ...


class AnsweringVendor(Vendor, Protocol):
    """One that tells when it is asked."""

    def bank_disputes(self, taken: State, stage: str) -> None:
        """The shopper's bank disputes what was taken: `opened`, then `won` or `lost`."""


_numbers = count(1)


def intent(**changes: Any) -> Intent:
    """What is to be paid, under a payment id of its own."""
    usual = Intent(
        payment_id=f"pay_{next(_numbers):033d}",
        amount=EUR_42,
        method="card",
        return_url="https://shop.example/payments/return",
        description="Order at Fernhollow",
        capture=CaptureMode.MANUAL,
        shopper_reference="pseudonym",
        metadata={"store": "default"},
    )
    return replace(usual, **changes)


def key(wanted: Intent, operation: Operation, attempt: int = 1) -> IdempotencyKey:
    return IdempotencyKey.of(wanted.payment_id, operation, attempt)


async def opened(vendor: Vendor, wanted: Intent) -> State:
    return await vendor.provider.open(wanted, key(wanted, Operation.OPEN))


async def paid(vendor: Vendor, wanted: Intent) -> State:
    """A payment whose shopper paid."""
    state = await opened(vendor, wanted)
    vendor.shopper_pays(state)
    return await found(vendor, wanted, state)


async def found(vendor: Vendor, wanted: Intent, state: State) -> State:
    """How it stands once the shopper is back."""
    details = vendor.brought_back(state)
    return await vendor.provider.complete(state.reference, details, key(wanted, Operation.COMPLETE))


async def event(vendor: Vendor) -> Event:
    """The next callback, believed."""
    (read,) = vendor.provider.read_webhook(*vendor.callback())
    return read
