"""Bulk calls: accepted at once, done on their own time, and what becomes of them when something goes wrong."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import MORNING, Commerce
from tests.contract.sandbox_commerce.rest_client import PLATE, RestClient

COMPLETE, RETRIABLE, FAILED, OPEN, REJECTED = 1, 2, 3, 4, 5


@pytest.fixture
def shop(start: Callable[[Settings], Commerce]) -> Commerce:
    return start(Settings(now=MORNING, fixed_ids=True))


@pytest.fixture
def rest(shop: Commerce) -> RestClient:
    return RestClient(shop.client).as_admin()


def send(rest: RestClient, *prices: tuple[str, float]) -> str:
    """Change prices by SKU; the bulk's UUID."""
    body = [{"product": {"sku": sku, "price": price}} for sku, price in prices]
    answer = rest.send("PUT", "/products/bySku", body, base="/async/bulk/V1")
    assert answer.status_code == 202
    assert answer.json()["errors"] is False
    assert [item["status"] for item in answer.json()["request_items"]] == ["accepted"] * len(prices)
    uuid: str = answer.json()["bulk_uuid"]
    return uuid


def statuses(rest: RestClient, uuid: str) -> list[int]:
    return [operation["status"] for operation in rest.get(f"/bulk/{uuid}/status")["operations_list"]]


def price(rest: RestClient, sku: str = PLATE) -> float:
    value: float = rest.get(f"/products/{sku}")["price"]
    return value


def fault(shop: Commerce, kind: str, **more: Any) -> None:
    assert shop.client.post("/_sandbox/faults", json={"kind": kind, "root_field": "bulk", **more}).is_success


def test_products_are_changed_in_bulk_by_their_sku(rest: RestClient) -> None:
    uuid = send(rest, (PLATE, 30), ("TW-102", 31))
    assert statuses(rest, uuid) == [COMPLETE, COMPLETE]
    assert (price(rest), price(rest, "TW-102")) == (30, 31)


def test_products_are_made_in_bulk(rest: RestClient) -> None:
    product = {"name": "New", "price": 1, "attribute_set_id": 4}
    body = [{"product": {**product, "sku": f"N-{number}"}} for number in range(3)]
    answer = rest.send("POST", "/products", body, base="/async/bulk/V1")
    details = rest.get(f"/bulk/{answer.json()['bulk_uuid']}/detailed-status")
    assert details["operation_count"] == 3
    assert [operation["status"] for operation in details["operations_list"]] == [COMPLETE] * 3
    assert '"sku":"N-0"' in details["operations_list"][0]["result_serialized_data"].replace(" ", "")


def test_an_operation_that_fails_leaves_the_others_standing(rest: RestClient) -> None:
    body = [
        {"product": {"sku": PLATE, "price": 30}},
        {"product": {"sku": "NEW"}},
        {"product": {"price": 1}},
    ]
    uuid = rest.send("PUT", "/products/bySku", body, base="/async/bulk/V1").json()["bulk_uuid"]
    operations = rest.get(f"/bulk/{uuid}/status")["operations_list"]
    assert [operation["status"] for operation in operations] == [COMPLETE, FAILED, REJECTED]
    assert operations[1]["result_message"] == (
        'The "Product Name" attribute value is empty. Set the attribute and try again.'
    )
    assert rest.get(f"/bulk/{uuid}/operation-status/{FAILED}") == 1
    assert price(rest) == 30


def test_a_slow_bulk_is_open_until_its_time_has_come(shop: Commerce, rest: RestClient) -> None:
    fault(shop, "latency", seconds=60)
    uuid = send(rest, (PLATE, 30))
    assert (statuses(rest, uuid), price(rest)) == ([OPEN], 24)
    shop.client.post("/_sandbox/clock", json={"advance_seconds": 60})
    assert (statuses(rest, uuid), price(rest)) == ([COMPLETE], 30)


def test_a_stuck_operation_stays_open_for_ever(shop: Commerce, rest: RestClient) -> None:
    fault(shop, "drop_before", nth=2)
    uuid = send(rest, (PLATE, 30), ("TW-102", 31))
    shop.client.post("/_sandbox/clock", json={"advance_seconds": 10_000})
    assert statuses(rest, uuid) == [COMPLETE, OPEN]
    assert price(rest, "TW-102") == 17.5


def test_a_bulk_may_be_done_and_never_say_so(shop: Commerce, rest: RestClient) -> None:
    fault(shop, "drop_after")
    uuid = send(rest, (PLATE, 30))
    assert (statuses(rest, uuid), price(rest)) == ([OPEN], 30)


def test_an_operation_may_fail_for_now_or_for_good(shop: Commerce, rest: RestClient) -> None:
    fault(shop, "maintenance", contains=PLATE)
    fault(shop, "error", contains="TW-102", message="Out of ink")
    uuid = send(rest, (PLATE, 30), ("TW-102", 31), ("TW-103", 32))
    operations = rest.get(f"/bulk/{uuid}/status")["operations_list"]
    assert [operation["status"] for operation in operations] == [RETRIABLE, FAILED, COMPLETE]
    assert operations[1]["result_message"] == "Out of ink"
    assert (price(rest), price(rest, "TW-103")) == (24, 32)


def test_other_faults_leave_bulk_operations_alone(shop: Commerce, rest: RestClient) -> None:
    shop.client.post("/_sandbox/faults", json={"kind": "error", "root_field": "placeOrder"})
    assert statuses(rest, send(rest, (PLATE, 30))) == [COMPLETE]


def test_a_large_bulk_takes_several_calls(rest: RestClient) -> None:
    uuid = send(rest, *((PLATE, number) for number in range(260)))
    assert rest.get(f"/bulk/{uuid}/operation-status/{OPEN}") == 10
    assert rest.get(f"/bulk/{uuid}/operation-status/{OPEN}") == 0
    assert price(rest) == 259


def test_what_is_no_list_is_no_bulk(rest: RestClient) -> None:
    answer = rest.send("POST", "/products", {"product": {}}, base="/async/bulk/V1")
    assert answer.status_code == 400


def test_a_bulk_is_not_for_everyone(rest: RestClient) -> None:
    assert rest.as_guest().send("PUT", "/products/bySku", [{}], base="/async/bulk/V1").status_code == 401
    assert rest.send("GET", "/bulk/none/status").json()["parameters"]["fieldName"] == "bulkUuid"


def test_other_calls_may_come_in_bulk_too(rest: RestClient) -> None:
    item = {"sku": PLATE, "source_code": "default", "quantity": 3, "status": 1}
    answer = rest.send("POST", "/inventory/source-items", [{"sourceItems": [item]}], base="/async/bulk/V1")
    assert statuses(rest, answer.json()["bulk_uuid"]) == [COMPLETE]
    assert rest.get(f"/stockItems/{PLATE}")["qty"] == 3


def test_two_sandboxes_started_alike_give_a_bulk_the_same_id(start: Callable[[Settings], Commerce]) -> None:
    def uuid() -> str:
        shop = start(Settings(now=MORNING, fixed_ids=True))
        return send(RestClient(shop.client).as_admin(), (PLATE, 30))

    assert uuid() == uuid()
