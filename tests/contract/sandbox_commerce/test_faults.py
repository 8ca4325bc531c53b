"""What a test can make go wrong, and what it can see of what was sent."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2 as httpx
import pytest

from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import MORNING, Commerce

STORE = "{ storeConfig { store_code } }"
CURRENCY = "{ currency { base_currency_code } }"


@pytest.fixture
def fresh(start: Callable[[Settings], Commerce]) -> Commerce:
    return start(Settings(now=MORNING, fixed_ids=True))


def fault(commerce: Commerce, **described: Any) -> None:
    assert commerce.client.post("/_sandbox/faults", json=described).status_code == 200


def test_maintenance_answers_503_with_a_page_until_it_is_cleared(fresh: Commerce) -> None:
    fault(fresh, kind="maintenance")
    response = fresh.post(STORE)
    assert (response.status_code, response.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "maintenance" in response.text
    assert fresh.client.delete("/_sandbox/faults").json() == []
    assert fresh.post(STORE).status_code == 200


def test_a_fault_can_be_meant_for_one_root_field_and_for_a_number_of_calls(fresh: Commerce) -> None:
    fault(fresh, kind="maintenance", root_field="currency", count=1)
    statuses = [fresh.post(query).status_code for query in (STORE, CURRENCY, CURRENCY)]
    assert statuses == [200, 503, 200]


@pytest.mark.parametrize(
    "query",
    [
        "{ ...F } fragment F on Query { ... { a: currency { base_currency_code } } }",
        "{ ... on Query { currency { base_currency_code } } }",
        "{ ...F } fragment F on Query { ...G } fragment G on Query { ...F currency { base_currency_code } }",
    ],
)
def test_a_root_field_is_found_wherever_it_is_selected(fresh: Commerce, query: str) -> None:
    fault(fresh, kind="maintenance", root_field="currency")
    assert fresh.post(query).status_code == 503


def test_the_nth_call_fails_with_the_error_that_was_asked_for(fresh: Commerce) -> None:
    fault(fresh, kind="error", nth=2, count=1, contains="base_currency", message="Too busy", category="graphql-input")
    answers = [fresh.post(CURRENCY).json() for _ in range(3)]
    assert ["errors" in answer for answer in answers] == [False, True, False]
    assert answers[1]["errors"][0]["message"] == "Too busy"
    assert answers[1]["errors"][0]["extensions"] == {"category": "graphql-input"}
    assert answers[1]["data"] == {"currency": None}


def test_an_error_leaves_the_work_undone_and_the_other_root_fields_standing(fresh: Commerce) -> None:
    fault(fresh, kind="error", root_field="createEmptyCart")
    answer = fresh.post("mutation { createEmptyCart createGuestCart { cart { total_quantity } } }").json()
    assert answer["errors"][0]["path"] == ["createEmptyCart"]
    assert answer["data"] == {"createEmptyCart": None, "createGuestCart": {"cart": {"total_quantity": 0}}}


def test_latency_delays_the_answer(fresh: Commerce) -> None:
    fault(fresh, kind="latency", seconds=0.2)
    before = time.monotonic()
    assert fresh.post(STORE).status_code == 200
    assert time.monotonic() - before >= 0.2


def test_garbage_is_no_json_though_the_status_is_200(fresh: Commerce) -> None:
    fault(fresh, kind="garbage")
    response = fresh.post(STORE)
    assert response.status_code == 200
    with pytest.raises(ValueError, match=r"JSON|Expecting|Unterminated"):
        response.json()


def test_a_connection_dropped_before_the_work_leaves_it_undone_and_one_after_does_not(server: str) -> None:
    create = (
        'mutation { createCustomerV2(input: {firstname: "A", lastname: "B", email: "ab@example.com",'
        ' password: "Fernhollow-1"}) { customer { email } } }'
    )
    sign_in = 'mutation { generateCustomerToken(email: "ab@example.com", password: "Fernhollow-1") { token } }'
    known = []
    for kind in ("drop_before", "drop_after"):
        with httpx.Client(base_url=server) as client:
            client.post("/_sandbox/reset")
            client.post("/_sandbox/faults", json={"kind": kind, "root_field": "createCustomerV2"})
            with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
                client.post("/graphql", json={"query": create})
            known.append("errors" not in client.post("/graphql", json={"query": sign_in}).json())
    assert known == [False, True]


def test_half_an_answer_breaks_off_in_the_body(server: str) -> None:
    with httpx.Client(base_url=server) as client:
        client.post("/_sandbox/faults", json={"kind": "half"})
        with client.stream("POST", "/graphql", json={"query": STORE}) as response:
            assert response.status_code == 200
            with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
                response.read()


@pytest.mark.parametrize(
    ("described", "complaint"),
    [
        ({"kind": "earthquake"}, "kind"),
        ({"kind": "latency", "seconds": -1}, "seconds"),
        ({"kind": "error", "nht": 2}, "nht"),
    ],
)
def test_a_fault_that_is_not_understood_is_refused_and_says_why(
    fresh: Commerce, described: dict[str, Any], complaint: str
) -> None:
    response = fresh.client.post("/_sandbox/faults", json=described)
    assert response.status_code == 400
    assert response.json()["errors"][0].startswith(complaint)
    assert fresh.client.get("/_sandbox/faults").json() == []


def test_the_faults_that_are_set_are_listed_with_how_many_operations_they_met(fresh: Commerce) -> None:
    fault(fresh, kind="latency", seconds=0, root_field="storeConfig")
    fresh.post(STORE)
    fresh.post(CURRENCY)
    (listed,) = fresh.client.get("/_sandbox/faults").json()
    assert (listed["kind"], listed["met"]) == ("latency", 1)


def test_what_was_sent_can_be_read_but_no_token(fresh: Commerce) -> None:
    fresh.post(STORE, {"a": 1}, Authorization="Bearer secret", Store="de")
    (entry,) = fresh.client.get("/_sandbox/requests").json()
    assert entry["body"] == {"query": STORE, "variables": {"a": 1}}
    assert (entry["headers"]["store"], entry["headers"]["authorization"]) == ("de", "<hidden>")
    assert "secret" not in fresh.client.get("/_sandbox/requests").text
    assert fresh.client.delete("/_sandbox/requests").json() == []


def test_only_the_last_requests_are_listed_when_so_many_are_wanted(fresh: Commerce) -> None:
    for query in (STORE, CURRENCY):
        fresh.post(query)
    (entry,) = fresh.client.get("/_sandbox/requests?last=1").json()
    assert entry["body"]["query"] == CURRENCY
    assert fresh.client.get("/_sandbox/requests?last=many").status_code == 400


def test_the_clock_is_set_moved_and_let_go(fresh: Commerce) -> None:
    clock = fresh.client
    assert clock.get("/_sandbox/clock").json() == {"now": MORNING.isoformat()}
    moved = clock.post("/_sandbox/clock", json={"advance_seconds": 3600}).json()
    assert moved == {"now": (MORNING + timedelta(hours=1)).isoformat()}
    assert clock.post("/_sandbox/clock", json={"now": "2030-01-01T00:00:00Z"}).json()["now"].startswith("2030-01-01")
    assert clock.post("/_sandbox/clock", json={"now": None}).json() == {"now": MORNING.isoformat()}
    assert clock.post("/_sandbox/clock", json={}).status_code == 400


def test_after_a_reset_everything_is_as_at_the_start_ids_included(fresh: Commerce) -> None:
    first = fresh.ask("mutation { createEmptyCart }")
    fresh.world.database.execute("UPDATE catalog_product SET price = 1")
    fault(fresh, kind="maintenance", nth=2)
    assert fresh.client.post("/_sandbox/reset").json() == {"reset": True}
    assert fresh.ask("mutation { createEmptyCart }") == first
    price = fresh.world.row("SELECT price FROM catalog_product WHERE sku = 'TW-101'")
    assert price is not None
    assert price["price"] == 2400
    assert fresh.client.get("/_sandbox/faults").json() == []
