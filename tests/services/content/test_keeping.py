"""A shopper reads what is published now: asked for once, not again while it is fresh, and no more once it changed."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bff.flows.content.keeping import Read
from bff.flows.content.reading import Reading
from integrations.cms.contract import SYSTEM, InvalidSignature, Listing, Redirect
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
from integrations.kit.errors import IntegrationError, NotFound, Timeout, Unavailable
from tests.services.content.conftest import ABSENT, FRESH, SECONDS, Newsroom
from tests.services.content.editors import article

DOWN = Unavailable(SYSTEM, "The content source answered 503.")


async def titles(reading: Reading, *keys: str) -> list[str | None]:
    """What the entries are called; raises the first error."""
    read = await reading.entries(keys)
    return [entry.title if (entry := _value(read[key])) else None for key in keys]


def _value(read: Read[Any] | IntegrationError) -> Any:
    if isinstance(read, IntegrationError):
        raise read
    return read.value


async def test_entries_are_asked_for_together_and_once_while_they_are_fresh(newsroom: Newsroom) -> None:
    newsroom.editors.publish(article("a"), article("b"))
    assert await titles(newsroom.reading(), "a", "b", "missing") == ["A", "B", None]
    assert await titles(newsroom.reading(elsewhere=True), "b", "missing", "a") == ["B", None, "A"]
    assert newsroom.editors.questions == ["entries a b missing"]


async def test_what_is_kept_equals_what_was_answered(newsroom: Newsroom) -> None:
    media = Media("https://cdn.example/a.jpg", "a bag", 640, 480)
    entry = Entry(
        key="full",
        type="page",
        title="Full",
        locale="de-AT",
        path="/full",
        translations={"de-AT": "/full", "en": "/whole"},
        fields={"number": 1, "list": [True, None, {"deep": "text"}]},
        blocks=(
            RichTextBlock("<p>text</p>"),
            ImageBlock(media, "below"),
            HeroBlock("Hello", "<b>you</b>", media, Link("On", "/on")),
            HeroBlock("Bare"),
            ProductListBlock("Bags", ("BAG-001", "BAG-002")),
            ProductListBlock("Category", category_uid="Nw==", limit=4),
            HtmlBlock("<div>html</div>"),
            EntryBlock("other"),
            OtherBlock("countdown", {"until": "2026-12-24"}),
        ),
        media=(media,),
        seo=Seo("Title", "Description", media, "https://shop.example/full", no_index=True),
        tags=("one", "two"),
        updated_at=newsroom.now,
        ends_at=newsroom.now + timedelta(days=1),
        uses=frozenset({"x", "y"}),
    )
    newsroom.editors.publish(entry)
    first = await newsroom.reading().entries(["full"])
    again = await newsroom.reading(elsewhere=True).entries(["full"])
    assert first == again == {"full": Read(entry)}
    assert (await newsroom.reading().page("/full")) == (await newsroom.reading().page("/full")) == Read(entry)
    assert len(newsroom.editors.questions) == 2


@pytest.mark.parametrize("found", [Redirect("/there", permanent=True), None])
async def test_redirects_and_empty_paths_are_kept_too(newsroom: Newsroom, found: Redirect | None) -> None:
    if found:
        newsroom.editors.redirects["/here"] = found
    for _ in range(2):
        assert (await newsroom.reading().page("/here")).value == found
    assert newsroom.editors.questions == ["page /here"]


async def test_listings_and_menus_are_kept_too(newsroom: Newsroom) -> None:
    newsroom.editors.publish(article("a"), article("b"))
    newsroom.editors.menus["main"] = (NavigationItem("A", "/a", "a", (NavigationItem("B", "/b"),)),)
    listing = Listing("article", first=2)
    for _ in range(2):
        listed = await newsroom.reading().listing(listing)
        assert [entry.key for entry in listed.value.entries] == ["a", "b"]
        assert (await newsroom.reading().navigation("main")).value == newsroom.editors.menus["main"]
    assert newsroom.editors.questions == ["listing article", "navigation main"]


async def test_one_language_is_not_answered_with_another(newsroom: Newsroom) -> None:
    newsroom.editors.publish(article("a"))
    await titles(newsroom.reading(locales=("en",)), "a")
    await titles(newsroom.reading(locales=("de", "en")), "a")
    assert len(newsroom.editors.questions) == 2


async def test_what_is_no_longer_fresh_is_asked_for_again(newsroom: Newsroom) -> None:
    newsroom.editors.publish(article("a", "Old"))
    await titles(newsroom.reading(), "a")
    newsroom.editors.publish(article("a", "New"))
    newsroom.passes(seconds=FRESH - 1)
    assert await titles(newsroom.reading(), "a") == ["Old"]
    newsroom.passes(seconds=2)
    assert await titles(newsroom.reading(), "a") == ["New"]


async def test_that_there_is_nothing_is_not_remembered_for_long(newsroom: Newsroom) -> None:
    assert await titles(newsroom.reading(), "a") == [None]
    newsroom.editors.publish(article("a"))
    newsroom.passes(seconds=ABSENT + 1)
    assert await titles(newsroom.reading(), "a") == ["A"]


async def test_names_of_nothing_do_not_fill_redis(newsroom: Newsroom) -> None:
    """Anybody may ask for them, in any number."""
    newsroom.editors.publish(article("a"))
    await titles(newsroom.reading(), "a")
    before = set(await newsroom.redis.keys("*"))
    reading = newsroom.reading()
    await titles(reading, "invented")
    await reading.page("/invented")
    await reading.navigation("invented")
    await reading.listing(Listing("invented"))
    added = set(await newsroom.redis.keys("*")) - before
    assert len(added) == 4
    for name in added:
        assert 0 < await newsroom.redis.pttl(name) <= ABSENT * 1000


async def test_a_webhook_in_one_process_changes_what_the_other_serves(newsroom: Newsroom) -> None:
    newsroom.editors.publish(article("a", "Old", path="/a"), article("b"))
    await titles(newsroom.reading(), "a", "b")
    await newsroom.reading().page("/a")
    newsroom.editors.publish(article("a", "New", path="/a"))
    assert await newsroom.freshness.receive("editors", {}, b"a") == 1
    assert await titles(newsroom.reading(), "a", "b") == ["New", "B"]
    assert getattr((await newsroom.reading().page("/a")).value, "title", None) == "New"
    assert newsroom.editors.questions[2:] == ["entries a", "page /a"]


async def test_a_change_renews_the_pages_that_hold_a_copy_of_it(newsroom: Newsroom) -> None:
    newsroom.editors.publish(article("home", path="/", fields={"teaser": "Old"}, uses=frozenset({"teaser"})))
    await newsroom.reading().page("/")
    newsroom.editors.publish(article("home", path="/", fields={"teaser": "New"}, uses=frozenset({"teaser"})))
    await newsroom.freshness.receive("editors", {}, b"teaser")
    page = (await newsroom.reading().page("/")).value
    assert isinstance(page, Entry)
    assert page.fields == {"teaser": "New"}


async def test_any_change_renews_lists_menus_and_what_was_missing(newsroom: Newsroom) -> None:
    async def see() -> list[Any]:
        reading = newsroom.reading()
        listed = await reading.listing(Listing("article"))
        return [
            len(listed.value.entries),
            await titles(reading, "b"),
            (await reading.page("/b")).value is None,
            len((await reading.navigation("main")).value),
        ]

    newsroom.editors.publish(article("a"))
    assert await see() == [1, [None], True, 0]
    newsroom.editors.publish(article("b", path="/b"))
    newsroom.editors.menus["main"] = (NavigationItem("B", "/b"),)
    await newsroom.freshness.receive("editors", {}, b"b")
    assert await see() == [2, ["B"], False, 1]


async def test_a_change_without_a_key_renews_everything(newsroom: Newsroom) -> None:
    newsroom.editors.publish(article("a", "Old"))
    await titles(newsroom.reading(), "a")
    newsroom.editors.publish(article("a", "New"))
    await newsroom.freshness.receive("editors", {}, b"")
    assert await titles(newsroom.reading(), "a") == ["New"]


async def test_polling_does_what_webhooks_do(newsroom: Newsroom) -> None:
    newsroom.editors.publish(article("a", "Old"))
    await titles(newsroom.reading(), "a")
    newsroom.editors.publish(article("a", "New"))
    await newsroom.freshness.poll(newsroom.now)
    assert await titles(newsroom.reading(), "a") == ["New"]


async def test_webhooks_of_another_source_are_not_taken(newsroom: Newsroom) -> None:
    with pytest.raises(NotFound):
        await newsroom.freshness.receive("somebody", {}, b"a")


async def test_an_answer_that_was_on_its_way_during_a_purge_is_not_kept(newsroom: Newsroom) -> None:
    newsroom.editors.publish(article("a", "Old"))
    newsroom.editors.waiting = asyncio.Event()
    early = asyncio.create_task(titles(newsroom.reading(), "a"))
    await newsroom.editors.have_been_asked()
    newsroom.editors.publish(article("a", "New"))
    await newsroom.freshness.receive("editors", {}, b"a")
    newsroom.editors.waiting.set()
    assert await early == ["Old"]
    assert await titles(newsroom.reading(), "a") == ["New"]


async def test_whoever_asks_after_a_purge_does_not_share_the_answer_from_before(newsroom: Newsroom) -> None:
    newsroom.editors.publish(article("a", "Old"))
    newsroom.editors.waiting = asyncio.Event()
    early = asyncio.create_task(titles(newsroom.reading(), "a"))
    await newsroom.editors.have_been_asked()
    newsroom.editors.publish(article("a", "New"))
    await newsroom.freshness.receive("editors", {}, b"a")
    late = asyncio.create_task(titles(newsroom.reading(), "a"))
    await newsroom.editors.have_been_asked(times=2)
    newsroom.editors.waiting.set()
    assert (await early, await late) == (["Old"], ["New"])


async def test_many_who_ask_at_once_ask_the_source_once(newsroom: Newsroom) -> None:
    newsroom.editors.publish(article("a"))
    newsroom.editors.waiting = asyncio.Event()
    asking = [asyncio.create_task(titles(newsroom.reading(), "a")) for _ in range(20)]
    await newsroom.editors.have_been_asked()
    await asyncio.sleep(0.05)
    asking[0].cancel()
    newsroom.editors.waiting.set()
    assert await asyncio.gather(*asking[1:]) == [["A"]] * 19
    assert newsroom.editors.questions == ["entries a"]


async def test_whoever_has_little_time_left_takes_none_from_those_who_ask_the_same(newsroom: Newsroom) -> None:
    newsroom.editors.publish(article("a"))
    newsroom.editors.waiting = asyncio.Event()
    newsroom.seconds = 0.05
    hasty = asyncio.create_task(newsroom.reading().entries(["a"]))
    await newsroom.editors.have_been_asked()
    newsroom.seconds = SECONDS
    patient = asyncio.create_task(titles(newsroom.reading(), "a"))
    assert isinstance((await hasty)["a"], Timeout)
    newsroom.editors.waiting.set()
    assert await patient == ["A"]
    assert newsroom.editors.questions == ["entries a"]


async def test_records_whose_versions_were_lost_do_not_count(newsroom: Newsroom) -> None:
    newsroom.editors.publish(article("a", "Old"))
    await titles(newsroom.reading(), "a")
    newsroom.editors.publish(article("a", "New"))
    for name in await newsroom.redis.keys("*version*"):
        await newsroom.redis.delete(name)
    assert await titles(newsroom.reading(), "a") == ["New"]


async def test_drafts_are_neither_kept_nor_shared(newsroom: Newsroom) -> None:
    newsroom.editors.publish(article("a", "Published", path="/a"))
    newsroom.editors.drafts["a"] = article("a", "Draft", path="/a")
    assert await titles(newsroom.reading(drafts=True), "a") == ["Draft"]
    assert await titles(newsroom.reading(), "a") == ["Published"]
    newsroom.editors.drafts["a"] = article("a", "Second draft", path="/a")
    assert await titles(newsroom.reading(drafts=True), "a") == ["Second draft"]
    page = (await newsroom.reading(drafts=True).page("/a")).value
    assert getattr(page, "title", None) == "Second draft"
    assert await titles(newsroom.reading(elsewhere=True), "a") == ["Published"]


async def test_a_signature_that_is_wrong_purges_nothing(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    newsroom.editors.publish(article("a"))
    await titles(newsroom.reading(), "a")

    def refuse(headers: object, body: object) -> Any:
        raise InvalidSignature("It is not the source's.")

    monkeypatch.setattr(newsroom.editors, "read_webhook", refuse)
    with pytest.raises(InvalidSignature):
        await newsroom.freshness.receive("editors", {}, b"a")
    await titles(newsroom.reading(), "a")
    assert newsroom.editors.questions == ["entries a"]
