"""A field of ours that asks somebody else is answered, at once, for all the objects in one answer of Commerce's."""

import gc
import weakref
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
import strawberry
from graphql import GraphQLError

from bff.delegation import CommerceType, Delegated, needs
from bff.gateway.composition.compose import compose
from bff.gateway.gateway import Gateway
from bff.gateway.joining import JoiningExecutor
from bff.gateway.limits import Limits
from bff.gateway.request import GraphQLRequest
from bff.schema.naming import configuration
from integrations.commerce.contract import Answer, Caller, Operation
from integrations.kit.errors import Invalid

COMMERCE = """
type Query { products: Products shop: Shop }
type Products { items: [ProductInterface] shelves: [[ProductInterface!]!] }
interface ProductInterface { sku: String related: [ProductInterface] }
type Simple implements ProductInterface { sku: String related: [ProductInterface] }
type Bundle implements ProductInterface { sku: String related: [ProductInterface] parts: [Part!] }
type Part { name: String product: Simple }
type Shop { code: String }
"""


class ProductInterface(CommerceType):
    """A product of Commerce's."""


@strawberry.type
class Chapter:
    """A part of a story."""

    title: str


@strawberry.type
class Story:
    """What we know of a product."""

    title: str
    chapters: list[Chapter] = strawberry.field(default_factory=list)

    @strawberry.field
    async def sequel(self) -> str:
        """It has a resolver, so it is no plain attribute."""
        return f"more of {self.title}"

    @strawberry.field
    def hero(self) -> ProductInterface | None:
        """Commerce has it."""
        return ProductInterface("products", {}, ("items", 0))


@dataclass
class Library:
    """Whom batches ask: it keeps for which products it was asked, each time."""

    asked: list[list[str]] = field(default_factory=list)
    ratings_asked: list[list[str]] = field(default_factory=list)
    lost: dict[str, Exception] = field(default_factory=dict)
    burns: bool = False
    short: bool = False

    async def stories(self, skus: Sequence[str]) -> list[Any]:
        self.asked.append(list(skus))
        if self.burns:
            raise RuntimeError("a password: hunter2")
        return [self._story(sku) for sku in skus[int(self.short) :]]

    def _story(self, sku: str) -> Story | Exception | None:
        if sku in self.lost:
            return self.lost[sku]
        return None if sku == "untold" else Story(title=f"story of {sku}", chapters=[Chapter(title="I")])


async def _stories(library: Library, products: Sequence[Delegated]) -> Sequence[Any]:
    return await library.stories([product["sku"] for product in products])


async def _ratings(library: Library, products: Sequence[Delegated]) -> Sequence[Any]:
    library.ratings_asked.append([product["sku"] for product in products])
    return [float(len(product["sku"])) for product in products]


@strawberry.type(name="ProductInterface", extend=True)
class ProductStory:
    """What we know of a product."""

    story: Story | None = strawberry.field(metadata=needs("sku", batch=_stories))
    rating: float | None = strawberry.field(metadata=needs("sku", batch=_ratings))

    @strawberry.field(metadata=needs("sku"))
    def checked(self, product: strawberry.Parent[Delegated]) -> str:
        """Never null, and fails for some."""
        if product["sku"] == "forged":
            raise Invalid("library", "This one is forged.")
        return "yes"


@strawberry.type
class Query:
    """Root fields of ours."""

    @strawberry.field
    def favourites(self) -> list[ProductInterface]:
        """Commerce's, asked for by us."""
        return [ProductInterface("products", {}, ("items", number)) for number in range(2)]


OWN = strawberry.Schema(query=Query, types=[ProductStory], config=configuration())
SUPERGRAPH = compose(COMMERCE, OWN, {})


@dataclass
class Shelves:
    """A Commerce whose answer to anything is this."""

    data: dict[str, Any]

    async def send(self, operation: Operation, caller: Caller, *, seconds: float) -> Answer:
        return Answer(orjson.dumps({"data": self.data}), {"data": self.data}, 200, {})


def simple(sku: str, **more: Any) -> dict[str, Any]:
    return {"sku": sku, "_bff_typename": "Simple", **more}


