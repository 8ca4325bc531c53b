"""How REST speaks: addresses, errors, `fields`, store views, faults."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import MORNING, Commerce
from tests.contract.sandbox_commerce.rest_client import PLATE, RestClient

Start = Callable[[Settings], Commerce]


@pytest.fixture
def shop(start: Start) -> Commerce:
    return start(Settings(now=MORNING, fixed_ids=True))


@pytest.fixture
def rest(shop: Commerce) -> RestClient:
    return RestClient(shop.client).as_admin()


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/nothing"), ("DELETE", "/orders"), ("PATCH", "/products/x"), ("GET", "/carts/1/2/3")]
)
def test_an_address_that_leads_nowhere_is_said_to(rest: RestClient, method: str, path: str) -> None:
    answer = rest.send(method, path)
    assert (answer.status_code, answer.json()) == (404, {"message": "Request does not match any route."})


def test_an_unknown_store_view_leads_nowhere(rest: RestClient) -> None:
    assert rest.at("fr").send("GET", "/products?searchCriteria=").status_code == 404


def test_the_store_view_of_the_address_decides_the_language(rest: RestClient) -> None:
    names = {code: rest.at(code).get(f"/products/{PLATE}?fields=name")["name"] for code in ("default", "de", "all")}
    assert names["de"] == "Speiseteller Heide"
    assert names["default"] == names["all"] == "Heath Dinner Plate"


def test_a_body_that_cannot_be_read_is_said_to(shop: Commerce) -> None:
    def post(content: bytes, **headers: str) -> Any:
        answer = shop.client.post("/rest/V1/integration/admin/token", content=content, headers=headers)
        assert answer.status_code == 400
        return answer.json()

    json = {"Content-Type": "application/json"}
    assert post(b"{", **json) == {"message": "Decoding error."}
    assert post(b"7", **json) == {"message": "Decoding error."}
    assert post(b"{}") == {"message": "Content-Type header is empty."}
    assert post(b"<a/>", **{"Content-Type": "text/csv"})["parameters"] == ["text/csv"]


def test_what_is_missing_is_named_with_its_place_in_the_message(rest: RestClient) -> None:
    assert rest.send("POST", "/orders/1/comments", {}).json() == {
        "message": '"%fieldName" is required. Enter and try again.',
        "parameters": {"fieldName": "statusHistory"},
    }
    several = rest.send("POST", "/integration/admin/token", {})
    assert several.status_code == 400
    assert several.json()["message"] == "One or more input exceptions have occurred."
    assert [error["parameters"]["fieldName"] for error in several.json()["errors"]] == ["username", "password"]


def test_a_value_of_the_wrong_type_is_named(rest: RestClient) -> None:
    answer = rest.send("GET", "/orders/first")
    assert answer.status_code == 400
    assert answer.json()["parameters"] == {"value": "first", "type": "int"}


def test_a_list_must_be_asked_for_by_criteria(rest: RestClient) -> None:
    answer = rest.send("GET", "/orders")
    assert answer.status_code == 400
    assert answer.json()["parameters"] == {"fieldName": "searchCriteria"}


def test_fields_choose_what_an_answer_holds_at_any_depth(rest: RestClient) -> None:
    path = f"/products/{PLATE}?fields=sku,extension_attributes[category_links[category_id]],custom_attributes[value]"
    answer = rest.get(path)
    assert list(answer) == ["sku", "extension_attributes", "custom_attributes"]
    assert answer["extension_attributes"] == {"category_links": [{"category_id": "4"}]}
    assert all(list(attribute) == ["value"] for attribute in answer["custom_attributes"])


def test_fields_that_are_not_well_formed_leave_nothing(rest: RestClient) -> None:
    for written in ("sku,[", "a]b", "sku;name"):
        assert rest.get(f"/products/{PLATE}?fields={written}") == []


def test_a_slash_in_a_sku_is_part_of_it_where_it_is_encoded(rest: RestClient) -> None:
    product = {"sku": "A/B 1", "name": "Slash", "price": 1, "attribute_set_id": 4}
    rest.post("/products", {"product": product})
    assert rest.get("/products/A%2FB%201")["sku"] == "A/B 1"


def test_names_may_be_written_either_way(rest: RestClient) -> None:
    snake = rest.get(
        "/orders?searchCriteria[filter_groups][0][filters][0][field]=status&"
        "searchCriteria[filter_groups][0][filters][0][value]=x&searchCriteria[page_size]=3"
    )
    camel = rest.get(
        "/orders?searchCriteria[filterGroups][0][filters][0][field]=status&"
        "searchCriteria[filterGroups][0][filters][0][value]=x&searchCriteria[pageSize]=3"
    )
    assert snake == camel
    assert snake["search_criteria"]["filter_groups"] == [
        {"filters": [{"field": "status", "value": "x", "condition_type": "eq"}]}
    ]


def test_an_answer_may_not_be_stored(rest: RestClient) -> None:
    answer = rest.send("GET", "/modules")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


def test_store_views_and_their_configuration_are_told(rest: RestClient) -> None:
    configs = {config["code"]: config for config in rest.get("/store/storeConfigs")}
    assert configs["de"]["default_display_currency_code"] == "EUR"
    assert configs["default"]["base_currency_code"] == "USD"
    assert [view["code"] for view in rest.get("/store/storeViews")] == ["admin", "default", "de"]
    only = rest.get("/store/storeConfigs?storeCodes[]=de")
    assert [config["code"] for config in only] == ["de"]


def test_an_error_that_nobody_foresaw_tells_nothing(rest: RestClient) -> None:
    answer = rest.search_raw("/orders", ("no_such_field", "eq", "1"))
    assert answer.status_code == 500
    assert answer.json()["message"].startswith("Internal Error. Details are available in Magento log file.")
    assert "trace" not in answer.json()


def test_a_fault_may_be_meant_for_one_route(shop: Commerce, rest: RestClient) -> None:
    fault = {"kind": "maintenance", "root_field": "GET /V1/orders/{id}", "count": 1}
    shop.client.post("/_sandbox/faults", json=fault)
    assert rest.send("GET", "/modules").status_code == 200
    assert rest.send("GET", "/orders/1").status_code == 503
    assert rest.send("GET", "/orders/1").status_code == 404


def test_a_throttled_call_is_told_so_by_its_status(shop: Commerce, rest: RestClient) -> None:
    fault = {"kind": "error", "contains": "/modules", "message": "Too Many Requests", "count": 2}
    shop.client.post("/_sandbox/faults", json={**fault, "category": "graphql-too-many-requests", "count": 1})
    answer = rest.send("GET", "/modules")
    assert (answer.status_code, answer.json()) == (429, {"message": "Too Many Requests"})
    shop.client.post("/_sandbox/faults", json=fault)
    assert rest.send("GET", "/modules").status_code == 500


def test_a_fault_after_the_work_leaves_the_work_done(shop: Commerce, rest: RestClient) -> None:
    rest.guest_cart()
    fault = {"kind": "garbage", "root_field": "PUT /V1/carts/{cartId}/order", "count": 1}
    shop.client.post("/_sandbox/faults", json=fault)
    body = {"paymentMethod": {"method": "checkmo"}}
    assert rest.send("PUT", f"/carts/{rest.quote_id}/order", body).content == b'{"items": [{"unfin'
    assert rest.search("/orders", ("quote_id", "eq", str(rest.quote_id)))["total_count"] == 1


def test_input_limits_hold_where_they_are_switched_on(start: Start) -> None:
    limited = RestClient(start(Settings(input_limits=True)).client).as_admin()
    answer = limited.send("GET", "/products?searchCriteria[pageSize]=301")
    assert answer.status_code == 400
    assert answer.json() == {"message": "Maximum SearchCriteria pageSize is %max", "parameters": {"max": 300}}
    assert len(limited.get("/products?searchCriteria=")["items"]) == 20
    items = [{"sku": PLATE, "source_code": "default", "quantity": 1}] * 21
    answer = limited.send("POST", "/inventory/source-items", {"sourceItems": items})
    assert answer.json()["parameters"]["max"] == 20
