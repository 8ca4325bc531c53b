"""Adyen's reports: what is believed, held against Adyen's own library, and what each of them means."""

from typing import Any

import Adyen
import orjson
import pytest
from pydantic import SecretStr

from integrations.payment.adyen import webhook
from integrations.payment.adyen.settings import AdyenSettings
from integrations.payment.contract import (
    EventKind,
    InvalidSignature,
)
from integrations.payment.declines import DeclineCode
from integrations.payment.money import Money
from tests.contract.payment_providers.adyen_server import HMAC_KEY, MERCHANT, signed
from tests.contract.payment_providers.conftest import AdyenVendor
from tests.contract.payment_providers.vendor import NOW, event, intent, opened

SETTINGS = AdyenSettings(merchant_account=MERCHANT, webhook_keys=(SecretStr(HMAC_KEY),))
ITEM: dict[str, Any] = {
    "additionalData": {},
    "amount": {"value": 1050, "currency": "EUR"},
    "eventCode": "AUTHORISATION",
    "eventDate": "2026-11-02T10:30:00+01:00",
    "merchantAccountCode": MERCHANT,
    "merchantReference": "pay_1",
    "pspReference": "NC6HT9CRT65ZGN82",
    "reason": "",
    "success": "true",
}


@pytest.mark.parametrize("changes", [{}, {"originalReference": "X1"}, {"merchantReference": "Zo\u00eb: 1\\2"}])
def test_adyens_library_and_we_believe_the_same_signatures(changes: dict[str, str]) -> None:
    _, body = signed({**ITEM, **changes})
    whole = orjson.loads(body)
    assert Adyen.util.is_valid_hmac_notification(whole, HMAC_KEY)
    assert webhook.read(SETTINGS, body)
    for name in ("pspReference", "merchantReference", "eventCode", "success", "originalReference"):
        altered = orjson.loads(body)
        altered["notificationItems"][0]["NotificationRequestItem"][name] = "altered"
        assert not Adyen.util.is_valid_hmac_notification(altered, HMAC_KEY)
        with pytest.raises(InvalidSignature):
            webhook.read(SETTINGS, orjson.dumps(altered))


@pytest.mark.parametrize("signature", [None, "", "e", "\u00e9", 7])
def test_an_item_without_a_signature_or_with_a_strange_one_is_not_believed(signature: object) -> None:
    item = {**ITEM, "additionalData": {"hmacSignature": signature}}
    body = orjson.dumps({"live": "false", "notificationItems": [{"NotificationRequestItem": item}]})
    with pytest.raises(InvalidSignature):
        webhook.read(SETTINGS, body)


def test_one_item_that_is_not_signed_spoils_the_others() -> None:
    _, body = signed(ITEM)
    whole = orjson.loads(body)
    whole["notificationItems"].append({"NotificationRequestItem": ITEM})
    with pytest.raises(InvalidSignature):
        webhook.read(SETTINGS, orjson.dumps(whole))


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"live": "false"}', b'{"live": "false", "notificationItems": []}'])
def test_what_holds_no_item_is_not_believed(body: bytes) -> None:
    with pytest.raises(InvalidSignature):
        webhook.read(SETTINGS, body)


def test_a_live_report_is_not_believed_in_test_mode_nor_one_of_another_account() -> None:
    for item, live in ((ITEM, "true"), ({**ITEM, "merchantAccountCode": "Another"}, "false")):
        with pytest.raises(InvalidSignature):
            webhook.read(SETTINGS, signed(item, live=live)[1])


@pytest.mark.parametrize(
    ("event_code", "success", "told"),
    [
        ("CAPTURE", "false", EventKind.CAPTURE_FAILED),
        ("CAPTURE_FAILED", "true", EventKind.CAPTURE_FAILED),
        ("CANCELLATION", "true", EventKind.RELEASED),
        ("CANCELLATION", "false", EventKind.RELEASE_FAILED),
        ("TECHNICAL_CANCEL", "true", EventKind.RELEASED),
        ("REFUND", "true", EventKind.REFUNDED),
        ("REFUND", "false", EventKind.REFUND_FAILED),
        ("REFUND_FAILED", "true", EventKind.REFUND_FAILED),
        ("REFUNDED_REVERSED", "true", EventKind.REFUND_FAILED),
        ("NOTIFICATION_OF_CHARGEBACK", "true", EventKind.DISPUTED),
        ("CHARGEBACK", "true", EventKind.DISPUTED),
        ("CHARGEBACK_REVERSED", "true", EventKind.DISPUTE_WON),
        ("SECOND_CHARGEBACK", "true", EventKind.DISPUTE_LOST),
        ("EXPIRE", "true", EventKind.EXPIRED),
        ("CANCEL_OR_REFUND", "true", EventKind.RELEASED),
    ],
)
def test_what_happens_to_a_payment_later_leads_to_it(event_code: str, success: str, told: EventKind) -> None:
    item = {**ITEM, "eventCode": event_code, "success": success, "pspReference": "M1", "originalReference": "P1"}
    (read,) = webhook.read(SETTINGS, signed(item)[1])
    assert (read.kind, read.reference, read.payment_id) == (told, "P1", "pay_1")
    assert read.dispute == ("M1" if "CHARGEBACK" in event_code else None)
    assert (read.amount, read.merchant_account, read.occurred_at.astimezone(NOW.tzinfo)) == (
        Money(1050, "EUR"),
        MERCHANT,
        NOW,
    )


def test_a_report_that_is_not_known_is_let_be_whatever_it_is_about() -> None:
    item = {**ITEM, "eventCode": "REPORT_AVAILABLE", "amount": {"value": 0, "currency": "???"}}
    (read,) = webhook.read(SETTINGS, signed(item)[1])
    assert (read.kind, read.amount) == (EventKind.OTHER, None)


def test_a_report_is_known_by_what_is_signed_when_it_is_sent_again() -> None:
    (first,) = webhook.read(SETTINGS, signed(ITEM)[1])
    (again,) = webhook.read(SETTINGS, signed({**ITEM, "eventDate": "2026-11-02T11:00:00+01:00"})[1])
    (failed,) = webhook.read(SETTINGS, signed({**ITEM, "success": "false"})[1])
    assert first.id == again.id != failed.id


async def test_why_a_try_failed_is_told_in_our_words_and_free_text_is_not_repeated(adyen: AdyenVendor) -> None:
    for said, code in (
        ("Blocked Card", DeclineCode.DO_NOT_TRY_AGAIN),
        ("NOT ENOUGH BALANCE", DeclineCode.INSUFFICIENT_FUNDS),
        ("ada@example.com was refused", DeclineCode.TRY_ANOTHER_METHOD),
    ):
        adyen.server.declines(adyen.session_of(await opened(adyen, intent())), said)
        told = (await event(adyen)).decline
        assert told is not None
        assert told.code is code
        assert "ada" not in told.said
