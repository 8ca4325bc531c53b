"""Recorded catalogue requests, asked again with the sandbox's goods in the place of the recorded ones.

Compared are status, the headers that caches live on, and of the body every field and the kind of every leaf; the goods
themselves differ.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx2 as httpx
import pytest

from tests.contract.sandbox_commerce.conftest import REAL_COMMERCE, Commerce

PAIRS: Final = REAL_COMMERCE / "pairs"
pytestmark = [
    pytest.mark.real_commerce,
    pytest.mark.skipif(not PAIRS.is_dir(), reason="there is no ../shared/commerce/pairs beside the checkout"),
]

OURS: Final = {
    "gear/bags/bag-001": "kitchen/tableware/heath-dinner-plate",
    "gear/bags": "kitchen/tableware",
    "bag-001": "heath-dinner-plate",
    "bag-002": "heath-side-plate",
    "cfg-tee": "workshop-apron",
    "BAG-001": "TW-101",
    "BAG-002": "TW-102",
    '"gear"': '"kitchen"',
    '"bag"': '"plate"',
    '"trail"': '"plate"',
    '"Backpack"': '"Plate"',
    "BND-001": "BN-001",
    "GRP-001": "GR-001",
    "DWN-001": "DL-001",
    "MUG-001": "TW-131",
    "Ng==": "Mw==",
    "about-gateway": "our-workshop",
    "promo-block": "spring-note",
    '"12", "10"': '"26", "34"',
    "jane@example.com": "ada@example.com",
}
"""Recorded words, and what stands for them here."""

SIGN_IN: Final = 'mutation { generateCustomerToken(email: "ada@example.com", password: "Fernhollow-1") { token } }'

NAMES: Final = (
    "availableStores",
    "categories",
    "categoryList",
    "category_products",
    "cmsBlocks",
    "cmsPage",
    "countries",
    "currency",
    "customAttributeMetadataV2",
    "get_products_2nd",
    "get_with_variables",
    "page_size_400",
    "product_bundle",
    "product_configurable",
    "product_custom_options",
    "product_downloadable",
    "product_grouped",
    "products_filter_name_match",
    "products_filter_price_material",
    "products_listing",
    "products_search",
    "route_category",
    "route_category_product_path",
    "route_cms",
    "route_product",
    "storeConfig",
    "storeConfig_de",
    "storeConfig_eur_currency",
    "varnish_categories_guest",
    "varnish_cmsBlocks_guest",
    "varnish_cmsPage_guest",
    "varnish_customer_no_store_customer",
    "varnish_products_customer",
    "varnish_products_guest",
    "varnish_products_store_de",
    "varnish_route_product_customer",
    "varnish_route_product_guest",
    "varnish_route_product_store_de",
    "varnish_search_guest",
)

MAY_DIFFER: Final = frozenset(
    {"aggregations", "available_regions", "configurable_options", "variants", "media_gallery", "errors"}
)
"""Lists of goods and attributes: there is something in both, and every item has the recorded fields."""


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_answer_comes_again(name: str, commerce: Commerce) -> None:
    pair = json.loads((PAIRS / f"{name}.json").read_text(encoding="utf-8"))
    response = asked(pair["request"], commerce)
    recorded = pair["response"]
    headers = {key.lower(): value for key, value in recorded["headers"]}
    assert response.status_code == recorded["status"]
    if pair.get("page_cache") == "varnish":
        assert response.headers.get("cache-control") == headers.get("cache-control")
    assert kinds_of_tags(response.headers.get("x-magento-tags", "")) >= kinds_of_tags(
        ours(headers.get("x-magento-tags", ""))
    ) - {"FPC"}
    assert ("x-magento-cache-id" in response.headers) == ("x-magento-cache-id" in headers)
    assert_alike(response.json(), recorded["body"], name)


def asked(request: Mapping[str, Any], commerce: Commerce) -> httpx.Response:
    """The sandbox's response to a recorded request."""
    headers = {key: value for key, value in request["headers"].items() if key != "Authorization"}
    if "Authorization" in request["headers"]:
        headers["Authorization"] = f"Bearer {commerce.ask(SIGN_IN)['generateCustomerToken']['token']}"
    if request["method"] == "POST":
        return commerce.client.post("/graphql", json=json.loads(ours(json.dumps(request["body"]))), headers=headers)
    given = {key: values[0] for key, values in parse_qs(urlsplit(request["path"]).query).items()}
    parameters = {**given, "query": request.get("query", given["query"])}
    mapped = {key: ours(value) for key, value in parameters.items()}
    return commerce.client.get("/graphql", params=mapped, headers=headers)


def ours(text: str) -> str:
    """The text with our goods; a quotation mark may be escaped in it."""
    for theirs, here in OURS.items():
        text = text.replace(theirs, here).replace(theirs.replace('"', '\\"'), here.replace('"', '\\"'))
    return text


def kinds_of_tags(tags: str) -> set[str]:
    """`cat_p_2` and `cat_p_7` are tags of one kind."""
    return {re.sub(r"_\d+$", "", tag) for tag in tags.split(",") if tag}


def assert_alike(own: Any, theirs: Any, path: str) -> None:
    """The same fields in the same order, and leaves of the same kind where both have one."""
    if isinstance(theirs, dict):
        assert isinstance(own, dict), path
        if own.get("__typename") == theirs.get("__typename"):
            assert list(own) == list(theirs), path
        for key in own.keys() & theirs.keys():
            assert_alike(own[key], theirs[key], f"{path}.{key}")
    elif isinstance(theirs, list):
        if own is None and path.rsplit(".", 1)[-1] in MAY_DIFFER:
            return
        assert isinstance(own, list), path
        assert bool(own) or not theirs or path.rsplit(".", 1)[-1] in MAY_DIFFER, path
        for number, item in enumerate(own[: len(theirs)]):
            assert_alike(item, theirs[number], f"{path}[{number}]")
    elif own is not None and theirs is not None:
        assert isinstance(own, kind(theirs)), (path, own, theirs)


def kind(value: Any) -> type | tuple[type, ...]:
    """What a leaf of that kind is here."""
    if isinstance(value, bool):
        return bool
    return (int, float) if isinstance(value, int | float) else str
