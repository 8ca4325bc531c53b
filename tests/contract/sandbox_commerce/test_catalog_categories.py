"""The tree of categories."""

from typing import Any

import pytest

from sandbox.commerce.identifiers import uid
from tests.contract.sandbox_commerce.conftest import Commerce


def names(commerce: Commerce, filters: str) -> list[str]:
    answer = commerce.ask(f"{{ categories(filters: {filters}) {{ items {{ name }} }} }}")
    return [item["name"] for item in answer["categories"]["items"]]


def test_without_filters_the_root_leads_to_all_others(commerce: Commerce) -> None:
    tree = commerce.ask("{ categoryList { id level url_path children { name children { name } } } }")["categoryList"]
    (root,) = tree
    assert (root["id"], root["level"], root["url_path"]) == (2, 1, None)
    top = {child["name"]: [below["name"] for below in child["children"]] for child in root["children"]}
    assert top == {
        "Kitchen": ["Tableware", "Cookware", "Pantry"],
        "Textiles": ["Bed Linen", "Cushions & Throws", "Workwear & Table Linen"],
        "Garden": ["Hand Tools", "Planters"],
        "Desk": ["Notebooks & Paper", "Pens & Ink"],
        "Lighting": [],
    }


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ('{ids: {in: ["4", "17"]}}', ["Tableware", "Lighting"]),
        (f'{{category_uid: {{eq: "{uid(5)}"}}}}', ["Cookware"]),
        ('{parent_id: {eq: "11"}}', ["Hand Tools", "Planters"]),
        (f'{{parent_category_uid: {{in: ["{uid(14)}"]}}}}', ["Notebooks & Paper", "Pens & Ink"]),
        ('{url_key: {eq: "pens"}}', ["Pens & Ink"]),
        ('{url_path: {eq: "garden/planters"}}', ["Planters"]),
        ('{name: {match: "linen"}}', ["Bed Linen", "Workwear & Table Linen"]),
        ('{parent_id: {eq: "11"}, url_key: {eq: "planters"}}', ["Planters"]),
        ('{ids: {eq: "99"}}', []),
    ],
)
def test_categories_are_found_by_what_they_are(commerce: Commerce, filters: str, expected: list[str]) -> None:
    assert names(commerce, filters) == expected


def test_a_category_is_told_in_full(commerce: Commerce) -> None:
    fields = """uid name url_key url_path url_suffix level position include_in_menu product_count children_count
        description path breadcrumbs { category_uid category_name category_url_path } relative_url type redirect_code"""
    (found,) = commerce.ask(f'{{ categories(filters: {{ids: {{eq: "6"}}}}) {{ items {{ {fields} }} }} }}')[
        "categories"
    ]["items"]
    assert found == {
        "uid": "Ng==",
        "name": "Pantry",
        "url_key": "pantry",
        "url_path": "kitchen/pantry",
        "url_suffix": ".html",
        "level": 3,
        "position": 3,
        "include_in_menu": 1,
        "product_count": 11,
        "children_count": "0",
        "description": "<p>Jars, crocks and tins that keep what the season gave.</p>",
        "path": "1/2/3/6",
        "breadcrumbs": [{"category_uid": "Mw==", "category_name": "Kitchen", "category_url_path": "kitchen"}],
        "relative_url": "kitchen/pantry.html",
        "type": "CATEGORY",
        "redirect_code": 0,
    }


def test_a_category_at_the_top_has_no_breadcrumbs(commerce: Commerce) -> None:
    assert commerce.ask("{ category(id: 3) { breadcrumbs { category_name } } }") == {"category": {"breadcrumbs": None}}


def test_a_category_counts_what_it_shows(commerce: Commerce) -> None:
    query = "{ categories(filters: {}) { items { name product_count products(pageSize: 1) { total_count } } } }"
    for item in commerce.ask(query)["categories"]["items"]:
        assert item["product_count"] == item["products"]["total_count"], item["name"]


def test_the_products_of_a_category_come_in_pages_and_sorted(commerce: Commerce) -> None:
    query = """{ category(id: 17) { products(pageSize: 3, currentPage: 2, sort: {price: ASC}) {
        total_count page_info { current_page total_pages } items { sku } } } }"""
    assert commerce.ask(query)["category"]["products"] == {
        "total_count": 8,
        "page_info": {"current_page": 2, "total_pages": 3},
        "items": [{"sku": "LT-972"}, {"sku": "LT-973"}, {"sku": "LT-976"}],
    }


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("{ category(id: 99) { name } }", ("Category doesn't exist", "graphql-no-such-entity")),
        (
            '{ categories(filters: {name: {match: "li"}}) { total_count } }',
            ("Invalid match filter. Minimum length is 3.", "graphql-input"),
        ),
        (
            "{ categories(filters: {}, pageSize: 0) { total_count } }",
            ("pageSize value must be greater than 0.", "graphql-input"),
        ),
        (
            "{ categories(filters: {}, currentPage: 2) { total_count } }",
            ("currentPage value 2 specified is greater than the 1 page(s) available.", "graphql-input"),
        ),
    ],
)
def test_what_cannot_be_answered_is_refused(commerce: Commerce, query: str, error: tuple[str, str]) -> None:
    found: Any = commerce.error(query)
    assert (found["message"], found["extensions"]["category"]) == error
