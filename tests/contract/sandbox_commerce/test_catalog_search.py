"""Finding products: search, filters, sorting, paging, layered navigation."""

from typing import Any

import pytest

from sandbox.commerce.identifiers import uid
from tests.contract.sandbox_commerce.conftest import Commerce

PRICES = "price_range { minimum_price { final_price { value } } }"
FIND = f"""
query Find($search: String, $filter: ProductAttributeFilterInput, $sort: ProductAttributeSortInput, $size: Int = 200,
    $page: Int = 1) {{
  products(search: $search, filter: $filter, sort: $sort, pageSize: $size, currentPage: $page) {{
    total_count
    page_info {{ current_page page_size total_pages }}
    items {{ sku name {PRICES} }}
    aggregations {{ attribute_code label count position options {{ label value count }} }}
    sort_fields {{ default options {{ label value }} }}
    suggestions {{ search }}
  }}
}}
"""


def find(commerce: Commerce, *, store: str = "default", **variables: Any) -> Any:
    return commerce.ask(FIND, variables, Store=store)["products"]


def skus(commerce: Commerce, *, store: str = "default", **variables: Any) -> list[str]:
    return [item["sku"] for item in find(commerce, store=store, **variables)["items"]]


def option(commerce: Commerce, code: str, label: str) -> str:
    """The value that a filter names for an option, as layered navigation offers it."""
    for bucket in find(commerce, filter={})["aggregations"]:
        if bucket["attribute_code"] == code:
            return str(next(item["value"] for item in bucket["options"] if item["label"] == label))
    raise AssertionError(code)


def test_the_shop_holds_121_products_in_15_categories(commerce: Commerce) -> None:
    assert find(commerce, filter={}, size=1)["total_count"] == 121
    assert commerce.ask("{ categories(filters: {}) { total_count } }") == {"categories": {"total_count": 16}}


def test_every_product_found_is_found_once_and_by_its_sku(commerce: Commerce) -> None:
    found = skus(commerce, filter={})
    assert len(set(found)) == len(found) == 121
    assert skus(commerce, filter={"sku": {"in": ["tw-101", "PN-959", "none"]}}, sort={"name": "ASC"}) == [
        "PN-959",
        "TW-101",
    ]


def test_a_variant_is_not_found_on_its_own(commerce: Commerce) -> None:
    assert skus(commerce, filter={"sku": {"eq": "CF-AP-MOSS-M"}}) == []


@pytest.mark.parametrize(
    "wanted",
    [{"category_id": {"eq": "17"}}, {"category_uid": {"eq": uid(17)}}, {"category_url_path": {"eq": "lighting"}}],
)
def test_a_category_is_named_by_id_uid_or_path(commerce: Commerce, wanted: dict[str, Any]) -> None:
    assert sorted(skus(commerce, filter=wanted)) == [f"LT-97{number}" for number in range(1, 9)]


def test_a_category_shows_what_its_children_hold(commerce: Commerce) -> None:
    children = [uid(number) for number in (4, 5, 6)]
    assert set(skus(commerce, filter={"category_uid": {"eq": uid(3)}})) == set(
        skus(commerce, filter={"category_uid": {"in": children}})
    )


def test_in_a_category_that_does_not_exist_nothing_is_found(commerce: Commerce) -> None:
    assert find(commerce, filter={"category_uid": {"eq": "garbage"}})["total_count"] == 0


def test_filters_of_every_kind_hold_together(commerce: Commerce) -> None:
    linen = option(commerce, "material", "Linen")
    dining = option(commerce, "activity", "Dining")
    everything: dict[str, Any] = {
        "material": {"in": [linen, "999"]},
        "activity": {"eq": dining},
        "eco_friendly": {"eq": "1"},
        "category_uid": {"eq": uid(7)},
        "price": {"from": "30", "to": "50"},
        "name": {"match": "table napkin runner"},
        "care_instructions": {"match": "iron"},
        "short_description": {"match": "calm"},
        "description": {"match": "middl", "match_type": "PARTIAL"},
        "url_key": {"in": ["table-runner", "napkin-set-hemstitch"]},
    }
    assert skus(commerce, filter=everything) == ["WW-604"]
    for name in everything:
        without = {other: wanted for other, wanted in everything.items() if other != name}
        assert "WW-604" in skus(commerce, filter=without)


