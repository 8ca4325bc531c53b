"""What each strategy promises."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from integrations.commerce.identity import CustomerAccount, CustomerRefused, TokenExchange
from integrations.commerce.sign_on import CommerceSignOn
from integrations.kit.errors import Forbidden, IntegrationError, NotFound, Unavailable
from sandbox.commerce.customer import standing
from tests.contract.commerce_tokens.conftest import ADA, ADMIN, BRUNO, INTEGRATION, STRATEGIES, WEBSITE, Shop, opened


async def account(commerce: CommerceSignOn, email: str) -> CustomerAccount:
    (found,) = await commerce.customers.find(email, WEBSITE)
    return found


def exchange(commerce: CommerceSignOn) -> TokenExchange:
    assert commerce.exchange is not None
    return commerce.exchange


async def test_the_token_acts_as_the_customer_and_commerce_says_which_it_is(shop: Shop, strategy: str) -> None:
    async with shop.sign_on(strategy) as commerce:
        ada = await account(commerce, ADA)
        minted = await exchange(commerce).mint(ada, "default")
    assert minted.customer_id == ada.id
    assert await shop.customer_of(minted.token) == ADA
    assert minted.ends_at == shop.clock() + timedelta(minutes=55)
    assert exchange(commerce).strategy == strategy


async def test_a_token_serves_until_it_says_and_is_minted_again_for_the_same_customer(
    shop: Shop, strategy: str
) -> None:
    async with shop.sign_on(strategy) as commerce:
        bruno = await account(commerce, BRUNO)
        first = await exchange(commerce).mint(bruno, None)
        shop.clock.advance(seconds=(first.ends_at - shop.clock()).total_seconds())
        assert await shop.customer_of(first.token) == BRUNO
        second = await exchange(commerce).mint(bruno, None)
        shop.clock.advance(minutes=30)
    assert second.customer_id == first.customer_id == bruno.id
    assert await shop.customer_of(first.token) is None
    assert await shop.customer_of(second.token) == BRUNO


async def test_nothing_of_the_customer_is_changed_by_a_mint(shop: Shop, strategy: str) -> None:
    before = [dict(row) for row in shop.world.rows("SELECT * FROM customer")]
    async with shop.sign_on(strategy) as commerce:
        await exchange(commerce).mint(await account(commerce, ADA), "default")
    assert [dict(row) for row in shop.world.rows("SELECT * FROM customer")] == before


async def test_shoppers_who_sign_on_at_once_each_get_their_own_token(shop: Shop, strategy: str) -> None:
    async with shop.sign_on(strategy) as commerce:
        people = [await account(commerce, email) for email in (ADA, BRUNO, "chidi@example.com")] * 10
        minted = await asyncio.gather(*(exchange(commerce).mint(person, None) for person in people))
    assert [token.customer_id for token in minted] == [person.id for person in people]
    assert len({token.token for token in minted}) == len(people)
    assert await shop.asked("integration/admin/token") == (0 if strategy == "external" else 1)


async def test_a_customer_who_is_gone_is_not_found(shop: Shop, strategy: str) -> None:
    async with shop.sign_on(strategy) as commerce:
        ada = await account(commerce, ADA)
        shop.world.database.execute("DELETE FROM customer WHERE id = ?", (ada.id,))
        with pytest.raises((CustomerRefused, NotFound)) as caught:
            await exchange(commerce).mint(ada, None)
    assert ADA not in str(caught.value)
    assert caught.value.reason in (None, "not_found")
    assert shop.world.rows("SELECT 1 FROM customer WHERE email = ?", (ADA,)) == []


async def test_a_locked_account_is_refused_as_locked(shop: Shop, strategy: str) -> None:
    async with shop.sign_on(strategy) as commerce:
        ada = await account(commerce, ADA)
        standing.lock(shop.world, ada.id, shop.clock() + timedelta(minutes=10))
        with pytest.raises(CustomerRefused) as caught:
            await exchange(commerce).mint(ada, None)
        assert caught.value.reason == "locked"
        shop.clock.advance(minutes=11)
        assert (await exchange(commerce).mint(ada, None)).customer_id == ada.id


async def test_an_unconfirmed_account_is_refused_as_unconfirmed(shop: Shop, strategy: str) -> None:
    async with shop.sign_on(strategy) as commerce:
        ada = await account(commerce, ADA)
        standing.set_confirmation(shop.world, ada.id, standing.REQUIRED)
        with pytest.raises(CustomerRefused) as caught:
            await exchange(commerce).mint(ada, None)
    assert caught.value.reason == "unconfirmed"


async def test_all_tokens_of_a_customer_end_and_nobody_elses(shop: Shop, strategy: str) -> None:
    async with shop.sign_on(strategy) as commerce:
        ada, bruno = await account(commerce, ADA), await account(commerce, BRUNO)
        adas = [await exchange(commerce).mint(ada, None) for _ in range(2)]
        brunos = await exchange(commerce).mint(bruno, None)
        await commerce.customers.revoke_tokens(ada.id)
    assert [await shop.customer_of(each.token) for each in adas] == [None, None]
    assert await shop.customer_of(brunos.token) == BRUNO


async def test_commerce_in_maintenance_is_unavailable(shop: Shop, strategy: str) -> None:
    async with shop.sign_on(strategy, attempts=1) as commerce:
        ada = await account(commerce, ADA)
        await shop.breaks(kind="maintenance")
        with pytest.raises(Unavailable):
            await exchange(commerce).mint(ada, None)


@pytest.mark.parametrize("kind", ["drop_after", "half", "garbage"])
async def test_a_mint_that_may_have_happened_is_doubtful_and_not_sent_again(
    shop: Shop, strategy: str, kind: str
) -> None:
    field = {
        "external": "exchangeExternalCustomerToken",
        "as_admin": "generateCustomerTokenAsAdmin",
        "otp": "exchangeOtpForCustomerToken",
    }[strategy]
    async with shop.sign_on(strategy) as commerce:
        ada = await account(commerce, ADA)
        await shop.breaks(kind=kind, root_field=field)
        with pytest.raises(IntegrationError) as caught:
            await exchange(commerce).mint(ada, None)
    assert caught.value.doubtful
    assert await shop.asked(field) == 1


async def test_a_commerce_that_takes_the_strategy_passes_the_check_and_nothing_is_made(
    shop: Shop, strategy: str
) -> None:
    tables = ("customer", "customer_token", "customer_otp")
    count = " + ".join(f"(SELECT COUNT(*) FROM {table})" for table in tables)
    before = shop.world.rows(f"SELECT {count} AS total")[0]["total"]
    async with shop.sign_on(strategy) as commerce:
        await commerce.check()
    assert shop.world.rows(f"SELECT {count} AS total")[0]["total"] == before


@pytest.mark.parametrize("strategy", ["external", "otp"])
async def test_open_source_fails_the_check_of_what_it_lacks(strategy: str) -> None:
    async with opened(adobe_commerce=False) as shop, shop.sign_on(strategy) as commerce:
        with pytest.raises(NotFound):
            await commerce.check()
        ada = await account(commerce, ADA)
        with pytest.raises(NotFound):
            await exchange(commerce).mint(ada, None)


@pytest.mark.parametrize("strategy", ["as_admin", "password"])
async def test_open_source_passes_the_check_of_what_it_has(strategy: str) -> None:
    async with opened(adobe_commerce=False) as shop, shop.sign_on(strategy) as commerce:
        await commerce.check()


WRONG: dict[str, dict[str, Any]] = {
    "external": {**INTEGRATION, "access_token_secret": "wrong-secret"},
    "as_admin": {**ADMIN, "password": "wrong-secret"},
    "otp": {**ADMIN, "password": "wrong-secret"},
}


@pytest.mark.parametrize("strategy", STRATEGIES)
async def test_wrong_credentials_of_ours_are_forbidden_and_never_told(shop: Shop, strategy: str) -> None:
    async with shop.sign_on(strategy, credentials=WRONG[strategy]) as commerce:
        ada = CustomerAccount(1, ADA, WEBSITE, confirmed=True)
        for call in (commerce.check, lambda: exchange(commerce).mint(ada, None)):
            with pytest.raises(Forbidden) as caught:
                await call()
            assert "wrong-secret" not in repr(caught.value) + repr(caught.value.__cause__)
        settings = shop.settings(strategy, credentials=WRONG[strategy])
    assert "wrong-secret" not in repr(settings)
