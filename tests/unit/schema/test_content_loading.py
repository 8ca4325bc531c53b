"""The content of one request: each entry is asked for once, and why one cannot be had is told in its own place."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from bff.flows.content.content import Content, ContentKeys
from bff.flows.content.keeping import EntryRead, Read
from bff.schema.content_loading import ContentOfRequest
from integrations.cms.entry import Entry
from integrations.kit.errors import Conflict, Invalid, Unavailable


@dataclass
class Editors:
    """A `Reading` that answers when it is told to, and keeps what it was asked."""

    asked: list[list[str]] = field(default_factory=list)
    was_asked: asyncio.Event = field(default_factory=asyncio.Event)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    down: bool = False
    locales: tuple[str, ...] = ("en",)

    async def entries(self, keys: Sequence[str]) -> dict[str, EntryRead]:
        self.asked.append(list(keys))
        self.was_asked.set()
        await self.may_answer.wait()
        if self.down:
            raise Unavailable("content", "The editors are away.")
        return {key: self._entry(key) for key in keys}

    def _entry(self, key: str) -> EntryRead:
        if key == "broken":
            return Invalid("content", "broken")
        return Read(None if key == "missing" else Entry(key, "t", key.title(), "en"))


@pytest.fixture
def editors() -> Editors:
    return Editors()


@pytest.fixture
def content(editors: Editors) -> ContentOfRequest:
    parts = Content(parts=None, freshness=None, keys=ContentKeys(), max_chain=2)  # type: ignore[arg-type]
    return ContentOfRequest(parts, editors)  # type: ignore[arg-type]


async def test_what_is_asked_for_at_the_same_time_is_one_question(content: ContentOfRequest, editors: Editors) -> None:
    editors.may_answer.set()
    await asyncio.gather(content.entries(["a", "b", "a"]), content.entries(["b", "c"]), content.entry("d"))
    assert editors.asked == [["a", "b", "c", "d"]]


async def test_what_was_asked_for_before_is_waited_for_and_not_asked_again(
    content: ContentOfRequest, editors: Editors
) -> None:
    first = asyncio.create_task(content.entry("a"))
    await editors.was_asked.wait()
    second = asyncio.create_task(content.entries(["a"]))
    await asyncio.sleep(0)
    assert not second.done()
    editors.may_answer.set()
    assert await first == Read(Entry("a", "t", "A", "en"))
    assert await second == [Read(Entry("a", "t", "A", "en"))]
    assert editors.asked == [["a"]]


async def test_one_that_gives_up_does_not_take_the_answer_from_the_others(
    content: ContentOfRequest, editors: Editors
) -> None:
    gives_up, waits = asyncio.create_task(content.entry("a")), asyncio.create_task(content.entry("a"))
    await editors.was_asked.wait()
    gives_up.cancel()
    editors.may_answer.set()
    read = await waits
    assert read.value is not None
    assert read.value.key == "a"


async def test_each_entry_says_for_itself_why_it_cannot_be_had(content: ContentOfRequest, editors: Editors) -> None:
    editors.may_answer.set()
    missing, broken, a, again = await content.entries(["missing", "broken", "a", "missing"])
    assert isinstance(broken, Invalid)
    assert a == Read(Entry("a", "t", "A", "en"))
    assert missing == again == Read(None)


async def test_one_entry_that_cannot_be_had_raises_why(content: ContentOfRequest, editors: Editors) -> None:
    editors.may_answer.set()
    with pytest.raises(Invalid, match="broken"):
        await content.entry("broken")


async def test_editors_who_are_away_are_told_by_each_entry_and_not_by_the_question(
    content: ContentOfRequest, editors: Editors
) -> None:
    editors.down = True
    editors.may_answer.set()
    read = await content.entries(["a", "b"])
    assert [isinstance(each, Unavailable) for each in read] == [True, True]


async def test_content_that_stands_in_itself_is_not_asked_for(content: ContentOfRequest, editors: Editors) -> None:
    with pytest.raises(Conflict, match="a -> b -> a"):
        await content.entry("a", ("a", "b"))
    assert editors.asked == []
