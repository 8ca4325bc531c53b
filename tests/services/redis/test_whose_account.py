"""Which customer somebody at a provider is: found, created or refused, and linked for good."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from bff.flows.sign_on.denied import SignOnDenied
from bff.flows.sign_on.whose_account import Place, ProofWanted, WhoseAccount
from bff.settings_sign_on import ProviderSettings
from bff.state import redis as state_redis
from bff.state.links import Links, LinkTaken
from bff.state.session import Presentation
from bff.state.turns import Turns
from integrations.commerce.identity import CustomerAccount, CustomerRefused, NewCustomer
from integrations.kit.errors import NotFound, Unavailable
from integrations.sso.contract import Identity
from tests.services.redis.conftest import ISSUER, Stores

PLACE = Place(website_id=1, store_code="default")
WORD = ProviderSettings(
    authoritative_domains=("example.com",),
    groups_claim="groups",
    groups={"wholesale": 2, "staff": 5},
)


A_WHILE = timedelta(seconds=300)
"""Longer than any test may take."""


@dataclass
class Directory:
    """Commerce's customers, as the contract has them. Others come to their turn while it works."""

    accounts: dict[int, CustomerAccount] = field(default_factory=dict)
    made: list[NewCustomer] = field(default_factory=list)
    revoked: list[int] = field(default_factory=list)
    failure: Exception | None = None

    def has(self, *ids: int, confirmed: bool = True, email: str = "ada@example.com") -> None:
        self.accounts |= {each: CustomerAccount(each, email, 1, confirmed) for each in ids}

    async def find(self, email: str, website_id: int) -> tuple[CustomerAccount, ...]:
        await asyncio.sleep(0.01)
        return tuple(each for each in self.accounts.values() if each.email == email)

    async def read(self, customer_id: int) -> CustomerAccount:
        if customer_id not in self.accounts:
            raise NotFound("commerce", "No such customer.")
        return self.accounts[customer_id]

    async def create(self, customer: NewCustomer) -> CustomerAccount:
        await asyncio.sleep(0.01)
        if self.failure is not None:
            raise self.failure
        self.made.append(customer)
        account = CustomerAccount(100 + len(self.made), customer.email, customer.website_id, confirmed=False)
        self.accounts[account.id] = account
        return account

    async def revoke_tokens(self, customer_id: int) -> None:
        await asyncio.sleep(0.01)
        self.revoked.append(customer_id)


@pytest.fixture
def directory() -> Directory:
    return Directory()


@pytest.fixture
def accounts(stores: Stores, directory: Directory) -> WhoseAccount:
    return of_a_process(stores, stores.redis, directory)


def of_a_process(stores: Stores, redis: Redis, directory: Directory) -> WhoseAccount:
    turns = Turns(redis, longest_turn=A_WHILE, longest_wait=A_WHILE)
    return WhoseAccount(Links(redis, stores.clock), directory, stores.sessions, {"shop": WORD}, turns)


def ada(**changes: Any) -> Identity:
    told: dict[str, Any] = {"email": "ada@example.com", "email_verified": True}
    told |= {"given_name": "Ada", "family_name": "Marlow"}
    return Identity(ISSUER, "subject-of-ada", "an.id.token", **(told | changes))


async def test_somebody_unknown_gets_an_account_with_names_and_group_and_keeps_it(
    accounts: WhoseAccount, directory: Directory
) -> None:
    made = await accounts.find("shop", ada(claims={"groups": ["press", "staff", "wholesale"]}), PLACE)
    assert isinstance(made, CustomerAccount)
    [customer] = directory.made
    assert (customer.first_name, customer.last_name, customer.group_id) == ("Ada", "Marlow", 2)
    later = await accounts.find("shop", ada(email="another@elsewhere.example", email_verified=False), PLACE)
    assert later == made


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ({"given_name": None, "family_name": None, "claims": {"name": "Ada Byron Marlow"}}, ("Ada", "Byron Marlow")),
        ({"given_name": None, "family_name": None}, ("-", "-")),
        ({"family_name": None}, ("Ada", "-")),
    ],
)
async def test_names_that_a_provider_does_not_tell_are_filled_in(
    accounts: WhoseAccount, directory: Directory, told: dict[str, Any], names: tuple[str, str]
) -> None:
    await accounts.find("shop", ada(**told), PLACE)
    assert (directory.made[0].first_name, directory.made[0].last_name) == names


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"email": None}, "no_email"),
        ({"email_verified": False}, "unverified_email"),
    ],
)
async def test_without_a_verified_address_nobody_is_let_in(
    accounts: WhoseAccount, directory: Directory, told: dict[str, Any], reason: str
) -> None:
    with pytest.raises(SignOnDenied) as denied:
        await accounts.find("shop", ada(**told), PLACE)
    assert denied.value.reason == reason
    assert directory.made == []


async def test_several_accounts_of_one_address_are_nobodys(accounts: WhoseAccount, directory: Directory) -> None:
    directory.has(4, 5)
    with pytest.raises(SignOnDenied) as denied:
        await accounts.find("shop", ada(), PLACE)
    assert denied.value.reason == "several_accounts"


