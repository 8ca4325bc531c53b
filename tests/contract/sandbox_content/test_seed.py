"""Fernhollow's words are about what Fernhollow has: its wares, its categories, its store views, its pictures."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2 as httpx
import orjson
import pytest

from integrations.cms.entry import Entry, EntryBlock, HeroBlock, ImageBlock, ProductListBlock
from integrations.cms.fake import wire
from sandbox.commerce.app import create_app as create_commerce
from sandbox.commerce.settings import Settings as CommerceSettings
from sandbox.content.seed import seed
from sandbox.content.world import World
from sandbox.outgoing import http_client
from tests.contract.listening import listening
from tests.services.processes import ROOT

ASSETS = ROOT / "sandbox" / "storefront"


@pytest.fixture(scope="module")
def world() -> World:
    world = World()
    seed(world)
    return world


@pytest.fixture(scope="module")
def entries(world: World) -> list[Entry]:
    return [wire.entry(orjson.loads(orjson.dumps(each)), place[0]) for place, each in world.published.items()]


@pytest.fixture
async def commerce() -> AsyncIterator[httpx.AsyncClient]:
    async with (
        listening(lambda _: create_commerce(CommerceSettings())) as url,
        http_client(base_url=url, timeout=30) as client,
    ):
        yield client


async def asked(commerce: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    answer = (await commerce.post("/graphql", json={"query": query, "variables": variables})).json()
    assert "errors" not in answer, answer
    return answer["data"]


def keys_of(entries: list[Entry], kind: str) -> set[str]:
    return {entry.key.removeprefix(kind) for entry in entries if entry.key.startswith(kind)}


def lists_of(entries: list[Entry]) -> Iterator[ProductListBlock]:
    return (block for entry in entries for block in entry.blocks if isinstance(block, ProductListBlock))


async def test_every_sku_is_one_of_commerces(commerce: httpx.AsyncClient, entries: list[Entry]) -> None:
    skus = keys_of(entries, "product:") | {sku for block in lists_of(entries) for sku in block.skus}
    query = "query ($skus: [String!]) { products(filter: {sku: {in: $skus}}, pageSize: 100) { items { sku } } }"
    found = (await asked(commerce, query, skus=sorted(skus)))["products"]["items"]
    assert skus
    assert {item["sku"] for item in found} == skus


async def test_every_category_is_one_of_commerces(commerce: httpx.AsyncClient, entries: list[Entry]) -> None:
    uids = keys_of(entries, "category:") | {block.category_uid for block in lists_of(entries) if block.category_uid}
    query = "query ($uids: [String!]) { categories(filters: {category_uid: {in: $uids}}) { items { uid } } }"
    found = (await asked(commerce, query, uids=sorted(uids)))["categories"]["items"]
    assert uids
    assert {item["uid"] for item in found} == uids


async def test_every_store_view_is_one_of_commerces(commerce: httpx.AsyncClient, entries: list[Entry]) -> None:
    stores = (await asked(commerce, "{ availableStores { store_code } }"))["availableStores"]
    assert keys_of(entries, "store:") == {"default", "de"} <= {store["store_code"] for store in stores}


async def test_every_way_leads_somewhere(commerce: httpx.AsyncClient, world: World) -> None:
    ways = [item["url"] for menu in world.menus.values() for line in menu for item in (line, *line.get("children", ()))]
    ways += [redirect["target"] for redirect in world.redirects.values()]
    for way in filter(None, ways):
        if not world.page(way, ["en", "de"], drafts=False):
            route = (await asked(commerce, "query ($url: String!) { route(url: $url) { type } }", url=way))["route"]
            assert route is not None, way


def test_every_entry_inside_another_is_there(world: World, entries: list[Entry]) -> None:
    inside = {block.key for entry in entries for block in entry.blocks if isinstance(block, EntryBlock)}
    assert inside
    assert set(world.entries(inside, ["en"], drafts=False)) == inside


def test_every_picture_is_served_on_this_machine(entries: list[Entry]) -> None:
    blocks = [block for entry in entries for block in entry.blocks]
    pictures = [block.media for block in blocks if isinstance(block, HeroBlock | ImageBlock) and block.media]
    assert pictures
    for picture in pictures:
        assert (ASSETS / picture.url.removeprefix("/")).is_file(), picture.url


def test_the_story_of_the_skillet_is_the_one_without_a_translation(world: World, entries: list[Entry]) -> None:
    stories = {entry.key for entry in entries if entry.key.startswith("story:")}
    german = world.entries(stories, ["de"], drafts=False)
    assert stories - set(german) == {"story:iron"}
    assert world.entries(stories, ["de", "en"], drafts=False)["story:iron"]["locale"] == "en"
