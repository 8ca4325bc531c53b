"""Reports that come in a burst and want the same question asked: it is asked once for all of them.

A provider tells several things of one payment within a second, and what it answers when it is asked counts, not what it
told. Reports that wait for the same question while it has not been asked yet are all answered by it.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from bff.flows.payments.lines import Lines, Piece
from bff.state.payments.inbox import Callback

MOST: Final = 20
"""So many are answered at once; of what a line may hold, `LONGEST_LINE`, each counts as one piece."""


@dataclass(frozen=True, slots=True)
class Question:
    """How a payment stands at its provider, as a report names it: asked after the report was stored."""

    provider: str
    payment_id: str | None
    reference: str


@dataclass(frozen=True, slots=True)
class _Bundle:
    question: Question | None
    callbacks: list[Callback]


class Bundles:
    """Puts callbacks into lines. `work` is done with those of a bundle, `give_back` where their turn does not come."""

    def __init__(
        self,
        lines: Lines,
        work: Callable[[Sequence[Callback]], Awaitable[None]],
        give_back: Callable[[Sequence[Callback]], Awaitable[None]],
    ) -> None:
        self._lines = lines
        self._work = work
        self._give_back = give_back
        self._last: dict[str, _Bundle] = {}
        """The bundle at the end of a line, as long as it has not begun."""

    def add(self, line: str, callback: Callback, question: Question | None) -> bool:
        """Behind what is in its line, with those before it that want the same question asked. Never waits.

        One without a question is worked alone, and those behind it after it. False where the line has no room.
        """
        last = self._last.get(line)
        if last is not None and last.question == question is not None and len(last.callbacks) < MOST:
            last.callbacks.append(callback)
            return True
        if not self._lines.has_room(line):
            return False
        bundle = _Bundle(question, [callback])
        self._last[line] = bundle
        self._lines.add(
            line,
            Piece(partial(self._begin, line, bundle, self._work), partial(self._begin, line, bundle, self._give_back)),
        )
        return True

    async def _begin(self, line: str, bundle: _Bundle, then: Callable[[Sequence[Callback]], Awaitable[None]]) -> None:
        if self._last.get(line) is bundle:
            del self._last[line]
        await then(bundle.callbacks)
