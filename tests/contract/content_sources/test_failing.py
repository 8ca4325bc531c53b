"""How every content source fails: as a leaf of the tree, in time, and without taking anything along."""

import asyncio
from collections.abc import Awaitable, Callable

import orjson
import pytest

from integrations.cms.contract import SYSTEM, Asked, Listing, View
from integrations.kit.errors import Forbidden, Invalid, Timeout, Unavailable
from tests.contract.content_sources.house import House
from tests.contract.content_sources.test_promises import story

PATIENCE = 0.3
Question = Callable[[House, Asked], Awaitable[object]]

QUESTIONS: dict[str, tuple[str, Question]] = {
    "entries": ("", lambda house, asked: house.source.entries(["story:clay"], asked)),
    "page": ("", lambda house, asked: house.source.page("/stories/clay", asked)),
    "listing": ("listings", lambda house, asked: house.source.listing(Listing("story"), asked)),
    "navigation": ("navigation", lambda house, asked: house.source.navigation("main", asked)),
}


@pytest.fixture(params=sorted(QUESTIONS))
def ask(request: pytest.FixtureRequest, house: House) -> Callable[[Asked], Awaitable[object]]:
    """Each question that the source answers at all."""
    capability, question = QUESTIONS[request.param]
    if capability and not getattr(house.source.capabilities, capability):
        pytest.skip(f"{house.source.name} has no {capability}")
    house.publish(story(path="/stories/clay"))
    return lambda asked: question(house, asked)


Ask = Callable[[Asked], Awaitable[object]]


async def test_a_source_that_is_down_is_unavailable(house: House, ask: Ask) -> None:
    house.is_down()
    with pytest.raises(Unavailable) as raised:
        await ask(Asked(("en",), 5))
    assert raised.value.system == SYSTEM


async def test_a_slow_source_costs_its_time_and_no_more(house: House, ask: Ask) -> None:
    house.is_slow(2)
    async with asyncio.timeout(10):
        with pytest.raises(Timeout) as raised:
            await ask(Asked(("de", "en"), PATIENCE))
    assert raised.value.system == SYSTEM


@pytest.mark.parametrize(
    "body",
    [b"<html>maintenance</html>", b"", b"[]", b'"text"', b"1", b"null", b'{"data": 1}', b'{"items": {"a": 1}}', b"{"],
)
async def test_an_answer_that_is_none_is_told_as_such_or_as_nothing(house: House, ask: Ask, body: bytes) -> None:
    """Never as a defect of ours, whatever the types are."""
    house.answers(body)
    try:
        found = await ask(Asked(("en",), 5))
    except Invalid:
        return
    assert not found or not getattr(found, "entries", True)


async def test_a_huge_answer_is_refused(house: House, ask: Ask) -> None:
    house.answers(orjson.dumps({"filler": "x" * 9_000_000}))
    with pytest.raises(Invalid):
        await ask(Asked(("en",), 10))


@pytest.mark.parametrize("view", list(View))
async def test_credentials_that_do_not_do_are_told_apart(house: House, view: View) -> None:
    if view is View.DRAFT and not house.source.capabilities.drafts:
        pytest.skip("it has no drafts")
    house.publish(story())
    with pytest.raises(Forbidden):
        await house.other_source.entries(["story:clay"], Asked(("en",), 5, view))
