"""Adyen's words and ours. Pure functions. From documentation (Checkout API, version 71), not recorded."""

from collections.abc import Mapping
from typing import Any, Final

from integrations.kit.errors import Conflict, Invalid
from integrations.payment.adyen.amounts import from_adyen, to_adyen
from integrations.payment.adyen.refusals import decline
from integrations.payment.adyen.settings import AdyenSettings
from integrations.payment.contract import (
    SYSTEM,
    CaptureMode,
    ConfirmOnClient,
    Intent,
    Reference,
    State,
    Status,
)
from integrations.payment.money import Money

_SESSION: Final = "session:"
"""So begins the reference of what has a session and no payment yet: Adyen names the payment when it is authorised."""

_AUTOMATIC: Final = "-automatic"
"""So ends the merchant reference of what is captured with the authorisation: Adyen reports no such capture."""

_METHODS: Final = {"card": "scheme"}
_LONGEST_METADATA: Final = 80

_SESSIONS: Final = {
    "active": Status.OPEN,
    "paymentPending": Status.PROCESSING,
    "refused": Status.DECLINED,
    "canceled": Status.RELEASED,
    "expired": Status.EXPIRED,
}
"""API Explorer, GET /sessions/{sessionId}, `status`, without `completed`."""

_RESULTS: Final = {
    **dict.fromkeys(("Received", "Pending", "PresentToShopper"), Status.PROCESSING),
    **dict.fromkeys(("RedirectShopper", "IdentifyShopper", "ChallengeShopper"), Status.OPEN),
    # The session stays, and the shopper may try again within it.
    **dict.fromkeys(("Refused", "Cancelled", "Error"), Status.OPEN),
}
"""Adyen, "Result codes", without `Authorised`."""

_REFUSED: Final = frozenset({"Refused", "Cancelled", "Error"})


def session_of(reference: Reference) -> str | None:
    """The id of the session; None once Adyen has named the payment."""
    return reference.removeprefix(_SESSION) if reference.startswith(_SESSION) else None


def payment_id_of(merchant_reference: str) -> tuple[str, bool]:
    """Our id in a merchant reference, and whether Adyen captures with the authorisation."""
    return merchant_reference.removesuffix(_AUTOMATIC), merchant_reference.endswith(_AUTOMATIC)


def opening(intent: Intent, settings: AdyenSettings) -> dict[str, Any]:
    """The body that begins a session. It says when to capture whatever the account's own setting is."""
    is_manual = intent.capture is CaptureMode.MANUAL
    content: dict[str, Any] = {
        "merchantAccount": settings.merchant_account,
        "reference": intent.payment_id + ("" if is_manual else _AUTOMATIC),
        "amount": to_adyen(intent.amount),
        "returnUrl": intent.return_url,
        "channel": "Web",
        "allowedPaymentMethods": [_METHODS.get(intent.method, intent.method)],
        "metadata": {"description": intent.description[:_LONGEST_METADATA], **intent.metadata},
    }
    content |= {"additionalData": {"manualCapture": "true"}} if is_manual else {"captureDelayHours": 0}
    return content | ({"shopperReference": intent.shopper_reference} if intent.shopper_reference else {})


