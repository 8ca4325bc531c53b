"""What payments rely on that are worked beside others: their own order, and nobody else's slowness."""

import asyncio
from collections.abc import Callable

from structlog.testing import capture_logs

from bff.flows.payments.lines import LONGEST_LINE, Lines, Piece, Work


async def nothing() -> None:
    pass


def piece(work: Work, give_back: Work = nothing) -> Piece:
    return Piece(work, give_back)


def noted(done: list[str], name: str) -> Work:
    async def note() -> None:
        done.append(name)

    return note


async def settles(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - a few turns of the loop, and no time passes
            await asyncio.sleep(0)


async def test_one_that_is_slow_holds_up_its_own_line_and_no_other() -> None:
    lines, open_, done = Lines(2), asyncio.Event(), list[str]()

    async def slow() -> None:
        await open_.wait()
        done.append("slow")

    lines.add("a", piece(slow))
    lines.add("a", piece(noted(done, "behind it")))
    lines.add("b", piece(noted(done, "another")))
    await settles(lambda: done == ["another"])
    await lines.until_free()
    open_.set()
    await lines.until_empty()
    assert done == ["another", "slow", "behind it"]


async def test_one_that_fails_is_told_and_what_is_behind_it_is_worked() -> None:
    lines, done = Lines(1), list[str]()

    async def fails() -> None:
        raise RuntimeError

    with capture_logs() as told:
        lines.add("a", piece(fails))
        lines.add("a", piece(noted(done, "behind it")))
        await lines.until_empty()
    assert done == ["behind it"]
    assert [line["line"] for line in told] == ["a"]


async def test_no_more_lines_are_worked_at_once_than_are_allowed() -> None:
    lines, open_ = Lines(3), asyncio.Event()

    async def waits() -> None:
        await open_.wait()

    for name in "abc":
        assert lines.has_room(name)
        lines.add(name, piece(waits))
    assert not lines.has_room("d")
    assert lines.free == 0
    waiting = asyncio.create_task(lines.until_free())
    await asyncio.sleep(0)
    assert not waiting.done()
    open_.set()
    await waiting
    assert lines.has_room("d")


async def test_no_line_grows_without_end() -> None:
    lines, open_ = Lines(2), asyncio.Event()

    async def waits() -> None:
        await open_.wait()

    lines.add("a", piece(waits))
    await settles(lambda: lines.is_worked("a"))
    await asyncio.sleep(0)
    for _ in range(LONGEST_LINE):
        assert lines.has_room("a")
        lines.add("a", piece(nothing))
    assert not lines.has_room("a")
    assert lines.has_room("b")
    open_.set()
    await lines.until_empty()


async def test_a_process_that_ends_finishes_what_is_worked_and_gives_back_what_waits_behind_it() -> None:
    lines, open_, done = Lines(2), asyncio.Event(), list[str]()

    async def slow() -> None:
        await open_.wait()
        done.append("finished")

    lines.add("a", piece(slow))
    lines.add("a", piece(noted(done, "begun"), noted(done, "given back")))
    ending = asyncio.create_task(lines.end())
    await asyncio.sleep(0)
    assert not lines.has_room("b"), "nothing is begun any more"
    open_.set()
    await ending
    assert done == ["finished", "given back"]


async def test_whoever_asked_for_it_may_leave_and_it_is_finished() -> None:
    lines, open_, done = Lines(1), asyncio.Event(), list[str]()

    async def slow() -> None:
        await open_.wait()
        done.append("finished")

    async def asks() -> None:
        lines.add("a", piece(slow))
        await lines.until_free()

    asking = asyncio.create_task(asks())
    await settles(lambda: lines.is_worked("a"))
    asking.cancel()
    await asyncio.wait([asking])
    open_.set()
    await lines.end()
    assert done == ["finished"]
