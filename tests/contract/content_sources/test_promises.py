"""What every content source keeps of `integrations/cms/contract.py`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from integrations.cms.contract import Asked, Listing, Redirect, View
from integrations.cms.entry import (
    Entry,
    EntryBlock,
    HeroBlock,
    HtmlBlock,
    ImageBlock,
    Link,
    Media,
    NavigationItem,
    OtherBlock,
    ProductListBlock,
    RichTextBlock,
    Seo,
)
from integrations.kit.errors import Invalid, Rejected
from tests.contract.content_sources.conftest import needs
from tests.contract.content_sources.house import House

PUBLISHED = Asked(("en",), 10)
DRAFT = Asked(("en",), 10, View.DRAFT)
PICTURE = Media("https://cdn.example/picture.jpg", "a picture", 640, 480)


def story(key: str = "story:clay", title: str = "From the pit to the plate", **more: object) -> Entry:
    return Entry(key=key, type="story", title=title, locale="en", **more)  # type: ignore[arg-type]


async def read(house: House, key: str, asked: Asked = PUBLISHED) -> Entry | None:
    """The entry as the adapter tells it, without what only the source knows."""
    found = (await house.source.entries([key], asked)).get(key)
    assert not isinstance(found, Invalid), found
    return found and replace(found, updated_at=None)


async def title(house: House, key: str, asked: Asked = PUBLISHED) -> str | None:
    found = await read(house, key, asked)
    return found.title if found else None


@pytest.mark.parametrize(
    "block",
    [
        RichTextBlock("<p>Sandy clay, <em>fired</em> twice.</p>"),
        ImageBlock(PICTURE, "The plate itself"),
        HeroBlock(
            "Things that last", "<p>Made slowly.</p>", PICTURE, Link("Look around", "https://shop.example/kitchen")
        ),
        HeroBlock("Bare"),
        ProductListBlock("Made of it", ("TW-101", "TW-102")),
        ProductListBlock("In the kitchen", category_uid="NQ==", limit=4),
        HtmlBlock('<div class="hours">Open</div>'),
        EntryBlock("story:iron"),
        OtherBlock("countdown", {"until": "2027-01-01", "label": "The next firing"}),
    ],
    ids=lambda block: type(block).__name__,
)
async def test_each_kind_of_block_is_told_as_it_was_written(
    house: House, block: RichTextBlock | ImageBlock | HeroBlock | ProductListBlock | HtmlBlock | EntryBlock | OtherBlock
) -> None:
    house.publish(story("story:iron", "Iron and oil"))
    house.publish(story(blocks=(block, RichTextBlock("<p>end</p>"))))
    found = await read(house, "story:clay")
    assert found is not None
    assert found.blocks == (block, RichTextBlock("<p>end</p>"))


async def test_all_else_of_an_entry_is_told_as_it_was_written(house: House) -> None:
    written = story(
        path="/stories/clay",
        fields={"author": "Nia", "minutes": 4, "sources": ["a", "b"]},
        seo=Seo(title="Clay", description="Where plates come from.", no_index=False),
        tags=("clay", "making"),
    )
    house.publish(written)
    found = await read(house, "story:clay")
    assert found is not None
    told = (found.key, found.type, found.title, found.locale, found.path, found.seo.title, found.seo.description)
    assert told == ("story:clay", "story", written.title, "en", "/stories/clay", "Clay", "Where plates come from.")
    assert sorted(found.tags) == ["clay", "making"]
    assert {name: found.fields.get(name) for name in written.fields} == written.fields


async def test_when_it_was_changed_is_told_with_its_zone(house: House) -> None:
    house.publish(story())
    found = (await house.source.entries(["story:clay"], PUBLISHED))["story:clay"]
    assert isinstance(found, Entry)
    assert found.updated_at is not None
    assert abs(datetime.now(UTC) - found.updated_at) < timedelta(minutes=10)


async def test_forty_entries_are_one_request(house: House) -> None:
    keys = [f"product:TW-{number}" for number in range(40)]
    for key in keys:
        house.publish(story(key, f"About {key}"))
    house.requests()
    found = await house.source.entries([*keys, "product:missing"], PUBLISHED)
    assert {key: getattr(entry, "title", None) for key, entry in found.items()} == {key: f"About {key}" for key in keys}
    assert house.requests() == 1


@pytest.mark.parametrize("key", ["no such", "a/b", "a;b=c", "../x", "ü&?#%", 'quote"', "a'b", "a\\b"])
async def test_a_key_may_be_anything_and_names_nothing_else(house: House, key: str) -> None:
    house.publish(story())
    assert await house.source.entries([key], PUBLISHED) == {}
    assert await title(house, "story:clay") == "From the pit to the plate"


class TestLanguages:
    """The first of the chain that there is, and which one it was."""

    async def test_each_entry_is_in_the_first_language_that_it_has(self, house: House) -> None:
        house.publish(story("both", "Both"))
        house.publish(replace(story("both", "Beide"), locale="de"))
        house.publish(story("english", "English"))
        asked = Asked(("de-AT", "de", "en"), 10)
        found = await house.source.entries(["both", "english"], asked)
        told = {key: (entry.title, entry.locale) for key, entry in found.items() if isinstance(entry, Entry)}
        assert told == {"both": ("Beide", "de"), "english": ("English", "en")}

    async def test_one_that_is_in_none_of_them_is_not_there(self, house: House) -> None:
        house.publish(story())
        assert await house.source.entries(["story:clay"], Asked(("de",), 10)) == {}

    async def test_pages_know_their_translations(self, house: House) -> None:
        house.publish(story("about", "About", path="/about"))
        house.publish(replace(story("about", "Über uns", path="/ueber-uns"), locale="de"))
        english = await house.source.page("/about", Asked(("en",), 10))
        german = await house.source.page("/ueber-uns", Asked(("de", "en"), 10))
        assert isinstance(english, Entry)
        assert isinstance(german, Entry)
        assert (english.title, german.title) == ("About", "Über uns")
        assert english.translations == german.translations == {"en": "/about", "de": "/ueber-uns"}

    async def test_a_page_that_is_not_translated_is_found_in_the_fallback(self, house: House) -> None:
        house.publish(story("about", "About", path="/about"))
        found = await house.source.page("/about", Asked(("de", "en"), 10))
        assert isinstance(found, Entry)
        assert found.locale == "en"


class TestPages:
    """What is at a path."""

    @pytest.mark.parametrize("path", ["/", "/about", "/stories/clay", "/caf\u00e9/a b"])
    async def test_a_page_is_found_at_its_path(self, house: House, path: str) -> None:
        house.publish(story(path=path))
        found = await house.source.page(path, PUBLISHED)
        assert isinstance(found, Entry)
        assert (found.key, found.path) == ("story:clay", path)

    async def test_nothing_is_there(self, house: House) -> None:
        house.publish(story(path="/stories/clay"))
        for path in ("/", "/stories", "/stories/clay/more", "/story:clay"):
            assert await house.source.page(path, PUBLISHED) is None

    @pytest.mark.parametrize(
        "path",
        [
            "/a/../stories/clay",
            "/./stories/clay",
            "/stories;x=1/clay",
            "//stories/clay",
            "/stories//clay",
            "/stories/clay?x",
            "/stories/clay#x",
            "/%2e%2e/stories/clay",
            "/stories%2fclay",
            "/stories\\clay",
            "/stories/clay\x00",
            "/stories/cl\u0430y",
            "/\uff0e\uff0e/stories/clay",
        ],
    )
    async def test_a_path_that_means_something_to_servers_means_nothing(self, house: House, path: str) -> None:
        house.publish(story(path="/stories/clay"))
        house.redirect("/stories", "/stories/clay", permanent=True)
        assert await house.source.page(path, PUBLISHED) is None

    @pytest.mark.parametrize("permanent", [True, False])
    async def test_a_page_that_has_moved_says_where_to_and_for_how_long(self, house: House, permanent: bool) -> None:
        house.redirect("/old", "/stories/clay", permanent=permanent)
        assert await house.source.page("/old", PUBLISHED) == Redirect("/stories/clay", permanent)


class TestListings:
    """Entries of one type."""

    async def test_all_are_listed_once_part_by_part(self, house: House) -> None:
        needs(house, "listings")
        for number in range(7):
            house.publish(story(f"story:{number}", f"Story {number}"))
        house.publish(Entry(key="other", type="banner", title="No story", locale="en"))
        keys: list[str] = []
        cursor: str | None = None
        for _ in range(4):
            listed = await house.source.listing(Listing("story", first=3, after=cursor), PUBLISHED)
            keys += [entry.key for entry in listed.entries]
            cursor = listed.end_cursor
            if cursor is None:
                break
        assert sorted(keys) == [f"story:{number}" for number in range(7)]
        assert cursor is None

    async def test_a_tag_narrows_it(self, house: House) -> None:
        needs(house, "listings")
        house.publish(story("a", tags=("clay", "making")))
        house.publish(story("b", tags=("iron",)))
        listed = await house.source.listing(Listing("story", tag="making"), PUBLISHED)
        assert [entry.key for entry in listed.entries] == ["a"]
        assert (await house.source.listing(Listing("story", tag="mak"), PUBLISHED)).entries == ()

    async def test_each_is_listed_once_and_in_the_first_language_that_it_has(self, house: House) -> None:
        needs(house, "listings")
        house.publish(story("both", "Both"))
        house.publish(replace(story("both", "Beide"), locale="de"))
        house.publish(story("english", "English"))
        listed = await house.source.listing(Listing("story"), Asked(("de", "en"), 10))
        assert {(entry.title, entry.locale) for entry in listed.entries} == {("Beide", "de"), ("English", "en")}
        assert len(listed.entries) == 2

    async def test_a_draft_is_listed_for_those_who_ask_for_drafts(self, house: House) -> None:
        needs(house, "listings")
        needs(house, "drafts")
        house.draft(story("new", "New"))
        assert (await house.source.listing(Listing("story"), PUBLISHED)).entries == ()
        assert [entry.title for entry in (await house.source.listing(Listing("story"), DRAFT)).entries] == ["New"]

    async def test_a_type_that_is_none_lists_nothing(self, house: House) -> None:
        needs(house, "listings")
        house.publish(story())
        assert (await house.source.listing(Listing("nothing"), PUBLISHED)).entries == ()

    async def test_a_cursor_of_somebody_elses_is_refused(self, house: House) -> None:
        needs(house, "listings")
        with pytest.raises(Invalid):
            await house.source.listing(Listing("story", after="no cursor"), PUBLISHED)

    async def test_a_source_without_says_so(self, house: House) -> None:
        if house.source.capabilities.listings:
            pytest.skip("it has listings")
        with pytest.raises(Rejected):
            await house.source.listing(Listing("story"), PUBLISHED)


async def test_menus_are_told_with_what_is_below_their_lines(house: House) -> None:
    needs(house, "navigation")
    lines = (
        NavigationItem("Kitchen", "/kitchen"),
        NavigationItem("Stories", "", children=(NavigationItem("Clay", "/stories/clay"),)),
    )
    house.menu("main", "en", lines)
    assert await house.source.navigation("main", Asked(("de", "en"), 10)) == lines
    assert await house.source.navigation("nowhere", PUBLISHED) == ()
