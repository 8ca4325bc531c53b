"""What a shopper relies on who leaves in the middle: what was asked of Commerce is written down by whoever asked it."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from bff.flows.payments.returning import Returning
from bff.flows.payments.under_way import UnderWay
from bff.payment_assembly import payments_of
from bff.settings import Settings
from bff.state.payments.payment import Payment
from bff.state.payments.states import Effect, PaymentState
from bff.state.redis import connect as connect_redis
from integrations.kit.errors import Timeout
from sandbox.redis import RunningRedis
from tests.services.checkout.conftest import settings_of
from tests.services.settling.conftest import World

SLOW = {"kind": "latency", "seconds": 1.0, "count": 1}


async def asked_for_an_order(world: World, payment: Payment) -> None:
    """Until the intent to order is in the ledger."""
    for _ in range(3_000):
        if (await world.parts.ledger.present(payment)).last(Effect.ORDER) is not None:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("no order was asked for")


async def ordered_at_once(world: World, payment: Payment) -> bool:
    """Whether one call made the order, and whoever made it wrote down that it did."""
    present = await world.parts.ledger.present(payment)
    intent = present.last(Effect.ORDER)
    return (
        present.order_number is not None
        and intent is not None
        and (intent.attempt, intent.outcome) == (1, "done")
        and len(await world.orders(payment)) == 1
    )


async def test_a_return_whose_time_is_over_leaves_the_order_to_be_finished(world: World) -> None:
    payment = await world.paid()
    await world.commerce_breaks(root_field="PUT /V1/carts/{cartId}/order", **SLOW)
    returning = Returning(world.parts, world.driver, wait_seconds=0.01)
    address = await returning.back("fake", payment.id, {})
    assert address == f"https://shop.example/thanks?payment={payment.id}"
    await world.driver.under_way.end()
    assert await ordered_at_once(world, payment)


async def test_a_browser_that_leaves_while_commerce_makes_the_order_cancels_nothing(world: World) -> None:
    payment = await world.hears(await world.paid())
    await world.commerce_breaks(root_field="PUT /V1/carts/{cartId}/order", **SLOW)
    waiting = asyncio.create_task(world.driver.drive(payment))
    await asked_for_an_order(world, payment)
    waiting.cancel()
    with suppress(asyncio.CancelledError):
        await waiting
    assert waiting.cancelled()
    await world.driver.under_way.end()
    assert await ordered_at_once(world, payment)
    assert (await world.parts.ledger.present(payment)).state is PaymentState.CAPTURED


async def test_a_process_that_ends_finishes_first_what_it_asked_of_commerce(
    world: World, shared_redis: RunningRedis
) -> None:
    payment = await world.hears(await world.paid())
    await world.commerce_breaks(root_field="PUT /V1/carts/{cartId}/order", **SLOW)
    settings = Settings.model_validate(
        settings_of("http://localhost:1", world.commerce, world.provider, (shared_redis.url,) * 2, Path("none.graphql"))
    )
    async with (
        connect_redis(shared_redis.url, connect_seconds=10, seconds=10) as redis,
        payments_of(settings, redis) as payments,
    ):
        assert payments is not None
        waiting = asyncio.create_task(payments.driver.drive(payment))
        await asked_for_an_order(world, payment)
        waiting.cancel()
    assert await ordered_at_once(world, payment)


async def test_a_course_that_takes_longer_than_it_may_is_given_up_as_in_doubt() -> None:
    under_way = UnderWay(seconds=0.01)
    with pytest.raises(Timeout) as raised:
        await under_way.finish(asyncio.sleep(60))
    assert raised.value.doubtful
    await under_way.end()
