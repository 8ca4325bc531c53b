"""What a merchant relies on when the books are compared: what nobody could follow at its time is followed now."""

from datetime import timedelta

from bff.state.payments.states import PaymentState
from tests.services.settling.conftest import World


async def test_an_order_that_is_cancelled_while_its_money_is_taken_gives_it_back_without_a_restart(
    world: World,
) -> None:
    began = world.clock()
    payment = await world.hears(await world.paid())
    await world.provider_breaks(kind="error", operation="capture", count=1)
    capturing = await world.driver.drive(payment)
    assert capturing.state is PaymentState.CAPTURING
    [order] = await world.orders(payment)
    await world.parts.commerce.cancel(order.id)
    looked_at = await world.watching.orders(began)
    # Commerce's own clock goes on while the payment waits: the next look begins after the cancellation.
    world.clock.passes(hours=1)
    assert (await world.goes_on(payment)).state is PaymentState.CAPTURED
    await world.watching.orders(looked_at + timedelta(minutes=30))
    assert (await world.parts.ledger.present(payment)).state is PaymentState.CAPTURED
    found = [each async for each in world.reconciliation.compare(began)]
    assert [each.sentence for each in found] == []
    assert (await world.parts.ledger.present(payment)).state is PaymentState.REFUNDED
    assert [each["refunded"] for each in await world.money()] == [payment.amount.minor]
