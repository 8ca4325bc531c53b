"""The contract where a provider cannot be asked: it takes an act on, and reports what came of it."""

import pytest

from integrations.kit.errors import IntegrationError, Invalid, NotFound, Rejected, Throttled, Unavailable
from integrations.payment.contract import CaptureMode, Event, EventKind, Reference, Status, Unsupported
from integrations.payment.idempotency import Operation
from integrations.payment.money import Money
from tests.contract.payment_providers.vendor import EUR_42, NOW, Vendor, event, intent, key, opened, paid

SOME = Money(2000, "EUR")


async def reported(vendor: Vendor, kind: EventKind) -> Event:
    """The next report after that of the authorisation, which must be of this kind."""
    told = await event(vendor)
    while told.kind is EventKind.AUTHORISED:
        told = await event(vendor)
    assert told.kind is kind
    return told


async def test_nobody_can_ask_it_how_payments_stand(reporting: Vendor) -> None:
    state = await opened(reporting, intent())
    with pytest.raises(Unsupported):
        await reporting.provider.inquire(state.reference)
    with pytest.raises(Unsupported):
        [each async for each in reporting.provider.list_since(NOW)]
    with pytest.raises(Unsupported):
        [each async for each in reporting.provider.disputes_since(NOW)]


async def test_the_reference_changes_once_and_reports_name_the_new_one_and_our_id(reporting: Vendor) -> None:
    wanted = intent()
    state = await paid(reporting, wanted)
    assert state.reference != (await opened(reporting, wanted)).reference
    await reporting.provider.capture(state.reference, EUR_42, key(wanted, Operation.CAPTURE))
    told = await reported(reporting, EventKind.CAPTURED)
    assert (told.reference, told.payment_id, told.amount) == (state.reference, wanted.payment_id, EUR_42)


async def test_a_refused_try_names_our_id_and_no_reference_for_another_may_follow(reporting: Vendor) -> None:
    wanted = intent()
    state = await opened(reporting, wanted)
    reporting.shopper_is_declined(state)
    told = await event(reporting)
    assert (told.kind, told.reference, told.payment_id) == (EventKind.ATTEMPT_FAILED, None, wanted.payment_id)
    reporting.shopper_pays(state)
    assert (await event(reporting)).kind is EventKind.AUTHORISED


async def test_money_that_is_taken_at_once_is_reported_as_taken(reporting: Vendor) -> None:
    await paid(reporting, intent(capture=CaptureMode.AUTOMATIC))
    told = await event(reporting)
    assert (told.kind, told.amount) == (EventKind.CAPTURED, EUR_42)


async def test_capturing_twice_with_one_key_takes_the_money_once(reporting: Vendor) -> None:
    wanted = intent()
    state = await paid(reporting, wanted)
    first = await reporting.provider.capture(state.reference, SOME, key(wanted, Operation.CAPTURE))
    assert first.is_pending
    assert await reporting.provider.capture(state.reference, SOME, key(wanted, Operation.CAPTURE)) == first
    assert (await reported(reporting, EventKind.CAPTURED)).amount == SOME
    await reporting.provider.refund(state.reference, SOME, key(wanted, Operation.REFUND))
    await reported(reporting, EventKind.REFUNDED)


async def test_more_than_is_held_is_never_captured(reporting: Vendor) -> None:
    wanted = intent()
    state = await paid(reporting, wanted)
    await reporting.provider.capture(state.reference, Money(4201, "EUR"), key(wanted, Operation.CAPTURE))
    await reported(reporting, EventKind.CAPTURE_FAILED)


async def test_what_is_released_is_held_no_more_and_cannot_be_captured(reporting: Vendor) -> None:
    wanted = intent()
    state = await paid(reporting, wanted)
    released = await reporting.provider.release(state.reference, key(wanted, Operation.RELEASE))
    assert released.is_pending
    assert await reporting.provider.release(state.reference, key(wanted, Operation.RELEASE)) == released
    assert (await reported(reporting, EventKind.RELEASED)).reference == state.reference
    await reporting.provider.capture(state.reference, EUR_42, key(wanted, Operation.CAPTURE))
    await reported(reporting, EventKind.CAPTURE_FAILED)


async def test_what_is_given_up_before_it_was_paid_is_open_still_and_a_payment_is_reported(reporting: Vendor) -> None:
    wanted = intent()
    state = await opened(reporting, wanted)
    released = await reporting.provider.release(state.reference, key(wanted, Operation.RELEASE))
    assert (released.status, released.is_pending) == (Status.OPEN, False)
    reporting.shopper_pays(state)
    assert (await event(reporting)).kind is EventKind.AUTHORISED


async def test_money_that_was_taken_is_refunded_in_parts_and_never_more_than_all_of_it(reporting: Vendor) -> None:
    wanted = intent()
    state = await paid(reporting, wanted)
    await reporting.provider.capture(state.reference, EUR_42, key(wanted, Operation.CAPTURE))
    await reported(reporting, EventKind.CAPTURED)
    for attempt, (cents, kind) in enumerate(
        ((1200, EventKind.REFUNDED), (3001, EventKind.REFUND_FAILED), (3000, EventKind.REFUNDED)), 1
    ):
        amount = Money(cents, "EUR")
        await reporting.provider.refund(state.reference, amount, key(wanted, Operation.REFUND, attempt))
        assert (await reported(reporting, kind)).amount == amount


async def test_what_it_does_not_know_is_not_found_and_what_is_not_authorised_not_refunded(reporting: Vendor) -> None:
    wanted = intent()
    with pytest.raises(NotFound):
        await reporting.provider.capture(Reference("NOBODY0000000000"), EUR_42, key(wanted, Operation.CAPTURE))
    state = await opened(reporting, wanted)
    with pytest.raises(Rejected):
        await reporting.provider.refund(state.reference, EUR_42, key(wanted, Operation.REFUND))


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
    reporting: Vendor, kind: str, error: type[IntegrationError], is_doubtful: bool
) -> None:
    wanted = intent()
    state = await paid(reporting, wanted)
    reporting.fails(kind, "capture")
    with pytest.raises(error) as failed:
        await reporting.provider.capture(state.reference, EUR_42, key(wanted, Operation.CAPTURE))
    assert failed.value.doubtful is is_doubtful
    assert (await reporting.provider.capture(state.reference, EUR_42, key(wanted, Operation.CAPTURE))).is_pending
    await reported(reporting, EventKind.CAPTURED)
    await reporting.provider.release(state.reference, key(wanted, Operation.RELEASE))
    await reported(reporting, EventKind.REFUNDED)
