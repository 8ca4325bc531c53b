"""What is Stripe's alone, held against Stripe's own SDK where it can tell."""

from datetime import timedelta

import orjson
import pytest
import stripe as sdk
from pydantic import SecretStr, ValidationError
from stripe._api_version import _ApiVersion
from stripe.params import PaymentIntentCreateParams

from integrations.kit.errors import Conflict, IntegrationError, Invalid, NotFound, Rejected, Throttled
from integrations.payment.contract import ConfirmOnClient, Declined, EventKind, InvalidSignature, Status
from integrations.payment.declines import DeclineCode
from integrations.payment.money import Money
from integrations.payment.stripe import client, webhook, wire
from integrations.payment.stripe.amounts import from_stripe, to_stripe
from integrations.payment.stripe.settings import StripeSettings
from tests.contract.payment_providers.conftest import StripeVendor
from tests.contract.payment_providers.stripe_server import CREATED, SECRET, signed
from tests.contract.payment_providers.vendor import NOW, intent, opened

SETTINGS = StripeSettings(secret_key=SecretStr("sk_test_1"), webhook_keys=(SecretStr(SECRET),))


def event_of(kind: str, about: dict[str, object], **changes: object) -> dict[str, object]:
    common = {"id": "evt_1", "object": "event", "type": kind, "created": CREATED, "livemode": False}
    return {**common, "data": {"object": about}, **changes}


def test_the_pinned_version_is_the_one_that_stripes_sdk_speaks() -> None:
    assert client.VERSION == _ApiVersion.CURRENT


def test_what_we_send_are_parameters_that_stripes_sdk_knows() -> None:
    names = {name.split("[")[0] for name, _ in wire.opening(intent())}
    assert names <= set(PaymentIntentCreateParams.__annotations__)


async def test_version_key_and_credentials_go_with_each_request_and_the_secret_to_the_browser_alone(
    stripe: StripeVendor,
) -> None:
    state = await opened(stripe, intent())
    sent = stripe.server.headers
    assert (sent["stripe-version"], sent["authorization"]) == (client.VERSION, "Bearer sk_test_1")
    assert len(sent["idempotency-key"]) == 64
    assert isinstance(state.next_action, ConfirmOnClient)
    assert state.next_action.client_secret == f"{state.reference}_secret_x"
    assert "_secret_" not in repr(state)


async def test_no_pseudonym_is_sent_where_there_is_none_and_no_address_ever(stripe: StripeVendor) -> None:
    names = [name for name, _ in wire.opening(intent(shopper_reference=None))]
    assert "metadata[shopper]" not in names
    assert not {"receipt_email", "customer", "shipping"} & {name.split("[")[0] for name in names}


@pytest.mark.parametrize("body", [b'{"id": "evt_1"}', '{"name": "Zo\u00eb"}'.encode()])
def test_stripes_sdk_and_we_believe_the_same_signatures(body: bytes) -> None:
    headers, _ = signed(orjson.loads(body))
    exact = orjson.dumps(orjson.loads(body))
    sdk.WebhookSignature.verify_header(exact.decode(), headers["stripe-signature"], SECRET)
    with pytest.raises(Invalid):  # believed, and then found to be no event
        webhook.read(SETTINGS, headers, exact, NOW)
    with pytest.raises(sdk.SignatureVerificationError):
        sdk.WebhookSignature.verify_header(exact.decode() + " ", headers["stripe-signature"], SECRET)
    with pytest.raises(InvalidSignature):
        webhook.read(SETTINGS, headers, exact + b" ", NOW)


def test_a_live_event_is_not_believed_in_test_mode_nor_one_of_another_account() -> None:
    about = {"id": "pi_1", "object": "payment_intent", "amount": 1, "currency": "eur", "metadata": {}}
    for changes in ({"livemode": True}, {"account": "acct_other"}):
        with pytest.raises(InvalidSignature):
            webhook.read(SETTINGS, *signed(event_of("payment_intent.created", about, **changes)), NOW)


@pytest.mark.parametrize(
    ("kind", "about", "told"),
    [
        ("charge.refunded", {"amount_refunded": 100}, EventKind.REFUNDED),
        ("charge.dispute.created", {"amount": 100}, EventKind.DISPUTED),
        ("charge.dispute.closed", {"amount": 100, "status": "lost"}, EventKind.DISPUTE_LOST),
        ("charge.dispute.closed", {"amount": 100, "status": "won"}, EventKind.DISPUTE_WON),
        ("charge.dispute.closed", {"amount": 100, "status": "warning_closed"}, EventKind.OTHER),
        ("refund.failed", {"amount": 100}, EventKind.REFUND_FAILED),
        ("charge.expired", {"amount": 100}, EventKind.EXPIRED),
    ],
)
def test_what_happens_to_a_charge_leads_to_its_payment(kind: str, about: dict[str, object], told: EventKind) -> None:
    whole = {"id": "x_1", "object": "charge", "payment_intent": "pi_1", "currency": "eur", **about}
    (event,) = webhook.read(SETTINGS, *signed(event_of(kind, whole)), NOW)
    assert (event.kind, event.reference, event.amount) == (told, "pi_1", Money(100, "EUR"))
    assert event.dispute == ("x_1" if "dispute" in kind else None)


