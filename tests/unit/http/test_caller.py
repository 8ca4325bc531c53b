"""On whose behalf a request comes."""

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from bff.http.caller import ClientAddress, headers_of
from tests.unit.http.conftest import OPERATION, ListeningGateway

TRUSTED = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


def address(peer: str | None, forwarded: str | None) -> str | None:
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    scope = {"client": None if peer is None else (peer, 1234)}
    return ClientAddress(TRUSTED, "X-Forwarded-For").of(scope, headers)


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("10.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("10.0.0.1", "198.51.100.66, 203.0.113.5, 10.1.1.1", "203.0.113.5"),
        ("10.0.0.1", "203.0.113.5:443", "203.0.113.5"),
        ("10.0.0.1", "[2001:db8::5]:443", "2001:db8::5"),
        ("10.0.0.1", "2001:db8::5", "2001:db8::5"),
        ("fd00::1", "203.0.113.5, fd00::2", "203.0.113.5"),
        ("::ffff:10.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("10.0.0.1", "10.9.9.9, 10.1.1.1", "10.9.9.9"),
    ],
)
def test_the_nearest_hop_that_is_no_proxy_of_ours_is_the_shopper(peer: str, forwarded: str, expected: str) -> None:
    assert address(peer, forwarded) == expected


@pytest.mark.parametrize(
    ("peer", "forwarded"),
    [
        ("203.0.113.5", "198.51.100.66"),
        (None, "198.51.100.66"),
        ("10.0.0.1", None),
        ("10.0.0.1", ""),
        ("10.0.0.1", "unknown"),
        ("10.0.0.1", "198.51.100.66, not an address"),
        ("10.0.0.1", "198.51.100.66, "),
        ("testclient", "198.51.100.66"),
    ],
)
def test_nobody_else_is_believed(peer: str | None, forwarded: str | None) -> None:
    assert address(peer, forwarded) is None


@given(invented=st.text(max_size=40), real=st.ip_addresses(v=4))
def test_what_a_shopper_invents_never_hides_the_address(invented: str, real: object) -> None:
    found = address("10.0.0.1", f"{invented}, {real}")
    assert found == str(real) or any(ip_address(str(real)) in network for network in TRUSTED)


def test_without_trusted_proxies_no_header_counts() -> None:
    headers = {"x-forwarded-for": "198.51.100.66"}
    assert ClientAddress((), "x-forwarded-for").of({"client": ("10.0.0.1", 1)}, headers) is None


def test_a_header_that_comes_twice_is_joined_as_http_says() -> None:
    raw = [(b"store", b"a"), (b"cookie", b"x=1"), (b"store", b"b"), (b"cookie", b"y=2")]
    assert headers_of({"headers": raw}) == {"store": "a, b", "cookie": "x=1; y=2"}


def test_the_gateway_sees_the_headers_of_the_request(client: TestClient, gateway: ListeningGateway) -> None:
    client.post("/graphql", json=OPERATION, headers={"Store": "de"})
    assert gateway.caller.headers["store"] == "de"
    assert gateway.caller.token is None
    assert gateway.caller.address is None


@pytest.mark.parametrize("given", ["Bearer somebody-elses", "bearer x", "Bearer null"])
def test_a_bearer_token_that_is_no_handle_of_ours_is_refused_and_never_passed_on(
    client: TestClient, gateway: ListeningGateway, given: str
) -> None:
    response = client.post("/graphql", json=OPERATION, headers={"Authorization": given})
    assert response.status_code == 401
    assert response.json()["errors"][0]["extensions"]["code"] == "SESSION_ENDED"
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert gateway.asked == []


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz"])
def test_what_is_no_bearer_token_makes_a_guest(client: TestClient, gateway: ListeningGateway, given: str) -> None:
    assert client.post("/graphql", json=OPERATION, headers={"Authorization": given}).status_code == 200
    assert gateway.caller.token is None
