"""What is AEM's alone: language copies, fragments inside fragments, pictures, and what editors leave unfinished."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.cms.aem import wire
from integrations.cms.aem.adapter import connect
from integrations.cms.aem.places import Places
from integrations.cms.contract import Asked, Listing
from integrations.cms.entry import Entry, EntryBlock, HeroBlock, Media, OtherBlock, RichTextBlock
from integrations.kit.errors import Invalid
from tests.contract.content_sources.aem_house import SITE, AemHouse, aem_house, path_of, written
from tests.contract.content_sources.aem_repository import Fragment, Reference
from tests.contract.content_sources.test_promises import DRAFT, PUBLISHED, story

PLACES = Places(SITE, {"de-AT": "de_at"})
BASE = "https://publish.example"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=10), inside, max_size=3),
    max_leaves=8,
)
FIELDS = sorted({*written(story())[0], "blocks"} - {"__typename"})


@pytest.fixture
async def house() -> AsyncIterator[AemHouse]:
    async with aem_house() as opened:
        yield opened


async def one(house: AemHouse, key: str = "story:clay", locales: tuple[str, ...] = ("en",)) -> Entry:
    found = (await house.source.entries([key], Asked(locales, 10)))[key]
    assert isinstance(found, Entry), found
    return found


def fragment(entry: Entry, **changed: Any) -> Fragment:
    return {**written(entry)[0], **changed}


class TestLanguageCopies:
    """The same place below each language folder."""

    async def test_a_folder_may_be_called_otherwise_than_its_language(self, house: AemHouse) -> None:
        house.put(fragment(story(title="Servus", path="/ton"), _path=f"{SITE}/de_at/entries/clay"))
        house.publish(replace(story(title="Hallo", path="/ton"), locale="de"))
        settings = house.settings.model_copy(update={"language_folders": {"de-AT": "de_at"}})
        async with connect(settings) as source:
            found = await source.page("/ton", Asked(("de-AT", "de"), 10))
        assert isinstance(found, Entry)
        assert (found.title, found.locale) == ("Servus", "de-AT")
        assert found.translations == {"de-AT": "/ton", "de": "/ton"}

    async def test_a_folder_is_none_whose_name_only_begins_like_it(self, house: AemHouse) -> None:
        house.put(fragment(story(), _path=f"{SITE}/english/entries/clay"))
        assert await house.source.entries(["story:clay"], PUBLISHED) == {}

    async def test_an_entry_by_its_key_knows_its_translations_where_it_is_a_page(self, house: AemHouse) -> None:
        house.publish(story(path="/stories/clay"))
        house.publish(replace(story(path="/geschichten/ton"), locale="de"))
        house.publish(story("product:1"))
        house.requests()
        assert (await one(house)).translations == {"en": "/stories/clay", "de": "/geschichten/ton"}
        assert house.requests() == 2
        assert (await one(house, "product:1")).translations == {}
        assert house.requests() == 1

    async def test_copies_share_the_name_that_an_event_purges(self, house: AemHouse) -> None:
        house.publish(story(blocks=(HeroBlock("Hello"), EntryBlock("other"))))
        found = await one(house, locales=("de", "en"))
        english, german = path_of("story:clay", "en"), path_of("story:clay", "de")
        assert found.uses == {PLACES.name(german), f"{PLACES.name(german)}-block-0"}
        assert PLACES.name(english) == PLACES.name(german)
        assert PLACES.name("/content/dam/elsewhere/en/x") == "aem:/content/dam/elsewhere/en/x"


class TestEnds:
    """From `endsAt` on, an entry is not there any more, though AEM goes on telling it."""

    LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

    async def test_what_has_ended_is_seen_by_editors_alone(self, house: AemHouse) -> None:
        house.publish(story(path="/sale", ends_at=self.LONG_AGO))
        assert await house.source.entries(["story:clay"], PUBLISHED) == {}
        assert await house.source.page("/sale", PUBLISHED) is None
        assert (await house.source.listing(Listing("story"), PUBLISHED)).entries == ()
        assert "story:clay" in await house.source.entries(["story:clay"], DRAFT)

    async def test_the_next_language_takes_its_place(self, house: AemHouse) -> None:
        house.publish(story(title="Hello", path="/sale"))
        house.publish(replace(story(title="Hallo", path="/ausverkauf", ends_at=self.LONG_AGO), locale="de"))
        found = await one(house, locales=("de", "en"))
        assert (found.title, found.translations) == ("Hello", {"en": "/sale"})

    def test_the_end_is_a_moment_and_what_is_none_is_told_as_an_error_instead(self) -> None:
        now = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
        ends = {"2026-11-20T09:30:00Z": True, "2026-11-20T10:30:01+0100": False, "soon": False}
        assert {end: wire.has_ended({"endsAt": end}, now) for end in ends} == ends
        assert not wire.has_ended({"endsAt": 5}, now)
        assert not wire.has_ended({}, now)


class TestLists:
    """One language after the other, the newest first."""

    async def test_the_newest_is_first_in_each_language(self, house: AemHouse) -> None:
        for number, day in enumerate(["2026-01-02", "2026-03-01", "2026-02-01"]):
            house.put(fragment(story(f"story:{number}"), date=day))
        listed = await house.source.listing(Listing("story"), PUBLISHED)
        assert [entry.key for entry in listed.entries] == ["story:1", "story:2", "story:0"]

    async def test_what_is_translated_is_told_once_however_it_is_divided(self, house: AemHouse) -> None:
        for number in range(9):
            house.publish(story(f"story:{number}", "English"))
        for number in range(0, 9, 2):
            house.publish(replace(story(f"story:{number}", "Deutsch"), locale="de"))
        asked = Asked(("de", "en"), 10)
        told: list[tuple[str, str]] = []
        cursor: str | None = None
        for _ in range(20):
            listed = await house.source.listing(Listing("story", first=2, after=cursor), asked)
            told += [(entry.key, entry.title) for entry in listed.entries]
            cursor = listed.end_cursor
            if cursor is None:
                break
        assert cursor is None
        assert sorted(told) == [(f"story:{n}", "English" if n % 2 else "Deutsch") for n in range(9)]

    async def test_a_list_of_nearly_all_translated_costs_a_few_requests_and_goes_on(self, house: AemHouse) -> None:
        for number in range(60):
            house.publish(story(f"story:{number:02}"))
            if number < 59:
                house.publish(replace(story(f"story:{number:02}"), locale="de"))
        asked = Asked(("de", "en"), 10)
        cursor: str | None = "en~"
        told: list[str] = []
        for _ in range(60):
            house.requests()
            listed = await house.source.listing(Listing("story", first=1, after=cursor), asked)
            assert house.requests() <= 12
            told += [entry.key for entry in listed.entries]
            cursor = listed.end_cursor
            if cursor is None:
                break
        assert told == ["story:59"]

    @pytest.mark.parametrize("cursor", ["fr~", "en", "~", "en~no cursor", "en~bm93aGVyZQ==", "en~;first=100"])
    async def test_a_cursor_that_leads_nowhere_is_refused(self, house: AemHouse, cursor: str) -> None:
        house.publish(story())
        with pytest.raises(Invalid):
            await house.source.listing(Listing("story", after=cursor), PUBLISHED)

    async def test_what_is_broken_is_left_out_and_nothing_but_that_is_an_error(self, house: AemHouse) -> None:
        house.put(fragment(story("broken"), fields=["no object"]))
        with pytest.raises(Invalid, match="'broken'"):
            await house.source.listing(Listing("story"), PUBLISHED)
        house.publish(story())
        listed = await house.source.listing(Listing("story"), PUBLISHED)
        assert [entry.key for entry in listed.entries] == ["story:clay"]


class TestFragments:
    """What stands in an entry."""

    async def test_one_that_is_not_published_leaves_its_place_empty(self, house: AemHouse) -> None:
        house.publish(story(blocks=(RichTextBlock("<p>1</p>"), RichTextBlock("<p>2</p>"), EntryBlock("not there"))))
        del house.server.publish.fragments[f"{path_of('story:clay', 'en')}-block-0"]
        assert (await one(house)).blocks == (RichTextBlock("<p>2</p>"),)

    def test_a_model_of_the_shops_own_is_told_with_all_that_was_asked_of_it(self) -> None:
        chart = {"__typename": "SizeChartModel", "_path": f"{SITE}/en/charts/1", "rows": [["S", 38]], "unit": "cm"}
        found = wire.entry({**fragment(story()), "blocks": [chart], "author": "Nia", "none": None}, "en", PLACES, BASE)
        assert found.blocks == (OtherBlock("size_chart", {"rows": [["S", 38]], "unit": "cm"}),)
        assert found.uses == {PLACES.name(path_of("story:clay", "en")), "aem:charts/1"}
        assert found.fields == {"author": "Nia"}

    def test_a_fragment_deep_inside_is_one_that_the_entry_holds_a_copy_of(self) -> None:
        chart = {"__typename": "SizeChartModel", "sizes": [{"unit": {"_path": f"{SITE}/en/units/cm", "name": "cm"}}]}
        author = {"_path": f"{SITE}/en/authors/nia", "name": "Nia"}
        found = wire.entry({**fragment(story()), "blocks": [chart], "author": author}, "en", PLACES, BASE)
        assert {"aem:units/cm", "aem:authors/nia"} <= found.uses

    def test_a_picture_is_where_aem_delivers_it(self) -> None:
        pictures = [
            {"_path": "/content/dam/a.jpg", "_publishUrl": "https://cdn.example/a.jpg", "width": 2, "height": 1},
            {"_path": "/content/dam/b.jpg", "_publishUrl": "x", "_dynamicUrl": "/adobe/dynamicmedia/deliver/b.webp"},
            {"_path": "/content/dam/c.jpg"},
            {},
            None,
        ]
        found = wire.entry({**fragment(story()), "pictures": pictures}, "en", PLACES, BASE)
        assert found.media == (
            Media("https://cdn.example/a.jpg", "", 2, 1),
            Media(f"{BASE}/adobe/dynamicmedia/deliver/b.webp"),
            Media(f"{BASE}/content/dam/c.jpg"),
        )

    @pytest.mark.parametrize(
        ("told", "read"),
        [
            ("2026-11-20T09:30:00.000Z", datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
            ("2026-11-20T10:30:00.000+01:00", datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
            ("2026-11-20T10:30:00.000+0100", datetime(2026, 11, 20, 9, 30, tzinfo=UTC)),
        ],
    )
    def test_moments_are_read_in_each_form_that_has_a_zone(self, told: str, read: datetime) -> None:
        changed = {"calendarMetadata": [{"name": "other", "value": 5}, {"name": "cq:lastModified", "value": told}]}
        found = wire.entry({**fragment(story()), "endsAt": told, "_metadata": changed}, "en", PLACES, BASE)
        assert (found.ends_at, found.updated_at) == (read, read)

    def test_an_end_without_a_zone_is_an_error_and_a_change_without_one_is_not_known(self) -> None:
        with pytest.raises(Invalid, match="endsAt"):
            wire.entry({**fragment(story()), "endsAt": "2026-11-20T09:30:00"}, "en", PLACES, BASE)
        for value in ("2026-11-20T09:30:00", "yesterday", 5, None):
            changed = {"calendarMetadata": [{"name": "cq:lastModified", "value": value}]}
            assert wire.entry({**fragment(story()), "_metadata": changed}, "en", PLACES, BASE).updated_at is None


class TestWhatIsBroken:
    """One of many takes none along, and says what is wrong with it."""

    async def test_it_is_answered_as_its_error(self, house: AemHouse) -> None:
        house.publish(story())
        place = f"{SITE}/en/broken-hero"
        house.put({"__typename": "StorefrontOtherModel", "_path": place, "kind": None})
        house.put(fragment(story("broken"), blocks=[Reference(place)]))
        found = await house.source.entries(["story:clay", "broken"], PUBLISHED)
        assert isinstance(found["story:clay"], Entry)
        error = found["broken"]
        assert isinstance(error, Invalid)
        assert "'broken'" in error.message
        assert "kind" in error.message

    @given(JSON, st.sampled_from(FIELDS))
    def test_whatever_stands_in_a_field_is_read_or_refused(self, anything: object, name: str) -> None:
        found = wire.entry_or_error({**fragment(story()), name: anything}, "en", PLACES, BASE)
        if isinstance(found, Entry):
            assert found.ends_at is None or found.ends_at.tzinfo is not None
        else:
            assert len(found.message) < 400

    @given(JSON)
    def test_whatever_is_told_is_read_or_refused(self, anything: object) -> None:
        for said in (anything, {"data": anything}, {"data": {wire.ENTRIES: anything, wire.ENTRY_PARTS: anything}}):
            for read in (
                lambda said=said: wire.chosen(wire.items(said, wire.ENTRIES), "key", PLACES, ["en"]),
                lambda said=said: wire.part(said),
                lambda said=said: wire.translations([said] if isinstance(said, dict) else [], PLACES),
                lambda said=said: wire.menu({"lines": said}),
                lambda said=said: wire.redirect([{"path": "/", "target": said}], "/"),
                lambda said=said: wire.webhook(said),
            ):
                try:
                    read()
                except Invalid:
                    continue

    @pytest.mark.parametrize("levels", [40, 900])
    def test_what_nests_without_end_is_refused_in_a_few_words(self, levels: int) -> None:
        nested: Any = []
        for _ in range(levels):
            nested = [nested]
        for read in (
            lambda: wire.entry({**fragment(story()), "fields": {"x": nested}}, "en", PLACES, BASE),
            lambda: wire.menu({"lines": nested}),
        ):
            with pytest.raises(Invalid) as raised:
                read()
            assert len(raised.value.message) < 200
