"""The Stripe adapter against a Stripe that nobody here wrote, whose shoppers pay with Stripe's own SDK."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2 as httpx
import pytest
import stripe as sdk
from pydantic import SecretStr

from integrations.kit import signed_time
from integrations.kit.errors import IntegrationError, NotFound
from integrations.payment.contract import ConfirmOnClient, Intent, Reference, State, Status
from integrations.payment.idempotency import Operation
from integrations.payment.money import Money
from integrations.payment.stripe.adapter import StripeProvider, connect
from integrations.payment.stripe.settings import StripeSettings
from tests.contract.payment_providers.localstripe_server import as_stripe_is_today, localstripe
from tests.contract.payment_providers.vendor import intent, key
from tests.contract.sandbox_commerce.receiving import Receiver

KEY = "sk_test_12345"
SECRET = "whsec_of_the_smoke_test"
PAYS, DECLINED = "4242424242424242", "4000000000000341"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with localstripe() as address:
        yield address


@pytest.fixture
def shopper(server: str) -> sdk.StripeClient:
    return sdk.StripeClient(KEY, base_addresses={"api": server})


@pytest.fixture
async def provider(server: str) -> AsyncIterator[StripeProvider]:
    with as_stripe_is_today(server) as address:
        settings = StripeSettings(url=address, secret_key=SecretStr(KEY), public_key="pk_test_1")
        async with connect(settings) as connected:
            yield connected


async def begun(provider: StripeProvider, wanted: Intent) -> State:
    return await provider.open(wanted, key(wanted, Operation.OPEN))


def pays(shopper: sdk.StripeClient, state: State, number: str = PAYS) -> None:
    """What Stripe's script does in the browser."""
    card: Any = {"number": number, "exp_month": 12, "exp_year": 2030, "cvc": "123"}
    method = shopper.v1.payment_methods.create({"type": "card", "card": card})
    given: Any = {"payment_method": method.id}
    shopper.v1.payment_intents.update(state.reference, given)
    shopper.v1.payment_intents.confirm(state.reference)


async def test_what_a_shopper_pays_is_held_taken_and_given_back(
    provider: StripeProvider, shopper: sdk.StripeClient
) -> None:
    wanted = intent()
    opened = await begun(provider, wanted)
    assert opened.status is Status.OPEN
    assert isinstance(opened.next_action, ConfirmOnClient)
    assert opened.next_action.client_secret.startswith(f"{opened.reference}_secret_")
    pays(shopper, opened)
    held = await provider.inquire(opened.reference)
    assert (held.status, held.authorised, held.payment_id) == (Status.AUTHORISED, wanted.amount, wanted.payment_id)
    taken = await provider.capture(opened.reference, wanted.amount, key(wanted, Operation.CAPTURE))
    assert (taken.status, taken.captured) == (Status.CAPTURED, wanted.amount)
    part = Money(50, wanted.amount.currency)
    returned = await provider.refund(opened.reference, part, key(wanted, Operation.REFUND))
    assert (returned.status, returned.refunded) == (Status.PARTIALLY_REFUNDED, part)


async def test_what_is_given_up_before_or_after_it_was_paid_is_let_go(
    provider: StripeProvider, shopper: sdk.StripeClient
) -> None:
    for is_paid in (False, True):
        wanted = intent()
        opened = await begun(provider, wanted)
        if is_paid:
            pays(shopper, opened)
        assert (await provider.release(opened.reference, key(wanted, Operation.RELEASE))).status is Status.RELEASED
        assert (await provider.inquire(opened.reference)).status is Status.RELEASED


async def test_after_a_refusal_the_shopper_may_pay_another_way(
    provider: StripeProvider, shopper: sdk.StripeClient
) -> None:
    opened = await begun(provider, intent())
    with pytest.raises(sdk.CardError):
        pays(shopper, opened, DECLINED)
    refused = await provider.inquire(opened.reference)
    assert refused.status is Status.OPEN
    assert refused.decline is not None


async def test_every_payment_is_listed(provider: StripeProvider) -> None:
    references = {(await begun(provider, intent())).reference for _ in range(3)}
    listed = {state.reference async for state in provider.list_since(datetime.now(UTC) - timedelta(hours=1))}
    assert references <= listed


async def test_a_payment_that_there_is_not_is_not_found(provider: StripeProvider) -> None:
    with pytest.raises(NotFound):
        await provider.inquire(Reference("pi_of_nobody"))


async def test_a_second_capture_is_refused(provider: StripeProvider, shopper: sdk.StripeClient) -> None:
    wanted = intent()
    opened = await begun(provider, wanted)
    pays(shopper, opened)
    await provider.capture(opened.reference, wanted.amount, key(wanted, Operation.CAPTURE))
    with pytest.raises(IntegrationError):
        await provider.capture(opened.reference, wanted.amount, key(wanted, Operation.CAPTURE, 2))


async def test_its_signatures_are_good_under_their_key_alone(
    server: str, provider: StripeProvider, shopper: sdk.StripeClient
) -> None:
    with Receiver() as receiver:
        config = f"{server}/_config/webhooks/smoke"
        httpx.post(config, data={"url": receiver.url, "secret": SECRET}, trust_env=False).raise_for_status()
        wanted = intent()
        opened = await begun(provider, wanted)
        pays(shopper, opened)
        await provider.capture(opened.reference, wanted.amount, key(wanted, Operation.CAPTURE))
        told = receiver.take()
    header, now = told.headers["stripe-signature"], datetime.now(UTC)
    signed_time.check(header, told.body, [SECRET], now=now, tolerance=timedelta(hours=1))
    for body, secret in ((told.body, "whsec_another"), (told.body + b" ", SECRET)):
        with pytest.raises(signed_time.BadSignature):
            signed_time.check(header, body, [secret], now=now, tolerance=timedelta(hours=1))
