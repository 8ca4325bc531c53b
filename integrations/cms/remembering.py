"""What was read of the same bytes before: the same content is told again and again."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Final, TypeVar

from integrations.cms.entry import Entry
from integrations.kit.errors import Invalid

T = TypeVar("T")

_MOST: Final = 4096
_LONGEST: Final = 4_096
"""Bytes: what is longer is read anew each time, so that memory is bounded."""


def remembering(read: Callable[[bytes], T]) -> Callable[[bytes], T]:
    """`read`, with its last results at hand: it must depend on its bytes alone, and nobody may change what it made."""
    remembered = lru_cache(_MOST)(read)
    return lambda said: remembered(said) if len(said) <= _LONGEST else read(said)


_MOST_ANSWERS: Final = 256
_LONGEST_ANSWER: Final = 32_768

Entries = Mapping[str, Entry | Invalid]


class RememberedAnswers:
    """The entries that whole answers told of, the last ones by what was asked and what was answered.

    `read` must depend on these alone, and nobody may change what it made. An answer with an entry that is not
    understood is read anew each time, so that no error is raised for two requests. For one event loop.
    """

    def __init__(self, read: Callable[[bytes, Sequence[str]], Entries]) -> None:
        self._read = read
        self._kept: OrderedDict[tuple[bytes, tuple[str, ...]], Entries] = OrderedDict()

    def entries(self, said: bytes, keys: Sequence[str]) -> Entries:
        """What `read` makes of it. Raises what that does."""
        name = said, tuple(keys)
        kept = self._kept.get(name)
        if kept is not None:
            self._kept.move_to_end(name)
            return kept
        found = self._read(said, keys)
        if len(said) <= _LONGEST_ANSWER and all(isinstance(each, Entry) for each in found.values()):
            self._kept[name] = found
            if len(self._kept) > _MOST_ANSWERS:
                self._kept.popitem(last=False)
        return found
