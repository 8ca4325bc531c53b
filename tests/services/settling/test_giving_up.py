"""What a shopper relies on who gives a payment up while it is being paid: an order with its money, or neither."""

from datetime import timedelta

from bff.flows.payments.parts import because
from bff.state.payments.payment import CauseKind
from bff.state.payments.states import Effect, PaymentState
from tests.services.settling.conftest import World


async def test_a_payment_that_is_being_given_up_when_it_is_paid_never_becomes_an_order(world: World) -> None:
    payment = await world.paid()
    until = world.clock() + timedelta(seconds=60)
    giving_up = await world.parts.ledger.plan(
        payment, Effect.RELEASE, until, because(CauseKind.SHOPPER, "cancel: the provider has been told, or will be")
    )
    settled = await world.goes_on(await world.hears(giving_up))
    assert settled.state is PaymentState.RELEASED
    assert await world.orders(payment) == []
    [money] = await world.money()
    assert money["authorised"] == money["released"]


async def test_a_shopper_who_gives_up_what_is_paid_and_not_ordered_yet_gets_the_money_back(world: World) -> None:
    authorised = await world.hears(await world.paid())
    settled = await world.goes_on(await world.opening.cancel(authorised))
    assert settled.state is PaymentState.RELEASED
    assert await world.orders(settled) == []


async def test_giving_up_twice_is_giving_up_once(world: World) -> None:
    started = await world.start(await world.cart())
    cancelled = await world.opening.cancel(started.payment)
    assert (await world.opening.cancel(cancelled)).state is PaymentState.CANCELLED


async def test_a_release_whose_answer_cannot_be_read_is_looked_into_and_not_called_refused(world: World) -> None:
    payment = await world.hears(await world.paid())
    await world.provider_breaks(kind="garbage", operation="release", count=1)
    settled = await world.goes_on(await world.opening.cancel(payment))
    assert settled.state is PaymentState.RELEASED


async def test_a_provider_that_once_refused_to_end_a_payment_is_asked_again_when_it_was_paid(world: World) -> None:
    payment = await world.paid()
    cause = because(CauseKind.SCHEDULE, "not now: the bank is at it")
    until = world.clock() + timedelta(seconds=60)
    planned = await world.parts.ledger.plan(payment, Effect.RELEASE, until, cause)
    refused = await world.parts.ledger.end(planned, Effect.RELEASE, "refused", until, cause, {})
    expired = await world.parts.ledger.move(refused, PaymentState.EXPIRED, cause)
    assert (await world.goes_on(await world.hears(expired))).state is PaymentState.RELEASED
