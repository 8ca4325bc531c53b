"""Stripe's callbacks: `Stripe-Signature`, one event each. From documentation, not recorded."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson

from integrations.kit import signed_time
from integrations.kit.errors import Invalid
from integrations.payment.contract import SYSTEM, Event, EventKind, InvalidSignature, Reference
from integrations.payment.money import Money
from integrations.payment.stripe import wire
from integrations.payment.stripe.amounts import from_stripe
from integrations.payment.stripe.settings import StripeSettings

HEADER: Final = "stripe-signature"
_NOT_KNOWN: Final = "What happened is told in a form not known."

KINDS: Final = {
    "payment_intent.created": (EventKind.OPEN, "amount"),
    "payment_intent.requires_action": (EventKind.OPEN, "amount"),
    "payment_intent.processing": (EventKind.PROCESSING, "amount"),
    "payment_intent.amount_capturable_updated": (EventKind.AUTHORISED, "amount_capturable"),
    "payment_intent.succeeded": (EventKind.CAPTURED, "amount_received"),
    "payment_intent.payment_failed": (EventKind.ATTEMPT_FAILED, "amount"),
    "payment_intent.canceled": (EventKind.RELEASED, "amount"),
    "charge.expired": (EventKind.EXPIRED, "amount"),
    "charge.refunded": (EventKind.REFUNDED, "amount_refunded"),
    "refund.failed": (EventKind.REFUND_FAILED, "amount"),
    "charge.dispute.created": (EventKind.DISPUTED, "amount"),
}
"""Stripe, "Types of events": what each means, and which of its object's amounts it is about."""

_OF_A_DISPUTE: Final = "charge.dispute."
OF_DISPUTES: Final = (f"{_OF_A_DISPUTE}created", f"{_OF_A_DISPUTE}closed")
_OUTCOMES: Final = {"won": EventKind.DISPUTE_WON, "lost": EventKind.DISPUTE_LOST}


def read(settings: StripeSettings, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Event, ...]:
    """What it says, verified. Raises `InvalidSignature`, `Invalid`."""
    found = [value for name, value in headers.items() if name.lower() == HEADER]
    if len(found) != 1:
        raise InvalidSignature("The callback is not signed.")
    keys = [key.get_secret_value() for key in settings.webhook_keys]
    try:
        signed_time.check(found[0], body, keys, now=now, tolerance=timedelta(seconds=settings.webhook_seconds))
    except signed_time.BadSignature as error:
        raise InvalidSignature(str(error)) from None
    try:
        said = orjson.loads(body)
        account = said.get("account")
    except (ValueError, AttributeError) as error:
        raise Invalid(SYSTEM, _NOT_KNOWN) from error
    told = event(said)
    if told.live is not settings.live:
        raise InvalidSignature("The callback is of the other mode: live events and test events never meet.")
    if account != settings.account:
        raise InvalidSignature("The callback is about another account of Stripe's.")
    return (told,)


def event(said: Mapping[str, Any]) -> Event:
    """One event, as it comes in a callback and in a list. Raises `Invalid`."""
    try:
        return _event(said)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Invalid(SYSTEM, _NOT_KNOWN) from error


def _event(said: Mapping[str, Any]) -> Event:
    about = said["data"]["object"]
    kind, amount = _kind(said["type"], about)
    reference = about["id"] if about.get("object") == "payment_intent" else about.get("payment_intent")
    return Event(
        id=said["id"],
        kind=kind,
        occurred_at=datetime.fromtimestamp(said["created"], UTC),
        live=said["livemode"],
        reference=None if reference is None else Reference(reference),
        payment_id=(about.get("metadata") or {}).get(wire.PAYMENT_ID),
        amount=amount,
        merchant_account=said.get("account"),
        decline=wire.decline(about.get("last_payment_error")),
        dispute=about.get("id") if said["type"].startswith(_OF_A_DISPUTE) else None,
    )


def _kind(name: str, about: Mapping[str, Any]) -> tuple[EventKind, Money | None]:
    if name == "charge.dispute.closed":
        # Closed in other ways ("warning_closed"): no money moved.
        kind = _OUTCOMES.get(about.get("status", ""), EventKind.OTHER)
        return kind, from_stripe(about["amount"], about["currency"])
    if name not in KINDS:
        return EventKind.OTHER, None
    kind, amount = KINDS[name]
    return kind, from_stripe(about[amount], about["currency"])