def opened(said: Mapping[str, Any], sent: Mapping[str, Any], settings: AdyenSettings) -> State:
    """A session that was begun. Raises `Invalid` for what is none, `Conflict` for that of another request.

    Adyen answers a repeated idempotency key with its first answer, whatever is asked the second time.
    """
    try:
        if (said["reference"], said["amount"]) != (sent["reference"], sent["amount"]):
            raise Conflict(SYSTEM, "Adyen knows this idempotency key from another request.")
        payment_id, _ = payment_id_of(said["reference"])
        return State(
            reference=Reference(_SESSION + said["id"]),
            status=Status.OPEN,
            live=settings.live,
            payment_id=payment_id,
            merchant_account=said.get("merchantAccount", settings.merchant_account),
            amount=_amount(said["amount"]),
            next_action=ConfirmOnClient(
                public_key=settings.client_key or "",
                client_secret=said["sessionData"],
                session={"id": said["id"], "environment": settings.environment},
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Invalid(SYSTEM, "Adyen told of a session in a form not known.", doubtful=True) from error


def session_result(said: Mapping[str, Any], reference: Reference, settings: AdyenSettings) -> State:
    """How a session ended. Raises `Invalid` for what tells of none."""
    try:
        if said["status"] != "completed":
            return _unpaid(_SESSIONS.get(said["status"], Status.ATTENTION), reference, settings)
        paid = [each for each in said.get("payments") or () if each.get("resultCode") == "Authorised"]
        if len(paid) != 1 or "reference" not in said or "amount" not in paid[0]:
            return _unpaid(Status.PROCESSING, reference, settings)
        return _authorised(paid[0]["pspReference"], said["reference"], paid[0]["amount"], settings)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Invalid(SYSTEM, "Adyen told of a session in a form not known.", doubtful=True) from error


def payment_result(said: Mapping[str, Any], reference: Reference, settings: AdyenSettings) -> State:
    """What came of the details that a browser brought back. Raises `Invalid` for what tells of nothing.

    Without a merchant reference and an amount nothing says what was paid: then the webhook is waited for.
    """
    try:
        result, whose = said["resultCode"], said.get("merchantReference")
        if result != "Authorised":
            reason = said.get("refusalReason") if result in _REFUSED else None
            status = _RESULTS.get(result, Status.ATTENTION)
            return _unpaid(status, reference, settings, reason or (result if result in _REFUSED else None), whose)
        if not whose or "amount" not in said:
            return _unpaid(Status.PROCESSING, reference, settings)
        return _authorised(said["pspReference"], whose, said["amount"], settings)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Invalid(SYSTEM, "Adyen told of a payment in a form not known.", doubtful=True) from error


def unchanged(reference: Reference, settings: AdyenSettings) -> State:
    """Where nothing can be asked: open, until Adyen reports otherwise."""
    return _unpaid(Status.OPEN, reference, settings)


def modification(said: Mapping[str, Any], sent: Mapping[str, Any], status: Status, settings: AdyenSettings) -> State:
    """A capture, refund or reversal that Adyen took on: a webhook tells what came of it. `status` is what it stood at.

    Raises `Invalid` for what is none, `Conflict` for that of another request.
    """
    try:
        if said.get("amount", sent.get("amount")) != sent.get("amount"):
            raise Conflict(SYSTEM, "Adyen knows this idempotency key from another request.")
        return State(
            reference=Reference(said["paymentPspReference"]),
            status=status if said["status"] == "received" else Status.ATTENTION,
            live=settings.live,
            merchant_account=settings.merchant_account,
            is_pending=said["status"] == "received",
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise Invalid(SYSTEM, "Adyen answered in a form not known.", doubtful=True) from error


def _unpaid(
    status: Status,
    reference: Reference,
    settings: AdyenSettings,
    reason: str | None = None,
    merchant_reference: str | None = None,
) -> State:
    return State(
        reference=reference,
        status=status,
        live=settings.live,
        payment_id=payment_id_of(merchant_reference)[0] if merchant_reference else None,
        merchant_account=settings.merchant_account,
        decline=decline(reason) if reason else None,
    )


def _authorised(
    psp_reference: str, merchant_reference: str, amount: Mapping[str, Any], settings: AdyenSettings
) -> State:
    payment_id, is_taken = payment_id_of(merchant_reference)
    held = _amount(amount)
    return State(
        reference=Reference(psp_reference),
        status=Status.CAPTURED if is_taken else Status.AUTHORISED,
        live=settings.live,
        payment_id=payment_id,
        merchant_account=settings.merchant_account,
        authorised=held,
        captured=held if is_taken else None,
    )


def _amount(said: Mapping[str, Any]) -> Money:
    return from_adyen(said["value"], said["currency"])
