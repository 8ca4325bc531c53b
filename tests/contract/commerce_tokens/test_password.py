"""The shopper's own password becomes a token."""

from datetime import timedelta

import pytest

from integrations.commerce.identity import CustomerRefused
from integrations.kit.errors import Forbidden
from sandbox.commerce.customer import standing
from tests.contract.commerce_tokens.conftest import ADA, PASSWORD, Shop


async def test_a_password_becomes_a_token_and_needs_no_credentials_of_ours(shop: Shop) -> None:
    async with shop.sign_on("password", credentials={"kind": "none"}) as commerce:
        minted = await commerce.passwords.mint(ADA, PASSWORD, "default")
        assert commerce.exchange is None
        await commerce.check()
    assert minted.customer_id == 1
    assert await shop.customer_of(minted.token) == ADA
    assert minted.ends_at == shop.clock() + timedelta(minutes=55)


@pytest.mark.parametrize("email", [ADA, "nobody@example.com"])
async def test_a_wrong_password_and_an_unknown_address_are_refused_alike(shop: Shop, email: str) -> None:
    async with shop.sign_on("password") as commerce:
        with pytest.raises(CustomerRefused) as caught:
            await commerce.passwords.mint(email, "not the password", None)
    assert caught.value.reason == "wrong_password"
    assert email not in str(caught.value)
    assert "not the password" not in str(caught.value)


async def test_an_account_that_waits_for_confirmation_is_refused_as_unconfirmed(shop: Shop) -> None:
    standing.set_confirmation(shop.world, 1, standing.REQUIRED)
    async with shop.sign_on("password") as commerce:
        with pytest.raises(CustomerRefused) as caught:
            await commerce.passwords.mint(ADA, PASSWORD, None)
    assert caught.value.reason == "unconfirmed"


async def test_a_locked_account_is_refused_as_commerce_refuses_a_wrong_password(shop: Shop) -> None:
    """Commerce itself does not tell them apart here."""
    standing.lock(shop.world, 1, shop.clock() + timedelta(minutes=10))
    async with shop.sign_on("password") as commerce:
        with pytest.raises(CustomerRefused) as caught:
            await commerce.passwords.mint(ADA, PASSWORD, None)
    assert caught.value.reason == "wrong_password"


async def test_without_a_strategy_that_mints_alone_tokens_cannot_be_ended(shop: Shop) -> None:
    async with shop.sign_on("password") as commerce:
        with pytest.raises(Forbidden, match="BFF_COMMERCE__TOKENS__STRATEGY"):
            await commerce.customers.revoke_tokens(1)


async def test_without_credentials_customers_cannot_be_read(shop: Shop) -> None:
    async with shop.sign_on("password", credentials={"kind": "none"}) as commerce:
        with pytest.raises(Forbidden, match="BFF_COMMERCE__CREDENTIALS__KIND"):
            await commerce.customers.read(1)
    assert await shop.asked("customers") == 0
