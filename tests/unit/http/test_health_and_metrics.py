"""What whoever runs the service can see of it."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from bff.gateway.request import Outcome
from tests.unit.http.conftest import OPERATION, KnownReadiness, ListeningGateway


def test_a_process_that_answers_lives(client: TestClient, readiness: KnownReadiness) -> None:
    readiness.found = {"redis": {"status": "unavailable"}, "commerce": {"status": "unavailable"}}
    response = client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_readiness_tells_how_each_part_fares(client: TestClient) -> None:
    response = client.get("/health/ready")
    parts = {"redis": {"status": "ok"}, "commerce": {"status": "ok"}}
    assert (response.status_code, response.json()) == (200, {"status": "ok", "parts": parts})
    assert response.headers["cache-control"] == "no-store"


def test_without_redis_the_catalogue_is_still_served(client: TestClient, readiness: KnownReadiness) -> None:
    readiness.found["redis"] = {"status": "unavailable", "detail": "Redis does not answer."}
    response = client.get("/health/ready")
    assert (response.status_code, response.json()["status"]) == (200, "degraded")


@pytest.mark.parametrize("part", ["redis", "commerce"])
def test_a_part_that_is_required_takes_us_out_of_service(
    make_client: Callable[..., TestClient], readiness: KnownReadiness, part: str
) -> None:
    client = make_client(ready_requires=[part])
    assert client.get("/health/ready").status_code == 200
    readiness.found[part] = {"status": "unavailable"}
    response = client.get("/health/ready")
    assert (response.status_code, response.json()["status"]) == (503, "unavailable")


def test_requests_are_counted_by_route_status_and_outcome(
    make_client: Callable[..., TestClient], gateway: ListeningGateway
) -> None:
    client = make_client(with_metrics=True)
    client.post("/graphql", json=OPERATION)
    gateway.answers(Outcome.REFUSED)
    client.post("/graphql", json=OPERATION)
    client.post("/graphql", json=[])
    lines = client.get("/metrics").text.splitlines()
    assert 'bff_http_requests_total{method="POST",route="graphql",status="200"} 2.0' in lines
    assert 'bff_http_requests_total{method="POST",route="graphql",status="400"} 1.0' in lines
    assert 'bff_graphql_requests_total{outcome="executed"} 1.0' in lines
    assert 'bff_graphql_requests_total{outcome="refused"} 1.0' in lines
    assert 'bff_graphql_requests_total{outcome="bad_request"} 1.0' in lines
    assert "bff_http_requests_in_flight 1.0" in lines


def test_paths_and_methods_that_clients_make_up_do_not_fill_the_metrics(make_client: Callable[..., TestClient]) -> None:
    client = make_client(with_metrics=True)
    for number in range(10):
        client.request(f"MADEUP{number}", f"/invented/{number}")
    told = [line for line in client.get("/metrics").text.splitlines() if line.startswith("bff_http_requests_total")]
    assert told == ['bff_http_requests_total{method="other",route="other",status="404"} 10.0']


def test_by_default_metrics_are_not_told(client: TestClient) -> None:
    assert client.get("/metrics").status_code == 404