async def test_an_account_of_a_domain_that_is_not_the_providers_stays_its_owners(
    accounts: WhoseAccount, directory: Directory
) -> None:
    directory.has(4, email="ada@elsewhere.example")
    with pytest.raises(SignOnDenied) as denied:
        await accounts.find("shop", ada(email="ada@elsewhere.example"), PLACE)
    assert denied.value.reason == "account_exists"


async def test_an_address_that_nobody_confirmed_wants_a_proof_and_links_nothing(
    accounts: WhoseAccount, directory: Directory
) -> None:
    directory.has(4, confirmed=False)
    assert isinstance(await accounts.find("shop", ada(), PLACE), ProofWanted)
    assert directory.revoked == []


async def test_linking_ends_whoever_used_the_account_until_then(accounts: WhoseAccount, directory: Directory) -> None:
    directory.has(4)
    assert await accounts.find("shop", ada(), PLACE) == directory.accounts[4]
    assert directory.revoked == [4]


async def test_somebody_who_is_another_customer_already_signs_nobody_out(
    accounts: WhoseAccount, directory: Directory, stores: Stores
) -> None:
    directory.has(4, 5)
    await accounts.link(directory.accounts[4], ada())
    theirs = await stores.sessions.create(Presentation.COOKIE, {"website_id": 1, "customer_id": 5})
    with pytest.raises(LinkTaken):
        await accounts.link(directory.accounts[5], ada())
    assert directory.revoked == [4]
    assert await stores.sessions.is_alive(theirs.id)


async def test_an_account_that_is_linked_already_keeps_its_sessions(
    accounts: WhoseAccount, directory: Directory, stores: Stores
) -> None:
    directory.has(4)
    await accounts.link(directory.accounts[4], ada())
    own = await stores.sessions.create(Presentation.COOKIE, {"website_id": 1, "customer_id": 4})
    await accounts.link(directory.accounts[4], ada())
    assert directory.revoked == [4]
    assert await stores.sessions.is_alive(own.id)


async def test_where_the_others_cannot_be_signed_out_nothing_is_linked(
    accounts: WhoseAccount, directory: Directory, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def is_away(customer_id: int) -> None:
        raise Unavailable("commerce", "Commerce is away.")

    directory.has(4)
    monkeypatch.setattr(directory, "revoke_tokens", is_away)
    with pytest.raises(Unavailable):
        await accounts.find("shop", ada(), PLACE)
    assert await Links(stores.redis, stores.clock).find(1, ISSUER, "subject-of-ada") is None


async def test_a_customer_who_is_gone_is_forgotten_and_found_anew(accounts: WhoseAccount, directory: Directory) -> None:
    directory.has(4)
    await accounts.find("shop", ada(), PLACE)
    directory.accounts.clear()
    made = await accounts.find("shop", ada(), PLACE)
    assert isinstance(made, CustomerAccount)
    assert made.id == 101


@pytest.mark.parametrize("known", [True, False])
async def test_two_first_sign_ons_at_once_are_one_customer_who_is_made_or_linked_once(
    stores: Stores, directory: Directory, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    monkeypatch.setattr(state_redis, "CALL_SECONDS", A_WHILE.total_seconds())
    if known:
        directory.has(101)
    processes = [of_a_process(stores, redis, directory) for redis in (stores.redis, stores.other_redis)]

    async def signs_on(accounts: WhoseAccount) -> bool:
        found = await accounts.find("shop", ada(), PLACE)
        assert found == directory.accounts[101]
        opened = await stores.sessions.create(Presentation.COOKIE, {"website_id": 1, "customer_id": 101})
        await asyncio.sleep(0.05)
        return await stores.sessions.is_alive(opened.id)

    assert await asyncio.gather(*(signs_on(accounts) for accounts in processes)) == [True, True]
    assert (len(directory.made), directory.revoked) == ((0, [101]) if known else (1, []))


async def test_of_two_first_sign_ons_at_once_the_second_finds_what_the_first_made(
    accounts: WhoseAccount, directory: Directory, stores: Stores
) -> None:
    directory.failure = CustomerRefused("already_exists", "There is one.")
    account = CustomerAccount(7, "ada@example.com", 1, confirmed=False)

    async def create(customer: NewCustomer) -> CustomerAccount:
        directory.accounts[7] = account
        await Links(stores.redis, stores.clock).create(1, ISSUER, "subject-of-ada", 7)
        raise CustomerRefused("already_exists", "There is one.")

    directory.create = create  # type: ignore[method-assign]
    assert await accounts.find("shop", ada(), PLACE) == account


async def test_where_it_is_doubtful_whether_the_account_was_made_nothing_is_linked(
    accounts: WhoseAccount, directory: Directory, stores: Stores
) -> None:
    directory.failure = Unavailable("commerce", "Commerce is away.", doubtful=True)
    with pytest.raises(Unavailable):
        await accounts.find("shop", ada(), PLACE)
    assert await Links(stores.redis, stores.clock).find(1, ISSUER, "subject-of-ada") is None