def test_a_word_matches_as_a_whole_unless_a_part_of_it_is_enough(commerce: Commerce) -> None:
    assert skus(commerce, filter={"name": {"match": "note"}}) == []
    partial = skus(commerce, filter={"name": {"match": "note", "match_type": "PARTIAL"}})
    assert sorted(partial) == ["NB-901", "NB-902"]


def test_the_price_is_the_one_that_is_paid(commerce: Commerce) -> None:
    """A platter for 48 that costs 39 for now is found between 35 and 40."""
    assert "TW-104" in skus(commerce, filter={"price": {"from": "35", "to": "40"}})
    assert "TW-104" not in skus(commerce, filter={"price": {"from": "45", "to": "50"}})


def test_a_price_that_is_no_number_is_refused(commerce: Commerce) -> None:
    error = commerce.error('{ products(filter: {price: {from: "cheap"}}) { total_count } }')
    assert error["extensions"]["category"] == "graphql-input"


def test_a_configurable_product_is_found_by_what_its_variants_have(commerce: Commerce) -> None:
    extra_large = option(commerce, "size", "XL")
    assert sorted(skus(commerce, filter={"size": {"eq": extra_large}})) == ["CF-PT", "CF-RB", "CF-SM"]


def test_search_reads_names_descriptions_and_options_and_puts_the_name_first(commerce: Commerce) -> None:
    found = find(commerce, search="plates")
    assert [item["sku"] for item in found["items"]][:2] == ["TW-102", "TW-101"]
    by_description = skus(commerce, search="custard")
    assert by_description == ["CW-203"]
    assert "PL-808" in skus(commerce, search="brass")


def test_search_speaks_the_language_of_the_store_view(commerce: Commerce) -> None:
    assert "BL-403" in skus(commerce, search="Wolldecke", store="de")
    assert skus(commerce, search="Wolldecke") == []


def test_a_misspelt_search_finds_nothing_and_suggests_what_was_meant(commerce: Commerce) -> None:
    found = find(commerce, search="lienn")
    assert (found["total_count"], found["items"]) == (0, [])
    assert found["suggestions"][0] == {"search": "linen"}
    assert find(commerce, search="linen")["suggestions"] == []


def test_search_and_filter_hold_together(commerce: Commerce) -> None:
    found = skus(commerce, search="linen", filter={"category_uid": {"eq": uid(5)}})
    assert found == ["CW-210"]


@pytest.mark.parametrize("text", ['"', "' OR 1=1 --", "AND OR NOT", "(", "a*b", "%"])
def test_no_search_text_breaks_the_search(commerce: Commerce, text: str) -> None:
    assert "errors" not in commerce.post(FIND, {"search": text}).json()


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_products_are_sorted_by_name_and_by_price(commerce: Commerce, direction: str) -> None:
    backwards = direction == "DESC"
    names = [item["name"].casefold() for item in find(commerce, filter={}, sort={"name": direction})["items"]]
    assert names == sorted(names, reverse=backwards)
    items = find(commerce, filter={}, sort={"price": direction})["items"]
    prices = [item["price_range"]["minimum_price"]["final_price"]["value"] for item in items]
    assert prices == sorted(prices, reverse=backwards)


def test_without_a_sort_a_category_shows_its_own_order(commerce: Commerce) -> None:
    wanted = {"category_uid": {"eq": uid(17)}}
    assert skus(commerce, filter=wanted) == skus(commerce, filter=wanted, sort={"position": "ASC"})
    assert skus(commerce, filter=wanted)[0] == "LT-978"


