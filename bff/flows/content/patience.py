"""How long one request may be kept waiting by the content source, all its questions together."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from integrations.cms.contract import SYSTEM
from integrations.kit.errors import Timeout


class Patience:
    """So many seconds, which pass only while a question is under way: what Commerce takes in between does not count."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds
        self._under_way = 0
        self._since = 0.0

    @contextmanager
    def question(self) -> Iterator[float]:
        """For the time of one question: how many seconds it may take. Raises `Timeout` where none are left."""
        now = asyncio.get_running_loop().time()
        if not self._under_way:
            self._since = now
        left = self._left - (now - self._since)
        if left <= 0:
            raise Timeout(SYSTEM, "The content source took all the time that this request has for content.")
        self._under_way += 1
        try:
            yield left
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._left -= asyncio.get_running_loop().time() - self._since
