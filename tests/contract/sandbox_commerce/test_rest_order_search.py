"""Orders over REST, searched for in every way that `searchCriteria` offers."""

from collections.abc import Callable

import pytest

from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import MORNING, Commerce
from tests.contract.sandbox_commerce.rest_client import PLATE, RestClient


@pytest.fixture
def shop(start: Callable[[Settings], Commerce]) -> Commerce:
    return start(Settings(now=MORNING, fixed_ids=True))


@pytest.fixture
def three(shop: Commerce) -> RestClient:
    """Three orders, an hour apart, of 1, 2 and 3 plates."""
    rest = RestClient(shop.client).as_admin()
    for quantity in (1, 2, 3):
        rest.guest_cart(PLATE, quantity)
        rest.place()
        shop.client.post("/_sandbox/clock", json={"advance_seconds": 3600})
    return rest


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ([], [1, 2, 3]),
        ([("entity_id", "eq", "2")], [2]),
        ([("increment_id", "eq", "000000003")], [3]),
        ([("entity_id", "neq", "2")], [1, 3]),
        ([("grand_total", "gt", "29")], [2, 3]),
        ([("grand_total", "gteq", "29")], [1, 2, 3]),
        ([("grand_total", "moreq", "58")], [2, 3]),
        ([("grand_total", "lt", "58")], [1]),
        ([("grand_total", "lteq", "58")], [1, 2]),
        ([("entity_id", "in", "1,3")], [1, 3]),
        ([("entity_id", "nin", "1,3")], [2]),
        ([("increment_id", "like", "%0002")], [2]),
        ([("increment_id", "nlike", "%0002")], [1, 3]),
        ([("ext_order_id", "null", "")], [1, 2, 3]),
        ([("ext_order_id", "notnull", "")], []),
        ([("status", "finset", "pending")], [1, 2, 3]),
        ([("status", "eq", "PENDING")], [1, 2, 3]),
        ([("created_at", "from", "2026-03-02 10:00:00"), ("created_at", "to", "2026-03-02 10:59:59")], [2]),
        ([("updated_at", "gt", "2026-03-02T10:00:00Z")], [3]),
        ([("customer_email", "eq", "gail@example.com"), ("total_qty_ordered", "eq", "3")], [3]),
        ([("total_paid", "null", "")], [1, 2, 3]),
    ],
)
def test_orders_are_found_by_each_kind_of_condition(
    three: RestClient, filters: list[tuple[str, str, str]], found: list[int]
) -> None:
    answer = three.search("/orders", *filters)
    assert [order["entity_id"] for order in answer["items"]] == found
    assert answer["total_count"] == len(found)


def test_filters_of_one_group_are_alternatives_and_groups_hold_together(three: RestClient) -> None:
    group = "searchCriteria[filter_groups][{}][filters][{}][{}]={}".format
    asked = [
        group(0, 0, "field", "entity_id"),
        group(0, 0, "value", 1),
        group(0, 1, "field", "entity_id"),
        group(0, 1, "value", 3),
        group(1, 0, "field", "grand_total"),
        group(1, 0, "value", 40),
        group(1, 0, "condition_type", "gt"),
    ]
    path = f"/orders?{'&'.join(asked)}&fields=items[entity_id],total_count"
    assert three.get(path) == {"items": [{"entity_id": 3}], "total_count": 1}


def test_orders_come_in_the_wanted_order_page_by_page(three: RestClient) -> None:
    sort = {"sortOrders][0][field": "grand_total", "sortOrders][0][direction": "desc"}
    pages = [three.search("/orders", pageSize=2, currentPage=page, **sort) for page in (1, 2, 3)]
    assert [[order["entity_id"] for order in page["items"]] for page in pages] == [[3, 2], [1], [1]]
    assert pages[0]["search_criteria"] == {
        "filter_groups": [],
        "sort_orders": [{"field": "grand_total", "direction": "DESC"}],
        "page_size": 2,
        "current_page": 1,
    }


def test_a_condition_that_there_is_not_is_refused(three: RestClient) -> None:
    answer = three.search_raw("/orders", ("entity_id", "about", "2"))
    assert (answer.status_code, answer.json()["parameters"]) == (400, ["about", "entity_id"])
