"""The contract, promise by promise, on every adapter."""

from datetime import timedelta

import pytest

from integrations.kit.errors import Conflict, IntegrationError, Invalid, NotFound, Rejected, Throttled, Unavailable
from integrations.payment.contract import (
    CaptureMode,
    EventKind,
    InvalidSignature,
    NothingToDo,
    Operation,
    Reference,
    Status,
)
from integrations.payment.declines import DeclineCode
from integrations.payment.money import Money
from tests.contract.payment_providers.vendor import EUR_42, NOW, Vendor, event, intent, key, opened, paid


async def test_a_payment_that_is_opened_waits_for_its_shopper_and_holds_nothing(vendor: Vendor) -> None:
    wanted = intent()
    state = await opened(vendor, wanted)
    assert (state.status, state.amount, state.payment_id) == (Status.OPEN, EUR_42, wanted.payment_id)
    assert not isinstance(state.next_action, NothingToDo)
    assert state.live is vendor.provider.live is False
    assert await vendor.provider.inquire(state.reference) == state


@pytest.mark.parametrize("amount", [Money(1234, "JPY"), Money(123450, "KWD"), Money(99900, "HUF"), Money(7, "USD")])
async def test_an_amount_comes_back_as_it_went_whatever_the_currency(vendor: Vendor, amount: Money) -> None:
    state = await paid(vendor, intent(amount=amount))
    assert (state.amount, state.authorised) == (amount, amount)


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


async def test_what_the_shopper_paid_is_held_until_it_is_captured(vendor: Vendor) -> None:
    wanted = intent()
    state = await paid(vendor, wanted)
    assert (state.status, state.authorised, state.captured) == (Status.AUTHORISED, EUR_42, Money(0, "EUR"))
    captured = await vendor.provider.capture(state.reference, EUR_42, key(wanted, Operation.CAPTURE))
    assert (captured.status, captured.captured) == (Status.CAPTURED, EUR_42)


async def test_with_automatic_capture_the_money_is_taken_at_once(vendor: Vendor) -> None:
    state = await paid(vendor, intent(capture=CaptureMode.AUTOMATIC))
    assert (state.status, state.captured) == (Status.CAPTURED, EUR_42)


async def test_capturing_twice_with_one_key_takes_the_money_once(vendor: Vendor) -> None:
    wanted = intent()
    state = await paid(vendor, wanted)
    some = Money(2000, "EUR")
    first = await vendor.provider.capture(state.reference, some, key(wanted, Operation.CAPTURE))
    assert await vendor.provider.capture(state.reference, some, key(wanted, Operation.CAPTURE)) == first
    assert (await vendor.provider.inquire(state.reference)).captured == some


async def test_more_than_is_held_is_never_captured(vendor: Vendor) -> None:
    wanted = intent()
    state = await paid(vendor, wanted)
    with pytest.raises(Rejected):
        await vendor.provider.capture(state.reference, Money(4201, "EUR"), key(wanted, Operation.CAPTURE))
    assert (await vendor.provider.inquire(state.reference)).captured == Money(0, "EUR")


async def test_what_was_never_authorised_is_not_captured(vendor: Vendor) -> None:
    wanted = intent()
    state = await opened(vendor, wanted)
    with pytest.raises(Rejected):
        await vendor.provider.capture(state.reference, EUR_42, key(wanted, Operation.CAPTURE))


@pytest.mark.parametrize("is_paid", [True, False])
async def test_what_is_released_is_held_no_more_and_cannot_be_captured(vendor: Vendor, is_paid: bool) -> None:
    wanted = intent()
    state = await (paid if is_paid else opened)(vendor, wanted)
    released = await vendor.provider.release(state.reference, key(wanted, Operation.RELEASE))
    assert released.status is Status.RELEASED
    assert await vendor.provider.release(state.reference, key(wanted, Operation.RELEASE)) == released
    with pytest.raises(Rejected):
        await vendor.provider.capture(state.reference, EUR_42, key(wanted, Operation.CAPTURE))


async def test_money_that_was_taken_is_refunded_in_parts_and_never_more_than_all_of_it(vendor: Vendor) -> None:
    wanted = intent(capture=CaptureMode.AUTOMATIC)
    state = await paid(vendor, wanted)
    refund, reference = vendor.provider.refund, state.reference
    part = await refund(reference, Money(1200, "EUR"), key(wanted, Operation.REFUND, 1))
    assert (part.status, part.refunded) == (Status.PARTIALLY_REFUNDED, Money(1200, "EUR"))
    assert await refund(reference, Money(1200, "EUR"), key(wanted, Operation.REFUND, 1)) == part
    with pytest.raises(Rejected):
        await refund(reference, Money(3001, "EUR"), key(wanted, Operation.REFUND, 2))
    whole = await refund(reference, Money(3000, "EUR"), key(wanted, Operation.REFUND, 3))
    assert (whole.status, whole.refunded) == (Status.REFUNDED, EUR_42)


