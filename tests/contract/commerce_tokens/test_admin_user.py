"""The admin user's token ends after hours, by Commerce's clock or before."""

import asyncio

import pytest

from integrations.commerce.identity import CustomerAccount, TokenExchange
from integrations.commerce.sign_on import CommerceSignOn
from integrations.kit.errors import Forbidden
from tests.contract.commerce_tokens.conftest import ADA, WEBSITE, Shop

ACCOUNT = CustomerAccount(1, ADA, WEBSITE, confirmed=True)
SIGN_IN = "integration/admin/token"


@pytest.fixture(params=["as_admin", "otp"])
def by_admin(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def exchange(commerce: CommerceSignOn) -> TokenExchange:
    assert commerce.exchange is not None
    return commerce.exchange


async def test_it_is_kept_until_shortly_before_its_end(shop: Shop, by_admin: str) -> None:
    async with shop.sign_on(by_admin) as commerce:
        await exchange(commerce).mint(ACCOUNT, None)
        shop.clock.advance(hours=3, minutes=50)
        await exchange(commerce).mint(ACCOUNT, None)
        assert await shop.asked(SIGN_IN) == 1
        shop.clock.advance(minutes=6)
        assert (await exchange(commerce).mint(ACCOUNT, None)).customer_id == 1
    assert await shop.asked(SIGN_IN) == 2


async def test_one_that_commerce_ended_early_is_minted_again_once_for_all_who_wait(shop: Shop, by_admin: str) -> None:
    async with shop.sign_on(by_admin) as commerce:
        await exchange(commerce).mint(ACCOUNT, None)
        shop.clock.advance_commerce_alone(hours=5)
        minted = await asyncio.gather(*(exchange(commerce).mint(ACCOUNT, None) for _ in range(10)))
    assert {each.customer_id for each in minted} == {1}
    assert await shop.asked(SIGN_IN) == 2


async def test_a_read_over_rest_survives_the_early_end_too(shop: Shop, by_admin: str) -> None:
    async with shop.sign_on(by_admin) as commerce:
        await commerce.customers.read(1)
        shop.clock.advance_commerce_alone(hours=5)
        assert (await commerce.customers.read(1)).email == ADA
    assert await shop.asked(SIGN_IN) == 2


async def test_a_refused_admin_user_is_not_tried_by_every_shopper(shop: Shop, by_admin: str) -> None:
    shop.world.database.execute("UPDATE admin_user SET is_active = 0")
    async with shop.sign_on(by_admin) as commerce:
        outcomes = await asyncio.gather(
            *(exchange(commerce).mint(ACCOUNT, None) for _ in range(20)), return_exceptions=True
        )
    assert {type(outcome) for outcome in outcomes} == {Forbidden}
    assert await shop.asked(SIGN_IN) == 1
