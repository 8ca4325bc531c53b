"""Orders that are placed at the same moment, over HTTP."""

import asyncio
from typing import Any

import httpx2 as httpx

from sandbox.commerce.app import create_app
from sandbox.commerce.settings import Settings
from sandbox.commerce.world import World
from tests.contract.sandbox_commerce.shopping import OPENING, PLATE, Shop

PLACE = "mutation($c: String!) { placeOrder(input: {cart_id: $c}) { orderV2 { number } errors { code } } }"


async def place_at_once(*carts: str, app: Any) -> list[dict[str, Any]]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://commerce") as client:
        asked = [client.post("/graphql", json={"query": PLACE, "variables": {"c": cart_id}}) for cart_id in carts]
        return [answer.json()["data"]["placeOrder"] for answer in await asyncio.gather(*asked)]


def open_shop() -> tuple[Shop, Any]:
    app = create_app(Settings(fixed_ids=True, now=OPENING))
    world: World = app.state.world
    return Shop.over(world), app


async def test_four_orders_of_one_cart_at_once_are_one_order() -> None:
    shop, app = open_shop()
    cart_id, before = shop.ready_cart(), shop.stock(PLATE)
    answers = await place_at_once(*[cart_id] * 4, app=app)
    numbers = [answer["orderV2"]["number"] for answer in answers if answer["orderV2"]]
    refused = [answer["errors"] for answer in answers if not answer["orderV2"]]
    assert numbers == ["000000001"]
    assert refused == [[{"code": "CART_NOT_ACTIVE"}]] * 3
    assert shop.stock(PLATE) == before - 1
    shop.close()


async def test_the_last_piece_is_sold_once() -> None:
    shop, app = open_shop()
    carts = [shop.ready_cart() for _ in range(3)]
    shop.set_stock(PLATE, 1)
    answers = await place_at_once(*carts, app=app)
    assert sum(answer["orderV2"] is not None for answer in answers) == 1
    assert shop.world.row("SELECT quantity FROM catalog_product WHERE sku = ?", (PLATE,))["quantity"] == 0  # type: ignore[index]
    shop.close()
