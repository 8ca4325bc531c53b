"""Adyen's standard webhooks, as JSON: each item signed by itself. From documentation, not recorded."""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import orjson

from integrations.kit.errors import Invalid
from integrations.payment.adyen import wire
from integrations.payment.adyen.amounts import from_adyen
from integrations.payment.adyen.refusals import decline
from integrations.payment.adyen.settings import AdyenSettings
from integrations.payment.contract import SYSTEM, Event, EventKind, InvalidSignature, Reference

_K: Final = EventKind

KINDS: Final = {
    "AUTHORISATION": (_K.AUTHORISED, _K.ATTEMPT_FAILED),
    "PENDING": (_K.PROCESSING, _K.OTHER),
    "CAPTURE": (_K.CAPTURED, _K.CAPTURE_FAILED),
    "CAPTURE_FAILED": (_K.CAPTURE_FAILED, _K.CAPTURE_FAILED),
    "CANCELLATION": (_K.RELEASED, _K.RELEASE_FAILED),
    "TECHNICAL_CANCEL": (_K.RELEASED, _K.RELEASE_FAILED),
    "CANCEL_OR_REFUND": (_K.RELEASED, _K.RELEASE_FAILED),
    "EXPIRE": (_K.EXPIRED, _K.OTHER),
    "REFUND": (_K.REFUNDED, _K.REFUND_FAILED),
    "REFUND_FAILED": (_K.REFUND_FAILED, _K.REFUND_FAILED),
    "REFUNDED_REVERSED": (_K.REFUND_FAILED, _K.REFUND_FAILED),
    "NOTIFICATION_OF_CHARGEBACK": (_K.DISPUTED, _K.OTHER),
    "CHARGEBACK": (_K.DISPUTED, _K.OTHER),
    "CHARGEBACK_REVERSED": (_K.DISPUTE_WON, _K.OTHER),
    "PREARBITRATION_WON": (_K.DISPUTE_WON, _K.OTHER),
    "SECOND_CHARGEBACK": (_K.DISPUTE_LOST, _K.OTHER),
    "PREARBITRATION_LOST": (_K.DISPUTE_LOST, _K.OTHER),
}
"""Adyen, "Webhook structure and types", event codes: what each means with `success`, and without."""

_OF_A_DISPUTE: Final = frozenset({_K.DISPUTED, _K.DISPUTE_WON, _K.DISPUTE_LOST})
_NAMES_THE_PAYMENT: Final = frozenset({_K.AUTHORISED, _K.CAPTURED})


def read(settings: AdyenSettings, body: bytes) -> tuple[Event, ...]:
    """What its items say, each verified. Raises `InvalidSignature`, `Invalid`.

    The signature covers neither the time nor the mode: a report that is sent again is known by its id.
    """
    live, items = _envelope(body)
    for item in items:
        _check(item, settings)
    if live is not settings.live:
        raise InvalidSignature("The callback is of the other mode: live events and test events never meet.")
    try:
        return tuple(_event(item, live) for item in items)
    except (KeyError, TypeError, ValueError, AttributeError, Invalid) as error:
        raise Invalid(SYSTEM, "The callback is in a form not known.") from error


def _envelope(body: bytes) -> tuple[bool, list[Mapping[str, Any]]]:
    try:
        said = orjson.loads(body)
        items = [each["NotificationRequestItem"] for each in said["notificationItems"]]
        live = {"true": True, "false": False}[str(said["live"]).lower()]
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidSignature("The callback holds nothing that could be signed.") from error
    if not items or not all(isinstance(each, dict) for each in items):
        raise InvalidSignature("The callback holds nothing that could be signed.")
    return live, items


def _check(item: Mapping[str, Any], settings: AdyenSettings) -> None:
    given = _given(item)
    signed = _signed(item)
    wanted = [_signature(signed, key.get_secret_value()) for key in settings.webhook_keys]
    if not any(hmac.compare_digest(given, each) for each in wanted):
        raise InvalidSignature("The callback's signature is wrong: it is not the provider's, or was altered.")
    if item.get("merchantAccountCode") != settings.merchant_account:
        raise InvalidSignature("The callback is about another merchant account.")


def _given(item: Mapping[str, Any]) -> bytes:
    more = item.get("additionalData")
    given = more.get("hmacSignature") if isinstance(more, dict) else None
    if not isinstance(given, str) or not given:
        raise InvalidSignature("The callback is not signed.")
    return given.encode("utf-8", "surrogatepass")


def _signed(item: Mapping[str, Any]) -> bytes:
    amount = item.get("amount")
    amount = amount if isinstance(amount, dict) else {}
    fields = {**item, "value": amount.get("value", ""), "currency": amount.get("currency", "")}
    names = (
        *("pspReference", "originalReference", "merchantAccountCode", "merchantReference"),
        *("value", "currency", "eventCode", "success"),
    )
    return ":".join(_text(fields.get(name)) for name in names).encode("utf-8", "surrogatepass")


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _signature(signed: bytes, key: str) -> bytes:
    return b64encode(hmac.new(bytes.fromhex(key), signed, sha256).digest())


def _event(item: Mapping[str, Any], live: bool) -> Event:
    succeeded = _text(item["success"]) == "true"
    payment_id, is_taken = wire.payment_id_of(item.get("merchantReference") or "")
    kind = _kind(item, succeeded, is_taken)
    amount = item.get("amount")
    return Event(
        # What is signed, so that nobody can make two reports of one.
        id=f"{item['eventCode']}:{item['pspReference']}:{_text(item['success'])}",
        kind=kind,
        occurred_at=datetime.fromisoformat(item["eventDate"]),
        live=live,
        reference=_reference(item, kind),
        payment_id=payment_id or None,
        amount=from_adyen(amount["value"], amount["currency"]) if amount and kind is not _K.OTHER else None,
        merchant_account=item["merchantAccountCode"],
        decline=decline(item.get("reason")) if kind is _K.ATTEMPT_FAILED else None,
        dispute=item["pspReference"] if kind in _OF_A_DISPUTE else None,
    )


def _kind(item: Mapping[str, Any], succeeded: bool, is_taken: bool) -> EventKind:
    done, failed = KINDS.get(item["eventCode"], (_K.OTHER, _K.OTHER))
    kind = done if succeeded else failed
    if kind is _K.AUTHORISED and is_taken:
        return _K.CAPTURED
    if item["eventCode"] == "CANCEL_OR_REFUND" and item["additionalData"].get("modification.action") == "refund":
        return _K.REFUNDED if succeeded else kind
    return kind


def _reference(item: Mapping[str, Any], kind: EventKind) -> Reference | None:
    """The payment's: of a modification the original one, of a try that was refused none, for another may follow."""
    original = item.get("originalReference")
    if original:
        return Reference(original)
    return Reference(item["pspReference"]) if kind in _NAMES_THE_PAYMENT else None
