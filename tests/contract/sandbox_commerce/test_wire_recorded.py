"""The sandbox beside a real Commerce: the same requests, and of the answers what does not depend on the goods."""

from collections.abc import Callable
from typing import Any, Final

import httpx2 as httpx
import orjson
import pytest

from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import Commerce

SAME: Final = [
    "accept_graphql_response_json",
    "batch_array",
    "complexity_300_fields",
    "complexity_301_fields",
    "complexity_fragments",
    "content_type_charset",
    "content_type_graphql",
    "content_type_text",
    "customer_bad_token",
    "depth_20",
    "depth_21",
    "empty_body",
    "empty_query",
    "customer_unauthenticated_authorization_error",
    "error_bad_enum",
    "error_cmsPage_no_such_entity",
    "error_extra_variable_ok",
    "error_graphql_input",
    "error_graphql_no_such_entity",
    "error_missing_variable",
    "error_overlapping_fields",
    "error_partial",
    "error_syntax",
    "error_unknown_field",
    "error_unused_variable",
    "extensions_apq",
    "get_cart_no_cache",
    "get_customer",
    "get_mutation",
    "get_products_1st",
    "get_products_store_de",
    "introspection___type",
    "introspection_typename",
    "invalid_json",
    "multi_ops_with_operationName",
    "multi_ops_without_operationName",
    "no_query",
    "options_method",
    "product_not_found",
    "products_no_args",
    "products_page_out_of_range",
    "products_with_bad_token",
    "put_method",
    "route_home",
    "route_unknown",
    "storeConfig_bad_currency",
    "storeConfig_bad_store",
    "trailing_slash",
    "variables_as_string",
    "variables_null",
    "varnish_attributes_guest",
    "varnish_availableStores_guest",
    "varnish_cart_no_store_guest",
    "varnish_categoryList_guest",
    "varnish_country_guest",
    "varnish_currency_guest",
    "varnish_customer_no_store_guest",
    "varnish_customer_no_store_store_de",
    "varnish_isEmailAvailable_no_store_guest",
    "varnish_mixed_no_store_guest",
    "varnish_route_nothing_guest",
    "varnish_storeConfig_customer",
    "varnish_storeConfig_guest",
    "varnish_storeConfig_store_de",
    "varnish_typename_guest",
]

COMPARED: Final = ("content-type", "cache-control", "x-magento-tags")


@pytest.fixture(scope="module")
def modes() -> dict[str, Settings]:
    return {"varnish": Settings(), "builtin": Settings(page_cache="builtin")}


@pytest.mark.real_commerce
@pytest.mark.parametrize("name", SAME)
def test_the_sandbox_answers_as_a_real_commerce_did(
    name: str, recorded: Callable[[str], Any], start: Callable[[Settings], Commerce], modes: dict[str, Settings]
) -> None:
    pair = recorded(name)
    response = send(start(modes[pair.get("page_cache", "builtin")]), pair["request"])
    real = pair["response"]
    headers = {header.lower(): value for header, value in real["headers"]}
    assert response.status_code == real["status"]
    assert {header: response.headers.get(header) for header in COMPARED} == {
        header: headers.get(header) for header in COMPARED
    }
    assert ("x-magento-cache-id" in response.headers) == ("x-magento-cache-id" in headers)
    assert comparable(response) == expected(real["body"])


def send(commerce: Commerce, request: Any) -> httpx.Response:
    """The recorded request again. Where the query is told beside the address, it goes into the address."""
    body = request.get("body")
    return commerce.client.request(
        request["method"],
        "/graphql" if "query" in request else request["path"],
        params={"query": request["query"]} if "query" in request else None,
        content=None if body is None else body if isinstance(body, str) else orjson.dumps(body),
        headers=request["headers"],
    )


def comparable(response: httpx.Response) -> Any:
    """The answer, without what depends on goods and names; of a page, how it begins."""
    if response.headers["content-type"] != "application/json":
        return response.text[:15]
    return without_goods(response.json())


def expected(body: Any) -> Any:
    return body[:15] if isinstance(body, str) else without_goods(body)


def without_goods(content: Any) -> Any:
    """Errors in full and, of the data, which root fields are null."""
    if "data" not in content or content["data"] is None:
        return content
    return content | {"data": {name: value is not None for name, value in content["data"].items()}}
