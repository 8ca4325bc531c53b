"""What a provider that tells much at once may rely on: its reports share a question, and none of them is lost."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from bff.flows.payments.bundles import MOST, Bundles, Question
from bff.flows.payments.lines import LONGEST_LINE, Lines
from bff.state.payments.inbox import Callback

MOMENT = datetime(2026, 11, 2, tzinfo=UTC)
HERS = Question("fake", "pay_1", "psp_1")
ANOTHER = Question("fake", "pay_1", "psp_2")


class Desk:
    """Notes which callbacks were worked together, and which were given back."""

    def __init__(self) -> None:
        self.lines = Lines(1)
        self.bundles = Bundles(self.lines, self._work, self._give_back)
        self.worked = list[list[str]]()
        self.given_back = list[str]()
        self.may_end = asyncio.Event()
        self.may_end.set()

    async def _work(self, bundle: Sequence[Callback]) -> None:
        self.worked.append([each.id for each in bundle])
        await self.may_end.wait()

    async def _give_back(self, bundle: Sequence[Callback]) -> None:
        self.given_back.extend(each.id for each in bundle)

    def add(self, name: str, question: Question | None) -> bool:
        return self.bundles.add("pay_1", Callback(name, "fake", b"", MOMENT, 1, MOMENT), question)


async def test_those_that_wait_for_the_same_question_are_worked_together_and_no_others() -> None:
    desk = Desk()
    for name, question in (("a", HERS), ("b", HERS), ("c", ANOTHER), ("d", None), ("e", None), ("f", HERS)):
        assert desk.add(name, question)
    await desk.lines.until_empty()
    assert desk.worked == [["a", "b"], ["c"], ["d"], ["e"], ["f"]]


async def test_one_that_comes_when_the_question_was_asked_waits_for_the_next() -> None:
    desk = Desk()
    desk.add("before", HERS)
    await asyncio.sleep(0)
    desk.add("after", HERS)
    await desk.lines.until_empty()
    assert desk.worked == [["before"], ["after"]]


async def test_no_bundle_grows_without_end_and_no_line_of_them() -> None:
    desk = Desk()
    taken = [desk.add(str(number), HERS) for number in range(MOST * (LONGEST_LINE + 2))]
    assert taken.count(True) == MOST * LONGEST_LINE
    assert not taken[-1]
    await desk.lines.until_empty()
    assert {len(bundle) for bundle in desk.worked} == {MOST}


async def test_a_process_that_ends_gives_back_each_of_those_that_wait() -> None:
    desk = Desk()
    desk.may_end.clear()
    desk.add("worked", HERS)
    await asyncio.sleep(0)
    for name in ("a", "b"):
        desk.add(name, HERS)
    ending = asyncio.create_task(desk.lines.end())
    await asyncio.sleep(0)
    desk.may_end.set()
    await ending
    assert (desk.worked, desk.given_back) == ([["worked"]], ["a", "b"])
