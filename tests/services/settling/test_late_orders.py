"""What a merchant relies on when Commerce makes an order after the money went back: it is cancelled, whoever saw it."""

from bff.state.payments.payment import Payment
from bff.state.payments.states import PaymentState
from tests.services.settling.conftest import World


async def released_after_trying(world: World) -> Payment:
    """Commerce took the order thrice and made none; the money is back."""
    payment = await world.hears(await world.paid())
    await world.commerce_breaks(kind="drop_before", contains=f"/carts/{payment.quote_id}/order", count=3)
    for _ in range(2000):
        payment = await world.driver.drive(await world.parts.ledger.present(payment))
        if payment.state is PaymentState.RELEASED:
            return payment
        assert payment.deadline is not None
        world.clock.moment = max(world.clock.moment, payment.deadline)
    raise AssertionError(f"it is {payment.state}")


async def test_a_report_that_comes_meanwhile_does_not_end_the_wait_for_a_late_order(world: World) -> None:
    released = await released_after_trying(world)
    reported = await world.driver.drive(released)
    assert reported.deadline is not None
    await world.parts.commerce.place_order(released.quote_id)
    await world.goes_on(released)
    assert [order.state for order in await world.orders(released)] == ["canceled"]


async def test_a_late_order_that_reconciliation_has_held_is_cancelled_all_the_same(world: World) -> None:
    released = await released_after_trying(world)
    await world.parts.commerce.hold(await world.parts.commerce.place_order(released.quote_id))
    await world.goes_on(released)
    assert [order.state for order in await world.orders(released)] == ["canceled"]