def test_an_event_that_is_not_known_is_let_be() -> None:
    (event,) = webhook.read(SETTINGS, *signed(event_of("customer.created", {"id": "cus_1"})), NOW)
    assert event.kind is EventKind.OTHER


def test_each_kind_that_we_know_is_one_that_stripes_sdk_has() -> None:
    from stripe._webhook_endpoint import WebhookEndpoint
    from stripe.params._webhook_endpoint_create_params import WebhookEndpointCreateParams

    assert WebhookEndpoint.OBJECT_NAME == "webhook_endpoint"
    known = str(WebhookEndpointCreateParams.__annotations__["enabled_events"])
    assert all(f"'{kind}'" in known or f'"{kind}"' in known for kind in webhook.KINDS)


@pytest.mark.parametrize(
    ("money", "amount"),
    [
        (Money(1050, "EUR"), 1050),
        (Money(500, "JPY"), 500),
        (Money(500, "ISK"), 50000),
        (Money(500, "UGX"), 50000),
        (Money(50000, "MGA"), 500),
        (Money(5120, "KWD"), 5120),
        (Money(99900, "HUF"), 99900),
        (Money(80000, "TWD"), 80000),
    ],
)
def test_amounts_are_counted_as_stripe_counts_them(money: Money, amount: int) -> None:
    assert to_stripe(money) == amount
    assert from_stripe(amount, money.currency.lower()) == money


@pytest.mark.parametrize("money", [Money(5124, "KWD"), Money(50001, "MGA"), Money(1, "IQD"), Money(1, "CLF")])
def test_an_amount_that_stripe_cannot_take_is_refused_and_never_rounded(money: Money) -> None:
    with pytest.raises(Invalid):
        to_stripe(money)


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (400, {"type": "idempotency_error"}, Conflict),
        (409, {"type": "invalid_request_error", "code": "idempotency_key_in_use"}, Throttled),
        (404, {"code": "resource_missing"}, NotFound),
        (400, {"code": "payment_intent_unexpected_state"}, Rejected),
        (400, {"code": "parameter_missing"}, Invalid),
        (402, {"type": "card_error", "code": "card_declined", "decline_code": "stolen_card"}, Declined),
    ],
)
def test_each_refusal_is_one_of_ours_and_repeats_nothing_that_stripe_wrote(
    status: int, error: dict[str, str], kind: type[IntegrationError]
) -> None:
    refused = wire.refusal(status, {"error": {**error, "message": "ada@example.com"}})
    assert type(refused) is kind
    assert "ada" not in refused.message


def test_a_stolen_card_is_used_no_more_and_an_unknown_word_asks_for_another_method() -> None:
    for said, code in (
        ("stolen_card", DeclineCode.DO_NOT_TRY_AGAIN),
        ("expired_card", DeclineCode.EXPIRED),
        ("never heard", DeclineCode.TRY_ANOTHER_METHOD),
    ):
        declined = wire.decline({"code": "card_declined", "decline_code": said})
        assert declined is not None
        assert declined.code is code


async def test_a_status_that_nobody_knows_is_for_somebody_to_look_at(stripe: StripeVendor) -> None:
    state = await opened(stripe, intent())
    stripe.server.intents[state.reference]["status"] = "quantum"
    assert (await stripe.provider.inquire(state.reference)).status is Status.ATTENTION


def test_a_live_key_beside_a_test_key_stops_the_start() -> None:
    with pytest.raises(ValidationError, match="different modes"):
        StripeSettings(
            enabled=True,
            secret_key=SecretStr("sk_live_1"),
            public_key="pk_test_1",
            webhook_keys=(SecretStr("whsec_1"),),
        )
    with pytest.raises(ValidationError, match="BFF_PAYMENTS__STRIPE__SECRET_KEY"):
        StripeSettings(enabled=True)


def test_keys_are_trusted_no_longer_than_stripe_promises(stripe: StripeVendor) -> None:
    assert stripe.provider.capabilities.keys_last == timedelta(hours=24)
