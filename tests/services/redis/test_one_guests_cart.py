"""Sign-ons that bring one guest's cart along, before a Commerce that loses lines and its answers."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

import pytest
from redis.asyncio import Redis

from bff.flows.shopper import Shopper
from bff.flows.sign_on.beginning import Beginning
from bff.state import redis as state_redis
from bff.state.redis import connect
from bff.state.session import Presentation
from bff.state.sessions import Sessions
from bff.state.turns import LONGEST_TURN, Turns
from integrations.commerce.shopper_carts import Cart, CartGone, CartLine, RefusedLine
from integrations.kit.errors import Unavailable
from sandbox import redis as sandbox
from sandbox.redis import RunningRedis
from tests.services.redis.conftest import Stores, a_customer
from tests.services.redis.dying import dies_in_its_turn, time_passes

PLATES = CartLine("1", "PS-307", "Plate", Decimal(3))
A_WHILE = timedelta(seconds=300)
"""Longer than any test may take."""
A_MOMENT = timedelta(milliseconds=50)


@dataclass
class ForgetfulCarts:
    """`ShopperCarts`. A merge ends the guest's cart, loses what was in it, and answers nobody.

    Others come to their turn at every question, as they do while a real Commerce works.
    """

    guests: Cart | None = field(default_factory=lambda: Cart("guests", (PLATES,)))
    customers: Cart = field(default_factory=lambda: Cart("customers"))
    asked: list[str] = field(default_factory=list)
    merging: asyncio.Event = field(default_factory=asyncio.Event)

    async def active(self, token: str, store_code: str | None) -> Cart:
        await self._is_asked("active")
        return self.customers

    async def read(self, cart_id: str, token: str | None, store_code: str | None) -> Cart:
        await self._is_asked("read")
        cart = self.guests if cart_id == "guests" else self.customers
        if cart is None:
            raise CartGone
        return cart

    async def merge(self, source_cart_id: str, destination_cart_id: str, token: str, store_code: str | None) -> None:
        await self._is_asked("merge")
        self.guests = None
        self.merging.set()
        raise Unavailable("commerce", "The answer was lost.", doubtful=True)

    async def add(
        self, cart_id: str, lines: Sequence[CartLine], token: str | None, store_code: str | None
    ) -> tuple[RefusedLine, ...]:
        await self._is_asked("add")
        self.customers = replace(self.customers, lines=(*self.customers.lines, *lines))
        return ()

    async def _is_asked(self, what: str) -> None:
        self.asked.append(what)
        await asyncio.sleep(0.01)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """However much else the machine has to do, a call of Redis's is not given up here."""
    monkeypatch.setattr(state_redis, "CALL_SECONDS", A_WHILE.total_seconds())


async def with_the_guests_cart(stores: Stores, sessions: Sessions) -> Shopper:
    """Somebody who has just become a customer, and whose cart is still the guest's."""
    content = a_customer(stores.clock)
    content["cart_id"] = "guests"
    opened = await sessions.create(Presentation.COOKIE, content)
    return Shopper(session_id=opened.id, session=opened.session)


async def signs_on(stores: Stores, sessions: Sessions, carts: ForgetfulCarts, turns: Turns) -> Shopper:
    shopper = await with_the_guests_cart(stores, sessions)
    await Beginning(sessions, carts, turns).bring_cart(shopper)
    return shopper


def unhurried_turns(redis: Redis) -> Turns:
    return Turns(redis, longest_turn=A_WHILE, longest_wait=A_WHILE)


def status(shopper: Shopper) -> object:
    assert shopper.session is not None
    return (shopper.session.cart_merge or {}).get("status")


def kept_cart(shopper: Shopper) -> str | None:
    assert shopper.session is not None
    return shopper.session.cart_id


@pytest.mark.parametrize("sign_ons", [1, 2, 3])
async def test_what_commerce_lost_is_put_back_once(stores: Stores, sign_ons: int) -> None:
    carts = ForgetfulCarts()
    processes = ((stores.sessions, stores.redis), (stores.sessions_elsewhere, stores.other_redis))
    at_once = [
        signs_on(stores, sessions, carts, unhurried_turns(redis))
        for sessions, redis in (processes[number % 2] for number in range(sign_ons))
    ]
    shoppers = await asyncio.gather(*at_once)
    assert sorted(map(str, map(status, shoppers))) == ["merged", *(sign_ons - 1) * ["nothing_to_merge"]]
    assert [kept_cart(shopper) for shopper in shoppers] == sign_ons * [None]
    assert sum(line.quantity for line in carts.customers.lines) == PLATES.quantity
    assert (carts.asked.count("merge"), carts.asked.count("add")) == (1, 1)


async def test_who_waits_too_long_signs_on_without_merging_and_keeps_the_cart_for_the_next_time(stores: Stores) -> None:
    carts = ForgetfulCarts()
    impatient = Turns(stores.redis, longest_wait=A_MOMENT)
    async with unhurried_turns(stores.other_redis).at("guest-cart", "guests"):
        shopper = await signs_on(stores, stores.sessions, carts, impatient)
    assert (status(shopper), kept_cart(shopper), carts.asked) == ("unknown", "guests", [])
    await Beginning(stores.sessions, carts, unhurried_turns(stores.redis)).bring_cart(shopper)
    assert (status(shopper), kept_cart(shopper)) == ("merged", None)
    assert carts.customers.lines == (PLATES,)


async def test_a_sign_on_that_died_over_the_cart_does_not_keep_it_from_the_next(
    stores: Stores, shared_redis: RunningRedis
) -> None:
    dies_in_its_turn(shared_redis.url, "guests")
    await time_passes(stores.redis, LONGEST_TURN)
    carts = ForgetfulCarts()
    shopper = await signs_on(stores, stores.sessions, carts, unhurried_turns(stores.redis))
    assert (status(shopper), carts.customers.lines) == ("merged", (PLATES,))


async def test_where_turns_cannot_be_asked_for_nothing_is_merged_and_the_session_keeps_the_cart(
    stores: Stores,
) -> None:
    """Another process may be at it. Nothing is lost by waiting: the cart stays as it is at Commerce."""
    carts = ForgetfulCarts()
    async with connect("redis://127.0.0.1:9/0", connect_seconds=10, seconds=10) as nobody:
        shopper = await signs_on(stores, stores.sessions, carts, Turns(nobody))
    assert (status(shopper), kept_cart(shopper), carts.asked) == ("unknown", "guests", [])


@pytest.mark.parametrize("goes", ["before the merge", "in the middle of it"])
async def test_a_redis_that_goes_away_fails_no_sign_on_and_costs_no_cart(stores: Stores, goes: str) -> None:
    """The session that was written before says which cart is to come along, whatever could not be written after."""
    carts = ForgetfulCarts()
    with sandbox.running() as running:
        async with connect(running.url, connect_seconds=10, seconds=10) as redis:
            sessions = Sessions(redis, stores.settings, stores.keys, stores.clock)
            shopper = await with_the_guests_cart(stores, sessions)
            begins = Beginning(sessions, carts, unhurried_turns(redis))
            if goes == "before the merge":
                running.kill()
            bringing = asyncio.create_task(begins.bring_cart(shopper))
            if goes == "in the middle of it":
                await carts.merging.wait()
                running.kill()
            await bringing
    assert kept_cart(shopper) == "guests"
    assert carts.customers.lines == (() if goes == "before the merge" else (PLATES,))
