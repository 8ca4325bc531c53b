"""What is Wagtail's alone: its rich text, snippets, pictures, private pages and signals, asked of a running one."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from integrations.cms.contract import Asked, Change, Redirect
from integrations.cms.entry import (
    Entry,
    EntryBlock,
    HeroBlock,
    ImageBlock,
    Link,
    Media,
    NavigationItem,
    OtherBlock,
    RichTextBlock,
)
from integrations.kit.errors import Invalid
from tests.contract.content_sources.test_promises import DRAFT, PICTURE, PUBLISHED, story
from tests.contract.content_sources.wagtail_house import WagtailHouse, wagtail_house
from tests.contract.sandbox_commerce.receiving import Receiver

pytestmark = pytest.mark.xdist_group("wagtail")
WRITTEN = {"url": PICTURE.url, "alt": PICTURE.alt, "width": PICTURE.width, "height": PICTURE.height}


@pytest.fixture
async def wagtail() -> AsyncIterator[WagtailHouse]:
    """A running Wagtail, empty."""
    async with wagtail_house() as house:
        yield house


async def found(wagtail: WagtailHouse, key: str, asked: Asked = PUBLISHED) -> Entry | None:
    entry = (await wagtail.source.entries([key], asked)).get(key)
    assert not isinstance(entry, Invalid), entry
    return entry


async def told(wagtail: WagtailHouse, *blocks: Any) -> tuple[Any, ...]:
    """The blocks of a story, as the adapter tells them."""
    wagtail.publish(story(blocks=blocks))
    entry = await found(wagtail, "story:clay")
    assert entry is not None
    return entry.blocks


def heard(wagtail: WagtailHouse) -> list[Change]:
    """What the last webhook said."""
    return list(wagtail.source.read_webhook(*wagtail.webhook()))


class TestRichText:
    """Wagtail keeps references in its own markup; the storefront gets HTML for display."""

    async def test_links_to_pages_are_paths_of_the_storefront(self, wagtail: WagtailHouse) -> None:
        wagtail.publish(story("story:iron", path="/stories/iron"))
        page = wagtail.edit("identity", key="story:iron")[0]
        blocks = await told(wagtail, RichTextBlock(f'<p><a id="{page}" linktype="page">Iron</a></p>'))
        assert blocks == (RichTextBlock('<p><a href="/stories/iron">Iron</a></p>'),)

    async def test_pictures_and_documents_have_complete_addresses(self, wagtail: WagtailHouse) -> None:
        picture = wagtail.edit("picture_identity", said=WRITTEN)
        document = wagtail.edit("document", name="care.pdf")
        (block,) = await told(
            wagtail,
            RichTextBlock(
                f'<embed alt="clay" embedtype="image" format="fullwidth" id="{picture}"/>'
                f'<p><a id="{document}" linktype="document">Care</a></p>'
            ),
        )
        assert 'src="https://cdn.example/picture.jpg"' in block.html
        assert f'href="https://cms.example/documents/{document}/care' in block.html
        assert "embedtype" not in block.html
        assert "linktype" not in block.html

    async def test_rich_text_in_a_field_is_html_as_well(self, wagtail: WagtailHouse) -> None:
        wagtail.publish(story("story:iron", path="/stories/iron"))
        page = wagtail.edit("identity", key="story:iron")[0]
        wagtail.publish(story(fields={"teaser": f'<a id="{page}" linktype="page">Iron</a>'}))
        entry = await found(wagtail, "story:clay")
        assert entry is not None
        assert entry.fields["teaser"] == '<a href="/stories/iron">Iron</a>'


class TestChoosers:
    """What editors choose is told in full, not as a number."""

    async def test_a_snippet_is_an_entry_in_its_place_and_one_of_its_own(self, wagtail: WagtailHouse) -> None:
        wagtail.publish(Entry("banner:top", "banner", "Free delivery", "en", fields={"text": "<p>Today</p>"}))
        assert await told(wagtail, EntryBlock("banner:top")) == (EntryBlock("banner:top"),)
        entry = await found(wagtail, "banner:top")
        assert entry is not None
        assert (entry.title, entry.path, entry.fields["text"]) == ("Free delivery", None, "<p>Today</p>")

    async def test_a_choice_that_is_gone_is_left_out(self, wagtail: WagtailHouse) -> None:
        wagtail.publish(story("story:iron"))
        await told(wagtail, EntryBlock("story:iron"), RichTextBlock("<p>end</p>"))
        wagtail.delete("story:iron")
        entry = await found(wagtail, "story:clay")
        assert entry is not None
        assert entry.blocks == (RichTextBlock("<p>end</p>"),)

    async def test_a_button_leads_to_the_page_that_was_chosen(self, wagtail: WagtailHouse) -> None:
        wagtail.publish(story("story:iron", path="/stories/iron"))
        said = {"heading": "Iron", "link": {"text": "Read", "page": "story:iron"}}
        assert await told(wagtail, OtherBlock("hero", said)) == (HeroBlock("Iron", link=Link("Read", "/stories/iron")),)

    async def test_a_page_without_a_key_is_known_by_its_own(self, wagtail: WagtailHouse) -> None:
        wagtail.publish(story("story:iron", path="/stories/iron"))
        wagtail.edit("rename_key", key="story:iron", to="")
        page = await wagtail.source.page("/stories/iron", PUBLISHED)
        assert isinstance(page, Entry)
        assert page.key.startswith("wagtail:")
        assert await found(wagtail, page.key) == page


class TestPictures:
    """Renditions with size and description."""

    async def test_the_picture_of_a_field_is_told_with_its_entry(self, wagtail: WagtailHouse) -> None:
        wagtail.publish(story(fields={"cover": WRITTEN}))
        wagtail.edit("describe_picture", name="picture.jpg", description="a plate")
        entry = await found(wagtail, "story:clay")
        assert entry is not None
        assert entry.media == (Media(PICTURE.url, "a plate", PICTURE.width, PICTURE.height),)
        assert entry.fields["cover"]["url"] == PICTURE.url

    async def test_a_block_may_be_a_picture_alone(self, wagtail: WagtailHouse) -> None:
        assert await told(wagtail, OtherBlock("picture", {"value": WRITTEN})) == (ImageBlock(PICTURE),)

    async def test_a_picture_without_a_file_takes_no_page_along(self, wagtail: WagtailHouse) -> None:
        await told(wagtail, ImageBlock(PICTURE), HeroBlock("Iron", media=PICTURE))
        wagtail.edit("lose_picture", name="picture.jpg")
        entry = await found(wagtail, "story:clay")
        assert entry is not None
        assert entry.blocks == (HeroBlock("Iron"),)


class TestWhatIsThere:
    """Private pages, ends, redirects, menus, and names of languages."""

    async def test_a_private_page_is_there_for_editors_alone(self, wagtail: WagtailHouse) -> None:
        wagtail.publish(story(path="/stories/clay"))
        wagtail.edit("private", key="story:clay")
        assert heard(wagtail) == [Change(None)]
        assert await found(wagtail, "story:clay") is None
        assert await wagtail.source.page("/stories/clay", PUBLISHED) is None
        assert await found(wagtail, "story:clay", DRAFT) is not None

    async def test_when_it_ends_is_told(self, wagtail: WagtailHouse) -> None:
        ends_at = datetime(2099, 1, 1, 12, tzinfo=UTC)
        wagtail.publish(story(ends_at=ends_at))
        entry = await found(wagtail, "story:clay")
        assert entry is not None
        assert entry.ends_at == ends_at

    async def test_a_path_with_a_question_in_it_is_no_other_path(self, wagtail: WagtailHouse) -> None:
        wagtail.redirect("/old", "/stories/clay", permanent=True)
        assert isinstance(await wagtail.source.page("/old", PUBLISHED), Redirect)
        for path in ("//old", "//host/old", "/old?x", "/old;x", "/%6Fld"):
            assert await wagtail.source.page(path, PUBLISHED) is None

    async def test_lines_of_menus_lead_to_pages_that_are_published(self, wagtail: WagtailHouse) -> None:
        wagtail.publish(story(path="/stories/clay"))
        wagtail.publish(story("story:iron", path="/stories/iron"))
        lines = (NavigationItem("Clay", "", "story:clay"), NavigationItem("Iron", "", "story:iron"))
        wagtail.menu("main", "en", lines)
        wagtail.unpublish("story:iron")
        assert await wagtail.source.navigation("main", PUBLISHED) == (
            NavigationItem("Clay", "/stories/clay", "story:clay"),
        )

    async def test_languages_keep_the_storefronts_spelling(self, wagtail: WagtailHouse) -> None:
        wagtail.publish(story(path="/stories/clay"))
        entry = await found(wagtail, "story:clay", Asked(("de-AT", "EN"), 10))
        assert entry is not None
        assert (entry.locale, entry.translations) == ("EN", {"EN": "/stories/clay"})


class TestSignals:
    """What editors do is told by the app."""

    async def test_a_key_that_was_given_up_is_removed(self, wagtail: WagtailHouse) -> None:
        wagtail.publish(story())
        start = datetime.now(UTC)
        wagtail.edit("rename_key", key="story:clay", to="story:earth")
        changed = await wagtail.source.changes(start, seconds=10)
        assert {Change("story:clay", removed=True), Change("story:earth")} <= set(changed.changes)

    async def test_a_picture_that_is_described_anew_changes_those_who_show_it(self, wagtail: WagtailHouse) -> None:
        wagtail.publish(story(blocks=(ImageBlock(PICTURE),)))
        wagtail.edit("describe_picture", name="picture.jpg", description="a plate")
        assert heard(wagtail) == [Change("story:clay")]

    async def test_a_draft_is_nobodys_business(self, wagtail: WagtailHouse) -> None:
        start = datetime.now(UTC)
        wagtail.draft(story("new", "New"))
        assert (await wagtail.source.changes(start, seconds=10)).changes == ()

    async def test_a_webhook_that_was_not_heard_is_sent_again_with_all_that_came_since(
        self, wagtail: WagtailHouse
    ) -> None:
        with Receiver(503) as receiver:
            wagtail.edit("webhooks", url=receiver.url)
            wagtail.publish(story())
            receiver.take()
            wagtail.edit("deliver")
            again = receiver.take()
            assert Change("story:clay") in wagtail.source.read_webhook(again.headers, again.body)
            wagtail.edit("deliver")
            assert receiver.received.empty()

    async def test_what_is_older_than_the_log_may_have_changed_anyhow(self, wagtail: WagtailHouse) -> None:
        changed = await wagtail.source.changes(datetime(2020, 1, 1, tzinfo=UTC), seconds=10)
        assert changed.changes == (Change(None),)
