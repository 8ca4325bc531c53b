"""Types that only we have, on the composed schema."""

from enum import Enum
from typing import Annotated

import pytest
import strawberry
from graphql import graphql_sync

from bff.gateway.composition.compose import compose
from tests.unit.gateway.composing import COMMERCE, ours


class Tone(Enum):
    LOUD = "loud"
    QUIET = "quiet"


@strawberry.interface(name="Entry")
class Entry:
    title: str


@strawberry.type(name="Article")
class Article(Entry):
    tone: Tone


@strawberry.type(name="Picture")
class Picture(Entry):
    width: int


@strawberry.input(name="EntryFilter")
class EntryFilter:
    tone: Tone | None = None


Content = Annotated[Article | Picture, strawberry.union("Content")]


@strawberry.type(name="Query", extend=True)
class Editorial:
    @strawberry.field
    def entries(self, where: EntryFilter | None = None) -> list[Entry]:
        return [Article(title="a", tone=where.tone or Tone.LOUD if where else Tone.LOUD), Picture(title="b", width=2)]

    @strawberry.field
    def content(self) -> list[Content]:
        return [Picture(title="b", width=2), Article(title="a", tone=Tone.QUIET)]


QUESTION = """{ entries(where: {tone: QUIET}) { __typename title ... on %(Article)s { tone } }
               content { __typename ... on %(Picture)s { width } } }"""


@pytest.mark.parametrize(
    "renames",
    [{}, {"Article": "BffArticle", "Picture": "BffPicture", "Entry": "BffEntry", "Content": "BffContent"}],
)
def test_our_own_types_resolve_under_their_own_names_and_under_new_ones(renames: dict[str, str]) -> None:
    names = {name: renames.get(name, name) for name in ("Article", "Picture")}
    supergraph = compose(COMMERCE, ours(Editorial), renames)
    answer = graphql_sync(supergraph.schema, QUESTION % names)
    assert answer.errors is None
    assert answer.data == {
        "entries": [
            {"__typename": names["Article"], "title": "a", "tone": "QUIET"},
            {"__typename": names["Picture"], "title": "b"},
        ],
        "content": [{"__typename": names["Picture"], "width": 2}, {"__typename": names["Article"]}],
    }
    expected = {"Article", "Picture", "Entry", "Content", "Tone", "EntryFilter"}
    assert supergraph.own_types == {renames.get(name, name) for name in expected}


def test_a_class_of_ours_extends_a_type_of_ours() -> None:
    @strawberry.type(name="Article", extend=True)
    class Signed:
        @strawberry.field
        def author(self) -> str:
            return "us"

    answer = graphql_sync(
        compose(COMMERCE, ours(Editorial, Signed)).schema, "{ entries { ... on Article { author } } }"
    )
    assert (answer.data, answer.errors) == ({"entries": [{"author": "us"}, {}]}, None)
