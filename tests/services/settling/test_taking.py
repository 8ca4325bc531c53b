"""What a merchant relies on: money is taken and invoiced once, and never kept for an order that is no more."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bff.flows.payments.operating import Operating
from bff.state.key_ring import KeyRing
from bff.state.payments.inbox import Inbox
from bff.state.payments.states import Effect, PaymentState
from bff.state.redis import connect
from integrations.kit.errors import IntegrationError
from sandbox.redis import RunningRedis
from tests.services.settling.conftest import World


async def test_a_capture_whose_answer_cannot_be_read_is_looked_into_and_not_called_refused(world: World) -> None:
    await world.provider_breaks(kind="garbage", operation="capture", count=1)
    await world.provider_breaks(kind="error", operation="inquire", nth=2, count=1)
    payment = await world.hears(await world.paid())
    in_doubt = await world.driver.drive(payment)
    capture = in_doubt.last(Effect.CAPTURE)
    assert capture is not None
    assert capture.outcome is None


async def test_an_order_that_was_cancelled_before_its_payment_heard_of_it_costs_nothing(world: World) -> None:
    payment = await world.hears(await world.paid())
    await world.commerce_breaks(kind="error", root_field="PUT /V1/orders/create", count=1)
    with pytest.raises(IntegrationError):
        await world.driver.drive(payment)
    [order] = await world.orders(payment)
    await world.parts.commerce.cancel(order.id)
    settled = await world.goes_on(payment)
    assert settled.state is PaymentState.RELEASED
    [money] = await world.money()
    assert (money["captured"], money["released"]) == (0, money["authorised"])


async def test_the_money_of_an_order_that_is_cancelled_while_it_is_taken_goes_back(world: World) -> None:
    payment = await world.hears(await world.paid())
    await world.commerce_breaks(kind="drop_before", root_field="POST /V1/order/{orderId}/invoice", count=1)
    began = world.clock()
    taken = await world.driver.drive(payment)
    assert taken.state is PaymentState.CAPTURED
    [order] = await world.orders(payment)
    await world.parts.commerce.cancel(order.id)
    await world.watching.orders(began)
    settled = await world.goes_on(payment)
    assert settled.state is PaymentState.REFUNDED
    assert await world.parts.ledger.due(10) == ()
    [money] = await world.money()
    assert money["refunded"] == money["captured"]


async def test_an_invoice_in_doubt_is_not_made_again_before_commerce_must_have_ended(world: World) -> None:
    payment = await world.hears(await world.paid())
    await world.commerce_breaks(kind="drop_after", root_field="POST /V1/order/{orderId}/invoice", count=1)
    in_doubt = await world.driver.drive(payment)
    assert in_doubt.deadline is not None
    assert in_doubt.deadline >= world.clock() + world.parts.times.commerce_longest
    assert (await world.goes_on(payment)).last(Effect.INVOICE) is not None
    [order] = await world.orders(payment)
    assert order.invoiced == order.grand_total


async def test_a_report_that_comes_meanwhile_does_not_make_the_invoice_again(world: World) -> None:
    payment = await world.hears(await world.paid())
    await world.commerce_breaks(kind="drop_after", root_field="POST /V1/order/{orderId}/invoice", count=1)
    in_doubt = await world.driver.drive(payment)
    reported = await world.driver.drive(in_doubt)
    assert reported.attempts_at(Effect.INVOICE) == 1


async def test_an_operator_hears_early_and_once_that_commerce_makes_no_invoice_and_it_is_tried_on(
    world: World, shared_redis: RunningRedis
) -> None:
    payment = await world.hears(await world.paid())
    async with connect(shared_redis.url, connect_seconds=10, seconds=10) as redis:
        inbox = Inbox(redis, KeyRing([b"k" * 32]), attempts=1, lease=timedelta(minutes=1))
    operating = Operating(world.parts, world.opening, world.driver, inbox)
    await world.commerce_breaks(kind="error", root_field="POST /V1/order/{orderId}/invoice", count=6)
    with capture_logs() as lines:
        await world.goes_on(payment, rounds=2)
        assert await operating.without_invoice(10) == (), "a failure or two are no matter"
        for _ in range(4):
            await world.goes_on(payment, rounds=1)
        [told] = await operating.without_invoice(10)
        settled = await world.goes_on(payment)
    assert told.id == payment.id
    heard = [line for line in lines if line["log_level"] == "error"]
    assert [(line["event"], line["payment"]) for line in heard] == [("payment needs attention", payment.id)]
    assert settled.last(Effect.INVOICE) is not None
    assert await operating.without_invoice(10) == ()
    [order] = await world.orders(payment)
    assert order.invoiced == order.grand_total
