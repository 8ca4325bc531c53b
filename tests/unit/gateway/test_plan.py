"""What Commerce is asked: a valid document of its own fields, with the keys that fields of ours need, no more."""

from bff.gateway.limits import Limits
from tests.unit.gateway.conftest import Storefront, storefront_with


async def test_delegated_fields_are_read_by_response_key(storefront: Storefront) -> None:
    answer = await storefront.asks("{ goods: items { things: list { story title: name } } }")
    assert [list(thing) for thing in answer["data"]["goods"]["things"]] == [["story", "title"]] * len(
        answer["data"]["goods"]["things"]
    )
    assert answer["data"]["goods"]["things"][0]["title"].startswith("w")


async def test_a_list_of_ours_is_not_passed_on_as_if_it_were_commerces(storefront: Storefront) -> None:
    answer = await storefront.asks("{ origin { towns { name best { story } } } }")
    (town,) = answer["data"]["origin"]["towns"]
    assert town["name"] == "t"
    assert town["best"]["story"].startswith("story of w")


async def test_a_client_may_name_any_field___typename(storefront: Storefront) -> None:
    answer = await storefront.asks("{ items { list { __typename: name story } } }")
    first = answer["data"]["items"]["list"][0]
    assert first["__typename"].startswith("w")
    assert first["story"].startswith("story of")


async def test_the_type_is_asked_for_only_where_it_must_be_known(storefront: Storefront) -> None:
    await storefront.asks("{ items { list { story } } shop { shelves { lit } } }")
    assert storefront.sent == [
        "{items{list{_bff_Item_code:code _bff_Item_id:id _bff_typename:__typename}}shop{shelves{_bff_Shelf_code:code}}}"
    ]


async def test_key_aliases_differ_by_type_and_field(storefront: Storefront) -> None:
    """One alias for `code: String!` here and `code: String` there would be invalid."""
    answer = await storefront.asks('{ found(word: "x") { ... on Simple { story } ... on Shelf { lit } } }')
    assert "errors" not in answer
    assert "_bff_Simple_code:code" in storefront.sent[0]
    assert "_bff_Shelf_code:code" in storefront.sent[0]


async def test_an_alias_of_the_clients_that_looks_like_ours_is_left_alone(storefront: Storefront) -> None:
    answer = await storefront.asks("{ items { list { _bff_Item_code: name story } } }")
    first = answer["data"]["items"]["list"][0]
    assert list(first) == ["_bff_Item_code", "story"]
    assert "_bff1_Item_code:code" in storefront.sent[0]


async def test_a_variable_of_the_clients_that_looks_like_ours_is_left_alone(storefront: Storefront) -> None:
    text = "query ($_bff_0_id: ID!) { favourite { related(size: 1) { id } } item(id: $_bff_0_id) { name } }"
    answer = await storefront.asks(text, _bff_0_id="7")
    assert "errors" not in answer


async def test_a_selection_of_ours_alone_is_filled(storefront: Storefront) -> None:
    answer = await storefront.asks("{ shop { shelves { lit } } }")
    assert storefront.sent == ["{shop{shelves{_bff_Shelf_code:code}}}"]
    assert all(shelf == {"lit": True} for row in answer["data"]["shop"]["shelves"] for shelf in row)


async def test_a_selection_that_conditions_leave_empty_is_an_empty_object(storefront: Storefront) -> None:
    answer = await storefront.asks("query ($no: Boolean = false) { shop { name @include(if: $no) } count }")
    assert answer["data"]["shop"] == {}
    assert storefront.sent == ["{shop{_bff_typename:__typename}count}"]


async def test_fragments_and_variables_that_only_ours_used_are_not_sent(storefront: Storefront) -> None:
    text = """
    query ($long: Boolean!, $size: Int) { items(size: $size) { list { ...Told } total } }
    fragment Told on Item { story(long: $long) }
    """
    answer = await storefront.asks(text, long=True, size=1, unknown="x")
    assert answer["data"]["items"]["list"][0]["story"].endswith(", long")
    assert storefront.commerce.sent[0].variables == {"size": 1}
    assert "long" not in storefront.sent[0]


async def test_a_fragment_in_two_slices_is_written_out_in_each() -> None:
    storefront = storefront_with(Limits(commerce_fields=6))
    text = "{ a: item(id: 1) { ...Both } b: item(id: 2) { ...Both } } fragment Both on Item { name code id story }"
    answer = await storefront.asks(text)
    assert len(storefront.sent) == 2
    assert list(answer["data"]) == ["a", "b"]
    assert all("fragment" not in document and "name code id" in document for document in storefront.sent)


