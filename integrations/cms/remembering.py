"""What was read of the same bytes before: the same content is told again and again."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final, TypeVar

T = TypeVar("T")

_MOST: Final = 4096
_LONGEST: Final = 4_096
"""Bytes: what is longer is read anew each time, so that memory is bounded."""


def remembering(read: Callable[[bytes], T]) -> Callable[[bytes], T]:
    """`read`, with its last results at hand: it must depend on its bytes alone, and nobody may change what it made."""
    remembered = lru_cache(_MOST)(read)
    return lambda said: remembered(said) if len(said) <= _LONGEST else read(said)
