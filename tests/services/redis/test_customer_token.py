"""The token that a session acts with: minted before it ends, once, and never for a session that has ended."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bff.flows.customer_token import CustomerToken
from bff.flows.shopper import Shopper
from bff.state.session import Opened, Presentation, SessionEnded
from integrations.commerce.identity import CustomerAccount, CustomerRefused, MintedToken, NewCustomer
from integrations.kit.errors import IntegrationError, NotFound, Unavailable
from tests.services.redis.conftest import CUSTOMER, Clock, Stores, a_customer

SECONDS = 30.0


@dataclass
class Shop:
    """Commerce's half, as its contracts have it: mints `token-1`, `token-2`, ... for whoever it is told."""

    clock: Clock
    holder: int = CUSTOMER.customer_id
    failure: IntegrationError | None = None
    minted: list[str] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    strategy: str = "as_admin"

    async def read(self, customer_id: int) -> CustomerAccount:
        return CustomerAccount(customer_id, "ada@example.com", CUSTOMER.website_id, confirmed=True)

    async def mint(self, account: CustomerAccount, store_code: str | None) -> MintedToken:
        self.asked.set()
        await self.may_answer.wait()
        if self.failure is not None:
            raise self.failure
        self.minted.append(f"token-{len(self.minted) + 1}")
        return MintedToken(self.minted[-1], self.holder, self.clock() + timedelta(hours=1))

    async def check(self) -> None:
        return None

    async def find(self, email: str, website_id: int) -> tuple[CustomerAccount, ...]:
        raise AssertionError("nobody is looked for")

    async def create(self, customer: NewCustomer) -> CustomerAccount:
        raise AssertionError("nobody is created")

    async def revoke_tokens(self, customer_id: int) -> None:
        raise AssertionError("nothing is revoked")


@pytest.fixture
def shop(stores: Stores) -> Shop:
    shop = Shop(stores.clock)
    shop.may_answer.set()
    return shop


@pytest.fixture
def token(stores: Stores, shop: Shop) -> CustomerToken:
    return CustomerToken(stores.sessions, shop, shop, stores.clock)


async def opened(stores: Stores) -> Opened:
    return await stores.sessions.create(Presentation.COOKIE, a_customer(stores.clock, "first"))


def shopper_of(held: Opened) -> Shopper:
    return Shopper(session_id=held.id, session=held.session)


async def test_a_token_is_used_until_it_is_about_to_end_and_another_one_then(
    stores: Stores, shop: Shop, token: CustomerToken
) -> None:
    held = await opened(stores)
    assert await token.good_now(shopper_of(held), SECONDS) == "first"
    stores.clock.passes(minutes=61)
    shopper = shopper_of(held)
    assert await token.good_now(shopper, SECONDS) == "token-1"
    assert await token.good_now(shopper, SECONDS) == "token-1"
    kept = await stores.sessions_elsewhere.load(held.id, Presentation.COOKIE)
    assert kept is not None
    assert kept.commerce_token == "token-1"


async def test_fifty_requests_that_find_it_ended_share_one_new_token(
    stores: Stores, shop: Shop, token: CustomerToken
) -> None:
    held = await opened(stores)
    stores.clock.passes(minutes=61)
    found = await asyncio.gather(*(token.good_now(shopper_of(held), SECONDS) for _ in range(50)))
    assert set(found) == {"token-1"}


async def test_where_the_one_who_mints_fails_each_is_told_and_the_session_lives(
    stores: Stores, shop: Shop, token: CustomerToken
) -> None:
    held = await opened(stores)
    stores.clock.passes(minutes=61)
    shop.failure = Unavailable("commerce", "Commerce is away.")
    with pytest.raises(Unavailable):
        await token.good_now(shopper_of(held), SECONDS)
    shop.failure = None
    assert await token.good_now(shopper_of(held), SECONDS) == "token-1"


async def test_a_request_that_is_cut_off_while_it_mints_does_not_hold_up_the_others(
    stores: Stores, shop: Shop, token: CustomerToken
) -> None:
    held = await opened(stores)
    stores.clock.passes(minutes=61)
    shop.may_answer.clear()
    cut_off = asyncio.create_task(token.good_now(shopper_of(held), SECONDS))
    await shop.asked.wait()
    cut_off.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cut_off
    shop.may_answer.set()
    assert (await token.good_now(shopper_of(held), SECONDS)).startswith("token-")


@pytest.mark.parametrize(
    "refusal", [CustomerRefused("disabled", "The account is disabled."), NotFound("commerce", "No such customer.")]
)
async def test_a_customer_whom_commerce_lets_in_no_more_is_signed_out(
    stores: Stores, shop: Shop, token: CustomerToken, refusal: IntegrationError
) -> None:
    held = await opened(stores)
    stores.clock.passes(minutes=61)
    shop.failure = refusal
    shopper = shopper_of(held)
    with pytest.raises(SessionEnded):
        await token.good_now(shopper, SECONDS)
    assert shopper.forgotten
    assert await stores.sessions.load(held.id, Presentation.COOKIE) is None


async def test_a_token_of_another_customer_ends_the_session_and_is_used_by_nobody(
    stores: Stores, shop: Shop, token: CustomerToken
) -> None:
    held = await opened(stores)
    stores.clock.passes(minutes=61)
    shop.holder = CUSTOMER.customer_id + 1
    with pytest.raises(SessionEnded):
        await token.good_now(shopper_of(held), SECONDS)
    assert await stores.sessions.load(held.id, Presentation.COOKIE) is None


async def test_a_session_that_is_signed_out_meanwhile_stays_ended(
    stores: Stores, shop: Shop, token: CustomerToken
) -> None:
    held = await opened(stores)
    stores.clock.passes(minutes=61)
    shop.may_answer.clear()
    minting = asyncio.create_task(token.good_now(shopper_of(held), SECONDS))
    await shop.asked.wait()
    await stores.sessions_elsewhere.end(held.id)
    shop.may_answer.set()
    with pytest.raises(SessionEnded):
        await minting
    assert await stores.sessions.load(held.id, Presentation.COOKIE) is None


async def test_where_only_the_password_makes_a_token_the_session_ends_with_it(stores: Stores, shop: Shop) -> None:
    without = CustomerToken(stores.sessions, None, shop, stores.clock)
    held = await opened(stores)
    assert await without.good_now(shopper_of(held), SECONDS) == "first"
    stores.clock.passes(minutes=61)
    with pytest.raises(SessionEnded, match="Sign in again"):
        await without.good_now(shopper_of(held), SECONDS)
    assert await stores.sessions.load(held.id, Presentation.COOKIE) is None


async def test_a_guest_has_no_token(token: CustomerToken) -> None:
    with pytest.raises(SessionEnded):
        await token.good_now(Shopper(), SECONDS)
