"""How Wagtail is set up, and what becomes of answers that are wrong."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import orjson
import pytest
from pydantic import SecretStr

from integrations.cms.contract import Asked, Listing, View
from integrations.cms.entry import Entry, OtherBlock, RichTextBlock
from integrations.cms.wagtail.adapter import connect
from integrations.cms.wagtail.settings import WagtailSettings
from integrations.kit.errors import Forbidden, Invalid
from tests.contract.content_sources.test_promises import PUBLISHED, story
from tests.contract.content_sources.wagtail_house import WagtailHouse, wagtail_house

pytestmark = pytest.mark.xdist_group("wagtail")


@pytest.fixture
async def wagtail() -> AsyncIterator[WagtailHouse]:
    """A running Wagtail, empty."""
    async with wagtail_house() as house:
        yield house


class TestSettings:
    """What is missing is told to whoever sets it up."""

    @pytest.mark.parametrize("missing", ["url", "key"])
    async def test_what_is_needed_is_named(self, missing: str) -> None:
        settings = WagtailSettings(url="https://cms.example/storefront", key=SecretStr("key"))
        async with AsyncExitStack() as stack:
            with pytest.raises(ValueError, match=f"BFF_CMS__WAGTAIL__{missing.upper()} is not set"):
                await stack.enter_async_context(connect(settings.model_copy(update={missing: None})))

    async def test_without_their_keys_there_are_neither_drafts_nor_webhooks(self, wagtail: WagtailHouse) -> None:
        bare = wagtail.settings.model_copy(update={"drafts_key": None, "webhook_keys": ()})
        async with connect(bare) as source:
            assert (source.capabilities.drafts, source.capabilities.signed_webhooks) == (False, False)
            with pytest.raises(Forbidden, match="BFF_CMS__WAGTAIL__DRAFTS_KEY"):
                await source.entries(["about"], Asked(("en",), 5, View.DRAFT))

    async def test_a_wrong_address_is_told_and_not_taken_for_nothing(self, wagtail: WagtailHouse) -> None:
        wrong = wagtail.settings.model_copy(update={"url": f"{wagtail.address}/elsewhere"})
        async with connect(wrong) as source:
            with pytest.raises(Invalid, match="BFF_CMS__WAGTAIL__URL"):
                await source.page("/about", PUBLISHED)

    async def test_blocks_mean_what_the_settings_say(self, wagtail: WagtailHouse) -> None:
        settings = wagtail.settings.model_copy(update={"blocks": {"countdown": "hero", "rich_text": "other"}})
        wagtail.publish(story(blocks=(RichTextBlock("<p>x</p>"),)))
        async with connect(settings) as source:
            entry = (await source.entries(["story:clay"], PUBLISHED))["story:clay"]
        assert isinstance(entry, Entry)
        assert entry.blocks == (OtherBlock("rich_text", {"value": "<p>x</p>"}),)


class TestAnswers:
    """What is not understood is told by its name, and takes nothing along."""

    async def test_a_page_that_wagtail_fails_to_tell_takes_none_of_the_others_along(
        self, wagtail: WagtailHouse
    ) -> None:
        wagtail.publish(story())
        wagtail.publish(story("story:quick", fields={"minutes": 0}))
        entries = await wagtail.source.entries(["story:clay", "story:quick"], PUBLISHED)
        assert isinstance(entries["story:clay"], Entry)
        assert isinstance(entries["story:quick"], Invalid)
        listed = await wagtail.source.listing(Listing("story"), PUBLISHED)
        assert [entry.key for entry in listed.entries] == ["story:clay"]

    async def test_a_key_that_no_database_takes_names_nothing(self, wagtail: WagtailHouse) -> None:
        wagtail.publish(story())
        assert (await wagtail.source.entries(["\0", "", "story:clay"], PUBLISHED)).keys() == {"story:clay"}

    async def test_a_broken_entry_takes_none_of_the_others_along(self, wagtail: WagtailHouse) -> None:
        about = {"key": "good", "type": "story", "title": "Good", "locale": "en"}
        broken = {
            "number": {"storefront": {**about, "title": 7}},
            "hero": {"storefront": about, "body": [{"type": "hero", "value": {"heading": ["no text"]}}]},
            "deep": {"storefront": about, "more": nested(40)},
            "nothing": None,
        }
        wagtail.answers(orjson.dumps({"entries": {"good": {"storefront": about}, **broken}}))
        found = await wagtail.source.entries(["good", *broken], PUBLISHED)
        assert found["good"] == Entry("good", "story", "Good", "en")
        errors = {key: entry for key, entry in found.items() if isinstance(entry, Invalid)}
        assert errors.keys() == broken.keys()
        assert all(repr(key) in str(error) for key, error in errors.items())
        assert "heading" in str(errors["hero"])

    async def test_a_menu_without_end_is_invalid(self, wagtail: WagtailHouse) -> None:
        line: dict[str, Any] = {"title": "a", "url": "/"}
        for _ in range(100):
            line = {"title": "a", "url": "/", "children": [line]}
        wagtail.answers(orjson.dumps({"lines": [line]}))
        with pytest.raises(Invalid):
            await wagtail.source.navigation("main", PUBLISHED)


def nested(levels: int) -> Any:
    """A list in a list in a list."""
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value
