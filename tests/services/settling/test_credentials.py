"""What a merchant relies on whose key at the provider has ended: nothing is decided until it is mended."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bff.flows.payments.driving import Driver
from bff.flows.payments.opening import Opening
from bff.flows.payments.watching import Watching
from bff.state.payments.payment import Payment
from bff.state.payments.states import Effect, PaymentState
from integrations.kit.errors import Forbidden
from integrations.payment.fake.adapter import connect as connect_provider
from integrations.payment.fake.settings import FakeSettings
from tests.services.settling.conftest import World, wish

ROUNDS = 40


@pytest.fixture
async def locked_out(world: World) -> AsyncIterator[World]:
    """The same world with a key that the provider does not accept any more."""
    settings = FakeSettings(url=world.provider, secret_key=SecretStr("of-last-year"))
    async with connect_provider(settings) as provider:
        parts = replace(world.parts, providers={"fake": provider})
        opening = Opening(parts)
        driver = Driver(parts, opening)
        yield replace(world, parts=parts, opening=opening, driver=driver, watching=Watching(parts, driver))


async def is_looked_at(world: World, payment: Payment) -> Payment:
    """The background process, round after round, for hours."""
    for _ in range(ROUNDS):
        await world.watching.due(10)
        payment = await world.parts.ledger.present(payment)
        assert payment.deadline is not None, "somebody looks again"
        assert payment.deadline - world.clock() <= timedelta(minutes=10)
        world.clock.moment = max(world.clock.moment, payment.deadline)
    return payment


async def test_money_that_could_not_be_taken_with_our_key_is_taken_once_it_is_mended(
    world: World, locked_out: World
) -> None:
    payment = await world.hears(await world.paid())
    with capture_logs() as lines:
        await locked_out.driver.drive(payment)
        waiting = await is_looked_at(locked_out, payment)
    assert waiting.state is PaymentState.CAPTURING
    assert waiting.attempts_at(Effect.CAPTURE) == 0
    assert {"credentials refused"} <= {line["event"] for line in lines if line["log_level"] == "error"}
    assert (await world.goes_on(payment)).state is PaymentState.CAPTURED
    assert [each["captured"] for each in await world.money()] == [payment.amount.minor]


async def test_money_that_could_not_be_given_back_with_our_key_goes_back_once_it_is_mended(
    world: World, locked_out: World
) -> None:
    authorised = await world.hears(await world.paid())
    await world.opening.cancel(authorised)
    assert (await is_looked_at(locked_out, authorised)).state is PaymentState.RELEASING
    assert (await world.goes_on(authorised)).state is PaymentState.RELEASED


async def test_a_payment_that_the_provider_was_not_told_to_end_is_not_called_cancelled(
    world: World, locked_out: World
) -> None:
    started = await world.start(await world.cart())
    with pytest.raises(Forbidden):
        await locked_out.opening.cancel(started.payment)
    left = await world.parts.ledger.present(started.payment)
    assert left.state is PaymentState.ACTION_REQUIRED
    assert (await world.opening.cancel(left)).state is PaymentState.CANCELLED


async def test_a_press_that_failed_for_our_key_goes_through_once_it_is_mended(world: World, locked_out: World) -> None:
    cart = await world.cart()
    with pytest.raises(Forbidden):
        await locked_out.opening.start(wish(cart))
    assert (await world.start(cart)).payment.state is PaymentState.ACTION_REQUIRED
