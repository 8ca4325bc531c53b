"""What `make demo` promises."""

import json
import shlex
import socket
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.services.demo.conftest import Demo, Started
from tests.services.processes import fetch, post, process

CART = "mutation { createGuestCart { cart { id } } }"
PLACED = "query ($id: String!) { cart(cart_id: $id) { id total_quantity } }"
ADD = """mutation ($id: String!, $items: [CartItemInput!]!) {
  addProductsToCart(cartId: $id, cartItems: $items) { user_errors { message } }
}"""


def test_the_addresses_that_it_prints_answer(demo: Started) -> None:
    with demo() as running:
        assert f"{running.address}/ " in running.printed
        assert page(running.address)[0] == 200
        assert "GraphiQL" in page(f"{running.address}/graphql")[2]
        assert post(running.commerce, "{ __typename }") == (200, {"data": {"__typename": "Query"}})
        assert "Nobody is signed in" in page(f"{running.identity}/")[2]
        assert f"{running.identity}/ " in running.printed


def test_the_first_query_works_as_it_is_printed(demo: Started) -> None:
    with demo() as running:
        address, body = first_query(running.printed)
        status, answer = fetch(address, body, {"content-type": "application/json"})
        assert status == 200
        item = answer["data"]["products"]["items"][0]
        assert item["canonicalUrl"].startswith(f"{running.address}/")


@pytest.mark.long
def test_an_address_of_the_service_opens_in_the_storefront(demo: Started) -> None:
    with demo() as running:
        _, answer = post(running.address, '{ products(search: "linen", pageSize: 1) { items { canonicalUrl } } }')
        assert "errors" not in answer, answer
        status, headers, text = page(answer["data"]["products"]["items"][0]["canonicalUrl"])
        assert status == 200
        assert '<script type="module" src="/assets/shop.js">' in text
        assert "script-src 'self'" in headers["content-security-policy"]
        assert page(f"{running.address}/assets/shop.js")[0] == 200


@pytest.mark.long
def test_the_storefront_loads_nothing_from_elsewhere(demo: Started) -> None:
    with demo() as running:
        policy = page(running.address)[1]["content-security-policy"]
        addresses = [word for word in policy.replace(";", " ").split() if "://" in word]
        assert addresses == [running.commerce], "Only Commerce's pictures come from another origin."


@pytest.mark.long
def test_a_restart_loses_no_cart_and_a_fresh_start_forgets_it(demo: Started) -> None:
    with demo() as running:
        cart = cart_with_a_bread_bag(running)
    with demo() as running:
        assert post(running.address, PLACED, variables={"id": cart})[1] == {
            "data": {"cart": {"id": cart, "total_quantity": 1}}
        }
    with demo("--fresh") as running:
        _, answer = post(running.address, PLACED, variables={"id": cart})
        assert answer["errors"][0]["extensions"]["category"] == "graphql-no-such-entity"


def test_asked_to_end_it_leaves_nothing_running(demo: Started) -> None:
    with demo() as running:
        running.process.ask_to_end()
        assert running.process.ended() == 0
        assert not listens(running.address)
        assert not listens(running.commerce)
        assert not listens(running.identity)


def test_a_taken_port_is_told_with_what_to_do_and_nothing_is_started(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        parts = ("--port", "--commerce-port", "--identity-port")
        options = (*(word for part in parts for word in (part, port)), "--state", str(tmp_path / "state"))
        with process(*options, settings={}, python=("-m", "sandbox")) as refused:
            first = refused.wait_for_line("sandbox: ")["event"]
            others = [refused.wait_for_line(f"sandbox: Port {port} of 127.0.0.1")["event"] for _ in parts[1:]]
            assert refused.ended() == 2
    assert f"Port {port} of 127.0.0.1, for the service and the storefront, is taken." in first
    assert first.endswith("or choose another: --port PORT.")
    assert [told.rpartition("choose another: ")[2] for told in others] == [
        "--commerce-port PORT.",
        "--identity-port PORT.",
    ]
    assert not (tmp_path / "state").exists()


def test_what_is_no_port_is_refused_also_from_the_environment() -> None:
    with process(settings={"DEMO_COMMERCE_PORT": "eighty"}, python=("-m", "sandbox")) as refused:
        told = refused.wait_for_line("python -m sandbox: error:")["event"]
        assert refused.ended() == 2
    assert told.endswith("'eighty' is no port: give a number from 1 to 65535.")


def cart_with_a_bread_bag(running: Demo) -> str:
    cart: str = post(running.address, CART)[1]["data"]["createGuestCart"]["cart"]["id"]
    items = [{"sku": "PS-307", "quantity": 1}]
    _, added = post(running.address, ADD, variables={"id": cart, "items": items})
    assert added == {"data": {"addProductsToCart": {"user_errors": []}}}
    return cart


def first_query(printed: str) -> tuple[str, bytes]:
    """Address and body of the command that is printed."""
    words = shlex.split(printed[printed.index("curl") : printed.index("Sign in with")])
    body = words[words.index("-d") + 1]
    assert json.loads(body).keys() == {"query"}
    return next(word for word in words if word.startswith("http")), body.encode()


def page(address: str) -> tuple[int, dict[str, str], str]:
    """What a browser gets at an address."""
    request = urllib.request.Request(address, headers={"accept": "text/html"})
    with urllib.request.urlopen(request, timeout=30) as response:
        return (
            response.status,
            {name.lower(): value for name, value in response.headers.items()},
            response.read().decode(),
        )


def listens(address: str) -> bool:
    parts = urlsplit(address)
    with socket.socket() as probe:
        return probe.connect_ex((str(parts.hostname), int(parts.port or 0))) == 0
