"""Two sign-ons that bring one guest's cart along, before a Commerce that loses lines and its answers."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pytest

from bff.flows.shopper import Shopper
from bff.flows.sign_on.beginning import Beginning
from bff.state.session import Presentation
from bff.state.turns import Turns
from integrations.commerce.shopper_carts import Cart, CartGone, CartLine, RefusedLine
from integrations.kit.errors import Unavailable
from tests.services.redis.conftest import Stores, a_customer

PLATES = CartLine("1", "PS-307", "Plate", Decimal(3))


@dataclass
class ForgetfulCarts:
    """`ShopperCarts`. A merge ends the guest's cart, loses what was in it, and answers nobody.

    Others come to their turn at every question, as they do while a real Commerce works.
    """

    guests: Cart | None = field(default_factory=lambda: Cart("guests", (PLATES,)))
    customers: Cart = field(default_factory=lambda: Cart("customers"))

    async def active(self, token: str, store_code: str | None) -> Cart:
        await asyncio.sleep(0.01)
        return self.customers

    async def read(self, cart_id: str, token: str | None, store_code: str | None) -> Cart:
        await asyncio.sleep(0.01)
        cart = self.guests if cart_id == "guests" else self.customers
        if cart is None:
            raise CartGone
        return cart

    async def merge(self, source_cart_id: str, destination_cart_id: str, token: str, store_code: str | None) -> None:
        await asyncio.sleep(0.01)
        self.guests = None
        raise Unavailable("commerce", "The answer was lost.", doubtful=True)

    async def add(
        self, cart_id: str, lines: Sequence[CartLine], token: str | None, store_code: str | None
    ) -> tuple[RefusedLine, ...]:
        await asyncio.sleep(0.01)
        self.customers = replace(self.customers, lines=(*self.customers.lines, *lines))
        return ()


@pytest.mark.parametrize("sign_ons", [1, 2, 3])
async def test_what_commerce_lost_is_put_back_once(stores: Stores, sign_ons: int) -> None:
    carts = ForgetfulCarts()
    beginning = Beginning(stores.sessions, carts, Turns(stores.redis, "guest-cart"))

    async def signs_on() -> str:
        opened = await stores.sessions.create(Presentation.COOKIE, a_customer(stores.clock))
        shopper = Shopper(session_id=opened.id, session=opened.session)
        await beginning.bring_cart(shopper, "guests")
        assert shopper.session is not None
        assert shopper.session.cart_merge is not None
        return str(shopper.session.cart_merge["status"])

    statuses = await asyncio.gather(*(signs_on() for _ in range(sign_ons)))
    assert sorted(statuses) == ["merged", *(sign_ons - 1) * ["nothing_to_merge"]]
    assert sum(line.quantity for line in carts.customers.lines) == PLATES.quantity
