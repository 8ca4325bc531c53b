"""Reads the operations: one file is one request of a storefront, with its story in the comments on top.

    # A guest changes the quantity of a line.
    # after: add_plates_to_cart
    # variables: {"input": {"cart_id": "$cart", "cart_items": [{"cart_item_uid": "$line", "quantity": 3}]}}

A line that begins with one of the words of `WORDS` says something to the test; the others say it to the reader. A line
that is indented further continues the one above.

- `after`: the operations that come first, by file name, with those that they come after themselves
- `variables`, `headers`: JSON; `$name` stands for what an earlier operation kept
- `keeps`: `name = path.in.data`, several with commas
- `operationName`: which operation of the document is meant
- `method`: `GET` instead of POST
- `fails`: the category of the one error that Commerce reports; without it the answer must hold no error
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from string import Template
from typing import Any, Final

import orjson

OPERATIONS: Final = Path(__file__).parent / "operations"
WORDS: Final = ("after", "variables", "headers", "keeps", "operationName", "method", "fails")
_WORD: Final = re.compile(rf"# ({'|'.join(WORDS)}): *(.*)")
_NAME: Final = re.compile(r"\$(\w+)")
_CONTINUED: Final = re.compile(r"#  +(.*)")

Kept = dict[str, Any]
"""What earlier operations kept, by name."""


@dataclass(frozen=True, slots=True)
class Story:
    """One request of a storefront, and what must have happened before."""

    name: str
    folder: str
    document: str
    after: tuple[str, ...] = ()
    variables: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    keeps: Mapping[str, str] = field(default_factory=dict)
    operation_name: str | None = None
    method: str = "POST"
    fails: str | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def is_refused(self) -> bool:
        """Whether it is wrong before anything is executed."""
        return self.folder == "refused"

    @property
    def is_strangers(self) -> bool:
        """Whether it is asked with a token that the service never handed out, or has ended."""
        return self.folder == "strangers"

    @property
    def is_executed(self) -> bool:
        """Whether the service answers it as Commerce does."""
        return not self.is_refused and not self.is_strangers

    def request(self, kept: Kept) -> tuple[dict[str, Any], dict[str, str]]:
        """The parameters and the headers to send, with what was kept filled in."""
        parameters: dict[str, Any] = {"query": self.document}
        if self.variables:
            parameters["variables"] = filled(self.variables, kept)
        if self.operation_name is not None:
            parameters["operationName"] = self.operation_name
        return parameters, filled(self.headers, kept)

    def keep(self, data: Any, kept: Kept) -> None:
        """Add to `kept` what later operations need of the answer."""
        for name, path in self.keeps.items():
            value = data
            for step in path.split("."):
                value = value[int(step)] if step.isdigit() else value[step]
            kept[name] = value


def filled(value: Any, kept: Kept) -> Any:
    """The value with each `$name` in its texts replaced; a text that is nothing else becomes what was kept.

    Raises `KeyError` for a name that nothing kept.
    """
    if isinstance(value, str):
        alone = _NAME.fullmatch(value)
        return kept[alone[1]] if alone else Template(value).substitute(kept)
    if isinstance(value, Mapping):
        return {name: filled(item, kept) for name, item in value.items()}
    if isinstance(value, list):
        return [filled(item, kept) for item in value]
    return value


@lru_cache(maxsize=1)
def stories() -> Mapping[str, Story]:
    """All of them by name, in the order of their files. Raises `ValueError` where a file does not read."""
    found: dict[str, Story] = {}
    for file in sorted(OPERATIONS.glob("*/*.graphql")):
        if file.stem in found:
            raise ValueError(f"There are two operations named {file.stem}: rename one.")
        found[file.stem] = _read(file)
    for story in found.values():
        if missing := set(story.after) - found.keys():
            raise ValueError(f"{story.name} comes after {', '.join(missing)}, and there is no such operation.")
    return found


def steps(story: Story) -> list[Story]:
    """What must have happened before, each once and in order, and the operation itself as the last."""
    ordered: dict[str, Story] = {}
    for name in story.after:
        for earlier in steps(stories()[name]):
            ordered.setdefault(earlier.name, earlier)
    return [*ordered.values(), story]


def _read(file: Path) -> Story:
    text = file.read_text(encoding="utf-8")
    said = _front_matter(text, file)
    return Story(
        name=file.stem,
        folder=file.parent.name,
        document=text,
        after=tuple(_listed(said.get("after", ""))),
        variables=_json(said.get("variables", "{}"), file),
        headers=_json(said.get("headers", "{}"), file),
        keeps=dict(_assignment(item) for item in _listed(said.get("keeps", ""))),
        operation_name=said.get("operationName"),
        method=said.get("method", "POST"),
        fails=said.get("fails"),
    )


def _front_matter(text: str, file: Path) -> dict[str, str]:
    said: dict[str, str] = {}
    word = None
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if match := _WORD.fullmatch(line):
            word = match[1]
            if word in said:
                raise ValueError(f"{file}: says {word} twice.")
            said[word] = match[2]
        elif word is not None and (match := _CONTINUED.fullmatch(line)):
            said[word] = f"{said[word]} {match[1]}"
        else:
            word = None
    return said


def _json(text: str, file: Path) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"{file}: {error} in {text}") from None


def _listed(text: str) -> list[str]:
    return [item for part in text.split(",") if (item := part.strip())]


def _assignment(text: str) -> tuple[str, str]:
    name, _, path = text.partition("=")
    return name.strip(), path.strip()
