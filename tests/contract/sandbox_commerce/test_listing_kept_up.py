"""A listing after any changes is that of a shop which has just read its whole catalogue."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from sandbox.commerce.app import create_app
from sandbox.commerce.catalog.search_index import index_product
from sandbox.commerce.rest.product_removal import remove_product
from sandbox.commerce.settings import Settings
from sandbox.commerce.world import World
from tests.contract.sandbox_commerce.conftest import MORNING, Commerce
from tests.contract.sandbox_commerce.test_catalog_remembered import LISTING

Change = Callable[[World], None]

LISTINGS: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"filter": {}}, {}),
    ({"filter": {}, "sort": {"name": "DESC"}}, {"Store": "de"}),
    ({"filter": {"category_id": {"eq": "4"}}, "sort": {"price": "ASC"}}, {"Content_Currency": "EUR"}),
    ({"filter": {"category_id": {"in": ["3", "4"]}}, "sort": {"position": "DESC"}}, {}),
    ({"filter": {"price": {"from": "10", "to": "40"}}, "sort": {"price": "DESC"}}, {}),
    ({"filter": {"name": {"match": "linen"}}}, {}),
    ({"search": "linen"}, {}),
]


@pytest.fixture(scope="module")
def shop() -> Iterator[Commerce]:
    """One for all examples: what is compared does not depend on what it held before."""
    app = create_app(Settings(now=MORNING, order_seconds=0, products=120))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Commerce(client, app.state.world)


def sql(statement: str) -> st.SearchStrategy[Change]:
    """A change of one product, `{product}`, to `{number}`."""

    def change(product: int, number: int) -> Change:
        def apply(world: World) -> None:
            world.database.execute(statement.format(product=product, number=number))
            index_product(world, product)

        return apply

    return st.builds(change, st.integers(1, 140), st.integers(0, 50))


def removed(product: int) -> Change:
    return lambda world: remove_product(world, product)


def copied(product: int, number: int) -> Change:
    """A new product like one that is there."""

    def apply(world: World) -> None:
        row = world.row("SELECT * FROM catalog_product WHERE id = ?", (product,))
        known = world.row("SELECT MAX(id) AS id FROM catalog_product")
        if row is None or known is None:
            return
        new = known["id"] + 1
        fields = {**dict(row), "id": new, "sku": f"copy-{new}", "url_key": f"copy-{new}", "price": 1_000 + number}
        marks = ", ".join(f":{name}" for name in fields)
        world.database.execute(f"INSERT INTO catalog_product VALUES ({marks})", fields)
        for table in ("catalog_product_text", "catalog_product_option", "catalog_product_category"):
            for each in world.rows(f"SELECT * FROM {table} WHERE product_id = ?", (product,)):
                values = {**dict(each), "product_id": new}
                world.database.execute(
                    f"INSERT INTO {table} VALUES ({', '.join(f':{name}' for name in values)})", values
                )
        index_product(world, new)

    return apply


CHANGES = st.one_of(
    sql("UPDATE catalog_product SET price = {number} * 100 WHERE id = {product}"),
    sql("UPDATE catalog_product SET special_price = {number} * 50 WHERE id = {product}"),
    sql("UPDATE catalog_product SET special_to = '2026-03-01', special_price = {number} WHERE id = {product}"),
    sql("UPDATE catalog_product SET is_enabled = {number} % 2 WHERE id = {product}"),
    sql("UPDATE catalog_product SET is_visible = {number} % 2 WHERE id = {product}"),
    sql("UPDATE catalog_product SET quantity = {number}, is_in_stock = {number} % 2 WHERE id = {product}"),
    sql("UPDATE catalog_product_text SET name = 'Linen {number}' WHERE product_id = {product}"),
    sql("UPDATE catalog_product_text SET name = 'Leinen {number}' WHERE product_id = {product} AND store_id > 0"),
    sql("DELETE FROM catalog_product_text WHERE product_id = {product} AND store_id > 0"),
    sql("UPDATE catalog_product_category SET position = {number} WHERE product_id = {product}"),
    sql("DELETE FROM catalog_product_category WHERE product_id = {product} AND category_id = 4"),
    sql(
        "INSERT OR REPLACE INTO catalog_product_category (product_id, category_id, position)"
        " SELECT id, 4, {number} FROM catalog_product WHERE id = {product}"
    ),
    sql("DELETE FROM catalog_product_option WHERE product_id = {product}"),
    sql(
        "INSERT OR IGNORE INTO catalog_product_option (product_id, attribute_id, option_id)"
        " SELECT p.id, o.attribute_id, o.id FROM catalog_product AS p, catalog_option AS o"
        " WHERE p.id = {product} AND o.id = (SELECT MIN(id) + {number} FROM catalog_option)"
    ),
    sql("DELETE FROM catalog_variant WHERE product_id = {product}"),
    sql("UPDATE catalog_bundle_selection SET quantity = 1 + {number} % 3 WHERE product_id = {product}"),
    sql("UPDATE store_currency SET rate = 1 + {number} / 100.0 WHERE code = 'EUR'"),
    sql("UPDATE catalog_option SET label = 'Label {number}' WHERE id = (SELECT MIN(id) FROM catalog_option)"),
    sql("UPDATE catalog_category SET is_active = {number} % 2 WHERE id = 4"),
    st.builds(removed, st.integers(1, 140)),
    st.builds(copied, st.integers(1, 140), st.integers(0, 50)),
)


def listed(shop: Commerce) -> list[Any]:
    return [shop.ask(LISTING, asked, **headers) for asked, headers in LISTINGS]


@given(st.lists(st.lists(CHANGES, min_size=1, max_size=4), min_size=1, max_size=4))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_changed_in_whatever_order(shop: Commerce, rounds: list[list[Change]]) -> None:
    for changes in rounds:
        for change in changes:
            with shop.world.transaction():
                change(shop.world)
        kept_up = listed(shop)
        shop.world.catalog_memory.forget()
        assert kept_up == listed(shop)