def test_pages_follow_each_other_without_gap_or_overlap(commerce: Commerce) -> None:
    wanted = {"category_uid": {"eq": uid(3)}}
    pages = [find(commerce, filter=wanted, size=10, page=page) for page in (1, 2, 3, 4)]
    assert [item["sku"] for page in pages for item in page["items"]] == skus(commerce, filter=wanted)
    assert pages[3]["page_info"] == {"current_page": 4, "page_size": 10, "total_pages": 4}
    assert [len(page["items"]) for page in pages] == [10, 10, 10, 9]


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"filter": {}, "size": 0}, "pageSize value must be greater than 0."),
        ({"filter": {}, "page": 0}, "currentPage value must be greater than 0."),
        (
            {"filter": {"category_uid": {"eq": uid(17)}}, "size": 3, "page": 4},
            "currentPage value 4 specified is greater than the 3 page(s) available.",
        ),
        ({}, "'search' or 'filter' input argument is required."),
    ],
)
def test_a_page_that_is_not_there_is_refused(commerce: Commerce, variables: dict[str, Any], message: str) -> None:
    error = commerce.error(FIND, variables)
    assert (error["message"], error["extensions"]) == (message, {"category": "graphql-input"})


def test_layered_navigation_counts_what_a_filter_would_leave(commerce: Commerce) -> None:
    wanted = {"category_uid": {"eq": uid(7)}}
    buckets = {bucket["attribute_code"]: bucket for bucket in find(commerce, filter=wanted)["aggregations"]}
    assert list(buckets) == ["price", "category_uid", "color", "size", "material", "activity", "eco_friendly"]
    for code in ("color", "size", "material", "activity", "eco_friendly"):
        assert buckets[code]["count"] == len(buckets[code]["options"])
        for item in buckets[code]["options"]:
            left = find(commerce, filter=wanted | {code: {"eq": item["value"]}}, size=1)
            assert left["total_count"] == item["count"], (code, item)


def test_price_ranges_cover_what_was_found(commerce: Commerce) -> None:
    found = find(commerce, filter={"category_uid": {"eq": uid(7)}})
    (prices,) = (bucket for bucket in found["aggregations"] if bucket["attribute_code"] == "price")
    assert [item["value"] for item in prices["options"]] == ["0_100", "100_200"]
    assert sum(item["count"] for item in prices["options"]) == found["total_count"]


def test_narrow_prices_give_narrow_ranges(commerce: Commerce) -> None:
    found = find(commerce, filter={"sku": {"in": ["TW-101", "TW-103", "CW-213"]}})
    (prices,) = (bucket for bucket in found["aggregations"] if bucket["attribute_code"] == "price")
    assert [item["label"] for item in prices["options"]] == ["10-20", "20-30", "80-90"]


def test_layered_navigation_can_be_kept_to_the_children_of_a_category(commerce: Commerce) -> None:
    query = """{ products(filter: {category_uid: {eq: "Mw=="}}) {
        aggregations(filter: {category: {includeDirectChildrenOnly: true}}) { attribute_code options { label } }
    } }"""
    buckets = commerce.ask(query)["products"]["aggregations"]
    (labels,) = ([item["label"] for item in b["options"]] for b in buckets if b["attribute_code"] == "category_uid")
    assert sorted(labels) == ["Cookware", "Pantry", "Tableware"]


def test_where_nothing_is_found_there_is_nothing_to_narrow(commerce: Commerce) -> None:
    assert find(commerce, filter={"sku": {"eq": "none"}})["aggregations"] == []


def test_what_products_can_be_sorted_by_is_told_in_the_language_of_the_store_view(commerce: Commerce) -> None:
    fields = find(commerce, filter={}, size=1, store="de")["sort_fields"]
    assert fields["default"] == "position"
    assert {"label": "Produktname", "value": "name"} in fields["options"]
    assert [item["value"] for item in fields["options"]] == ["position", "name", "price", "material"]
