"""Orders that are placed at the same moment, over HTTP."""

import asyncio
from typing import Any

import httpx2 as httpx

from sandbox.commerce.app import create_app
from sandbox.commerce.settings import Settings
from sandbox.commerce.world import World
from tests.contract.sandbox_commerce.shopping import OPENING, PLATE, Shop

PLACE = "mutation($c: String!) { placeOrder(input: {cart_id: $c}) { orderV2 { number } errors { code message } } }"


SERVER_ERROR = "A server error stopped your order from being placed. Please try to place your order again."
ADMIN = {"username": "admin", "password": "Fernhollow-1"}


def client_of(app: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://commerce")


async def place(client: httpx.AsyncClient, cart_id: str) -> dict[str, Any]:
    answer = await client.post("/graphql", json={"query": PLACE, "variables": {"c": cart_id}})
    placed: dict[str, Any] = answer.json()["data"]["placeOrder"]
    return placed


async def place_at_once(*carts: str, app: Any) -> list[dict[str, Any]]:
    async with client_of(app) as client:
        return await asyncio.gather(*(place(client, cart_id) for cart_id in carts))


def open_shop() -> tuple[Shop, Any]:
    app = create_app(Settings(fixed_ids=True, now=OPENING))
    world: World = app.state.world
    return Shop.over(world), app


async def test_four_orders_of_one_cart_at_once_are_one_order_and_the_losers_are_told_that_it_failed() -> None:
    shop, app = open_shop()
    cart_id, before = shop.ready_cart(), shop.stock(PLATE)
    answers = await place_at_once(*[cart_id] * 4, app=app)
    numbers = [answer["orderV2"]["number"] for answer in answers if answer["orderV2"]]
    refused = [answer["errors"] for answer in answers if not answer["orderV2"]]
    assert numbers == ["000000001"]
    assert refused == [[{"code": "UNABLE_TO_PLACE_ORDER", "message": SERVER_ERROR}]] * 3
    assert shop.stock(PLATE) == before - 1
    shop.close()


async def test_graphql_and_rest_at_once_are_one_order_as_a_real_commerce_has_it(recorded: Any) -> None:
    pair = recorded("place_order_race")
    lost_by_graphql, _, _, (status, lost_by_rest) = pair["response"]
    shop, app = open_shop()
    cart_id = shop.ready_cart()
    cart = shop.world.row("SELECT id FROM cart WHERE masked_id = ?", (cart_id,))
    assert cart is not None
    async with client_of(app) as client:
        token = (await client.post("/rest/V1/integration/admin/token", json=ADMIN)).json()
        headers = {"Authorization": f"Bearer {token}"}

        async def by_rest() -> httpx.Response:
            return await client.put(f"/rest/V1/carts/{cart['id']}/order", json={}, headers=headers)

        one, two, three, four = await asyncio.gather(
            place(client, cart_id), by_rest(), place(client, cart_id), by_rest()
        )
    assert one["orderV2"] == {"number": "000000001"}
    assert three["errors"] == lost_by_graphql["data"]["placeOrder"]["errors"]
    assert [(answer.status_code, answer.json()) for answer in (two, four)] == [(status, lost_by_rest)] * 2
    orders = shop.world.rows("SELECT 1 FROM sales_order WHERE quote_id = ?", (cart["id"],))
    assert len(orders) == pair["orders_of_the_cart"]
    shop.close()


async def test_whoever_asks_after_the_order_was_placed_finds_a_finished_cart() -> None:
    shop, app = open_shop()
    cart_id = shop.ready_cart()
    async with client_of(app) as client:
        assert (await place(client, cart_id))["orderV2"]
        assert [error["code"] for error in (await place(client, cart_id))["errors"]] == ["CART_NOT_ACTIVE"]
    shop.close()


async def test_the_last_piece_is_sold_once() -> None:
    shop, app = open_shop()
    carts = [shop.ready_cart() for _ in range(3)]
    shop.set_stock(PLATE, 1)
    answers = await place_at_once(*carts, app=app)
    assert sum(answer["orderV2"] is not None for answer in answers) == 1
    assert shop.world.row("SELECT quantity FROM catalog_product WHERE sku = ?", (PLATE,))["quantity"] == 0  # type: ignore[index]
    shop.close()
