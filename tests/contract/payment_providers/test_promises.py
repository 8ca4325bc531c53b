"""The contract, promise by promise, on every adapter."""

import pytest

from integrations.kit.errors import Conflict, Rejected
from integrations.payment.contract import CaptureMode, EventKind, InvalidSignature, NothingToDo, Status
from integrations.payment.declines import DeclineCode
from integrations.payment.idempotency import Operation
from integrations.payment.money import Money
from tests.contract.payment_providers.vendor import EUR_42, NOW, Vendor, event, found, intent, key, opened, paid


async def test_a_payment_that_is_opened_waits_for_its_shopper_and_holds_nothing(vendor: Vendor) -> None:
    wanted = intent()
    state = await opened(vendor, wanted)
    assert (state.status, state.amount, state.payment_id) == (Status.OPEN, EUR_42, wanted.payment_id)
    assert not isinstance(state.next_action, NothingToDo)
    assert state.live is vendor.provider.live is False


@pytest.mark.parametrize("amount", [Money(1234, "JPY"), Money(123450, "KWD"), Money(99900, "HUF"), Money(7, "USD")])
async def test_an_amount_comes_back_as_it_went_whatever_the_currency(vendor: Vendor, amount: Money) -> None:
    state = await paid(vendor, intent(amount=amount))
    assert state.authorised == amount
    assert state.amount in (None, amount)


async def test_opening_twice_with_one_key_is_one_payment_with_the_same_next_action(vendor: Vendor) -> None:
    wanted = intent()
    first = await opened(vendor, wanted)
    assert await opened(vendor, wanted) == first


async def test_the_same_key_for_another_amount_is_a_conflict(vendor: Vendor) -> None:
    wanted = intent()
    await opened(vendor, wanted)
    other = intent(payment_id=wanted.payment_id, amount=Money(4300, "EUR"))
    with pytest.raises(Conflict):
        await opened(vendor, other)


async def test_with_automatic_capture_the_money_is_taken_at_once(vendor: Vendor) -> None:
    state = await paid(vendor, intent(capture=CaptureMode.AUTOMATIC))
    assert (state.status, state.captured) == (Status.CAPTURED, EUR_42)


async def test_what_was_never_authorised_is_not_captured(vendor: Vendor) -> None:
    wanted = intent()
    state = await opened(vendor, wanted)
    with pytest.raises(Rejected):
        await vendor.provider.capture(state.reference, EUR_42, key(wanted, Operation.CAPTURE))


async def test_a_refusal_says_why_in_our_words(vendor: Vendor) -> None:
    wanted = intent()
    state = await opened(vendor, wanted)
    vendor.shopper_is_declined(state)
    refused = await found(vendor, wanted, state)
    assert refused.decline is not None
    assert refused.decline.code is DeclineCode.INSUFFICIENT_FUNDS
    assert refused.status in (Status.DECLINED, Status.OPEN)
    assert refused.captured in (None, Money(0, "EUR"))


async def test_what_the_browser_brings_back_is_not_believed(vendor: Vendor) -> None:
    wanted = intent()
    state = await opened(vendor, wanted)
    claims = {"status": "authorised", "redirect_status": "succeeded", "payment": state.reference}
    completed = await vendor.provider.complete(state.reference, claims, key(wanted, Operation.COMPLETE))
    assert completed.status is Status.OPEN


async def test_a_callback_tells_of_the_payment_and_is_the_same_event_each_time(vendor: Vendor) -> None:
    wanted = intent()
    state = await paid(vendor, wanted)
    told = await event(vendor)
    while told.kind is not EventKind.AUTHORISED:
        told = await event(vendor)
    assert (told.payment_id, told.reference, told.amount) == (wanted.payment_id, state.reference, EUR_42)
    assert told.live is False
    assert told.occurred_at.tzinfo is not None


async def test_a_callback_that_was_altered_is_not_believed(vendor: Vendor) -> None:
    vendor.shopper_pays(await opened(vendor, intent()))
    headers, body = vendor.callback()
    assert vendor.provider.read_webhook(headers, body)
    for altered in (body.replace(b"4200", b"4201"), b"", b"{}"):
        with pytest.raises(InvalidSignature):
            vendor.provider.read_webhook(headers, altered)


async def test_while_a_key_changes_the_old_and_the_new_one_are_good_and_no_other(vendor: Vendor) -> None:
    vendor.shopper_pays(await opened(vendor, intent()))
    headers, body = vendor.callback()
    signed_with, another = vendor.webhook_keys
    for keys in ((signed_with, another), (another, signed_with)):
        assert vendor.provider_at(NOW, webhook_keys=keys).read_webhook(headers, body)
    with pytest.raises(InvalidSignature):
        vendor.provider_at(NOW, webhook_keys=(another,)).read_webhook(headers, body)
