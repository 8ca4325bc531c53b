"""What an operator relies on while something does not answer: payments are looked at soon, then ever less often."""

from tests.services.settling.conftest import World


async def test_a_payment_that_waited_long_for_its_shopper_is_looked_at_soon_after_a_failure(world: World) -> None:
    started = await world.start(await world.cart())
    world.clock.passes(minutes=31)
    await world.provider_breaks(kind="error", operation="inquire", count=3)
    pauses = []
    for _ in range(3):
        await world.looks()
        payment = await world.parts.ledger.present(started.payment)
        assert payment.deadline is not None
        pauses.append(payment.deadline - world.clock())
        world.clock.moment = payment.deadline
    look_again = world.parts.times.look_again
    assert pauses == [look_again, look_again * 2, look_again * 4]
