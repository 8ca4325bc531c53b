"""Stripe's words and ours. Pure functions. From documentation (API reference), not recorded."""

from collections.abc import Mapping
from typing import Any, Final

from integrations.kit.errors import Conflict, IntegrationError, Invalid, NotFound, Rejected, Throttled
from integrations.payment.contract import (
    SYSTEM,
    CaptureMode,
    ConfirmOnClient,
    Declined,
    Intent,
    NothingToDo,
    Reference,
    State,
    Status,
)
from integrations.payment.declines import Decline, DeclineCode
from integrations.payment.money import Money
from integrations.payment.stripe.amounts import from_stripe, to_stripe

PAYMENT_ID: Final = "payment_id"
"""Under this name our id stands in Stripe's metadata."""

WAITING: Final = frozenset({"requires_payment_method", "requires_confirmation", "requires_action"})
STATUSES: Final = {
    **dict.fromkeys(WAITING, Status.OPEN),
    "processing": Status.PROCESSING,
    "requires_capture": Status.AUTHORISED,
    "canceled": Status.RELEASED,
    "succeeded": Status.CAPTURED,
}
"""API reference, The PaymentIntent object, `status`."""

DECLINES: Final = {
    "insufficient_funds": DeclineCode.INSUFFICIENT_FUNDS,
    "withdrawal_count_limit_exceeded": DeclineCode.LIMIT_EXCEEDED,
    "card_velocity_exceeded": DeclineCode.LIMIT_EXCEEDED,
    "authentication_required": DeclineCode.AUTHENTICATION_FAILED,
    "authentication_not_handled": DeclineCode.AUTHENTICATION_FAILED,
    "payment_intent_authentication_failure": DeclineCode.AUTHENTICATION_FAILED,
    "expired_card": DeclineCode.EXPIRED,
    **dict.fromkeys(
        (
            *("incorrect_number", "invalid_number", "incorrect_cvc", "invalid_cvc", "incorrect_zip"),
            *("invalid_expiry_month", "invalid_expiry_year", "incorrect_pin", "invalid_pin"),
        ),
        DeclineCode.WRONG_DETAILS,
    ),
    **dict.fromkeys(
        ("card_not_supported", "currency_not_supported", "transaction_not_allowed", "service_not_allowed"),
        DeclineCode.NOT_SUPPORTED,
    ),
    **dict.fromkeys(
        ("try_again_later", "issuer_not_available", "processing_error", "reenter_transaction", "approve_with_id"),
        DeclineCode.TRY_AGAIN_LATER,
    ),
    **dict.fromkeys(
        (
            *("lost_card", "stolen_card", "pickup_card", "restricted_card", "fraudulent", "merchant_blacklist"),
            *("invalid_account", "revocation_of_authorization", "revocation_of_all_authorizations"),
            *("stop_payment_order", "new_account_information_available"),
        ),
        DeclineCode.DO_NOT_TRY_AGAIN,
    ),
}
"""Stripe, "Decline codes" and "Error codes". A shopper must not be told that a card is taken for stolen."""


def opening(intent: Intent) -> list[tuple[str, str]]:
    """The form that begins a payment. The browser confirms it, and says where to return then."""
    return [
        ("amount", str(to_stripe(intent.amount))),
        ("currency", intent.amount.currency.lower()),
        ("capture_method", "manual" if intent.capture is CaptureMode.MANUAL else "automatic"),
        ("allowed_payment_method_types[0]", intent.method),
        ("description", intent.description),
        (f"metadata[{PAYMENT_ID}]", intent.payment_id),
        *((f"metadata[{name}]", value) for name, value in intent.metadata.items()),
        *([("metadata[shopper]", intent.shopper_reference)] if intent.shopper_reference else []),
    ]


def state(said: Mapping[str, Any], public_key: str) -> State:
    """How a payment intent stands, its latest charge expanded. Raises `Invalid` for what is none."""
    try:
        currency, status = said["currency"], STATUSES.get(said["status"], Status.ATTENTION)
        amount, captured = from_stripe(said["amount"], currency), from_stripe(said["amount_received"], currency)
        refunded = _refunded(said.get("latest_charge"), captured)
        if refunded.minor:
            status = Status.REFUNDED if refunded == captured else Status.PARTIALLY_REFUNDED
        held = from_stripe(said.get("amount_capturable", 0), currency)
        return State(
            reference=Reference(said["id"]),
            status=status,
            live=said["livemode"],
            payment_id=said["metadata"].get(PAYMENT_ID),
            amount=amount,
            authorised=amount if captured.minor else held,
            captured=captured,
            refunded=refunded,
            decline=decline(said.get("last_payment_error")),
            next_action=_next_action(said, public_key) if said["status"] in WAITING else NothingToDo(),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Invalid(SYSTEM, "Stripe told of a payment in a form not known.", doubtful=True) from error


def _refunded(charge: Any, captured: Money) -> Money:
    amount = charge.get("amount_refunded", 0) if isinstance(charge, dict) else 0
    # An authorisation that is let go stands as a refund of the charge: nothing was taken then.
    return from_stripe(amount, captured.currency) if captured.minor else Money(0, captured.currency)


def _next_action(said: Mapping[str, Any], public_key: str) -> ConfirmOnClient:
    return ConfirmOnClient(public_key=public_key, client_secret=said["client_secret"])


def decline(error: Mapping[str, Any] | None) -> Decline | None:
    """Why the last try was refused; None where it was not. What is not known to us is for another method to mend."""
    if not error:
        return None
    said = error.get("decline_code") or error.get("code") or "unknown"
    return Decline(DECLINES.get(said, DeclineCode.TRY_ANOTHER_METHOD), said)


def refusal(status: int, said: Mapping[str, Any]) -> IntegrationError:
    """What a 4xx means (API reference, Errors). Stripe's own sentence is left out: it may name a person."""
    error = said.get("error")
    error = error if isinstance(error, dict) else {}
    kind, code = error.get("type"), error.get("code") or error.get("type") or status
    if kind == "card_error" and (declined := decline(error)) is not None:
        return Declined(declined)
    if kind == "idempotency_error":
        return Conflict(SYSTEM, "Stripe knows this idempotency key from another request.")
    if status == 409:
        return Throttled(SYSTEM, "Stripe is still at work on the same request.", doubtful=True)
    if status == 404 or code == "resource_missing":
        return NotFound(SYSTEM, "Stripe knows no such payment.")
    refused = code in _STANDS_OTHERWISE or error.get("param") in ("amount", "amount_to_capture")
    return (Rejected if refused else Invalid)(SYSTEM, f"Stripe refused it ({code}).")


_STANDS_OTHERWISE: Final = frozenset(
    {
        *("payment_intent_unexpected_state", "charge_already_refunded", "charge_already_captured"),
        *("amount_too_large", "amount_too_small", "charge_expired_for_capture", "charge_disputed"),
    }
)
