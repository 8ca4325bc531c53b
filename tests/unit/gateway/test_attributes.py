"""An object of ours is answered as Strawberry alone would answer it, however it is read."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
import strawberry
from strawberry.scalars import JSON

from bff.delegation import Unchanging
from bff.gateway.composition.compose import compose
from bff.gateway.gateway import Gateway
from bff.gateway.limits import Limits
from bff.gateway.request import GraphQLRequest
from bff.schema.naming import configuration
from integrations.commerce.contract import Answer, Caller, Operation


@strawberry.interface
class Part:
    """What parts have."""

    kind: str


@strawberry.type
class Text(Part):
    """A part that is all attributes."""

    html: str
    size: int | None = None


@strawberry.type
class Counter(Part):
    """A part with a resolver."""

    start: int

    @strawberry.field
    async def next(self) -> int:
        """One more."""
        return self.start + 1


@strawberry.type
class Page(Unchanging):
    """A page. Many requests share one, and what was read of it."""

    id: strawberry.ID
    title: str
    at: datetime | None
    fields: JSON
    parts: list[Part]
    below: list["Page"]
    weight: float = 1


def page(**more: Any) -> Page:
    usual: dict[str, Any] = {
        "id": strawberry.ID("1"),
        "title": "One",
        "at": datetime(2026, 11, 2, tzinfo=UTC),
        "fields": JSON({"a": [1, None]}),
        "parts": [Text(kind="text", html="<p>"), Counter(kind="counter", start=1), Text(kind="t", html="", size=3)],
        "below": [],
    }
    return Page(**{**usual, **more})


PAGES = {
    "whole": page(below=[page(id=strawberry.ID("2"), at=None), page(title="Three", below=[page()])]),
    "without a title": page(below=[page(title=None), page()]),
    "a number that is too big": page(parts=[Text(kind="text", html="", size=2**40), Text(kind="t", html="")]),
    "something else in a list": page(parts=[Text(kind="text", html=""), "no part", None]),
    "no list": page(below=None),
    "a text that is a number": page(title=7, id=8),
}
"""By what is odd about them."""


@strawberry.type
class Query:
    """Root."""

    @strawberry.field
    def page(self, name: str) -> Page | None:
        """One of them."""
        return PAGES[name]

    @strawberry.field
    async def pages(self, name: str) -> list[Page]:
        """The same, twice."""
        return [PAGES[name]] * 2


class NoCommerce:
    async def send(self, operation: Operation, caller: Caller, *, seconds: float) -> Answer:
        raise AssertionError(f"Commerce was asked: {operation.document}")


OWN = strawberry.Schema(query=Query, types=[Text, Counter], config=configuration())
GATEWAY = Gateway(compose("type Query { other: Int }", OWN, {}), NoCommerce(), Limits())

DOCUMENTS = [
    "{ page(name: $N) { id title at fields weight __typename } }",
    "{ page(name: $N) { name: title again: title below { title below { id } } } }",
    "{ page(name: $N) { parts { __typename kind ... on Text { html size } } } }",
    "{ page(name: $N) { parts { kind ... on Text { html } ... on Counter { start next } } } }",
    "{ pages(name: $N) { ...P below { ...P parts { ... on Part { kind } } } } } fragment P on Page { id title at }",
    "{ page(name: $N) { title @skip(if: true) id @include(if: true) below { fields @include(if: false) id } } }",
]


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("name", sorted(PAGES))
async def test_however_odd_an_object_is(name: str, document: str) -> None:
    query = document.replace("$N", f'"{name}"')
    response = await GATEWAY.answer(GraphQLRequest(query, None, {}), Caller(), None, seconds=10)
    alone = await OWN.execute(query)
    ours = orjson.loads(response.body)
    assert ours.get("data") == alone.data
    assert _told(ours.get("errors")) == _told([error.formatted for error in alone.errors or ()])


async def test_two_operations_on_one_selection_do_not_mix_their_conditions() -> None:
    query = '{ page(name: "whole") { title @include(if: $with) id } }'
    for with_title in (True, False, True):
        request = GraphQLRequest(f"query ($with: Boolean!) {query}", None, {"with": with_title})
        response = await GATEWAY.answer(request, Caller(), None, seconds=10)
        assert ("title" in orjson.loads(response.body)["data"]["page"]) is with_title


def test_an_object_that_nobody_changes_is_read_once_for_a_selection() -> None:
    shared, selection, read = page(), ["id"], list[Any]()
    for _ in range(2):
        shared.read_once(selection, read.append)
    assert read == [shared]


def test_and_keeps_what_was_read_for_the_last_few_selections_alone() -> None:
    shared, selections, read = page(), [[str(number)] for number in range(9)], list[Any]()
    for selection in [*selections, selections[-1], selections[0]]:
        shared.read_once(selection, read.append)
    assert len(read) == 10


def _told(errors: Any) -> list[Any]:
    """Where each error is."""
    return sorted((error["path"] for error in errors or ()), key=str)
