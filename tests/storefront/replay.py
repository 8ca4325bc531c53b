"""Plays a story on two sandboxes that started alike: on one directly, on its twin through the service."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import httpx2 as httpx
import orjson
from graphql import parse, print_ast, separate_operations

from tests.storefront.shops import Commerce, Endpoint, Parameters
from tests.storefront.stories import Kept, Story, steps

BROWSER: Final = {"Origin": "https://elsewhere.example", "Cookie": "PHPSESSID=brought-by-the-browser; private=1"}
"""What a browser adds of its own accord. None of it may have an effect, and none may reach Commerce."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The two responses to one step of a story. `handles` are what the service gave for Commerce's tokens."""

    story: Story
    direct: httpx.Response
    through: httpx.Response
    handles: Mapping[str, str]

    @property
    def bodies(self) -> tuple[bytes, bytes]:
        """Both bodies without what may differ: a handle counts as the token that it stands for."""
        through = comparable(self.through)
        for handle, token in self.handles.items():
            through = through.replace(handle.encode(), token.encode())
        return comparable(self.direct), through

    @property
    def failed_with(self) -> str | None:
        """The category of the one error that Commerce reported; "none" where it has no word for it."""
        errors = orjson.loads(self.direct.content).get("errors")
        return errors[0].get("extensions", {}).get("category", "none") if errors else None


@dataclass(frozen=True, slots=True)
class Twins:
    """`direct` is asked by the test, `twin` by the service alone."""

    direct: Commerce
    twin: Commerce
    service: Endpoint

    def play(self, story: Story, change: Callable[[str], str] = str) -> Iterator[Pair]:
        """All that must have happened before, then the operation itself, each on both.

        The service is sent what `change` makes of a document.
        """
        kept: Kept = {}
        kept_through: Kept = {}
        for step in steps(story):
            parameters, headers = step.request(kept)
            asked, brought = step.request(kept_through)
            asked["query"] = change(asked["query"])
            direct = self.direct.endpoint.send(alone(parameters), headers, method=step.method)
            through = self.service.send(asked, {**BROWSER, **brought}, method=step.method)
            step.keep(orjson.loads(direct.content).get("data"), kept)
            step.keep(orjson.loads(through.content).get("data"), kept_through)
            yield Pair(step, direct, through, handles(kept, kept_through))


def handles(kept: Kept, kept_through: Kept) -> dict[str, str]:
    """What the service handed out in the place of a token -> the token. Everything else that is kept is the same."""
    different = {name for name in kept if kept[name] != kept_through[name]}
    assert different <= {"token"}
    return {kept_through[name]: kept[name] for name in different}


def alone(parameters: Parameters) -> Parameters:
    """The same for Commerce itself: it ignores `operationName` and refuses a document of several operations."""
    name = parameters.get("operationName")
    chosen = _operations(parameters["query"]).get(name) if name else None
    return parameters if chosen is None else {**parameters, "query": chosen}


def comparable(response: httpx.Response) -> bytes:
    """A body without what may differ: `locations` point into a document, and the two were sent different ones."""
    content = orjson.loads(response.content)
    for error in content.get("errors", ()):
        error.pop("locations", None)
    return orjson.dumps(content)


@lru_cache(maxsize=100)
def _operations(document: str) -> dict[str, str]:
    return {name: print_ast(node) for name, node in separate_operations(parse(document)).items()}