async def asked(library: Library, data: dict[str, Any], query: str) -> dict[str, Any]:
    gateway = Gateway(SUPERGRAPH, Shelves(data), Limits())
    response = await gateway.answer(GraphQLRequest(query, None, {}), Caller(), library, seconds=10)
    answer: dict[str, Any] = orjson.loads(response.body)
    return answer


async def test_all_objects_of_a_list_are_one_question_and_each_gets_its_answer_where_it_was_selected() -> None:
    library = Library()
    items = [simple("A"), None, simple("untold"), simple("B")]
    answer = await asked(
        library, {"products": {"items": items}}, "{ products { items { sku story { title } rating } } }"
    )
    assert library.asked == library.ratings_asked == [["A", "untold", "B"]]
    assert orjson.dumps(answer["data"]["products"]["items"]) == orjson.dumps(
        [
            {"sku": "A", "story": {"title": "story of A"}, "rating": 1.0},
            None,
            {"sku": "untold", "story": None, "rating": 6.0},
            {"sku": "B", "story": {"title": "story of B"}, "rating": 1.0},
        ]
    )


async def test_objects_inside_objects_and_lists_of_lists_are_in_it_too() -> None:
    library = Library()
    bundle = {"sku": "C", "_bff_typename": "Bundle", "parts": [{"product": {"sku": "D"}}, {"product": None}]}
    story = "story { title }"
    query = (
        f"{{ products {{ shelves {{ sku {story} related {{ sku {story} }} "
        f"... on Bundle {{ parts {{ product {{ sku {story} }} }} }} }} }} }}"
    )
    data = {"products": {"shelves": [[simple("A", related=[simple("B")])], [{**bundle, "related": None}]]}}
    answer = await asked(library, data, query)
    assert [sorted(skus) for skus in library.asked] == [["A", "B", "C", "D"]]
    shelves = answer["data"]["products"]["shelves"]
    assert shelves[0][0]["related"] == [{"sku": "B", "story": {"title": "story of B"}}]
    assert shelves[1][0]["parts"] == [{"product": {"sku": "D", "story": {"title": "story of D"}}}, {"product": None}]


async def test_one_object_under_two_names_is_answered_under_both() -> None:
    library = Library()
    query = "{ products { items { long: story { title } short: story { chapters { title } } } } }"
    answer = await asked(library, {"products": {"items": [{**simple("A"), "_bff_ProductInterface_sku": "A"}]}}, query)
    assert answer["data"]["products"]["items"] == [
        {"long": {"title": "story of A"}, "short": {"chapters": [{"title": "I"}]}}
    ]


async def test_below_an_object_of_a_type_that_the_schema_does_not_know_it_is_answered_as_well() -> None:
    library = Library()
    item = {"sku": "X", "_bff_typename": "Newfangled", "related": [simple("A")]}
    query = "{ products { items { sku related { sku story { title } } } } }"
    answer = await asked(library, {"products": {"items": [item]}}, query)
    assert answer["data"]["products"]["items"][0]["related"] == [{"sku": "A", "story": {"title": "story of A"}}]
    assert "errors" not in answer


async def test_nobody_is_asked_where_the_field_is_not_selected() -> None:
    library = Library()
    query = "query ($no: Boolean = false) { products { items { sku story @include(if: $no) { title } } } }"
    await asked(library, {"products": {"items": [simple("A")]}}, query)
    assert library.asked == []


async def test_what_fields_of_ours_ask_commerce_for_is_looked_at_as_well() -> None:
    library = Library()
    items = {"items": [simple("A"), simple("B")]}
    answer = await asked(library, {"_bff_0": items, "_bff_1": items}, "{ favourites { sku story { title } } }")
    assert sorted(sku for skus in library.asked for sku in skus) == ["A", "B"]
    assert [each["story"]["title"] for each in answer["data"]["favourites"]] == ["story of A", "story of B"]


