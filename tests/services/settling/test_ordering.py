"""What a shopper relies on whose cart becomes an order: it is the cart that was paid, and it is asked for in time."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bff.flows.payments.driving import Driver
from bff.flows.payments.opening import Opening
from bff.state.payments.states import PaymentState
from integrations.commerce.settlement import PaymentMethodChoice
from tests.services.checkout.shop import FILL
from tests.services.redis.conftest import Clock
from tests.services.settling.conftest import World


@dataclass
class Interrupted:
    """Commerce as it is; what a test does happens once the payment method is set."""

    commerce: Any
    happens: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.commerce, name)

    async def set_payment_method(self, quote_id: int, choice: PaymentMethodChoice) -> None:
        await self.commerce.set_payment_method(quote_id, choice)
        await self.happens()


def with_interruption(world: World, happens: Any) -> Driver:
    parts = replace(world.parts, commerce=Interrupted(world.parts.commerce, happens))
    return Driver(parts, Opening(parts))


async def test_a_cart_that_is_changed_while_its_order_is_prepared_is_not_ordered(world: World) -> None:
    cart = await world.cart()
    started = await world.start(cart)
    await world.pays(started)
    payment = await world.hears(started.payment)

    async def somebody_adds_two() -> None:
        await world.ask(FILL, id=cart)

    await with_interruption(world, somebody_adds_two).drive(payment)
    settled = await world.goes_on(payment)
    assert settled.state is PaymentState.RELEASED
    assert settled.problem is not None
    assert settled.problem.code == "cart_changed"
    assert await world.orders(payment) == []


async def test_a_process_that_was_asleep_past_its_time_asks_for_no_order(world: World) -> None:
    payment = await world.hears(await world.paid())

    async def sleeps() -> None:
        pass_time(world.clock, world.parts.times.act)

    slept = await with_interruption(world, sleeps).drive(payment)
    assert slept.state is PaymentState.ORDERING
    assert await world.orders(payment) == []
    assert (await world.goes_on(payment)).state is PaymentState.CAPTURED
    assert len(await world.orders(payment)) == 1


def pass_time(clock: Clock, time: timedelta) -> None:
    clock.moment += time + timedelta(seconds=1)


async def test_a_commerce_that_is_out_of_reach_for_some_minutes_costs_no_sale(world: World) -> None:
    payment = await world.hears(await world.paid())
    await world.commerce_breaks(kind="maintenance", contains="/selected-payment-method", count=5)
    assert (await world.goes_on(payment, rounds=40)).state is PaymentState.CAPTURED
    assert len(await world.orders(payment)) == 1


async def test_an_answer_of_commerce_that_cannot_be_read_costs_no_sale(world: World) -> None:
    payment = await world.hears(await world.paid())
    await world.commerce_breaks(kind="garbage", contains="/selected-payment-method", count=2)
    assert (await world.goes_on(payment, rounds=40)).state is PaymentState.CAPTURED
    assert len(await world.orders(payment)) == 1
