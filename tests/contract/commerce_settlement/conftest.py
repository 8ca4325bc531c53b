"""A sandbox Commerce that listens, a shopper who fills carts, and settlement with our own credentials."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Any, Final

import pytest

from integrations.commerce.own_connection import connect_settlement
from integrations.commerce.settlement import PaymentMethodChoice, SettlementCommerce
from tests.contract.commerce_tokens.conftest import ADMIN, INTEGRATION, Shop, opened
from tests.contract.sandbox_commerce.shopping import OAKLAND
from tests.contract.sandbox_commerce.shopping import Shop as Storefront

METHOD: Final = "bff_payment"
PAID: Final = PaymentMethodChoice(METHOD)


class Shopper(Storefront):
    """Somebody who fills carts up to the payment."""

    def cart_to_pay(self, sku: str = "TW-101", quantity: float = 1, **where: Any) -> str:
        """A guest's cart that lacks its payment alone."""
        cart_id = self.guest_cart(**where)
        assert self.put(cart_id, sku, quantity, **where) == []
        self.set("setGuestEmailOnCart", {"cart_id": cart_id, "email": "gail@example.com"}, **where)
        self.deliver(cart_id, **where)
        return cart_id

    def customers_cart_to_pay(self) -> tuple[str, str]:
        """A customer's, and the token that it was filled with."""
        token = self.sign_in()
        cart_id = self.customer_cart(token)
        assert self.put(cart_id, token=token) == []
        self.deliver(cart_id, token=token)
        return cart_id, token

    def deliver(self, cart_id: str, **where: Any) -> None:
        """Both addresses and the shipping method."""
        self.ship_to(cart_id, OAKLAND, **where)
        self.bill_as_shipped(cart_id, **where)
        self.ship_by(cart_id, **where)

    def orders(self, quote_id: int) -> int:
        """How many orders of a cart Commerce has in its own books."""
        (row,) = self.world.rows("SELECT COUNT(*) AS n FROM sales_order WHERE quote_id = ?", (quote_id,))
        count: int = row["n"]
        return count


def settling(
    shop: Shop, credentials: dict[str, Any], **changes: Any
) -> AbstractAsyncContextManager[SettlementCommerce]:
    return connect_settlement(shop.settings("password", credentials=credentials, **changes), now=shop.clock)


async def ordered(commerce: SettlementCommerce, cart_id: str, choice: PaymentMethodChoice = PAID) -> int:
    """The order that a cart becomes."""
    quote_id = await commerce.quote_of(cart_id)
    await commerce.set_payment_method(quote_id, choice)
    return await commerce.place_order(quote_id)


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with opened() as running:
        yield running


@pytest.fixture
def shopper(shop: Shop) -> Shopper:
    return Shopper.over(shop.world)


@pytest.fixture
async def commerce(shop: Shop) -> AsyncIterator[SettlementCommerce]:
    async with settling(shop, INTEGRATION) as connected:
        yield connected


@pytest.fixture(params=[INTEGRATION, ADMIN], ids=["integration", "admin"])
async def with_either(shop: Shop, request: pytest.FixtureRequest) -> AsyncIterator[SettlementCommerce]:
    """With each kind of credentials."""
    async with settling(shop, request.param) as connected:
        yield connected
