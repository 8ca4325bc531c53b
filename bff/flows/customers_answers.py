"""Whether an answer of Commerce's is the customer's own.

A token that Commerce knows no more is not refused: the request is served as a guest's, with 200. The answer's
`X-Magento-Cache-Id` tells: it stands for everything that an answer varies by, having signed on among it. So an id that
was seen with a living token once is never a guest's. Where the id is new, or there is none, Commerce is asked whose the
token is. Answers to mutations have no id, so a token is looked at before one.
"""

import asyncio
from collections import OrderedDict
from typing import Final, TypeVar

from bff.state.session import Session
from integrations.commerce.contract import Answer
from integrations.commerce.identity import CustomerTokens
from integrations.kit.errors import Timeout

_T = TypeVar("_T")

CACHE_ID: Final = "x-magento-cache-id"
_MOST_KNOWN: Final = 10_000
_PROOF_SECONDS: Final = 5.0
"""How long a token that was seen alive is believed to be, before a mutation: each look costs Commerce a query."""


class CustomersAnswers:
    """Remembers the ids that are customers' in this process: another one asks for itself."""

    def __init__(self, tokens: CustomerTokens) -> None:
        self._tokens = tokens
        self._known: OrderedDict[str, None] = OrderedDict()
        self._guests: OrderedDict[str, None] = OrderedDict()
        self._seen_alive: OrderedDict[str, float] = OrderedDict()

    async def is_own(
        self, answer: Answer, session: Session, token: str, store_code: str | None, seconds: float
    ) -> bool:
        """Whether `answer`, asked for with `token`, is the session's customer's. Raises what Commerce raises."""
        cache_id = answer.headers.get(CACHE_ID)
        if cache_id is not None and cache_id in self._guests:
            return False
        if cache_id is not None and cache_id in self._known:
            _remember(self._known, cache_id, None)
            _remember(self._seen_alive, token, _moment())
            return True
        alive = await self.is_alive(session, token, store_code, seconds)
        if alive and cache_id is not None:
            _remember(self._known, cache_id, None)
        return alive

    def note_guests(self, answer: Answer) -> None:
        """A guest was answered so: no customer's answer ever has this id."""
        cache_id = answer.headers.get(CACHE_ID)
        if cache_id is not None and cache_id not in self._guests:
            _remember(self._guests, cache_id, None)
            self._known.pop(cache_id, None)

    def was_alive_just_now(self, token: str) -> bool:
        """Whether there is no need to look at it again before a mutation."""
        seen = self._seen_alive.get(token)
        return seen is not None and _moment() - seen < _PROOF_SECONDS

    async def is_alive(self, session: Session, token: str, store_code: str | None, seconds: float) -> bool:
        """Whether Commerce takes `token` for the session's customer. Raises what Commerce raises."""
        try:
            async with asyncio.timeout(seconds):
                holder = await self._tokens.holder(token, store_code)
        except TimeoutError:
            raise Timeout("commerce", "Commerce did not say in time who you are. Try again.") from None
        alive = holder is not None and holder == session.customer_id
        if alive:
            _remember(self._seen_alive, token, _moment())
        else:
            self._seen_alive.pop(token, None)
        return alive


def _remember(known: OrderedDict[str, _T], name: str, value: _T) -> None:
    known[name] = value
    known.move_to_end(name)
    if len(known) > _MOST_KNOWN:
        known.popitem(last=False)


def _moment() -> float:
    return asyncio.get_running_loop().time()
