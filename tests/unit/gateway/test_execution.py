"""Fields of ours beside and inside Commerce's data: what they get, how they fail, what they never disturb."""

from collections.abc import MutableMapping
from typing import Any

import orjson

from bff.gateway.limits import Limits
from integrations.commerce.contract import Answer, Caller, Operation
from integrations.kit.errors import Unavailable
from tests.unit.gateway.conftest import Storefront, storefront_with
from tests.unit.gateway.universe import UniversalCommerce


class Saying(UniversalCommerce):
    """A Commerce that answers what it is told to, whatever it is asked."""

    def __init__(self, content: dict[str, Any], before: UniversalCommerce) -> None:
        super().__init__(before.universe)
        self.content = content

    async def send(self, operation: Operation, caller: Caller, *, seconds: float) -> Answer:
        """The same each time."""
        self.sent.append(operation)
        return Answer(orjson.dumps(self.content), self.content, 200, {})


def saying(content: dict[str, Any]) -> Storefront:
    storefront = storefront_with(Limits())
    commerce = Saying(content, storefront.commerce)
    storefront.commerce = storefront.gateway._commerce = commerce
    return storefront


async def test_what_is_all_commerces_is_passed_on_as_the_bytes_received() -> None:
    storefront = saying({"data": {"count": 1}})
    await storefront.asks("{ count }")
    assert storefront.responses[0].body == b'{"data":{"count":1}}'


async def test_a_type_that_our_schema_does_not_know_passes_and_only_our_field_there_fails() -> None:
    news = {"_bff_typename": "Novel", "_bff_Item_code": "c", "_bff_Item_id": "i", "name": "new", "shelf": {"name": "s"}}
    storefront = saying({"data": {"items": {"list": [news]}}})
    answer = await storefront.asks("{ items { list { name story shelf { name } } } }")
    assert answer["data"]["items"]["list"] == [{"name": "new", "story": None, "shelf": {"name": "s"}}]
    (error,) = answer["errors"]
    assert error["path"] == ["items", "list", 0, "story"]
    assert error["extensions"]["code"] == "SCHEMA_OUTDATED"


async def test_below_a_type_that_our_schema_does_not_know_fields_of_ours_are_answered() -> None:
    news = {"_bff_typename": "Novel", "shelf": {"_bff_Shelf_code": "c", "name": "s"}}
    storefront = saying({"data": {"items": {"list": [news]}}})
    answer = await storefront.asks("{ items { list { shelf { lit name } } } }")
    assert answer == {"data": {"items": {"list": [{"shelf": {"lit": True, "name": "s"}}]}}}


async def test_a_failing_field_of_ours_that_is_never_null_nulls_as_far_as_its_type_says() -> None:
    items = [
        {"_bff_typename": "Simple", "_bff_Item_code": "ok", "name": "a"},
        {"_bff_typename": "Simple", "_bff_Item_code": "3", "name": "b"},
    ]
    storefront = saying({"data": {"items": {"total": 2, "list": items}, "item": items[1], "count": 1}})
    answer = await storefront.asks("{ items { total list { name verdict } } item(id: 1) { verdict } count }")
    assert answer["data"] == {"items": {"total": 2, "list": None}, "item": None, "count": 1}, "the list is [Item!]"
    assert {tuple(error["path"]) for error in answer["errors"]} == {
        ("items", "list", 1, "verdict"),
        ("item", "verdict"),
    }
    assert answer["errors"][0]["extensions"]["code"] == "VERDICT_TIMEOUT"


async def test_a_null_of_commerces_stays_a_null_even_where_its_schema_says_never() -> None:
    storefront = saying({"data": {"items": {"list": [{"_bff_typename": "Simple", "code": None, "_bff_Item_id": 1}]}}})
    answer = await storefront.asks("{ items { list { code story } } }")
    assert answer == {"data": {"items": {"list": [{"code": None, "story": "story of None, 1"}]}}}


async def test_an_error_about_a_key_of_ours_comes_under_the_field_that_needs_it() -> None:
    error = {
        "message": "no code",
        "path": ["items", "list", 0, "_bff_Item_code"],
        "locations": [{"line": 1, "column": 9}],
    }
    items = [{"_bff_typename": "Simple", "_bff_Item_code": None, "_bff_Item_id": 1}]
    storefront = saying({"errors": [error], "data": {"items": {"list": items}}})
    answer = await storefront.asks("{ items { list { tale: story } } }")
    assert answer["errors"] == [{"message": "no code", "path": ["items", "list", 0, "tale"]}]


async def test_what_nobody_foresaw_is_logged_and_not_told(
    storefront: Storefront, logged: list[MutableMapping[str, Any]]
) -> None:
    answer = await storefront.asks("{ broken count }")
    assert answer["data"]["broken"] is None
    assert isinstance(answer["data"]["count"], int)
    assert "hunter2" not in str(answer)
    assert answer["errors"][0]["extensions"] == {"code": "INTERNAL_ERROR"}
    assert [entry["event"] for entry in logged] == ["field_failed"]