async def test_what_a_batch_answers_may_have_resolvers_and_parts_of_commerces() -> None:
    data = {
        "products": {"items": [simple("A"), simple("B")]},
        "_bff_0": {"items": [{"sku": "C"}]},
        "_bff_1": {"items": [{"sku": "C"}]},
    }
    answer = await asked(Library(), data, "{ products { items { sku story { title sequel hero { sku } } } } }")
    assert [each["story"] for each in answer["data"]["products"]["items"]] == [
        {"title": f"story of {sku}", "sequel": f"more of story of {sku}", "hero": {"sku": "C"}} for sku in ("A", "B")
    ]


async def test_what_cannot_be_had_is_told_in_its_own_place() -> None:
    library = Library(lost={"A": Invalid("library", "A page is missing."), "B": GraphQLError("Not for you.")})
    data = {"products": {"items": [simple("A"), simple("B"), simple("C")]}}
    answer = await asked(library, data, "{ products { items { sku story { title } } } }")
    assert answer["data"]["products"]["items"] == [
        {"sku": "A", "story": None},
        {"sku": "B", "story": None},
        {"sku": "C", "story": {"title": "story of C"}},
    ]
    assert [(error["path"], error["message"]) for error in answer["errors"]] == [
        (["products", "items", 0, "story"], "A page is missing."),
        (["products", "items", 1, "story"], "Not for you."),
    ]


async def test_where_a_batch_fails_each_of_its_fields_says_so_and_the_rest_is_answered(
    logged: list[MutableMapping[str, Any]],
) -> None:
    library = Library(burns=True)
    data = {"products": {"items": [simple("A"), simple("B")]}}
    answer = await asked(library, data, "{ products { items { sku story { title } rating } } }")
    assert answer["data"]["products"]["items"] == [
        {"sku": "A", "story": None, "rating": 1.0},
        {"sku": "B", "story": None, "rating": 1.0},
    ]
    assert [error["path"] for error in answer["errors"]] == [["products", "items", at, "story"] for at in (0, 1)]
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"INTERNAL_ERROR"}
    assert "hunter2" not in str(answer)
    assert "field_failed" in [entry["event"] for entry in logged]


async def test_a_batch_that_does_not_answer_for_each_object_gives_none_of_them_what_is_anothers(
    logged: list[MutableMapping[str, Any]],
) -> None:
    data = {"products": {"items": [simple("A"), simple("B")]}}
    answer = await asked(Library(short=True), data, "{ products { items { story { title } } } }")
    assert [item["story"] for item in answer["data"]["products"]["items"]] == [None, None]
    assert "answered 1 values for 2 objects" in str([entry["exc_info"] for entry in logged])


@pytest.mark.parametrize("also", ["story { title }", "story { sequel }"])
async def test_what_is_null_already_tells_no_more_errors(also: str) -> None:
    library = Library(lost={"forged": Invalid("library", "It is lost, too.")})
    data = {"products": {"items": [simple("forged"), simple("A")]}}
    answer = await asked(library, data, f"{{ products {{ items {{ sku checked {also} }} }} }}")
    assert [item and item["sku"] for item in answer["data"]["products"]["items"]] == [None, "A"]
    assert [error["message"] for error in answer["errors"]] == ["This one is forged."]


@pytest.fixture
def executions(monkeypatch: pytest.MonkeyPatch) -> Iterator["weakref.WeakSet[JoiningExecutor]"]:
    """Those that somebody still holds on to."""
    alive: weakref.WeakSet[JoiningExecutor] = weakref.WeakSet()
    begun = []
    begin = JoiningExecutor.__init__

    def remembered(self: JoiningExecutor, *parts: Any) -> None:
        begin(self, *parts)
        alive.add(self)
        begun.append(id(self))

    monkeypatch.setattr(JoiningExecutor, "__init__", remembered)
    yield alive
    assert len(begun) == 2


async def test_what_is_kept_with_a_plan_holds_on_to_no_request(
    executions: "weakref.WeakSet[JoiningExecutor]",
) -> None:
    gateway = Gateway(SUPERGRAPH, Shelves({"products": {"items": [simple("A")]}}), Limits())
    request = GraphQLRequest("{ products { items { sku story { title } } } }", None, {})
    for _ in range(2):
        await gateway.answer(request, Caller(), Library(), seconds=10)
    gc.collect()
    assert len(executions) == 0
