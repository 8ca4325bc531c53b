"""What is Adyen's alone, held against Adyen's own library where it can tell."""

from typing import Any

import Adyen
import pytest
from pydantic import SecretStr, ValidationError

from integrations.kit.errors import Conflict, IntegrationError, Invalid, NotFound, Rejected, Throttled
from integrations.payment.adyen import client, refusals, wire
from integrations.payment.adyen.amounts import from_adyen, to_adyen
from integrations.payment.adyen.settings import AdyenSettings
from integrations.payment.contract import CaptureMode, ConfirmOnClient, Reference, Status
from integrations.payment.declines import DeclineCode
from integrations.payment.idempotency import Operation
from integrations.payment.money import Money
from tests.contract.payment_providers.adyen_server import HMAC_KEY, MERCHANT
from tests.contract.payment_providers.conftest import AdyenVendor
from tests.contract.payment_providers.vendor import EUR_42, intent, key, opened, paid

SETTINGS = AdyenSettings(merchant_account=MERCHANT, webhook_keys=(SecretStr(HMAC_KEY),))
SESSION = Reference("session:CS1")


@pytest.mark.parametrize("environment", ["test", "live"])
def test_the_addresses_are_those_that_adyens_library_calls_in_our_version(environment: str) -> None:
    theirs = Adyen.Adyen(platform=environment, live_endpoint_prefix="1797a841fbb37ca7-Shop")
    theirs.client.api_checkout_version = client.VERSION.removeprefix("v")
    base = theirs.client._set_url_version("checkout", theirs.checkout.payments_api.baseUrl)
    live_url = "https://1797a841fbb37ca7-Shop-checkout-live.adyenpayments.com/checkout"
    ours = AdyenSettings().url if environment == "test" else live_url
    assert theirs.client._determine_api_url(environment, base) == f"{ours}/{client.VERSION}"


async def test_a_session_is_begun_with_the_account_the_method_and_the_capture_that_we_want(adyen: AdyenVendor) -> None:
    wanted = intent()
    state = await opened(adyen, wanted)
    path, headers, content = adyen.server.asked[-1]
    assert (path, headers["x-api-key"], len(headers["idempotency-key"])) == ("/v71/sessions", "an-api-key", 64)
    assert (content["merchantAccount"], content["reference"]) == (MERCHANT, wanted.payment_id)
    assert content["allowedPaymentMethods"] == ["scheme"]
    assert content["additionalData"] == {"manualCapture": "true"}
    assert isinstance(state.next_action, ConfirmOnClient)
    assert state.next_action.session == {"id": adyen.session_of(state), "environment": "test"}
    assert state.next_action.client_secret not in repr(state)


def test_what_is_captured_with_the_authorisation_says_so_in_what_adyen_signs() -> None:
    content = wire.opening(intent(payment_id="pay_1", capture=CaptureMode.AUTOMATIC), SETTINGS)
    assert content["captureDelayHours"] == 0
    assert "additionalData" not in content
    assert wire.payment_id_of(content["reference"]) == ("pay_1", True)


def test_no_pseudonym_is_sent_where_there_is_none_and_no_person_ever() -> None:
    names = set(wire.opening(intent(shopper_reference=None), SETTINGS))
    assert not {"shopperReference", "shopperEmail", "shopperName", "telephoneNumber", "billingAddress"} & names


@pytest.mark.parametrize("method", ["capture", "refund"])
async def test_a_key_of_another_amount_is_a_conflict_though_adyen_answers(adyen: AdyenVendor, method: str) -> None:
    wanted = intent()
    state = await paid(adyen, wanted)
    act = getattr(adyen.provider, method)
    await act(state.reference, EUR_42, key(wanted, Operation.CAPTURE))
    with pytest.raises(Conflict):
        await act(state.reference, Money(4100, "EUR"), key(wanted, Operation.CAPTURE))


async def test_the_result_of_a_session_is_asked_for_this_session_alone(adyen: AdyenVendor) -> None:
    wanted = intent()
    state = await opened(adyen, wanted)
    adyen.shopper_pays(state)
    details = {"sessionResult": f"result-of-{adyen.session_of(state)}", "sessionId": "CS-of-another"}
    found = await adyen.provider.complete(state.reference, details, key(wanted, Operation.COMPLETE))
    assert (found.status, found.authorised, found.payment_id) == (Status.AUTHORISED, EUR_42, wanted.payment_id)
    other = await opened(adyen, intent())
    with pytest.raises(Invalid):
        await adyen.provider.complete(other.reference, details, key(intent(), Operation.COMPLETE))


