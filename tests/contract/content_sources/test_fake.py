"""What the sandbox's content system says comes through whole, and what is broken of it takes nothing along."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.circumstances import Circumstances, SandboxOnly
from integrations.cms.asking import segments
from integrations.cms.contract import Change
from integrations.cms.entry import (
    Block,
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
from integrations.cms.fake import wire
from integrations.cms.fake.adapter import open_fake_content
from integrations.cms.fake.settings import FakeContentSettings
from integrations.kit.errors import Invalid, NotFound
from tests.contract.content_sources.fake_house import KINDS, written

WHOLE: Mapping[str, Any] = {"key": "about", "type": "page", "title": "About", "locale": "en"}

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
sizes = st.none() | st.integers(0, 2**53)
json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(words, inside, max_size=3),
    max_leaves=8,
)
fields = st.dictionaries(words, json, max_size=4)
media = st.builds(Media, words, words, sizes, sizes)
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(RichTextBlock, words),
    st.builds(ImageBlock, media, words),
    st.builds(HeroBlock, words, words, st.none() | media, st.none() | st.builds(Link, words, words)),
    st.builds(
        ProductListBlock, words, st.lists(words, max_size=3).map(tuple), st.none() | words, st.integers(0, 2**31)
    ),
    st.builds(HtmlBlock, words),
    st.builds(EntryBlock, words),
    st.builds(OtherBlock, words.filter(lambda kind: kind not in KINDS.values()), fields),
)
moments = st.none() | st.datetimes(timezones=st.just(UTC))
entries = st.builds(
    Entry,
    key=words,
    type=words,
    title=words,
    locale=words,
    path=st.none() | words,
    translations=st.dictionaries(words, words, max_size=3),
    fields=fields,
    blocks=st.lists(blocks, max_size=5).map(tuple),
    media=st.lists(media, max_size=3).map(tuple),
    seo=st.builds(
        Seo, st.none() | words, st.none() | words, st.none() | media, st.none() | words, no_index=st.booleans()
    ),
    tags=st.lists(words, max_size=3).map(tuple),
    updated_at=moments,
    ends_at=moments,
    uses=st.frozensets(words, max_size=3),
)
lines: st.SearchStrategy[NavigationItem] = st.recursive(
    st.builds(NavigationItem, words, words, st.none() | words),
    lambda below: st.builds(NavigationItem, words, words, st.none() | words, st.lists(below, max_size=3).map(tuple)),
    max_leaves=8,
)


@given(entries)
def test_any_entry_comes_through_as_it_was_written(entry: Entry) -> None:
    said = orjson.loads(orjson.dumps(written(entry)))
    assert wire.entry(said, entry.key) == entry


@given(st.lists(lines, max_size=4).map(tuple))
def test_any_menu_comes_through_as_it_was_written(menu: tuple[NavigationItem, ...]) -> None:
    assert wire.navigation({"items": orjson.loads(orjson.dumps(menu))}) == menu


@given(json, st.sampled_from(["key", "title", "path", "translations", "fields", "blocks", "seo", "ends_at", "uses"]))
def test_whatever_stands_in_a_field_is_read_or_refused(anything: object, name: str) -> None:
    """Never a defect of ours; and what is read can be compared and sent on, so a moment has its zone."""
    found = wire.entries({"entries": {"about": {**WHOLE, name: anything}}}, ["about"])["about"]
    if isinstance(found, Entry):
        assert found.ends_at is None or found.ends_at.tzinfo is not None
    else:
        assert "'about'" in found.message


@given(json)
def test_whatever_is_told_is_read_or_refused(anything: object) -> None:
    for read in (
        lambda: wire.entries(anything, ["about"]),
        lambda: wire.page(anything, "/about"),
        lambda: wire.listing(anything),
        lambda: wire.navigation(anything),
        lambda: wire.changes(anything),
        lambda: wire.webhook(anything),
    ):
        try:
            read()
        except Invalid:
            continue


BROKEN = [
    ({"title": 5}, "title"),
    ({"title": None}, "title"),
    ({"blocks": [{"kind": "hero", "heading": ["no text"]}]}, "blocks.0"),
    ({"blocks": [{"kind": "product_list", "skus": "TW-101"}]}, "blocks.0"),
    ({"blocks": [{"kind": ["hero"]}]}, "blocks.0"),
    ({"media": [{"url": "/a.jpg", "width": "wide"}]}, "media.0.width"),
    ({"translations": {"de": 1}}, "translations.de"),
    ({"fields": []}, "fields"),
    ({"tags": "clay"}, "tags"),
    ({"ends_at": "2026-11-01T00:00:00"}, "ends_at"),
    ({"ends_at": 1790000000}, "ends_at"),
    ({"updated_at": "yesterday"}, "updated_at"),
]


@pytest.mark.parametrize(("broken", "place"), BROKEN, ids=lambda value: str(value))
def test_an_entry_that_is_broken_says_where_and_takes_none_along(broken: Mapping[str, Any], place: str) -> None:
    said = {"entries": {"about": WHOLE, "broken": {**WHOLE, "key": "broken", **broken}}}
    found = wire.entries(said, ["about", "broken"])
    assert isinstance(found["about"], Entry)
    error = found["broken"]
    assert isinstance(error, Invalid)
    assert "'broken'" in error.message
    assert place in error.message


def test_an_entry_under_another_ones_key_is_not_taken_for_it() -> None:
    found = wire.entries({"entries": {"about": {**WHOLE, "key": "other"}}}, ["about"])
    assert isinstance(found["about"], Invalid)


def test_a_listing_leaves_out_what_is_broken_and_goes_on() -> None:
    listed = wire.listing({"entries": [WHOLE, {**WHOLE, "title": 5}], "end_cursor": "c2"})
    assert [entry.key for entry in listed.entries] == ["about"]
    assert listed.end_cursor == "c2"


def test_a_listing_of_nothing_but_what_is_broken_is_none() -> None:
    with pytest.raises(Invalid, match="title"):
        wire.listing({"entries": [{**WHOLE, "title": 5}], "end_cursor": None})


def nested(levels: int) -> Any:
    found: dict[str, Any] = {"title": "a", "url": "b"}
    for _ in range(levels - 1):
        found = {"title": "a", "url": "b", "children": [found]}
    return found


@pytest.mark.parametrize("levels", [33, 300])
def test_a_menu_of_too_many_levels_is_refused_in_a_few_words(levels: int) -> None:
    assert len(wire.navigation({"items": [nested(32)]})) == 1
    with pytest.raises(Invalid) as raised:
        wire.navigation({"items": [nested(levels)]})
    assert len(raised.value.message) < 300


def test_fields_without_end_are_refused_in_a_few_words() -> None:
    with pytest.raises(Invalid) as raised:
        wire.entry({**WHOLE, "fields": {"x" * 1000: nested(300)}}, "about")
    assert len(raised.value.message) < 300


def test_a_moment_without_its_zone_is_none_to_ask_from() -> None:
    with pytest.raises(Invalid):
        wire.changes({"changes": [], "until": "2026-11-01T00:00:00"})
    told = wire.changes({"changes": [{"key": "about"}], "until": "2026-11-01T00:00:00Z"})
    assert (told.changes, told.until) == ((Change("about"),), datetime(2026, 11, 1, tzinfo=UTC))


@given(st.lists(st.sampled_from([".", ".."]) | words.map(lambda word: word.replace("/", "")), max_size=5))
def test_a_path_stays_one_path_whatever_is_in_it(parts: list[str]) -> None:
    path = "/" + "/".join(parts)
    if {".", ".."} & set(parts):
        with pytest.raises(NotFound):
            segments(path)
        return
    url = urlsplit(f"http://content.example/v1/pages{segments(path)}")
    assert (url.netloc, url.query, url.fragment) == ("content.example", "", "")
    assert [unquote(part) for part in url.path.removeprefix("/v1/pages").split("/")] == path.split("/")
    assert not set(url.path) & set(";\\?#")
    assert url.path.isascii()


async def test_it_opens_in_sandbox_mode_only_and_asks_nothing_then() -> None:
    nobody = FakeContentSettings(url="http://127.0.0.1:1")
    with pytest.raises(SandboxOnly):
        async with open_fake_content("fake", nobody, Circumstances(sandbox=False)):
            pass
    async with open_fake_content("fake", nobody, Circumstances(sandbox=True)) as source:
        assert source.name == "fake"
