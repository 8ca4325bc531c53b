"""Pages of other origins call us only where they are on the list."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from tests.unit.http.conftest import OPERATION, ListeningGateway

SHOP = "https://shop.example"


def preflight(client: TestClient, origin: str, *, headers: str = "content-type,store") -> int:
    asked = {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": headers,
    }
    return client.options("/graphql", headers=asked).status_code


def test_a_listed_origin_may_call_with_commerces_headers(make_client: Callable[..., TestClient]) -> None:
    client = make_client(allowed_origins=[SHOP])
    assert preflight(client, SHOP, headers="authorization,content-currency,store,x-recaptcha") == 200
    response = client.post("/graphql", json=OPERATION, headers={"origin": SHOP})
    assert response.headers["access-control-allow-origin"] == SHOP
    assert response.headers["access-control-allow-credentials"] == "true"
    assert "Origin" in response.headers["vary"]
    assert "Accept" in response.headers["vary"]


@pytest.mark.parametrize("origin", ["https://evil.example", "http://shop.example", "https://shop.example.evil", "null"])
def test_any_other_origin_may_not(make_client: Callable[..., TestClient], origin: str) -> None:
    client = make_client(allowed_origins=[SHOP])
    assert preflight(client, origin) == 400
    assert (
        "access-control-allow-origin" not in client.post("/graphql", json=OPERATION, headers={"origin": origin}).headers
    )


def test_by_default_no_origin_may(client: TestClient) -> None:
    assert preflight(client, SHOP) == 405
    assert (
        "access-control-allow-origin" not in client.post("/graphql", json=OPERATION, headers={"origin": SHOP}).headers
    )


def test_a_listed_origin_can_read_our_defects_too(
    make_client: Callable[..., TestClient], gateway: ListeningGateway
) -> None:
    gateway.failure = ValueError()
    response = make_client(allowed_origins=[SHOP]).post("/graphql", json=OPERATION, headers={"origin": SHOP})
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (500, SHOP)
