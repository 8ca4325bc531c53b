"""Rings when a row is written that somebody outside should learn about."""

import sqlite3
from collections.abc import Callable
from typing import Final

FUNCTION: Final = "ring_change"
"""The SQL function that triggers call, with the kind of the change."""

Listener = Callable[[str], None]


class ChangeSignal:
    """Tells its listeners the kind of each change at the moment of the write: it may still be rolled back.

    So a listener reads nothing; it only takes note that there is something to look at once the write is committed.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._listeners: list[Listener] = []
        connection.create_function(FUNCTION, 1, self._ring)

    def listen(self, listener: Listener) -> None:
        """Call `listener` from now on, in the thread of the writer."""
        self._listeners.append(listener)

    def leave(self, listener: Listener) -> None:
        """Call it no more."""
        self._listeners.remove(listener)

    def _ring(self, kind: str) -> None:
        for listener in self._listeners:
            listener(kind)