async def test_a_refusal_says_why_in_our_words(vendor: Vendor) -> None:
    state = await opened(vendor, intent())
    vendor.shopper_is_declined(state)
    refused = await vendor.provider.inquire(state.reference)
    assert refused.decline is not None
    assert refused.decline.code is DeclineCode.INSUFFICIENT_FUNDS
    assert refused.status in (Status.DECLINED, Status.OPEN)
    assert refused.captured == Money(0, "EUR")


async def test_what_the_browser_brings_back_is_not_believed(vendor: Vendor) -> None:
    wanted = intent()
    state = await opened(vendor, wanted)
    claims = {"status": "authorised", "redirect_status": "succeeded", "payment": state.reference}
    found = await vendor.provider.complete(state.reference, claims, key(wanted, Operation.COMPLETE))
    assert found.status is Status.OPEN


async def test_a_payment_that_is_not_there_is_not_found(vendor: Vendor) -> None:
    with pytest.raises(NotFound):
        await vendor.provider.inquire(Reference("pi_nobody"))


async def test_a_callback_tells_of_the_payment_and_is_the_same_event_each_time(vendor: Vendor) -> None:
    wanted = intent()
    state = await opened(vendor, wanted)
    vendor.shopper_pays(state)
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
    for altered in (body.replace(b"4200", b"4201"), body + b" ", b"", b"{}"):
        with pytest.raises(InvalidSignature):
            vendor.provider.read_webhook(headers, altered)


async def test_a_callback_without_a_signature_or_with_a_strange_one_is_not_believed(vendor: Vendor) -> None:
    vendor.shopper_pays(await opened(vendor, intent()))
    headers, body = vendor.callback()
    (name,) = [each for each in headers if "signature" in each]
    unsigned = {other: value for other, value in headers.items() if other != name}
    with pytest.raises(InvalidSignature):
        vendor.provider.read_webhook(unsigned, body)
    for strange in (
        "",
        "t=,v1=",
        "v1=abc",
        "t=1,t=2,v1=a",
        "t=" + "9" * 400 + ",v1=a",
        "\u00e9",
        headers[name].replace("v1=", "v1=0"),
    ):
        with pytest.raises(InvalidSignature):
            vendor.provider.read_webhook(unsigned | {name: strange}, body)


async def test_an_old_callback_and_one_from_the_future_are_not_believed(vendor: Vendor) -> None:
    vendor.shopper_pays(await opened(vendor, intent()))
    headers, body = vendor.callback()
    for minutes in (-4, 4):
        assert vendor.provider_at(NOW + timedelta(minutes=minutes)).read_webhook(headers, body)
    for minutes in (-6, 6):
        with pytest.raises(InvalidSignature):
            vendor.provider_at(NOW + timedelta(minutes=minutes)).read_webhook(headers, body)


async def test_while_a_key_changes_the_old_and_the_new_one_are_good_and_no_other(vendor: Vendor) -> None:
    vendor.shopper_pays(await opened(vendor, intent()))
    headers, body = vendor.callback()
    signed_with = "sandbox-webhook-secret"
    for keys in ((signed_with, "the-next-one"), ("the-next-one", signed_with)):
        assert vendor.provider_at(NOW, webhook_keys=keys).read_webhook(headers, body)
    with pytest.raises(InvalidSignature):
        vendor.provider_at(NOW, webhook_keys=("the-next-one",)).read_webhook(headers, body)


async def test_reconciliation_sees_every_payment_since_a_moment(vendor: Vendor) -> None:
    begun = {(await opened(vendor, intent())).reference for _ in range(60)}
    listed = [state.reference async for state in vendor.provider.list_since(NOW - timedelta(hours=1))]
    assert len(listed) == len(set(listed)) == 60
    assert set(listed) == begun
    assert [state async for state in vendor.provider.list_since(NOW + timedelta(hours=1))] == []


@pytest.mark.parametrize(
    ("kind", "error", "is_doubtful"),
    [
        ("error", Unavailable, True),
        ("drop_before", Unavailable, True),
        ("drop_after", Unavailable, True),
        ("garbage", Invalid, True),
        ("throttle", Throttled, False),
    ],
)
async def test_a_capture_whose_answer_was_lost_is_asked_again_and_takes_the_money_once(
    vendor: Vendor, kind: str, error: type[IntegrationError], is_doubtful: bool
) -> None:
    wanted = intent()
    state = await paid(vendor, wanted)
    vendor.fails(kind, "capture")
    with pytest.raises(error) as failed:
        await vendor.provider.capture(state.reference, EUR_42, key(wanted, Operation.CAPTURE))
    assert failed.value.doubtful is is_doubtful
    again = await vendor.provider.capture(state.reference, EUR_42, key(wanted, Operation.CAPTURE))
    assert (again.status, again.captured) == (Status.CAPTURED, EUR_42)
