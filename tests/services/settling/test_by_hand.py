"""What a merchant relies on when money is moved past the shop: nothing that somebody must see is taken for done."""

from dataclasses import replace
from datetime import timedelta

from bff.flows.payments.disputing import Disputing
from bff.flows.payments.driving import Driver
from bff.flows.payments.opening import Opening
from bff.state.payments.payment import Payment
from bff.state.payments.states import PaymentState
from integrations.payment.contract import Event, EventKind, Reference
from integrations.payment.idempotency import IdempotencyKey, Operation
from integrations.payment.money import Money
from tests.services.settling.conftest import World


async def disputed(world: World, payment: Payment, kind: EventKind) -> Payment:
    """The bank's report of the payment's dispute."""
    event = Event("report", kind, world.clock(), live=False, payment_id=payment.id, dispute="first")
    return await Disputing(world.parts, world.driver.look).follow(await world.parts.ledger.present(payment), event)


async def refunded(world: World, payment: Payment, minor: int, attempt: int = 1) -> Payment:
    """Somebody gives back a part on the provider's pages, and it is heard of."""
    provider, reference = world.parts.provider_of(payment), Reference(payment.reference or "")
    key = IdempotencyKey.of(payment.id, Operation.REFUND, attempt)
    await provider.refund(reference, Money(minor, payment.amount.currency), key)
    return await world.hears(await world.parts.ledger.present(payment))


async def test_a_part_of_the_money_that_is_taken_by_hand_is_not_taken_for_all_of_it(world: World) -> None:
    parts = replace(world.parts, capture_at_once=False)
    driver = Driver(parts, Opening(parts))
    ordered = await driver.drive(await world.hears(await world.paid()))
    taken = {"value": ordered.amount.minor // 3}
    url = f"{world.provider}/_sandbox/payments/{ordered.reference}/captures"
    (await world.control.post(url, json=taken)).raise_for_status()
    after = await driver.drive(await world.hears(ordered))
    assert after.state is PaymentState.ATTENTION
    assert after.captured == Money(taken["value"], ordered.amount.currency)
    assert [order.invoiced for order in await world.orders(ordered)] == [0]


async def test_a_payment_stays_disputed_when_some_of_it_is_refunded_and_when_books_are_compared(world: World) -> None:
    began = world.clock()
    captured = await world.goes_on(await world.hears(await world.paid()))
    await refunded(world, captured, 500)
    await world.goes_on(captured)
    assert (await disputed(world, captured, EventKind.DISPUTED)).state is PaymentState.DISPUTED
    assert [each async for each in world.reconciliation.compare(began - timedelta(minutes=1))] == []
    after = await refunded(world, captured, 700, attempt=2)
    assert (after.state, after.refunded) == (PaymentState.DISPUTED, Money(1200, captured.amount.currency))
    won = await disputed(world, captured, EventKind.DISPUTE_WON)
    assert won.state is PaymentState.PARTIALLY_REFUNDED


async def test_a_dispute_that_is_won_after_all_was_refunded_leaves_nothing_to_do(world: World) -> None:
    captured = await world.goes_on(await world.hears(await world.paid()))
    await disputed(world, captured, EventKind.DISPUTED)
    await refunded(world, captured, captured.amount.minor)
    assert (await disputed(world, captured, EventKind.DISPUTE_WON)).state is PaymentState.REFUNDED


async def test_a_dispute_that_is_reported_before_the_capture_is_written_down_is_followed_to_its_end(
    world: World,
) -> None:
    await world.provider_breaks(kind="drop_after", operation="capture", count=1)
    capturing = await world.driver.drive(await world.hears(await world.paid()))
    assert capturing.state is PaymentState.CAPTURING
    assert (await disputed(world, capturing, EventKind.DISPUTED)).state is PaymentState.DISPUTED
    await disputed(world, capturing, EventKind.DISPUTE_WON)
    assert (await world.goes_on(capturing)).state is PaymentState.CAPTURED
    [order] = await world.orders(capturing)
    assert order.invoiced == order.grand_total


async def test_a_refund_that_comes_before_the_invoice_keeps_commerce_from_none(world: World) -> None:
    await world.commerce_breaks(kind="error", root_field="POST /V1/order/{orderId}/invoice", count=1)
    captured = await world.driver.drive(await world.hears(await world.paid()))
    assert captured.state is PaymentState.CAPTURED
    await refunded(world, captured, 500)
    assert (await world.goes_on(captured)).state is PaymentState.PARTIALLY_REFUNDED
    assert await world.parts.ledger.due(10) == ()
    [order] = await world.orders(captured)
    assert order.invoiced == order.grand_total
