"""What a merchant relies on when Commerce makes an order after the money went back: it is cancelled, whoever saw it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bff.flows.payments.settlement import Settlement
from bff.state.payments.payment import Payment
from bff.state.payments.states import Effect, PaymentState
from integrations.commerce.settlement import PlacedOrder
from tests.services.redis.conftest import Clock
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


@dataclass
class SlowToTell:
    """Commerce as it is, but what it says of orders arrives so much later than it was looked up."""

    commerce: Any
    clock: Clock
    later: timedelta

    def __getattr__(self, name: str) -> Any:
        return getattr(self.commerce, name)

    async def orders_of(self, quote_id: int) -> tuple[PlacedOrder, ...]:
        found: tuple[PlacedOrder, ...] = await self.commerce.orders_of(quote_id)
        self.clock.moment += self.later
        return found


async def test_a_look_that_was_made_too_early_proves_nothing_however_late_it_is_answered(world: World) -> None:
    payment = await world.hears(await world.paid())
    await world.commerce_breaks(kind="drop_before", contains=f"/carts/{payment.quote_id}/order", count=1)
    ordering = await world.driver.drive(payment)
    intent = ordering.last(Effect.ORDER)
    assert intent is not None
    assert intent.ended_at is not None
    certain = intent.ended_at + world.parts.times.commerce_longest
    world.clock.moment = certain - timedelta(seconds=1)
    slow = SlowToTell(world.parts.commerce, world.clock, timedelta(seconds=2))
    looked = await Settlement(replace(world.parts, commerce=slow)).go_on(ordering)
    assert world.clock.moment > certain
    assert (looked.state, looked.attempts_at(Effect.ORDER)) == (PaymentState.ORDERING, 1)
