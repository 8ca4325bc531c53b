"""A query string as PHP reads it: `a[b][0]=c` is a tree."""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

NAME: Final = re.compile(r"[^\[\]]+")
STEP: Final = re.compile(r"\[([^\[\]]*)\]")


def parse(text: str) -> dict[str, Any]:
    """Texts, and mappings where brackets follow a name. Of a name without brackets the last value counts."""
    tree: dict[str, Any] = {}
    for written, value in parse_qsl(text, keep_blank_values=True):
        if (name := NAME.match(written)) is not None:
            _put(tree, [name.group(), *STEP.findall(written)], value)
    return tree


def listed(branch: Any) -> list[Any]:
    """The entries of `a[0]`, `a[1]`, ... in their order; nothing where there are none."""
    if not isinstance(branch, Mapping):
        return []
    numbered = sorted((key for key in branch if key.isdecimal()), key=int)
    return [branch[key] for key in numbered]


def _put(tree: dict[str, Any], path: list[str], value: str) -> None:
    *above, last = path
    for step in above:
        inner = tree.get(_place(tree, step))
        if not isinstance(inner, dict):
            inner = {}
        tree[_place(tree, step)] = inner
        tree = inner
    tree[_place(tree, last)] = value


def _place(tree: Mapping[str, Any], step: str) -> str:
    """`a[]` appends."""
    return step or str(sum(key.isdecimal() for key in tree))