async def test_keys_are_used_where_they_are_selected_already(storefront: Storefront) -> None:
    await storefront.asks("{ items { list { code number: id story } } }")
    assert storefront.sent == ["{items{list{code number:id _bff_typename:__typename}}}"]


async def test_keys_count_when_a_request_is_kept_within_commerces_limit() -> None:
    text = "{ a: item(id: 1) { story } b: item(id: 2) { story } }"
    within, beyond = storefront_with(Limits(commerce_fields=8)), storefront_with(Limits(commerce_fields=7))
    await within.asks(text)
    await beyond.asks(text)
    assert (len(within.sent), len(beyond.sent)) == (1, 2), "item, two keys and the type, twice"


async def test_conditions_are_decided_before_commerce_is_asked(storefront: Storefront) -> None:
    text = """query ($yes: Boolean!, $no: Boolean!) {
      count @include(if: $yes) shop @skip(if: $yes) { name } items @include(if: $no) { total }
    }"""
    assert list((await storefront.asks(text, yes=True, no=False))["data"]) == ["count"]
    assert list((await storefront.asks(text, yes=False, no=True))["data"]) == ["shop", "items"]
    assert storefront.sent == ["query{count}".removeprefix("query"), "{shop{name}items{total}}"]


async def test_an_empty_slice_is_not_sent(storefront: Storefront) -> None:
    answer = await storefront.asks("query ($no: Boolean!) { count @include(if: $no) today }", no=False)
    assert answer == {"data": {"today": "today"}}
    assert storefront.sent == []


async def test_a_plan_belongs_to_one_operation_of_a_document(storefront: Storefront) -> None:
    text = "query A { count } query B { shop { name } }"
    assert list((await storefront.asks(text, "A"))["data"]) == ["count"]
    assert list((await storefront.asks(text, "B"))["data"]) == ["shop"]


async def test_variables_travel_as_received(storefront: Storefront) -> None:
    text = "query ($filter: Filter, $id: ID!) { items(filter: $filter) { total } item(id: $id) { name } }"
    await storefront.asks(text, filter={"name": "a", "sizes": [1]}, id=7)
    assert storefront.commerce.sent[0].variables == {"filter": {"name": "a", "sizes": [1]}, "id": 7}


async def test_a_default_is_left_to_commerce(storefront: Storefront) -> None:
    await storefront.asks("query ($size: Int = 2) { items(size: $size) { total } }")
    assert storefront.sent == ["query($size:Int=2){items(size:$size){total}}"]
    assert storefront.commerce.sent[0].variables == {}


async def test_introspection_and___typename_ask_nobody(storefront: Storefront) -> None:
    answer = await storefront.asks('{ __typename __type(name: "Origin") { name } __schema { queryType { name } } }')
    assert answer["data"] == {
        "__typename": "Query",
        "__type": {"name": "Origin"},
        "__schema": {"queryType": {"name": "Query"}},
    }
    assert storefront.sent == []


async def test_introspection_never_enters_a_slice(storefront: Storefront) -> None:
    await storefront.asks('{ count __type(name: "Item") { name } }')
    assert storefront.sent == ["{count}"]


async def test_commerces_numbers_stay_as_they_are(storefront: Storefront) -> None:
    await storefront.asks('{ basket(id: "b") { lines { amount } } }')
    assert storefront.responses[0].body is not None
    assert b"_bff" not in storefront.responses[0].body
    storefront.commerce.sent.clear()
    answer = await storefront.asks('{ basket(id: "b") { lines { amount note } } today }')
    amounts = [line["amount"] for line in answer["data"]["basket"]["lines"]]
    assert amounts
    assert all(str(amount).encode() in storefront.responses[1].body for amount in amounts)


async def test_deprecated_fields_enums_input_objects_and_literals_are_delegated(storefront: Storefront) -> None:
    text = '{ items(filter: {name: "a", nested: {sizes: [1, 2]}}, sort: PRICE) { list { old } } }'
    answer = await storefront.asks(text)
    assert "errors" not in answer
    assert storefront.sent == ['{items(filter:{name:"a" nested:{sizes:[1 2]}}sort:PRICE){list{old}}}']


async def test_a_field_of_ours_can_take_the_place_of_one_of_commerces(storefront: Storefront) -> None:
    answer = await storefront.asks('{ basket(id: "b") { lines { note(upper: true) } } }')
    assert all(line["note"].startswith("Note on") for line in answer["data"]["basket"]["lines"])
    assert "note" not in storefront.sent[0]
