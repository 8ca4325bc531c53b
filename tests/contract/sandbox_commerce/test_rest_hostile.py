"""Whatever is sent to a route, it is answered in Commerce's words: nothing that is written is an internal error."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from sandbox.commerce.rest.routes import PLAIN
from sandbox.commerce.rest.routing import Route
from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import MORNING, Commerce
from tests.contract.sandbox_commerce.rest_client import PLATE, RestClient

NAMES: Final = (
    "username", "password", "cartItem", "addressInformation", "address", "paymentMethod", "method", "statusHistory",
    "entity", "product", "customer", "group", "prices", "skus", "sourceItems", "items", "tracks", "arguments",
    "comment", "billing_address", "customerId", "email", "customerEmail", "currentPassword", "newPassword",
    "address_id",
)  # fmt: skip
VALUES: Final[tuple[Any, ...]] = (
    1, "x", [1], [{}], True, {"a": 1},
    {"sku": ["x"], "qty": {}, "email": [], "firstname": {}, "entity_id": {}, "method": {}, "shippingAddress": [1]},
    {"sku": PLATE, "name": ["a"], "price": {}, "media_gallery_entries": [{"content": {"name": "y"}}]},
    {"sku": PLATE, "custom_attributes": [{"attribute_code": "color", "value": {}}], "extension_attributes": [1]},
    {"email": "q@example.com", "firstname": ["x"], "lastname": {}, "addresses": [{"street": 1, "country_id": 5}]},
)  # fmt: skip
BODIES: Final[tuple[Any, ...]] = ([], [{}], *(dict.fromkeys(NAMES, value) for value in VALUES))

WRITING: Final = [route for route in PLAIN if route.method != "GET" and "{cartId}" not in route.path]
SEARCHED: Final = ("/products", "/orders", "/customers/search", "/carts/search", "/invoices", "/customerGroups/search")
QUERIES: Final = (
    "searchCriteria[filter_groups][0][filters][0]=x",
    "searchCriteria[filter_groups]=x",
    "searchCriteria[page_size]=x",
    "searchCriteria[sort_orders][0][field][x]=1",
    "searchCriteria[filter_groups][0][filters][0][field][a]=x",
    "searchCriteria[filter_groups][0][filters][0][field]=created_at&"
    "searchCriteria[filter_groups][0][filters][0][condition_type][]=x",
    "searchCriteria[][b]=2&fields[]=x",
)


@pytest.fixture
def shop(start: Callable[[Settings], Commerce]) -> Commerce:
    return start(Settings(now=MORNING, fixed_ids=True))


def addresses(rest: RestClient, route: Route) -> Iterator[str]:
    """The route with something in its places that exists, and with something that cannot."""
    for filling in ("1", "x"):
        values = {"sku": PLATE, "maskedId": rest.as_guest().post("/guest-carts") if "maskedId" in route.path else ""}
        yield re.sub(r"\{(\w+)\}", lambda place: values.get(place[1], filling), route.path).removeprefix("/V1")  # noqa: B023


@pytest.mark.parametrize("route", WRITING, ids=lambda route: f"{route.method} {route.path}")
def test_no_body_is_an_internal_error(shop: Commerce, route: Route) -> None:
    admin = RestClient(shop.client).as_admin()
    rest = admin.as_customer("ada@example.com") if route.resource == "self" else admin
    for address in addresses(rest, route):
        for body in BODIES:
            answer = rest.send(route.method, address, body)
            assert answer.status_code < 500, f"{body}: {answer.text}"
            assert answer.status_code != 401 or "consumer" not in answer.text, "the route was not reached"
            if route.path.endswith("/revoke-customer-token"):
                rest = admin.as_customer("ada@example.com")


@pytest.mark.parametrize("path", SEARCHED)
def test_no_criteria_are_an_internal_error(shop: Commerce, path: str) -> None:
    rest = RestClient(shop.client).as_admin()
    for query in QUERIES:
        answer = rest.send("GET", f"{path}?{query}")
        assert answer.status_code < 500, f"{query}: {answer.text}"
