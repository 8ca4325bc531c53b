"""A large shop answers its listings quickly: what was found is remembered, and never longer than it is true."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from sandbox.commerce.catalog import search
from sandbox.commerce.catalog_memory import CatalogMemory
from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import Commerce
from tests.contract.sandbox_commerce.shopping import PLATE, Shop

LISTING = """query ($filter: ProductAttributeFilterInput, $sort: ProductAttributeSortInput, $search: String) {
  products(filter: $filter, sort: $sort, search: $search, pageSize: 100) {
    total_count items { id sku name stock_status price_range { minimum_price { final_price { value currency } } } }
    aggregations { attribute_code options { label value count } } } }"""
PLATES: dict[str, Any] = {"filter": {"category_id": {"eq": "4"}}, "sort": {"price": "ASC"}}


@pytest.fixture
def shop(start: Callable[[Settings], Commerce]) -> Commerce:
    return start(Settings(order_seconds=0))


@contextmanager
def statements_of(commerce: Commerce) -> Iterator[list[str]]:
    """Every SQL statement that is executed meanwhile."""
    executed: list[str] = []
    commerce.world.database.set_trace_callback(executed.append)
    try:
        yield executed
    finally:
        commerce.world.database.set_trace_callback(None)


def listed(commerce: Commerce, asked: dict[str, Any] | None = None, **headers: str) -> Any:
    return commerce.ask(LISTING, asked or PLATES, **headers)["products"]


def lowest_price(commerce: Commerce) -> float:
    price: float = listed(commerce)["items"][0]["price_range"]["minimum_price"]["final_price"]["value"]
    return price


def reading_all(statements: list[str]) -> list[str]:
    """Those that read something of every product."""
    return [sql for sql in statements if sql.endswith(("WHERE 1", "AND 1", "WHERE 1 ORDER BY option_id"))]


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[search.Question]:
    """Those that were answered by looking, and not out of memory."""
    answered: list[search.Question] = []
    find = search._find

    def counted(asked: search.Question, key: str) -> search.Hits:
        answered.append(asked)
        return find(asked, key)

    monkeypatch.setattr(search, "_find", counted)
    return answered


def test_a_listing_that_was_shown_is_shown_again_without_another_search(
    shop: Commerce, searches: list[search.Question]
) -> None:
    before = listed(shop)
    assert len(searches) == 1
    assert listed(shop) == before
    assert len(searches) == 1


def test_another_page_of_it_is_not_searched_for_either(shop: Commerce, searches: list[search.Question]) -> None:
    page = "{ products(filter: {}, pageSize: 20, currentPage: %d) { items { sku } aggregations { count } } }"
    first = shop.ask(page % 1)["products"]
    second = shop.ask(page % 2)["products"]
    assert len(searches) == 1
    assert {item["sku"] for item in first["items"]}.isdisjoint(item["sku"] for item in second["items"])
    assert first["aggregations"] == second["aggregations"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE catalog_product SET price = 1 WHERE sku = 'TW-101'",
        "UPDATE catalog_product SET is_enabled = 0 WHERE sku = 'TW-101'",
        "UPDATE catalog_product SET quantity = 0, is_in_stock = 0 WHERE sku = 'TW-101'",
        "UPDATE catalog_product_text SET name = 'Another' WHERE product_id = 1",
        "DELETE FROM catalog_product_category WHERE product_id = 1 AND category_id = 4",
        "INSERT INTO catalog_product_category (product_id, category_id, position) VALUES (13, 4, 1)",
        "UPDATE catalog_category_text SET name = 'Another' WHERE category_id = 4",
        "UPDATE catalog_option SET label = 'Another' WHERE id IN (SELECT option_id FROM catalog_product_option"
        " WHERE product_id = 1)",
        "DELETE FROM catalog_product_option WHERE product_id = 1",
        "UPDATE store_currency SET rate = '2' WHERE code = 'USD'",
    ],
)
def test_no_listing_outlives_a_change_of_what_it_shows(shop: Commerce, change: str) -> None:
    before = listed(shop)
    shop.world.database.execute(change)
    assert listed(shop) != before


def test_the_price_of_a_bundles_part_is_in_the_next_listing(shop: Commerce) -> None:
    asked = {"filter": {"sku": {"eq": "BN-001"}}}
    before = listed(shop, asked)["items"][0]["price_range"]
    shop.world.database.execute("UPDATE catalog_bundle_selection SET quantity = quantity + 5")
    assert listed(shop, asked)["items"][0]["price_range"] != before


def test_a_label_that_is_translated_is_in_the_next_listing(shop: Commerce) -> None:
    before = listed(shop, Store="de")["aggregations"]
    shop.world.database.execute("UPDATE catalog_option_label SET label = label || '!' WHERE store_id = 2")
    assert listed(shop, Store="de")["aggregations"] != before


def test_what_was_seen_of_a_change_that_is_taken_back_is_forgotten(shop: Commerce) -> None:
    inside = Shop.over(shop.world)
    before = inside.ask(LISTING, **PLATES)

    def fail_after_looking() -> None:
        with shop.world.transaction():
            shop.world.database.execute("UPDATE catalog_product SET price = 1 WHERE sku = ?", (PLATE,))
            assert inside.ask(LISTING, **PLATES) != before
            raise LookupError

    with pytest.raises(LookupError):
        fail_after_looking()
    assert inside.ask(LISTING, **PLATES) == before


def test_an_order_that_leaves_some_on_the_shelf_lets_listings_be(
    shop: Commerce, searches: list[search.Question]
) -> None:
    listed(shop)
    shop.world.database.execute("UPDATE catalog_product SET quantity = quantity - 1 WHERE sku = ?", (PLATE,))
    listed(shop)
    assert len(searches) == 1


def test_after_a_change_of_one_product_the_others_are_not_read_again(shop: Commerce) -> None:
    with statements_of(shop) as first:
        listed(shop)
    assert reading_all(first)
    shop.world.database.execute("UPDATE catalog_product SET price = 1 WHERE sku = ?", (PLATE,))
    with statements_of(shop) as second:
        assert lowest_price(shop) == 0.01
    assert reading_all(second) == []


def test_a_sale_ends_with_its_day(shop: Commerce) -> None:
    assert shop.client.post("/_sandbox/clock", json={"now": "2026-03-02T23:00:00Z"}).status_code == 200
    shop.world.database.execute(
        "UPDATE catalog_product SET special_price = 100, special_to = '2026-03-02' WHERE sku = ?", (PLATE,)
    )
    assert lowest_price(shop) == 1
    assert shop.client.post("/_sandbox/clock", json={"advance_seconds": 7200}).status_code == 200
    assert lowest_price(shop) == 12


@pytest.mark.parametrize(
    ("asked", "headers"),
    [
        (PLATES, {"Store": "de"}),
        (PLATES, {"Content_Currency": "EUR"}),
        ({**PLATES, "sort": {"price": "DESC"}}, {}),
        ({**PLATES, "search": "plate"}, {}),
        ({"filter": {**PLATES["filter"], "price": {"to": "25"}}, "sort": PLATES["sort"]}, {}),
    ],
)
def test_who_asks_for_something_else_gets_something_else(
    shop: Commerce, asked: dict[str, Any], headers: dict[str, str]
) -> None:
    assert listed(shop) != listed(shop, asked, **headers)


def test_of_many_results_only_the_last_ones_are_kept() -> None:
    memory = CatalogMemory(most=2)
    for key in ("old", "used", "old", "new"):
        memory.remember(key, lambda: object())
    computed: list[str] = []
    for key in ("old", "new", "used"):
        memory.remember(key, lambda key=key: computed.append(key))  # type: ignore[misc]
    assert computed == ["used"]
    assert len(memory) == 2
