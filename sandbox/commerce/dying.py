"""How this process is made to die, as by a failing machine: at once, without a last word, in the middle of its work."""

import itertools
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.commerce.world import World


@contextmanager
def dying_before_statement(world: World, number: int | None) -> Iterator[None]:
    """While the context is open, the process dies before it executes its statement `number`, counted from 1.

    The statements of triggers count, and so do BEGIN and COMMIT. None lets it live.
    """
    if number is None:
        yield
        return
    counted = itertools.count(1)

    def count(_statement: str) -> None:
        if next(counted) == number:
            die()

    world.database.set_trace_callback(count)
    try:
        yield
    finally:
        world.database.set_trace_callback(None)


def die() -> None:
    """Nothing is closed, flushed or rolled back."""
    os.kill(os.getpid(), signal.SIGKILL)
