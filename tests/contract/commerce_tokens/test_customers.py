"""Commerce's customers over REST, with either kind of credentials."""

import asyncio
from typing import Any

import pytest

from integrations.commerce.identity import CustomerAccount, CustomerRefused, NewCustomer
from integrations.kit.errors import Conflict, FinalError, NotFound, Timeout, Unavailable
from sandbox.commerce.customer import standing
from tests.contract.commerce_tokens.conftest import ADA, ADMIN, INTEGRATION, WEBSITE, Shop

DANA = NewCustomer("dana@example.com", "Dana", "Reed", WEBSITE, group_id=2, store_code="default")


@pytest.fixture(params=[INTEGRATION, ADMIN], ids=["integration", "admin"])
def credentials(request: pytest.FixtureRequest) -> dict[str, Any]:
    given: dict[str, Any] = request.param
    return given


async def test_an_account_is_found_by_its_address_and_by_its_id(shop: Shop, credentials: dict[str, Any]) -> None:
    async with shop.sign_on("password", credentials=credentials) as commerce:
        (found,) = await commerce.customers.find("ADA@example.com", WEBSITE)
        assert found == CustomerAccount(1, ADA, WEBSITE, confirmed=True, group_id=1)
        assert await commerce.customers.read(1) == found


async def test_an_address_that_nobody_has_finds_nobody(shop: Shop, credentials: dict[str, Any]) -> None:
    async with shop.sign_on("password", credentials=credentials) as commerce:
        assert await commerce.customers.find("nobody@example.com", WEBSITE) == ()
        assert await commerce.customers.find(ADA, WEBSITE + 1) == ()


@pytest.mark.parametrize(
    "email", ["%@example.com", "ada@example.com,bruno@example.com", "ada@example.com&x=[]", "a'b@c.d"]
)
async def test_an_odd_address_finds_nobody_else(shop: Shop, credentials: dict[str, Any], email: str) -> None:
    async with shop.sign_on("password", credentials=credentials) as commerce:
        assert await commerce.customers.find(email, WEBSITE) == ()


@pytest.mark.parametrize(
    ("status", "confirmed"), [(standing.CONFIRMED, True), (standing.REQUIRED, False), (standing.NOT_REQUIRED, False)]
)
async def test_an_address_counts_as_confirmed_only_if_its_owner_was_asked(
    shop: Shop, credentials: dict[str, Any], status: str, confirmed: bool
) -> None:
    standing.set_confirmation(shop.world, 1, status)
    async with shop.sign_on("password", credentials=credentials) as commerce:
        assert (await commerce.customers.read(1)).confirmed is confirmed
        (found,) = await commerce.customers.find(ADA, WEBSITE)
    assert found.confirmed is confirmed


async def test_an_id_that_nobody_has_is_not_found(shop: Shop, credentials: dict[str, Any]) -> None:
    async with shop.sign_on("password", credentials=credentials) as commerce:
        with pytest.raises(NotFound):
            await commerce.customers.read(999)


async def test_a_customer_is_created_and_found_again(shop: Shop, credentials: dict[str, Any]) -> None:
    async with shop.sign_on("password", credentials=credentials) as commerce:
        created = await commerce.customers.create(DANA)
        assert (created.email, created.website_id, created.group_id) == (DANA.email, WEBSITE, 2)
        assert await commerce.customers.find(DANA.email, WEBSITE) == (created,)


async def test_a_customer_who_exists_is_refused_as_such(shop: Shop, credentials: dict[str, Any]) -> None:
    async with shop.sign_on("password", credentials=credentials) as commerce:
        await commerce.customers.create(DANA)
        with pytest.raises(CustomerRefused) as caught:
            await commerce.customers.create(DANA)
    assert caught.value.reason == "already_exists"
    assert DANA.email not in str(caught.value)


async def test_of_two_who_create_one_customer_at_once_one_is_told_so(shop: Shop, credentials: dict[str, Any]) -> None:
    async with shop.sign_on("password", credentials=credentials) as commerce:
        outcomes = await asyncio.gather(
            commerce.customers.create(DANA), commerce.customers.create(DANA), return_exceptions=True
        )
    reasons = [outcome.reason for outcome in outcomes if isinstance(outcome, CustomerRefused)]
    assert reasons == ["already_exists"]
    assert sum(isinstance(outcome, CustomerAccount) for outcome in outcomes) == 1


async def test_a_customer_that_commerce_does_not_take_is_refused_in_its_words(
    shop: Shop, credentials: dict[str, Any]
) -> None:
    async with shop.sign_on("password", credentials=credentials) as commerce:
        with pytest.raises(FinalError, match="is not a valid email address") as caught:
            await commerce.customers.create(NewCustomer("no-address", "Dana", "Reed", WEBSITE))
    assert not isinstance(caught.value, CustomerRefused | Conflict)


async def test_a_creation_whose_answer_is_lost_is_doubtful_and_sent_once(
    shop: Shop, credentials: dict[str, Any]
) -> None:
    async with shop.sign_on("password", credentials=credentials) as commerce:
        await shop.breaks(kind="drop_after", root_field="POST /V1/customers")
        with pytest.raises((Unavailable, Timeout)) as caught:
            await commerce.customers.create(DANA)
    assert caught.value.doubtful
    rows = shop.world.rows("SELECT COUNT(*) AS n FROM customer WHERE email = ?", (DANA.email,))
    assert rows[0]["n"] == 1


async def test_a_search_is_asked_again_when_commerce_fails_once(shop: Shop, credentials: dict[str, Any]) -> None:
    async with shop.sign_on("password", credentials=credentials) as commerce:
        await shop.breaks(kind="maintenance", root_field="GET /V1/customers/search", count=1)
        await shop.breaks(kind="drop_before", root_field="GET /V1/customers/{customerId}/confirm", count=1)
        (found,) = await commerce.customers.find(ADA, WEBSITE)
    assert found.id == 1
    assert await shop.asked("customers/search") == 2
    assert await shop.asked("/confirm") == 2
