"""Connections that stay open are a shopper's as long as the shopper is signed on, and no other page's."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.services.sign_on.browser import Browser
from tests.services.sign_on.conftest import PASSWORD, Shop

SECONDS = 30.0
SIGN_IN = "mutation ($e: String!, $p: String!) { generateCustomerToken(email: $e, password: $p) { token } }"
WHO = "{ session { signedIn } customer { email } }"


@contextmanager
def connected(shop: Shop, cookie: str | None, origin: str | None = None) -> Iterator[ClientConnection]:
    """A WebSocket as a page of this origin opens it."""
    headers = {"cookie": f"__Host-session={cookie}"} if cookie else {}
    with connect(
        f"{shop.address.replace('http', 'ws')}/graphql",
        origin=Origin(origin or shop.address),
        subprotocols=[Subprotocol("graphql-transport-ws")],
        additional_headers=headers,
        open_timeout=SECONDS,
    ) as socket:
        yield socket


def says(socket: ClientConnection, **message: object) -> dict[str, object]:
    """Send a message; the next one that comes."""
    socket.send(json.dumps(message))
    heard: dict[str, object] = json.loads(socket.recv(SECONDS))
    return heard


def test_a_shopper_asks_over_a_connection_as_the_customer_and_is_cut_off_at_sign_out(
    shop: Shop, browser: Browser
) -> None:
    shop.signs_on(browser)
    with connected(shop, browser.session_cookie) as socket:
        assert says(socket, type="connection_init")["type"] == "connection_ack"
        told = says(socket, type="subscribe", id="1", payload={"query": WHO})
        assert told["payload"] == {"data": {"session": {"signedIn": True}, "customer": {"email": "ada@example.com"}}}
        assert json.loads(socket.recv(SECONDS))["type"] == "complete"
        browser.ask("mutation { signOut { providerLogoutUrl } }")
        with pytest.raises(ConnectionClosed):
            socket.recv(SECONDS)
        assert socket.close_code == 4403


def test_a_handle_comes_with_the_first_message(shop: Shop, browser: Browser) -> None:
    handle = browser.ask(SIGN_IN, e="bruno@example.com", p=PASSWORD)["data"]["generateCustomerToken"]["token"]
    with connected(shop, None) as socket:
        begun = says(socket, type="connection_init", payload={"Authorization": f"Bearer {handle}"})
        assert begun["type"] == "connection_ack"
        told = says(socket, type="subscribe", id="1", payload={"query": WHO})
        assert told["payload"] == {"data": {"session": {"signedIn": True}, "customer": {"email": "bruno@example.com"}}}


def test_a_handle_that_is_none_closes_the_connection(shop: Shop) -> None:
    with connected(shop, None) as socket:
        socket.send(json.dumps({"type": "connection_init", "payload": {"Authorization": "Bearer nobody"}}))
        with pytest.raises(ConnectionClosed):
            socket.recv(SECONDS)
        assert socket.close_code == 4403


def test_a_page_of_another_site_cannot_connect_with_the_shoppers_cookie(shop: Shop, browser: Browser) -> None:
    shop.signs_on(browser)
    with (
        pytest.raises(InvalidStatus) as refused,
        connected(shop, browser.session_cookie, "https://evil.example"),
    ):
        raise AssertionError("it is connected")
    assert refused.value.response.status_code == 403


def test_nobody_signs_on_where_no_cookie_can_be_set(shop: Shop) -> None:
    document = "mutation ($input: SignInWithPasswordInput!) { signInWithPassword(input: $input) { signedIn } }"
    variables = {"input": {"email": "ada@example.com", "password": PASSWORD}}
    with connected(shop, None) as socket:
        says(socket, type="connection_init")
        told = says(socket, type="subscribe", id="1", payload={"query": document, "variables": variables})
    assert "by POST" in str(told)
    assert not shop.asked("generateCustomerToken")
