"""Doing something again until it works, for so long as somebody may wait."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

import httpx2 as httpx

PATIENCE: Final = 25.0
PAUSE: Final = 0.2

T = TypeVar("T")


class OutOfPatienceError(Exception):
    """The shop did not answer for too long."""


class NotYetError(Exception):
    """It did not work this time."""


def patiently(call: Callable[[], T]) -> T:
    """What it gives, as soon as it works. Raises `OutOfPatienceError`."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return call()
        except (httpx.HTTPError, NotYetError, ValueError, TypeError, KeyError) as error:
            if time.monotonic() > deadline:
                raise OutOfPatienceError(f"{type(error).__name__}: {error}") from error
        time.sleep(PAUSE)
