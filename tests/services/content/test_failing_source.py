"""While editors' system, or Redis, fails: the last good content is served, and nothing that is not good any more."""

import asyncio
import re
from datetime import timedelta
from typing import Any

import pytest

from bff.flows.content.keeping import Read
from integrations.cms.contract import SYSTEM, Listing
from integrations.cms.entry import (
    NavigationItem,
)
from integrations.kit.errors import IntegrationError, Invalid, Unavailable
from tests.services.content.conftest import FRESH, KEPT, Newsroom
from tests.services.content.editors import article
from tests.services.content.test_keeping import titles

DOWN = Unavailable(SYSTEM, "The content source answered 503.")


class TestWhileTheSourceFails:
    """The last good content is served, and says so."""

    async def test_what_was_good_is_served_stale(self, newsroom: Newsroom) -> None:
        newsroom.editors.publish(article("a", path="/a"))
        newsroom.editors.menus["main"] = (NavigationItem("A", "/a"),)
        reading = newsroom.reading()
        await titles(reading, "a")
        await reading.page("/a")
        await reading.navigation("main")
        await reading.listing(Listing("article"))
        newsroom.passes(seconds=FRESH + 1)
        newsroom.editors.failing = DOWN
        reading = newsroom.reading(elsewhere=True)
        entry = (await reading.entries(["a"]))["a"]
        assert isinstance(entry, Read)
        assert entry.stale
        assert (await reading.page("/a")).stale
        assert (await reading.navigation("main")).stale
        assert (await reading.listing(Listing("article"))).stale
        assert newsroom.counted.count("stale") == 4

    async def test_what_was_purged_is_not(self, newsroom: Newsroom) -> None:
        newsroom.editors.publish(article("a", path="/a"), article("b"))
        await titles(newsroom.reading(), "a", "b")
        await newsroom.reading().page("/a")
        newsroom.editors.failing = DOWN
        await newsroom.freshness.receive("editors", {}, b"a")
        newsroom.passes(seconds=FRESH + 1)
        read = await newsroom.reading().entries(["a", "b"])
        assert isinstance(read["a"], Unavailable)
        assert read["b"] == Read(article("b"), stale=True)
        with pytest.raises(Unavailable):
            await newsroom.reading().page("/a")

    async def test_what_has_ended_meanwhile_is_not(self, newsroom: Newsroom) -> None:
        newsroom.editors.publish(article("a", ends_at=newsroom.now + timedelta(milliseconds=80)))
        assert await titles(newsroom.reading(), "a") == ["A"]
        newsroom.editors.failing = DOWN
        await asyncio.sleep(0.1)
        assert isinstance((await newsroom.reading().entries(["a"]))["a"], Unavailable)

    async def test_what_is_older_than_it_may_be_is_not(self, newsroom: Newsroom) -> None:
        newsroom.editors.publish(article("a"))
        await titles(newsroom.reading(), "a")
        for name in await newsroom.redis.keys("*record*"):
            assert 0 < await newsroom.redis.pttl(name) <= KEPT * 1000

    async def test_a_slow_source_costs_a_request_its_time_once(self, newsroom: Newsroom) -> None:
        newsroom.seconds, newsroom.editors.takes_seconds = 0.2, 5
        reading = newsroom.reading()
        async with asyncio.timeout(3):
            first = (await reading.entries(["a"]))["a"]
            with pytest.raises(IntegrationError, match="time"):
                await reading.page("/b")
        assert isinstance(first, IntegrationError)
        assert newsroom.editors.questions == ["entries a"]

    async def test_one_unusable_entry_takes_no_other_along(self, newsroom: Newsroom) -> None:
        newsroom.editors.publish(article("good"))
        newsroom.editors.published["broken"] = Invalid(SYSTEM, "The title of 'broken' is no text.")
        read = await newsroom.reading().entries(["good", "broken"])
        assert isinstance(read["broken"], Invalid)
        assert read["good"] == Read(article("good"))

    async def test_an_entry_that_became_unusable_is_served_as_it_last_was(self, newsroom: Newsroom) -> None:
        newsroom.editors.publish(article("a", "Good"))
        await titles(newsroom.reading(), "a")
        newsroom.passes(seconds=FRESH + 1)
        newsroom.editors.publish(article("a", "Huge", fields={"text": "x" * 300_000}))
        assert (await newsroom.reading().entries(["a"]))["a"] == Read(article("a", "Good"), stale=True)

    async def test_huge_and_deep_entries_are_refused_by_name(self, newsroom: Newsroom) -> None:
        deep: Any = "bottom"
        for _ in range(40):
            deep = [deep]
        newsroom.editors.publish(
            article("huge", fields={"text": "x" * 300_000}), article("deep", fields={"down": deep})
        )
        read = await newsroom.reading().entries(["huge", "deep"])
        assert re.search("'huge'.*MAX_ENTRY_BYTES", str(read["huge"]))
        assert re.search("'deep'.*MAX_DEPTH", str(read["deep"]))

    async def test_operators_are_told_once_when_it_begins_and_once_when_it_ends(
        self, newsroom: Newsroom, logged: list[Any]
    ) -> None:
        newsroom.editors.failing = DOWN
        for _ in range(3):
            await newsroom.reading().entries(["a"])
        newsroom.editors.failing = None
        await newsroom.reading().entries(["a"])
        events = [entry["event"] for entry in logged]
        assert events == ["content source fails", "content source answers again"]


class TestWithoutRedis:
    """Redis is a help and no need."""

    async def test_the_source_is_asked_each_time(self, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
        newsroom.editors.publish(article("a"))

        async def gone(*_: object) -> Any:
            raise ConnectionError

        monkeypatch.setattr(newsroom.redis, "mget", gone)
        for _ in range(2):
            assert await titles(newsroom.reading(), "a") == ["A"]
        assert newsroom.editors.questions == ["entries a"] * 2

    async def test_a_webhook_is_refused_so_that_it_is_sent_again(
        self, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def gone(**_: object) -> Any:
            raise ConnectionError

        monkeypatch.setattr(newsroom.other_redis, "pipeline", gone)
        with pytest.raises(Unavailable):
            await newsroom.freshness.receive("editors", {}, b"a")
