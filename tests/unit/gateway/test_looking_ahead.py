"""A resolver that asks somebody else gets, at once, what it wants of all the objects in one answer of Commerce's."""

import gc
import weakref
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
import strawberry

from bff.delegation import CommerceType, Delegated, needs
from bff.gateway.composition.compose import compose
from bff.gateway.gateway import Gateway
from bff.gateway.joining import JoiningExecutor
from bff.gateway.limits import Limits
from bff.gateway.request import GraphQLRequest
from bff.schema.naming import configuration
from integrations.commerce.contract import Answer, Caller, Operation

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


@dataclass
class Library:
    """Whom resolvers ask: it keeps which stories were asked for, each time."""

    asked: list[list[str]] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    burns: bool = False

    async def look(self, skus: Sequence[str]) -> None:
        self.asked.append(list(skus))
        if self.burns:
            raise RuntimeError("a password: hunter2")
        self.told.update({sku: f"story of {sku}" for sku in skus})


async def _ahead(library: Library, products: Sequence[Delegated]) -> None:
    await library.look([product["sku"] for product in products])


@strawberry.type(name="ProductInterface", extend=True)
class ProductStory:
    """What we know of a product."""

    @strawberry.field(metadata=needs("sku", ahead=_ahead))
    def story(self, product: strawberry.Parent[Delegated], info: strawberry.Info[Library, None]) -> str | None:
        """Known by now."""
        return info.context.told[product["sku"]]


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


async def test_all_objects_of_a_list_are_one_question() -> None:
    library = Library()
    answer = await asked(
        library, {"products": {"items": [simple("A"), None, simple("B")]}}, "{ products { items { sku story } } }"
    )
    assert library.asked == [["A", "B"]]
    assert [item and item["story"] for item in answer["data"]["products"]["items"]] == [
        "story of A",
        None,
        "story of B",
    ]


async def test_objects_inside_objects_and_lists_of_lists_are_in_it_too() -> None:
    library = Library()
    bundle = {"sku": "C", "_bff_typename": "Bundle", "parts": [{"product": {"sku": "D"}}, {"product": None}]}
    query = (
        "{ products { shelves { sku story related { sku story } ... on Bundle { parts { product { sku story } } } } } }"
    )
    data = {"products": {"shelves": [[simple("A", related=[simple("B")])], [{**bundle, "related": None}]]}}
    answer = await asked(library, data, query)
    assert [sorted(skus) for skus in library.asked] == [["A", "B", "C", "D"]]
    shelves = answer["data"]["products"]["shelves"]
    assert shelves[0][0]["related"] == [{"sku": "B", "story": "story of B"}]
    assert shelves[1][0]["parts"] == [{"product": {"sku": "D", "story": "story of D"}}, {"product": None}]


async def test_nobody_is_asked_where_the_field_is_not_selected() -> None:
    library = Library()
    query = "query ($no: Boolean = false) { products { items { sku story @include(if: $no) } } }"
    await asked(library, {"products": {"items": [simple("A")]}}, query)
    assert library.asked == []


async def test_what_fields_of_ours_ask_commerce_for_is_looked_at_as_well() -> None:
    library = Library()
    items = {"items": [simple("A"), simple("B")]}
    answer = await asked(library, {"_bff_0": items, "_bff_1": items}, "{ favourites { sku story } }")
    assert sorted(sku for skus in library.asked for sku in skus) == ["A", "B"]
    assert [each["story"] for each in answer["data"]["favourites"]] == ["story of A", "story of B"]


async def test_where_looking_fails_each_field_says_so_and_the_rest_is_answered(
    logged: list[MutableMapping[str, Any]],
) -> None:
    library = Library(burns=True)
    answer = await asked(library, {"products": {"items": [simple("A")]}}, "{ products { items { sku story } } }")
    assert answer["data"]["products"]["items"] == [{"sku": "A", "story": None}]
    assert [error["path"] for error in answer["errors"]] == [["products", "items", 0, "story"]]
    assert "hunter2" not in str(answer)
    assert "looking ahead failed" in [entry["event"] for entry in logged]


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
    request = GraphQLRequest("{ products { items { sku story } } }", None, {})
    for _ in range(2):
        await gateway.answer(request, Caller(), Library(), seconds=10)
    gc.collect()
    assert len(executions) == 0
