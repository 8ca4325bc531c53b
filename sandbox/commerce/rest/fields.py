"""`fields=items[sku,price],total_count`: only part of an answer is wanted."""

import re
from collections.abc import Mapping
from typing import Any, Final

Wanted = dict[str, "Wanted | None"]

ALLOWED: Final = re.compile(r"[\w\[\],]+")
PIECE: Final = re.compile(r"\w+|[\[\]]")


def parse(text: str) -> Wanted | None:
    """Names with what is wanted inside them; None for a text that is not well formed."""
    if not ALLOWED.fullmatch(text):
        return None
    wanted: Wanted = {}
    above: list[Wanted] = []
    name = ""
    for piece in PIECE.findall(text):
        if piece == "[":
            inner: Wanted = {}
            above.append(wanted)
            wanted[name] = inner
            wanted = inner
        elif piece == "]":
            if not above:
                return None
            wanted = above.pop()
        else:
            name = piece
            wanted.setdefault(name, None)
    return None if above else wanted


def filtered(answer: Any, text: str) -> Any:
    """The wanted part, in the answer's own order; an empty list for a text that is not well formed."""
    wanted = parse(text)
    return [] if wanted is None else _part(answer, wanted)


def _part(answer: Any, wanted: Wanted) -> Any:
    if isinstance(answer, list):
        return [_part(item, wanted) for item in answer]
    if not isinstance(answer, Mapping):
        return answer
    return {
        name: value if (inner := wanted[name]) is None else _part(value, inner)
        for name, value in answer.items()
        if name in wanted
    }
