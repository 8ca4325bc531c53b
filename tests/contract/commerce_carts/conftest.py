"""A sandbox Commerce that listens, our side of its carts, and a shopper who fills them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import pytest

from integrations.commerce.shopper_carts import Cart, CartLine, RefusedLine, ShopperCarts
from sandbox.commerce.identifiers import uid
from tests.contract.commerce_tokens.conftest import Shop, opened
from tests.contract.sandbox_commerce import choosing
from tests.contract.sandbox_commerce.shopping import PLATE
from tests.contract.sandbox_commerce.shopping import Shop as Storefront


def mug_with(name: str) -> dict[str, Any]:
    """A mug with a name and two handles."""
    return {
        "sku": choosing.MUG,
        "selected_options": [uid("custom-option/2/3")],
        "entered_options": [{"uid": uid("custom-option/1"), "value": name}],
    }


TOWEL_WITH_A_DATE: Final = {
    "sku": choosing.TOWEL,
    "selected_options": [uid("custom-option/4/5"), uid("custom-option/5/6"), uid("custom-option/5/7")],
    "entered_options": [
        {"uid": uid("custom-option/3"), "value": "For the larder"},
        {"uid": uid("custom-option/7"), "value": "2026-05-01"},
    ],
}
SET_WITH_THREE_PLATES: Final = {
    "sku": choosing.BUNDLE,
    "selected_options": [uid("bundle/1/1/1"), uid("bundle/3/5/1"), uid("bundle/3/6/1")],
    "entered_options": [{"uid": uid("bundle/2/3/2"), "value": "3"}],
}
BOTH_HALVES_OF_THE_CALENDAR: Final = {
    "sku": choosing.CALENDAR,
    "selected_options": [uid("downloadable/1"), uid("downloadable/2")],
}
EVERY_KIND: Final[Sequence[dict[str, Any]]] = (
    {"sku": PLATE},
    {"sku": choosing.EVENING},
    mug_with("Ada"),
    TOWEL_WITH_A_DATE,
    SET_WITH_THREE_PLATES,
    BOTH_HALVES_OF_THE_CALENDAR,
)
"""One of each kind of product, with what is chosen about it; the configurable apron is made by `Storefront`."""


class Shopper(Storefront):
    """Somebody who fills carts, and sees what is in them as the storefront shows it."""

    def fill(self, cart_id: str, *items: dict[str, Any], token: str = "") -> None:
        """Put in what can be had: a quantity of 1 unless the item says otherwise."""
        add = (
            "mutation($c: String!, $i: [CartItemInput!]!) { addProductsToCart(cartId: $c, cartItems: $i)"
            " { user_errors { message } } }"
        )
        given = [{"quantity": 1, **item} for item in items]
        assert self.ask(add, c=cart_id, i=given, token=token)["addProductsToCart"]["user_errors"] == []

    def guest(self, *items: dict[str, Any]) -> str:
        """The id of a guest's cart that holds them."""
        cart_id = self.guest_cart()
        self.fill(cart_id, *items)
        return cart_id

    def customer(self, *items: dict[str, Any]) -> tuple[str, str]:
        """A token, and the id of that customer's cart, which holds them."""
        token = self.sign_in()
        cart_id = self.customer_cart(token)
        self.fill(cart_id, *items, token=token)
        return token, cart_id

    def holds(self, cart_id: str, token: str = "") -> dict[str, float]:
        """How many of what is in a cart, by SKU."""
        items = self.cart(cart_id, "items { quantity product { sku } }", token=token)["items"]
        return {item["product"]["sku"]: item["quantity"] for item in items}

    def apron(self) -> dict[str, Any]:
        """One that can be had, with its colour and size."""
        return {"sku": "CF-AP", "selected_options": self.apron_options()[0]}

    def lose(self, cart_id: str, sku: str | None = None, keeping: float = 0) -> None:
        """As Commerce does: there are fewer of a product in the cart, or nothing is."""
        of_cart = "cart_id = (SELECT id FROM cart WHERE masked_id = ?)"
        of_product = "product_id = (SELECT id FROM catalog_product WHERE sku = coalesce(?, sku) AND id = product_id)"
        change = "UPDATE cart_item SET quantity = ?" if keeping else "DELETE FROM cart_item"
        given = (keeping, cart_id, sku) if keeping else (cart_id, sku)
        self.world.database.execute(f"{change} WHERE {of_cart} AND {of_product}", given)


Step = Callable[[], Awaitable[None]]


class Meanwhile:
    """The real carts, with something that happens right before or after Commerce merges.

    What `before` raises keeps the merge from being asked for; what `after` raises is all that the caller hears of it.
    """

    def __init__(self, carts: ShopperCarts, *, before: Step | None = None, after: Step | None = None) -> None:
        self._carts = carts
        self._before = before
        self._after = after

    async def active(self, token: str, store_code: str | None) -> Cart:
        return await self._carts.active(token, store_code)

    async def read(self, cart_id: str, token: str | None, store_code: str | None) -> Cart:
        return await self._carts.read(cart_id, token, store_code)

    async def merge(self, source_cart_id: str, destination_cart_id: str, token: str, store_code: str | None) -> None:
        if self._before:
            await self._before()
        await self._carts.merge(source_cart_id, destination_cart_id, token, store_code)
        if self._after:
            await self._after()

    async def add(
        self, cart_id: str, lines: Sequence[CartLine], token: str | None, store_code: str | None
    ) -> tuple[RefusedLine, ...]:
        return await self._carts.add(cart_id, lines, token, store_code)


class WithUploads(Meanwhile):
    """The real carts, as if about each line a file had been uploaded, which the sandbox has no options for."""

    async def read(self, cart_id: str, token: str | None, store_code: str | None) -> Cart:
        cart = await super().read(cart_id, token, store_code)
        return replace(cart, lines=tuple(replace(line, can_be_put_back=False) for line in cart.lines))


class BetweenReadings(Meanwhile):
    """The real carts, with something that happens once, right after the first of them is read."""

    def __init__(self, carts: ShopperCarts, step: Step) -> None:
        super().__init__(carts)
        self._steps = [step]

    async def active(self, token: str, store_code: str | None) -> Cart:
        return await self._then_step(await super().active(token, store_code))

    async def read(self, cart_id: str, token: str | None, store_code: str | None) -> Cart:
        return await self._then_step(await super().read(cart_id, token, store_code))

    async def _then_step(self, cart: Cart) -> Cart:
        while self._steps:
            await self._steps.pop()()
        return cart


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with opened() as running:
        yield running


@pytest.fixture
def shopper(shop: Shop) -> Shopper:
    return Shopper.over(shop.world)


@pytest.fixture
async def carts(shop: Shop) -> AsyncIterator[ShopperCarts]:
    async with shop.sign_on("password", credentials={"kind": "none"}) as commerce:
        yield commerce.carts
