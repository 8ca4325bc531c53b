"""Two shoppers fill their baskets at once. Nothing of one reaches the other, however their requests interleave."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Final

import httpx2 as httpx
import pytest

from tests.storefront.shops import Commerce, Endpoint, Headers

ROUNDS: Final = 25
SECONDS: Final = 60
SIGN_IN: Final = (
    'mutation ($email: String!) { generateCustomerToken(email: $email, password: "Fernhollow-1") { token } }'
)
WHO: Final = "{ customer { email addresses { city } } service { version } }"
BASKET: Final = """query ($cart: String!) {
  cart(cart_id: $cart) { id email items { quantity product { sku canonicalUrl } } }
}"""
ADD: Final = """mutation ($cart: String!, $sku: String!) {
  addProductsToCart(cartId: $cart, cartItems: [{ sku: $sku, quantity: 1 }]) { cart { id items { product { sku } } } }
}"""


@dataclass(frozen=True, slots=True)
class Shopper:
    """Someone signed in, with a browser that sends back whatever cookie it is given."""

    email: str
    headers: Headers
    cart: str
    sku: str
    browser: httpx.AsyncClient

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """What the shopper is told."""
        sent = {"query": query, "variables": variables}
        answered = await self.browser.post("/graphql", json=sent, headers=self.headers)
        assert "set-cookie" not in answered.headers
        told: dict[str, Any] = answered.json()
        return told


@pytest.fixture
async def shoppers(service: Endpoint) -> AsyncIterator[tuple[Shopper, Shopper]]:
    """Ada, who buys plates, and Bruno, who buys notebooks."""
    async with AsyncExitStack() as stack:
        ada, bruno = _shopper(service, "ada@example.com", "TW-101"), _shopper(service, "bruno@example.com", "NB-901")
        for shopper in (ada, bruno):
            await stack.enter_async_context(shopper.browser)
        yield ada, bruno


def _shopper(service: Endpoint, email: str, sku: str) -> Shopper:
    token = service.ask(SIGN_IN, email=email)["data"]["generateCustomerToken"]["token"]
    headers = {"Authorization": f"Bearer {token}"}
    cart = service.ask("{ customerCart { id } }", headers)["data"]["customerCart"]["id"]
    base = service.url.removesuffix("/graphql")
    browser = httpx.AsyncClient(base_url=base, headers={"Accept": "application/json"}, timeout=SECONDS)
    return Shopper(email, headers, cart, sku, browser)


async def test_each_sees_the_own_account_and_basket_only(shoppers: tuple[Shopper, Shopper], twin: Commerce) -> None:
    for shopper in shoppers:
        await shopper.ask(ADD, cart=shopper.cart, sku=shopper.sku)
    twin.go_wrong("latency", seconds=0.02)  # so that they are under way at once
    asked = [(shopper, question) for _ in range(ROUNDS) for shopper in shoppers for question in (WHO, BASKET)]
    async with asyncio.timeout(SECONDS):
        answers = await asyncio.gather(
            *(shopper.ask(question, **_variables(shopper, question)) for shopper, question in asked)
        )
    assert [list(_private(answer)) for answer in answers] == [
        _expected(shopper, question) for shopper, question in asked
    ]


def _variables(shopper: Shopper, question: str) -> dict[str, str]:
    return {"cart": shopper.cart} if question == BASKET else {}


def _expected(shopper: Shopper, question: str) -> list[Any]:
    return [shopper.email] if question == WHO else [shopper.cart, shopper.email, shopper.sku]


def _private(answer: dict[str, Any]) -> Iterator[Any]:
    """What of an answer is one shopper's alone."""
    assert "errors" not in answer
    if customer := answer["data"].get("customer"):
        yield customer["email"]
    else:
        basket = answer["data"]["cart"]
        yield from (basket["id"], basket["email"], *(item["product"]["sku"] for item in basket["items"]))


async def test_changes_that_interleave_reach_the_own_basket_only(shoppers: tuple[Shopper, Shopper]) -> None:
    async with asyncio.timeout(SECONDS):
        await asyncio.gather(
            *(shopper.ask(ADD, cart=shopper.cart, sku=shopper.sku) for _ in range(10) for shopper in shoppers)
        )
    for shopper in shoppers:
        [line] = (await shopper.ask(BASKET, cart=shopper.cart))["data"]["cart"]["items"]
        assert (line["quantity"], line["product"]["sku"]) == (10, shopper.sku)


async def test_nobody_reads_the_basket_of_the_other(shoppers: tuple[Shopper, Shopper]) -> None:
    ada, bruno = shoppers
    answer = await bruno.ask(BASKET, cart=ada.cart)
    assert answer["data"]["cart"] is None
    assert answer["errors"][0]["extensions"]["category"] == "graphql-authorization"


async def test_a_cookie_that_a_browser_brings_never_reaches_commerce(
    shoppers: tuple[Shopper, Shopper], twin: Commerce
) -> None:
    before = len(twin.requests())
    for shopper in shoppers:
        shopper.browser.cookies.set("PHPSESSID", f"of-{shopper.email.partition('@')[0]}")
        await shopper.ask(WHO)
        await shopper.ask(ADD, cart=shopper.cart, sku=shopper.sku)
    requests = twin.requests()[before:]
    assert len(requests) == 4
    assert not [request for request in requests if "cookie" in request["headers"]]


async def test_a_customers_answers_carry_another_cache_id_than_a_guests(
    shoppers: tuple[Shopper, Shopper], service: Endpoint
) -> None:
    ada, _ = shoppers
    asked = {"query": '{ products(search: "oak") { total_count } }'}
    customers = (await ada.browser.post("/graphql", json=asked, headers=ada.headers)).headers["x-magento-cache-id"]
    guests = [service.send(asked).headers["x-magento-cache-id"] for _ in range(2)]
    assert guests[0] == guests[1] != customers
