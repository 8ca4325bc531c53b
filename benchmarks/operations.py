"""What is asked: the operations, the requests that each is cycled over, and the answers that are right.

s1      a listing page: 20 products with prices, categories, options, and the facets; 28 KB; 100 pages
s1own   the same with a field of ours, `canonicalUrl`, on each of the 20 products
s3      a listing without facets, with content of the CMS beside each of the 20 products: two upstreams; 100 pages
s2      a cart by its id, with the shopper's Authorization; 2 KB; 200 shoppers
s2guest a guest's cart by its id, without Authorization; 2 KB; 200 carts
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import orjson

from benchmarks.stub.carts import CUSTOMERS, token_of
from benchmarks.stub.content import content_entry

STOREFRONT_URL: Final = "https://storefront.example"
"""Where the storefront of the benchmark stands: `canonicalUrl` begins with it."""

LISTING: Final = """
query Listing($search: String!, $pageSize: Int!, $currentPage: Int!, $sort: ProductAttributeSortInput) {
  products(search: $search, pageSize: $pageSize, currentPage: $currentPage, sort: $sort) {
    total_count
    page_info { current_page page_size total_pages }
    items {
      __typename uid sku name url_key rating_summary
      price_range { minimum_price {
        regular_price { value currency } final_price { value currency } discount { amount_off percent_off } } }
      small_image { url label }
      categories { uid name url_path }
      ... on ConfigurableProduct {
        configurable_options { attribute_code label values { uid label } } }OWN
    }
    aggregations { attribute_code label count options { label value count } }
  }
}
"""
CART: Final = """
query Cart($id: String!) {
  cart(cart_id: $id) {
    id email total_quantity
    items {
      uid quantity
      product { __typename uid sku name url_key small_image { url label } }
      prices { price { value currency } row_total { value currency } row_total_including_tax { value currency } }
    }
    prices {
      grand_total { value currency } subtotal_excluding_tax { value currency }
      applied_taxes { label amount { value currency } } discounts { label amount { value currency } }
    }
    applied_coupons { code }
  }
}
"""
_CONTENT: Final = """
      content { key title blocks { kind
        ... on RichTextBlock { html } ... on HeroBlock { heading html media { url alt } } } }"""
LISTING_WITHOUT: Final = LISTING.replace("OWN", "")
LISTING_WITH_OWN: Final = LISTING.replace("OWN", "\n      canonicalUrl")
_FACETS: Final = "    aggregations { attribute_code label count options { label value count } }\n"
LISTING_WITHOUT_FACETS: Final = LISTING_WITHOUT.replace(_FACETS, "")
LISTING_WITH_CONTENT: Final = LISTING.replace(_FACETS, "").replace("OWN", _CONTENT)


@dataclass(frozen=True, slots=True)
class Request:
    """One POST: the body, and the Authorization header where there is one."""

    body: bytes
    authorization: str | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """`requests` are sent in turn. `references` are what the upstream is asked directly, one each; `expected` makes the
    right `data` of its answer."""

    name: str
    requests: tuple[Request, ...]
    references: tuple[Request, ...]
    expected: Callable[[dict[str, Any]], dict[str, Any]] = field(default=lambda data: data)

    def with_handles(self, handles: Mapping[str, str]) -> "Scenario":
        """The same for a server at which customers send another Authorization than the one that Commerce gets."""
        asked = tuple(
            replace(request, authorization=handles.get(request.authorization or "", request.authorization))
            for request in self.requests
        )
        return replace(self, requests=asked)


def with_canonical_urls(data: dict[str, Any]) -> dict[str, Any]:
    """A listing as the upstream answers it, with the field of ours on each product."""
    for item in data["products"]["items"]:
        item["canonicalUrl"] = f"{STOREFRONT_URL}/{item['url_key']}.html"
    return data


def with_content(data: dict[str, Any]) -> dict[str, Any]:
    """A listing as the upstream answers it, with what the content system has beside each product."""
    for item in data["products"]["items"]:
        entry = content_entry(f"product:{item['sku']}")
        item["content"] = entry and {name: entry[name] for name in ("key", "title", "blocks")}
    return data


def _request(query: str, name: str, variables: Mapping[str, Any], authorization: str | None = None) -> Request:
    return Request(orjson.dumps({"query": query, "variables": variables, "operationName": name}), authorization)


def _listings(query: str) -> tuple[Request, ...]:
    return tuple(
        _request(
            query,
            "Listing",
            {"search": word, "pageSize": 20, "currentPage": page, "sort": {"relevance": "DESC"}},
        )
        for word in ("jacket", "hoodie", "tank", "pant", "watch")
        for page in range(1, 21)
    )


def _cart(number: int, authorization: str | None = None) -> Request:
    return _request(CART, "Cart", {"id": f"cart{number:04d}aZ9xKq7LmN3pR5tV8wY"}, authorization)


def _carts() -> tuple[Request, ...]:
    return tuple(_cart(customer_id, f"Bearer {token_of(customer_id)}") for customer_id in CUSTOMERS)


def _guests_carts() -> tuple[Request, ...]:
    """Other carts than customers have: a customer's token that got lost shows as a request new to the stub."""
    return tuple(_cart(CUSTOMERS.stop + number) for number in range(len(CUSTOMERS)))


def scenarios() -> dict[str, Scenario]:
    """All of them by name."""
    listings, carts, guests_carts = _listings(LISTING_WITHOUT), _carts(), _guests_carts()
    known = (
        Scenario("s1", listings, listings),
        Scenario("s3", _listings(LISTING_WITH_CONTENT), _listings(LISTING_WITHOUT_FACETS), with_content),
        Scenario("s2", carts, carts),
        Scenario("s2guest", guests_carts, guests_carts),
        Scenario("s1own", _listings(LISTING_WITH_OWN), listings, with_canonical_urls),
    )
    return {scenario.name: scenario for scenario in known}
