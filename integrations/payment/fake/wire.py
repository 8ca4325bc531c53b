"""The sandbox provider's words and ours. Pure functions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from integrations.kit.errors import Conflict, FinalError, Invalid, NotFound, Rejected
from integrations.payment.contract import (
    SYSTEM,
    Event,
    EventKind,
    Intent,
    NothingToDo,
    Redirect,
    Reference,
    State,
    Status,
)
from integrations.payment.declines import Decline, DeclineCode
from integrations.payment.money import Money

STATUSES: Final = {
    "open": Status.OPEN,
    "authorised": Status.AUTHORISED,
    "captured": Status.CAPTURED,
    "declined": Status.DECLINED,
    "released": Status.RELEASED,
    "partially_refunded": Status.PARTIALLY_REFUNDED,
    "refunded": Status.REFUNDED,
}

DECLINES: Final = {
    "insufficient_funds": DeclineCode.INSUFFICIENT_FUNDS,
    "expired_card": DeclineCode.EXPIRED,
    "wrong_details": DeclineCode.WRONG_DETAILS,
    "do_not_honour": DeclineCode.TRY_ANOTHER_METHOD,
    "stolen_card": DeclineCode.DO_NOT_TRY_AGAIN,
    "authentication_failed": DeclineCode.AUTHENTICATION_FAILED,
}

KINDS: Final = {
    "payment.authorised": EventKind.AUTHORISED,
    "payment.captured": EventKind.CAPTURED,
    "payment.declined": EventKind.DECLINED,
    "payment.released": EventKind.RELEASED,
    "payment.refunded": EventKind.REFUNDED,
    "dispute.opened": EventKind.DISPUTED,
    "dispute.won": EventKind.DISPUTE_WON,
    "dispute.lost": EventKind.DISPUTE_LOST,
}

DISPUTE: Final = "dispute."
"""How the kinds of events of disputes begin."""


def opening(intent: Intent) -> dict[str, Any]:
    """The body that begins a payment."""
    return {
        "amount": amount(intent.amount),
        "reference": intent.payment_id,
        "return_url": intent.return_url,
        "description": intent.description,
        "method": intent.method,
        "capture": intent.capture.value,
        "shopper_reference": intent.shopper_reference,
        "metadata": dict(intent.metadata),
    }


def amount(money: Money) -> dict[str, Any]:
    """An amount; the sandbox counts minor units as ISO 4217 does."""
    return {"value": money.minor, "currency": money.currency}


def state(said: Mapping[str, Any]) -> State:
    """How a payment stands. Raises `Invalid` for what is none."""
    try:
        currency = said["currency"]
        reason, page = said["decline"], said["redirect_url"]
        return State(
            reference=Reference(said["id"]),
            status=STATUSES.get(said["status"], Status.ATTENTION),
            live=said["live"],
            payment_id=said["reference"],
            amount=Money(said["amount"], currency),
            authorised=Money(said["authorised"], currency),
            captured=Money(said["captured"], currency),
            refunded=Money(said["refunded"], currency),
            decline=None if reason is None else decline(reason),
            next_action=NothingToDo() if page is None else Redirect(page),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid(SYSTEM, "The payment provider told of a payment in a form not known.", doubtful=True) from error


def decline(reason: str) -> Decline:
    """Why a payment was refused. What is not known to us is for another method to mend."""
    return Decline(DECLINES.get(reason, DeclineCode.TRY_ANOTHER_METHOD), reason)


def event(said: Mapping[str, Any]) -> Event:
    """What a callback says. Raises `Invalid` for what is none."""
    try:
        payment = state(said["payment"])
        return Event(
            id=said["id"],
            kind=KINDS.get(said["type"], EventKind.OTHER),
            occurred_at=datetime.fromisoformat(said["created_at"]),
            live=said["live"],
            reference=payment.reference,
            payment_id=payment.payment_id,
            amount=Money(said["amount"]["value"], said["amount"]["currency"]),
            decline=payment.decline,
            dispute=said.get("dispute"),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid(SYSTEM, "The callback is in a form not known.") from error


def refusal(status: int, said: Mapping[str, Any]) -> FinalError:
    """What a 4xx means."""
    message = f"The payment provider refused it ({said.get('code', status)})."
    kind: type[FinalError] = {400: Invalid, 404: NotFound, 409: Conflict, 422: Rejected}.get(status, Invalid)
    return kind(SYSTEM, message)
