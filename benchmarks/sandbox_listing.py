"""What a page of 20 products with aggregations costs the sandbox Commerce: `python -m benchmarks.sandbox_listing`.

Milliseconds of CPU per request, the test client's included, the network not: the sandbox answers one request at a time,
so on an idle machine that is how long it takes. "first" is after a change of one product, "again" what is remembered
until the next; the first listing of all reads the whole catalogue. Another number of products may be given.
"""

import statistics
import sys
import time
from collections.abc import Callable, Mapping
from itertools import cycle
from typing import Final

from starlette.testclient import TestClient

from sandbox.commerce.app import create_app
from sandbox.commerce.catalog.search_index import index_product
from sandbox.commerce.settings import Settings
from sandbox.commerce.world import World

PRODUCTS: Final = 10_000
ROUNDS: Final = 15

LISTING: Final = """query ($search: String, $filter: ProductAttributeFilterInput, $sort: ProductAttributeSortInput) {
  products(search: $search, filter: $filter, sort: $sort, pageSize: 20) {
    total_count page_info { total_pages }
    items {
      __typename uid sku name url_key stock_status small_image { url label }
      price_range { minimum_price { regular_price { value } final_price { value currency } } }
    }
    aggregations { attribute_code label count options { label value count } }
  }
}"""

ASKED: Final[Mapping[str, Mapping[str, object]]] = {
    "leaf category": {"filter": {"category_url_path": {"eq": "kitchen/tableware"}}},
    "category, by price": {"filter": {"category_url_path": {"eq": "kitchen"}}, "sort": {"price": "ASC"}},
    "search": {"search": "linen"},
    "everything": {"filter": {}},
    "everything, by name": {"filter": {}, "sort": {"name": "ASC"}},
}

CHANGED: Final = "(SELECT id FROM catalog_product WHERE sku = 'TW-101')"
CHANGES: Final = (
    f"UPDATE catalog_product SET price = price + 1 WHERE id = {CHANGED}",
    f"UPDATE catalog_product SET is_enabled = 0 WHERE id = {CHANGED}",
    f"UPDATE catalog_product SET is_enabled = 1 WHERE id = {CHANGED}",
    f"UPDATE catalog_product_text SET name = name || '.' WHERE product_id = {CHANGED}",
    f"UPDATE catalog_product_category SET position = position + 1 WHERE product_id = {CHANGED}",
)


def main() -> None:
    """Print a line for each listing."""
    app = create_app(Settings(products=int(sys.argv[1]) if len(sys.argv) > 1 else PRODUCTS))
    with TestClient(app) as client:
        began = time.process_time()
        _asking(client, ASKED["leaf category"])()
        print(f"the first listing of all: {(time.process_time() - began) * 1000:.0f} ms of CPU")
        print(f"{'listing':20} {'found':>6} {'first':>8} {'again':>8}   ms of CPU, median of {ROUNDS}")
        for name, variables in ASKED.items():
            ask = _asking(client, variables)
            found = ask()
            first, again = _median(ask, _changing(app.state.world)), _median(ask, lambda: None)
            print(f"{name:20} {found:6} {first:8.1f} {again:8.1f}")


def _asking(client: TestClient, variables: Mapping[str, object]) -> Callable[[], int]:
    def ask() -> int:
        answer = client.post("/graphql", json={"query": LISTING, "variables": variables}).json()
        if "errors" in answer:
            raise RuntimeError(answer["errors"][0]["message"])
        return int(answer["data"]["products"]["total_count"])

    return ask


def _changing(world: World) -> Callable[[], None]:
    """Changes one product, each time in another way."""
    changes = cycle(CHANGES)

    def change() -> None:
        with world.transaction():
            world.database.execute(next(changes))
            row = world.row(f"SELECT {CHANGED} AS id")
            assert row is not None
            index_product(world, row["id"])
        while world.row("SELECT 1 FROM outbound_change") is not None:
            time.sleep(0.01)  # caches are told of the change: that is no part of the listing
        time.sleep(0.01)

    return change


def _median(ask: Callable[[], int], before: Callable[[], None]) -> float:
    taken = []
    for _ in range(ROUNDS):
        before()
        began = time.process_time()
        ask()
        taken.append(time.process_time() - began)
    return statistics.median(taken) * 1000


if __name__ == "__main__":
    main()
