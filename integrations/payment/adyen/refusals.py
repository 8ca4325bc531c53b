"""Why Adyen refuses a payment or a request, in our words. Pure functions. From documentation, not recorded."""

from collections.abc import Mapping
from typing import Any, Final

from integrations.kit.errors import IntegrationError, Invalid, NotFound, Rejected, Throttled
from integrations.payment.contract import SYSTEM
from integrations.payment.declines import Decline, DeclineCode

UNKNOWN: Final = "unknown"

DECLINES: Final = {
    "Not enough balance": DeclineCode.INSUFFICIENT_FUNDS,
    "Withdrawal amount exceeded": DeclineCode.LIMIT_EXCEEDED,
    "Withdrawal count exceeded": DeclineCode.LIMIT_EXCEEDED,
    "3D Not Authenticated": DeclineCode.AUTHENTICATION_FAILED,
    "3DS Authentication Error": DeclineCode.AUTHENTICATION_FAILED,
    "Authentication required": DeclineCode.AUTHENTICATION_FAILED,
    "RReq not received from DS": DeclineCode.AUTHENTICATION_FAILED,
    "Expired Card": DeclineCode.EXPIRED,
    **dict.fromkeys(
        ("Invalid Card Number", "CVC Declined", "AVS Declined", "Invalid Pin", "Pin validation not possible"),
        DeclineCode.WRONG_DETAILS,
    ),
    **dict.fromkeys(
        (
            *("Not supported", "Transaction Not Permitted", "Card requires online pin", "Mobile pin required"),
            *("No checking account available on Card", "No savings account available on Card"),
        ),
        DeclineCode.NOT_SUPPORTED,
    ),
    **dict.fromkeys(("Acquirer Error", "Issuer Unavailable", "Not Submitted"), DeclineCode.TRY_AGAIN_LATER),
    **dict.fromkeys(("Cancelled", "Shopper Cancelled"), DeclineCode.CANCELLED_BY_SHOPPER),
    **dict.fromkeys(
        (
            *("Blocked Card", "Restricted Card", "Revocation Of Auth", "Pin tries exceeded"),
            *("FRAUD", "FRAUD-CANCELLED", "Acquirer Fraud", "Issuer Suspected Fraud"),
            "Transaction blocked by Adyen to prevent excessive retry fees",
        ),
        DeclineCode.DO_NOT_TRY_AGAIN,
    ),
    **dict.fromkeys(("Refused", "Referral", "Invalid Amount", "Declined Non Generic"), DeclineCode.TRY_ANOTHER_METHOD),
}
"""Adyen, "Refusal reasons", by `refusalReason`; webhooks call it `reason`."""

_BY_NAME: Final = {name.lower(): (name, code) for name, code in DECLINES.items()}


def decline(reason: object) -> Decline:
    """Why a try was refused. What is not in the list is not repeated: it may be free text."""
    name, code = _BY_NAME.get(str(reason).strip().lower(), (UNKNOWN, DeclineCode.TRY_ANOTHER_METHOD))
    return Decline(code, name)


def refusal(status: int, said: Mapping[str, Any]) -> IntegrationError:
    """What a 4xx means ("Response handling", "Error codes"). Adyen's own sentence is left out: it may name a person."""
    code = str(said.get("errorCode") or status)
    if code == _IN_PROGRESS:
        return Throttled(SYSTEM, "Adyen is still at work on the same request.", doubtful=True)
    if status == 404 or code in _NOT_THERE:
        return NotFound(SYSTEM, "Adyen knows no such payment.")
    return (Rejected if code in _STANDS_OTHERWISE else Invalid)(SYSTEM, f"Adyen refused it ({code[:20]}).")


_IN_PROGRESS: Final = "704"
_NOT_THERE: Final = frozenset({"167"})
_STANDS_OTHERWISE: Final = frozenset({"137", "170"})
"""The amount, or the kind of modification, is not possible for this payment."""