async def test_a_slice_that_fails_leaves_fields_of_ours_standing(storefront: Storefront) -> None:
    storefront.commerce.failures = [Unavailable("commerce", "Commerce is away.")]
    answer = await storefront.asks("{ count shop { name } today }")
    assert answer["data"] == {"count": None, "shop": None, "today": "today"}
    assert [(error["path"], error["extensions"]["code"]) for error in answer["errors"]] == [
        (["count"], "COMMERCE_UNAVAILABLE"),
        (["shop"], "COMMERCE_UNAVAILABLE"),
    ]


async def test_a_root_field_that_is_never_null_and_fails_nulls_all(storefront: Storefront) -> None:
    storefront.commerce.failures = [Unavailable("commerce", "Commerce is away.")]
    assert (await storefront.asks('{ basket(id: "b") { id } count }'))["data"] is None
    storefront.commerce.failures = [Unavailable("commerce", "Commerce is away.")]
    assert (await storefront.asks('{ basket(id: "b") { id } today }'))["data"] is None


async def test_every_slice_reports_its_own_error() -> None:
    storefront = storefront_with(Limits(commerce_fields=2))
    storefront.commerce.failures = [Unavailable("commerce", "Commerce is away."), None, None]
    answer = await storefront.asks("{ a: shop { name } b: shop { name } count }")
    assert answer["data"]["a"] is None
    assert answer["data"]["b"]["name"]
    assert [error["path"] for error in answer["errors"]] == [["a"]]
    assert len(storefront.sent) == 3


async def test_neighbours_that_delegate_share_a_request(storefront: Storefront) -> None:
    answer = await storefront.asks("{ favourites { name } holding { id } one: favourite(number: 8) { code } }")
    assert "errors" not in answer
    assert len(answer["data"]["favourites"]) == 3
    assert len(storefront.sent) == 1
    assert (
        storefront.commerce.sent[0].variables
        == {
            "_bff_0_id": "8",
            "_bff_1_id": "holding",
            "_bff_2_id": "0",
            "_bff_3_id": "1",
            "_bff_4_id": "2",
        }
        or len(storefront.commerce.sent[0].variables) == 5
    )


async def test_what_ours_delegate_may_hold_more_of_ours_and_variables_of_the_client(storefront: Storefront) -> None:
    text = "query ($size: Int!) { favourite { name related(size: $size) { story rival { name } } } }"
    answer = await storefront.asks(text, size=2)
    assert "errors" not in answer
    assert answer["data"]["favourite"]["related"][0]["rival"]["name"]
    assert len(storefront.sent) == 2, "the favourite with its relations, then all rivals"


async def test_a_path_leads_to_what_is_delegated(storefront: Storefront) -> None:
    answer = await storefront.asks("{ listed { name story } }")
    assert [sorted(item) for item in answer["data"]["listed"]] == [["name", "story"]] * len(answer["data"]["listed"])
    assert "items(size:$_bff_0_size filter:$_bff_0_filter){list{name" in storefront.sent[0]


async def test_errors_of_what_is_delegated_come_under_our_path() -> None:
    storefront = saying(
        {
            "errors": [{"message": "no", "path": ["_bff_0", "list", 0, "name"]}],
            "data": {"_bff_0": {"list": [{"name": None}]}},
        }
    )
    answer = await storefront.asks("{ mine: listed { name } }")
    assert answer == {
        "errors": [{"message": "no", "path": ["mine", 0, "name"]}],
        "data": {"mine": [{"name": None}]},
    }


async def test_a_delegate_that_commerce_cannot_answer_fails_where_it_stands(storefront: Storefront) -> None:
    storefront.commerce.failures = [Unavailable("commerce", "Commerce is away.")]
    answer = await storefront.asks("{ favourite { name } today }")
    assert answer["data"] == {"favourite": None, "today": "today"}
    assert answer["errors"][0]["path"] == ["favourite"]
    assert answer["errors"][0]["extensions"]["code"] == "COMMERCE_UNAVAILABLE"


async def test_more_delegates_than_commerce_takes_fields_go_in_several_requests() -> None:
    storefront = storefront_with(Limits(commerce_fields=4))
    answer = await storefront.asks("{ favourites { name } }")
    assert "errors" not in answer
    assert len(storefront.sent) == 2


async def test_a_field_of_ours_may_answer_an_object_of_commerces_and_leave_a_part_to_it(storefront: Storefront) -> None:
    answer = await storefront.asks("{ packed { __typename id mine: lines { amount item { story } } } }")
    packed = answer["data"]["packed"]
    assert (packed["__typename"], packed["id"]) == ("Basket", "ours")
    assert all(line["item"]["story"].startswith("story of") for line in packed["mine"])
    assert storefront.sent[0].startswith("query($_bff_0_id:String!){_bff_0:basket(id:$_bff_0_id){lines{amount item{")


async def test_an_error_about_a_field_that_the_storefront_selected_itself_keeps_its_path() -> None:
    error = {"message": "no code", "path": ["items", "list", 0, "code"]}
    items = [{"_bff_typename": "Simple", "code": None, "_bff_Item_id": 1}]
    storefront = saying({"errors": [error], "data": {"items": {"list": items}}})
    answer = await storefront.asks("{ items { list { code story } } }")
    assert answer["errors"] == [error]
