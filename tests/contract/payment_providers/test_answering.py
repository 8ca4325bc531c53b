"""The contract where a provider tells when it is asked: how a payment stands, and at once what came of an act."""

from datetime import timedelta

import pytest

from integrations.kit.errors import IntegrationError, Invalid, NotFound, Rejected, Throttled, Unavailable
from integrations.payment.contract import CaptureMode, Event, EventKind, InvalidSignature, Reference, Status
from integrations.payment.idempotency import Operation
from integrations.payment.money import Money
from tests.contract.payment_providers.vendor import (
    EUR_42,
    NOW,
    AnsweringVendor,
    Vendor,
    event,
    intent,
    key,
    opened,
    paid,
)


async def test_asking_again_gives_the_state_that_opening_gave(answering: Vendor) -> None:
    state = await opened(answering, intent())
    assert await answering.provider.inquire(state.reference) == state


async def test_what_the_shopper_paid_is_held_until_it_is_captured(answering: Vendor) -> None:
    wanted = intent()
    state = await paid(answering, wanted)
    assert (state.status, state.authorised, state.captured) == (Status.AUTHORISED, EUR_42, Money(0, "EUR"))
    captured = await answering.provider.capture(state.reference, EUR_42, key(wanted, Operation.CAPTURE))
    assert (captured.status, captured.captured) == (Status.CAPTURED, EUR_42)


async def test_capturing_twice_with_one_key_takes_the_money_once(answering: Vendor) -> None:
    wanted = intent()
    state = await paid(answering, wanted)
    some = Money(2000, "EUR")
    first = await answering.provider.capture(state.reference, some, key(wanted, Operation.CAPTURE))
    assert await answering.provider.capture(state.reference, some, key(wanted, Operation.CAPTURE)) == first
    assert (await answering.provider.inquire(state.reference)).captured == some


async def test_more_than_is_held_is_never_captured(answering: Vendor) -> None:
    wanted = intent()
    state = await paid(answering, wanted)
    with pytest.raises(Rejected):
        await answering.provider.capture(state.reference, Money(4201, "EUR"), key(wanted, Operation.CAPTURE))
    assert (await answering.provider.inquire(state.reference)).captured == Money(0, "EUR")


@pytest.mark.parametrize("is_paid", [True, False])
async def test_what_is_released_is_held_no_more_and_cannot_be_captured(answering: Vendor, is_paid: bool) -> None:
    wanted = intent()
    state = await (paid if is_paid else opened)(answering, wanted)
    released = await answering.provider.release(state.reference, key(wanted, Operation.RELEASE))
    assert released.status is Status.RELEASED
    assert await answering.provider.release(state.reference, key(wanted, Operation.RELEASE)) == released
    with pytest.raises(Rejected):
        await answering.provider.capture(state.reference, EUR_42, key(wanted, Operation.CAPTURE))


async def test_money_that_was_taken_is_refunded_in_parts_and_never_more_than_all_of_it(answering: Vendor) -> None:
    wanted = intent(capture=CaptureMode.AUTOMATIC)
    state = await paid(answering, wanted)
    refund, reference = answering.provider.refund, state.reference
    part = await refund(reference, Money(1200, "EUR"), key(wanted, Operation.REFUND, 1))
    assert (part.status, part.refunded) == (Status.PARTIALLY_REFUNDED, Money(1200, "EUR"))
    assert await refund(reference, Money(1200, "EUR"), key(wanted, Operation.REFUND, 1)) == part
    with pytest.raises(Rejected):
        await refund(reference, Money(3001, "EUR"), key(wanted, Operation.REFUND, 2))
    whole = await refund(reference, Money(3000, "EUR"), key(wanted, Operation.REFUND, 3))
    assert (whole.status, whole.refunded) == (Status.REFUNDED, EUR_42)


async def test_a_payment_that_is_not_there_is_not_found(answering: Vendor) -> None:
    with pytest.raises(NotFound):
        await answering.provider.inquire(Reference("pi_nobody"))


async def test_a_callback_without_a_signature_or_with_a_strange_one_is_not_believed(answering: Vendor) -> None:
    answering.shopper_pays(await opened(answering, intent()))
    headers, body = answering.callback()
    (name,) = [each for each in headers if "signature" in each]
    unsigned = {other: value for other, value in headers.items() if other != name}
    with pytest.raises(InvalidSignature):
        answering.provider.read_webhook(unsigned, body)
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
            answering.provider.read_webhook(unsigned | {name: strange}, body)


async def test_a_callback_is_believed_as_the_bytes_that_were_received_and_no_others(answering: Vendor) -> None:
    answering.shopper_pays(await opened(answering, intent()))
    headers, body = answering.callback()
    assert answering.provider.read_webhook(headers, body)
    with pytest.raises(InvalidSignature):
        answering.provider.read_webhook(headers, body + b" ")


async def test_an_old_callback_and_one_from_the_future_are_not_believed(answering: Vendor) -> None:
    answering.shopper_pays(await opened(answering, intent()))
    headers, body = answering.callback()
    for minutes in (-4, 4):
        assert answering.provider_at(NOW + timedelta(minutes=minutes)).read_webhook(headers, body)
    for minutes in (-6, 6):
        later = answering.provider_at(NOW + timedelta(minutes=minutes))
        with pytest.raises(InvalidSignature):
            later.read_webhook(headers, body)
        assert later.read_webhook(headers, body, NOW), "what was kept aside is as old as when it came"


async def test_reconciliation_sees_every_payment_since_a_moment(answering: Vendor) -> None:
    begun = {(await opened(answering, intent())).reference for _ in range(60)}
    listed = [state.reference async for state in answering.provider.list_since(NOW - timedelta(hours=1))]
    assert len(listed) == len(set(listed)) == 60
    assert set(listed) == begun
    assert [state async for state in answering.provider.list_since(NOW + timedelta(hours=1))] == []


async def test_reconciliation_sees_every_dispute_as_its_reports_tell_it(answering: AnsweringVendor) -> None:
    wanted = [intent(capture=CaptureMode.AUTOMATIC) for _ in range(52)]
    for each in wanted:
        state = await paid(answering, each)
        answering.bank_disputes(state, "opened")
        answering.bank_disputes(state, "won")
    reported = list[Event]()
    while len(reported) < 2 * len(wanted):
        told = await event(answering)
        reported += [told] if told.kind in (EventKind.DISPUTED, EventKind.DISPUTE_WON) else []
    listed = [each async for each in answering.provider.disputes_since(NOW - timedelta(hours=1))]
    assert sorted(listed, key=lambda each: each.id) == sorted(reported, key=lambda each: each.id)
    assert [each async for each in answering.provider.disputes_since(NOW + timedelta(hours=1))] == []


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
    answering: Vendor, kind: str, error: type[IntegrationError], is_doubtful: bool
) -> None:
    wanted = intent()
    state = await paid(answering, wanted)
    answering.fails(kind, "capture")
    with pytest.raises(error) as failed:
        await answering.provider.capture(state.reference, EUR_42, key(wanted, Operation.CAPTURE))
    assert failed.value.doubtful is is_doubtful
    again = await answering.provider.capture(state.reference, EUR_42, key(wanted, Operation.CAPTURE))
    assert (again.status, again.captured) == (Status.CAPTURED, EUR_42)
