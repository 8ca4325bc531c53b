"""Commerce's own pages and blocks as a content source, read from the sandbox Commerce."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from graphql import build_schema, parse, validate

from bff import documents
from integrations.circumstances import Circumstances
from integrations.cms.commerce import wire
from integrations.cms.commerce.adapter import open_commerce_content
from integrations.cms.commerce.settings import CommerceContentSettings
from integrations.cms.contract import SYSTEM, Asked, ContentSource, InvalidSignature, Listing, Redirect, View
from integrations.cms.entry import Entry, HtmlBlock, NavigationItem
from integrations.commerce.connection import connect
from integrations.commerce.contract import Answer, Caller, CommerceGraphQL, Operation
from integrations.commerce.settings import CommerceSettings
from integrations.kit.errors import Invalid, Rejected, Unavailable
from sandbox.commerce.app import create_app
from sandbox.commerce.settings import Settings
from tests.contract.listening import listening

ENGLISH = Asked(("en",), 10)
STORES = {"en": "default", "de": "de"}


@dataclass
class Watched:
    """Passes on to Commerce, and remembers what was asked."""

    commerce: CommerceGraphQL
    operations: list[Operation] = field(default_factory=list)
    answer: dict[str, Any] | None = None
    """Instead of Commerce's, where it is given."""

    async def send(self, operation: Operation, caller: Caller, *, seconds: float) -> Answer:
        self.operations.append(operation)
        if self.answer is not None:
            return Answer(b"", self.answer, 200, {})
        return await self.commerce.send(operation, caller, seconds=seconds)


@dataclass
class Shop:
    source: ContentSource
    commerce: Watched


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(listening(lambda _: create_app(Settings())))
        connection = await stack.enter_async_context(connect(CommerceSettings(url=url)))
        watched = Watched(connection.graphql)
        settings, circumstances = CommerceContentSettings(stores=STORES), Circumstances(commerce=watched)
        yield Shop(await stack.enter_async_context(open_commerce_content("commerce", settings, circumstances)), watched)


async def identifiers(shop: Shop) -> tuple[str, list[str]]:
    """A page that the sandbox has, by its identifier, and the keys of what it has besides."""
    found = await shop.source.page("/", ENGLISH)
    assert isinstance(found, Entry)
    return found.key.removeprefix("page:"), [found.key]


async def test_pages_and_blocks_are_one_request_and_what_is_missing_takes_nothing_along(shop: Shop) -> None:
    identifier, _ = await identifiers(shop)
    shop.commerce.operations.clear()
    keys = [f"page:{identifier}", "page:missing", "block:missing", "product:BAG-001"]
    found = await shop.source.entries(keys, ENGLISH)
    assert list(found) == [f"page:{identifier}"]
    assert len(shop.commerce.operations) == 1
    page = found[f"page:{identifier}"]
    assert isinstance(page, Entry)
    assert (page.type, page.locale) == ("page", "en")
    assert isinstance(page.blocks[0], HtmlBlock)


async def test_the_front_page_is_the_one_that_the_store_view_is_set_to(shop: Shop) -> None:
    found = await shop.source.page("/", Asked(("de", "en"), 10))
    assert isinstance(found, Entry)
    assert found.locale == "de"


async def test_a_page_is_found_at_its_path_and_a_category_is_none_of_the_cms(shop: Shop) -> None:
    identifier, _ = await identifiers(shop)
    found = await shop.source.page(f"/{identifier}", ENGLISH)
    assert isinstance(found, Entry)
    assert found.path == f"/{identifier}"
    assert await shop.source.page("/kitchen.html", ENGLISH) is None
    assert await shop.source.page("/nowhere", ENGLISH) is None


async def test_a_language_without_a_store_view_is_not_asked_for(shop: Shop) -> None:
    assert await shop.source.entries(["page:home"], Asked(("fr",), 10)) == {}
    assert shop.commerce.operations == []


async def test_the_menu_are_the_categories_of_commerces_menu(shop: Shop) -> None:
    lines = await shop.source.navigation("main", ENGLISH)
    kitchen = next(line for line in lines if line.title == "Kitchen")
    assert kitchen.url == "/kitchen.html"
    assert NavigationItem("Cookware", "/kitchen/cookware.html") in kitchen.children
    assert await shop.source.navigation("other", ENGLISH) == ()


@pytest.mark.parametrize(("code", "permanent"), [(301, True), (302, False)])
async def test_redirects_say_for_how_long(shop: Shop, code: int, permanent: bool) -> None:
    shop.commerce.answer = {"data": {"route": {"redirect_code": code, "relative_url": "about"}}}
    assert await shop.source.page("/old", ENGLISH) == Redirect("/about", permanent)
    shop.commerce.answer = {"data": {"route": {"redirect_code": code, "relative_url": "https://partner.example/x"}}}
    assert await shop.source.page("/old", ENGLISH) == Redirect("https://partner.example/x", permanent)


@pytest.mark.parametrize(
    "content",
    [
        {"errors": [{"message": "Internal server error"}], "data": None},
        {"data": None},
        {"data": {"p0": {"identifier": "home", "title": 5}}},
    ],
)
async def test_what_commerce_fails_to_tell_is_not_told_to_be_missing(shop: Shop, content: dict[str, Any]) -> None:
    shop.commerce.answer = content
    with pytest.raises(Invalid) as raised:
        await shop.source.entries(["page:home"], ENGLISH)
    assert raised.value.system == SYSTEM


async def test_a_commerce_that_is_away_is_unavailable_content(shop: Shop) -> None:
    async def away(*_: object, **__: object) -> Answer:
        raise Unavailable("commerce", "Commerce could not be reached.")

    shop.commerce.send = away  # type: ignore[method-assign]
    with pytest.raises(Unavailable) as raised:
        await shop.source.page("/about", ENGLISH)
    assert raised.value.system == SYSTEM


async def test_what_commerce_does_not_tell_is_refused_with_a_reason(shop: Shop) -> None:
    with pytest.raises(Rejected):
        await shop.source.listing(Listing("page"), ENGLISH)
    with pytest.raises(Rejected):
        await shop.source.changes(datetime.now(UTC), seconds=1)
    with pytest.raises(InvalidSignature):
        shop.source.read_webhook({}, b"{}")
    assert not shop.source.capabilities.drafts
    assert await shop.source.entries([], Asked(("en",), 10, View.DRAFT)) == {}


def test_every_document_is_valid_at_commerce() -> None:
    commerce = build_schema(documents.commerce_schema())
    wanted = wire.Wanted(("a", "b"), ("c",))
    for document in (wire.ROUTE, wire.FRONT_PAGE, wire.CATEGORIES, wire.entries_operation(wanted).document):
        assert validate(commerce, parse(document)) == []


async def test_without_commerce_it_does_not_open() -> None:
    with pytest.raises(ValueError, match="Commerce itself"):
        async with open_commerce_content("commerce", CommerceContentSettings(), Circumstances()):
            pass
