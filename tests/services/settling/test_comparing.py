"""What a merchant relies on when the books are compared: what nobody could follow at its time is followed now."""

from dataclasses import replace
from datetime import timedelta

from bff.flows.payments.driving import Driver
from bff.flows.payments.opening import Opening
from bff.flows.payments.reconciliation import Difference, Reconciliation
from bff.flows.payments.watching import Watching
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


async def test_money_that_is_held_for_an_order_and_lapses_within_a_day_is_told(world: World) -> None:
    parts = replace(world.parts, capture_at_once=False)
    driver = Driver(parts, Opening(parts))
    books = Reconciliation(parts, driver, Watching(parts, driver, world.lines))
    began = world.clock()
    ordered = await driver.drive(await world.hears(await world.paid()))
    assert ordered.state is PaymentState.ORDERED
    lasts = parts.provider_of(ordered).capabilities.authorisation_lasts
    world.clock.moment = began + lasts - timedelta(days=1, hours=1)
    assert [each async for each in books.compare(began)] == []
    world.clock.passes(hours=2)
    [found] = [each async for each in books.compare(began)]
    assert (found.difference, found.payment_id) == (Difference.LAPSES_SOON, ordered.id)
    assert found.order_number == ordered.order_number


async def test_a_dispute_of_which_no_report_came_is_seen_and_so_is_how_it_ended(world: World) -> None:
    began = world.clock() - timedelta(minutes=1)
    captured = await world.goes_on(await world.hears(await world.paid()))
    for stage, state in (("opened", PaymentState.DISPUTED), ("won", PaymentState.CAPTURED)):
        url = f"{world.provider}/_sandbox/payments/{captured.reference}/disputes"
        (await world.control.post(url, json={"stage": stage})).raise_for_status()
        [found] = [each async for each in world.reconciliation.compare(began)]
        assert (found.difference, found.payment_id) == (Difference.MENDED, captured.id)
        assert [each async for each in world.reconciliation.compare(began)] == []
        after = await world.parts.ledger.present(captured)
        assert (after.state, after.deadline) == (state, None)
    assert [each.state.value for each in after.disputes] == ["won"]
