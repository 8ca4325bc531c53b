"""What one request may cost others: how long the content source keeps it waiting, and how many questions it has."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from integrations.cms.contract import SYSTEM
from integrations.kit.errors import Rejected, Timeout


class Questions:
    """At most so many. One document may ask for a thousand pages by as many names, each a question to others."""

    def __init__(self, most: int, setting: str) -> None:
        """`setting` is the one that says how many."""
        self._left = self._most = most
        self._setting = setting

    def another(self) -> None:
        """Count one. Raises `Rejected` for one too many."""
        if not self._left:
            most = f"{self._most} paths, pages, lists and menus ({self._setting})"
            raise Rejected(SYSTEM, f"One request may ask for {most}. Ask for the others in another.")
        self._left -= 1


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
