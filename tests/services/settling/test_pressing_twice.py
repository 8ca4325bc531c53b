"""What a shopper relies on who presses twice: one payment, one page."""

import asyncio

from tests.services.settling.conftest import World


async def test_two_presses_at_once_with_one_key_lead_to_one_payment_and_one_page(world: World) -> None:
    cart = await world.cart()
    started = await asyncio.gather(*(world.start(cart) for _ in range(4)))
    assert len({each.payment.id for each in started}) == 1
    assert len(await world.money()) == 1
