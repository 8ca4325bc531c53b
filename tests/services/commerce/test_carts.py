"""Carts at a Commerce that answers otherwise than the sandbox does."""

from collections.abc import Awaitable, Callable

import pytest

from integrations.commerce.shopper_carts import CartGone, ShopperCarts
from integrations.commerce.sign_on import connect
from integrations.kit.errors import IntegrationError, Invalid, NotFound
from tests.services.commerce.server import Server, answers
from tests.services.commerce.test_rest import DOCUMENTS, settings

UNKNOWN_FIELD = answers({"errors": [{"message": 'Cannot query field "itemsV2" on type "Cart".'}]})


async def failure(server: Server, call: Callable[[ShopperCarts], Awaitable[object]]) -> IntegrationError:
    async with connect(settings(server, credentials={"kind": "none"}), DOCUMENTS) as commerce:
        with pytest.raises(IntegrationError) as caught:
            await call(commerce.carts)
    return caught.value


async def test_a_commerce_that_lacks_the_field_is_not_taken_for_a_cart_that_is_gone(server: Server) -> None:
    server.script = [UNKNOWN_FIELD]
    error = await failure(server, lambda carts: carts.read("cart", None, None))
    assert isinstance(error, NotFound)
    assert not isinstance(error, CartGone)


async def test_a_customers_cart_without_an_id_is_not_understood(server: Server) -> None:
    server.script = [answers({"data": {"customerCart": {}}})]
    assert isinstance(await failure(server, lambda carts: carts.active("token", None)), Invalid)


async def test_the_token_the_store_and_nothing_of_ours_go_with_a_shoppers_cart(server: Server) -> None:
    server.script = [answers({"data": {"mergeCarts": {"id": "customers"}}})]
    async with connect(settings(server), DOCUMENTS) as commerce:
        await commerce.carts.merge("guests", "customers", "token", "de")
    (received,) = server.received
    assert (received.headers["authorization"], received.headers["store"]) == ("Bearer token", "de")
    assert received.path == "/graphql"


async def test_a_guests_cart_is_read_without_any_credentials(server: Server) -> None:
    empty = {"applied_coupons": None, "itemsV2": {"items": [], "page_info": {"total_pages": 0}}}
    server.script = [answers({"data": {"cart": empty}})]
    async with connect(settings(server), DOCUMENTS) as commerce:
        assert (await commerce.carts.read("guests", None, None)).lines == ()
    assert "authorization" not in server.received[0].headers