async def test_details_of_another_payment_name_the_payment_that_they_are_of(adyen: AdyenVendor) -> None:
    mine, other = intent(), intent()
    opened_mine, opened_other = await opened(adyen, mine), await opened(adyen, other)
    adyen.shopper_pays(opened_other)
    found = await adyen.provider.complete(
        opened_mine.reference, adyen.brought_back(opened_other), key(mine, Operation.COMPLETE)
    )
    assert found.payment_id == other.payment_id


def test_details_that_name_no_payment_prove_nothing() -> None:
    said = {"resultCode": "Authorised", "pspReference": "NC6HT9CRT65ZGN82", "amount": {"value": 1, "currency": "EUR"}}
    state = wire.payment_result(said, SESSION, SETTINGS)
    assert (state.status, state.reference) == (Status.PROCESSING, SESSION)


@pytest.mark.parametrize(
    ("result", "status", "code"),
    [
        ("Refused", Status.OPEN, DeclineCode.TRY_ANOTHER_METHOD),
        ("Cancelled", Status.OPEN, DeclineCode.CANCELLED_BY_SHOPPER),
        ("Pending", Status.PROCESSING, None),
        ("Received", Status.PROCESSING, None),
        ("ChallengeShopper", Status.OPEN, None),
        ("Quantum", Status.ATTENTION, None),
    ],
)
def test_a_result_is_one_of_our_states_and_what_nobody_knows_is_looked_at(
    result: str, status: Status, code: DeclineCode | None
) -> None:
    state = wire.payment_result(
        {"resultCode": result, "pspReference": "N", "merchantReference": "p"}, SESSION, SETTINGS
    )
    assert (state.status, state.reference) == (status, SESSION)
    assert (state.decline.code if state.decline else None) is code


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("active", Status.OPEN),
        ("paymentPending", Status.PROCESSING),
        ("refused", Status.DECLINED),
        ("canceled", Status.RELEASED),
        ("expired", Status.EXPIRED),
        ("completed", Status.PROCESSING),
        ("quantum", Status.ATTENTION),
    ],
)
def test_a_session_without_one_authorised_payment_is_not_taken_for_paid(said: str, status: Status) -> None:
    assert wire.session_result({"id": "CS1", "status": said}, SESSION, SETTINGS).status is status


@pytest.mark.parametrize(
    ("money", "value"),
    [
        (Money(1050, "EUR"), 1050),
        (Money(500, "JPY"), 500),
        (Money(500, "CLP"), 50000),
        (Money(500, "ISK"), 50000),
        (Money(50000, "IDR"), 500),
        (Money(50000, "CVE"), 500),
        (Money(5124, "KWD"), 5124),
    ],
)
def test_amounts_are_counted_as_adyen_counts_them(money: Money, value: int) -> None:
    assert to_adyen(money) == {"value": value, "currency": money.currency}
    assert from_adyen(value, money.currency) == money


@pytest.mark.parametrize("money", [Money(50001, "IDR"), Money(1, "CVE"), Money(1, "CLF"), Money(1, "BIF")])
def test_an_amount_that_adyen_cannot_take_is_refused_and_never_rounded(money: Money) -> None:
    with pytest.raises(Invalid):
        to_adyen(money)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (422, "704", Throttled),
        (409, "704", Throttled),
        (422, "167", NotFound),
        (422, "137", Rejected),
        (422, "14_0426", Invalid),
        (400, None, Invalid),
    ],
)
def test_each_refusal_is_one_of_ours_and_repeats_nothing_that_adyen_wrote(
    status: int, code: str | None, kind: type[IntegrationError]
) -> None:
    refused = refusals.refusal(status, {"errorCode": code, "message": "ada@example.com"})
    assert type(refused) is kind
    assert "ada" not in refused.message


def test_what_does_not_fit_together_stops_the_start() -> None:
    good: dict[str, Any] = {
        "enabled": True,
        "merchant_account": MERCHANT,
        "api_key": "key",
        "client_key": "test_1",
        "webhook_keys": (HMAC_KEY,),
    }
    assert AdyenSettings(**good).live is False
    for changes, message in (
        ({"client_key": "live_1"}, "different modes"),
        ({"environment": "live", "client_key": "live_1"}, "BFF_PAYMENTS__ADYEN__URL"),
        ({"webhook_keys": ("not hexadecimal",)}, "hexadecimal"),
        ({"merchant_account": None}, "BFF_PAYMENTS__ADYEN__MERCHANT_ACCOUNT"),
    ):
        with pytest.raises(ValidationError, match=message):
            AdyenSettings(**{**good, **changes})
