"""Who at a provider is which customer, and links that wait for a password."""

import asyncio
from dataclasses import replace

import pytest

from bff.state.links import Link, Links, LinkTaken, PendingLink, PendingLinks
from integrations.sso.contract import Identity
from tests.services.redis.conftest import ISSUER, Stores

SUBJECT = "subject-of-ada"
BROWSER = "secret of Ada's browser"


@pytest.fixture
def links(stores: Stores) -> Links:
    return Links(stores.redis, stores.clock)


@pytest.fixture
def links_elsewhere(stores: Stores) -> Links:
    return Links(stores.other_redis, stores.clock)


@pytest.fixture
def pending_links(stores: Stores) -> PendingLinks:
    return PendingLinks(stores.redis, stores.settings, stores.keys, stores.clock)


@pytest.fixture
def pending(stores: Stores) -> PendingLink:
    identity = Identity(ISSUER, SUBJECT, "header.of-ada.signature", email="ada@example.com", claims={"groups": ["b2b"]})
    return PendingLink(1, 4711, "ada@example.com", "keycloak", identity, "/cart", stores.clock())


async def test_a_link_lasts_for_good(links: Links, links_elsewhere: Links, stores: Stores) -> None:
    made = await links.create(1, ISSUER, SUBJECT, 4711)
    stores.clock.passes(days=4000)
    assert await links_elsewhere.find(1, ISSUER, SUBJECT) == made
    (name,) = await stores.redis.keys("bff:link:*")
    assert await stores.redis.ttl(name) == -1


async def test_a_link_is_of_one_website_issuer_and_subject(links: Links) -> None:
    await links.create(1, ISSUER, SUBJECT, 4711)
    assert await links.find(2, ISSUER, SUBJECT) is None
    assert await links.find(1, "https://elsewhere.example", SUBJECT) is None
    assert await links.find(1, ISSUER, "another") is None


async def test_a_link_to_another_customer_is_refused_and_the_first_stays(links: Links) -> None:
    first = await links.create(1, ISSUER, SUBJECT, 4711)
    with pytest.raises(LinkTaken):
        await links.create(1, ISSUER, SUBJECT, 4712)
    assert await links.find(1, ISSUER, SUBJECT) == first


async def test_to_link_again_alike_changes_nothing(links: Links, stores: Stores) -> None:
    first = await links.create(1, ISSUER, SUBJECT, 4711)
    stores.clock.passes(days=1)
    assert await links.create(1, ISSUER, SUBJECT, 4711) == first


async def test_of_many_who_link_at_once_one_wins(links: Links, links_elsewhere: Links) -> None:
    both = (links, links_elsewhere)
    outcomes = await asyncio.gather(
        *(both[n % 2].create(1, ISSUER, SUBJECT, n) for n in range(20)), return_exceptions=True
    )
    (won,) = [outcome for outcome in outcomes if isinstance(outcome, Link)]
    assert [type(outcome) for outcome in outcomes].count(LinkTaken) == 19
    assert await links.find(1, ISSUER, SUBJECT) == won


async def test_a_link_that_was_removed_can_be_made_to_another(links: Links) -> None:
    await links.create(1, ISSUER, SUBJECT, 4711)
    assert await links.remove(1, ISSUER, SUBJECT)
    assert not await links.remove(1, ISSUER, SUBJECT)
    assert (await links.create(1, ISSUER, SUBJECT, 4712)).customer_id == 4712


async def test_a_pending_link_stays_until_it_is_proven_and_is_proven_once(
    pending_links: PendingLinks, pending: PendingLink
) -> None:
    handle = await pending_links.ask(BROWSER, pending)
    assert await pending_links.read(handle, BROWSER) == pending
    taken = await asyncio.gather(*(pending_links.take(handle, BROWSER) for _ in range(10)))
    assert [each for each in taken if each is not None] == [pending]
    assert await pending_links.read(handle, BROWSER) is None


async def test_another_browser_cannot_prove_it(pending_links: PendingLinks, pending: PendingLink) -> None:
    handle = await pending_links.ask(BROWSER, pending)
    assert await pending_links.read(handle, "another browser") is None
    assert await pending_links.take(handle, "another browser") is None


async def test_a_proof_that_comes_too_late_proves_nothing(
    pending_links: PendingLinks, pending: PendingLink, stores: Stores
) -> None:
    handle = await pending_links.ask(BROWSER, replace(pending, asked_at=stores.clock()))
    (name,) = await stores.redis.keys("bff:pending-link:*")
    assert 540 < await stores.redis.ttl(name) <= 600
    stores.clock.passes(minutes=10)
    assert await pending_links.take(handle, BROWSER) is None
