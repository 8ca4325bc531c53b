"""A shop to test in: one sandbox Commerce with its clock stopped, asked through its executable schema."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Self

from graphql import graphql_sync

from sandbox.commerce.catalog.configurables import option_uid, variants
from sandbox.commerce.catalog.products import product_by_sku
from sandbox.commerce.catalog.stock import restock, salable_quantity
from sandbox.commerce.customer.tokens import customer_of
from sandbox.commerce.domains import prepare
from sandbox.commerce.schema import executable_schema
from sandbox.commerce.settings import Settings
from sandbox.commerce.store.views import store_view
from sandbox.commerce.world import RequestContext, World

OPENING: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)
PASSWORD: Final = "Fernhollow-1"

PLATE: Final = "TW-101"
"""Simple, 24.00."""
APRON: Final = "CF-AP"
"""Configurable, 49.00, with a colour and a size."""

OAKLAND: Final[Mapping[str, Any]] = {
    "firstname": "Gail",
    "lastname": "Guest",
    "street": ["9 Elm Street"],
    "city": "Oakland",
    "region": "CA",
    "postcode": "94607",
    "country_code": "US",
    "telephone": "+1 510 555 0100",
}
BERLIN: Final[Mapping[str, Any]] = {
    **OAKLAND,
    "city": "Berlin",
    "region": "BE",
    "postcode": "10115",
    "country_code": "DE",
}


class Shop:
    """Asks one sandbox as a storefront would. `answer` is the whole response, `ask` insists that nothing failed."""

    def __init__(self, database: Path | None = None, *, seed: int = 1) -> None:
        self.world = World(Settings(database=database, seed=seed, fixed_ids=True, now=OPENING))
        prepare(self.world)

    @classmethod
    def over(cls, world: World) -> Self:
        """A shop in a sandbox that runs already."""
        shop = cls.__new__(cls)
        shop.world = world
        return shop

    def answer(
        self,
        query: str,
        *,
        token: str = "",
        store: str = "default",
        currency: str = "",
        **variables: Any,
    ) -> dict[str, Any]:
        """The response to a request."""
        view = store_view(self.world, store)
        assert view is not None
        customer_id = customer_of(self.world, token) if token else None
        context = RequestContext(self.world, view, currency or view.currency, customer_id)
        result = graphql_sync(executable_schema(), query, context_value=context, variable_values=variables)
        for error in result.errors or ():
            assert error.original_error is None or hasattr(error.original_error, "category"), error.original_error
        return dict(result.formatted)

    def ask(self, query: str, **named: Any) -> dict[str, Any]:
        """The data of a request in which nothing failed."""
        answer = self.answer(query, **named)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    def refusal(self, query: str, **named: Any) -> tuple[str, str]:
        """Category and message of the one error of a request."""
        (error,) = self.answer(query, **named)["errors"]
        return error["extensions"]["category"], error["message"]

    def sign_in(self, email: str = "ada@example.com", password: str = PASSWORD) -> str:
        """A customer's token."""
        sign_in = "mutation($e: String!, $p: String!) { generateCustomerToken(email: $e, password: $p) { token } }"
        token: str = self.ask(sign_in, e=email, p=password)["generateCustomerToken"]["token"]
        return token

    def guest_cart(self, **named: Any) -> str:
        """A new guest cart's id."""
        cart_id: str = self.ask("mutation { createGuestCart { cart { id } } }", **named)["createGuestCart"]["cart"][
            "id"
        ]
        return cart_id

    def customer_cart(self, token: str) -> str:
        """The id of the cart that a customer fills."""
        cart_id: str = self.ask("{ customerCart { id } }", token=token)["customerCart"]["id"]
        return cart_id

    def put(
        self, cart_id: str, sku: str = PLATE, quantity: float = 1, *, options: list[str] | None = None, **named: Any
    ) -> Any:
        """`user_errors` of putting something into a cart."""
        item = {"sku": sku, "quantity": quantity, "selected_options": options}
        return self.ask(
            "mutation($c: String!, $i: [CartItemInput!]!) { addProductsToCart(cartId: $c, cartItems: $i)"
            " { user_errors { code message } } }",
            c=cart_id,
            i=[item],
            **named,
        )["addProductsToCart"]["user_errors"]

    def cart(self, cart_id: str, selection: str, **named: Any) -> Any:
        """A selection of a cart."""
        return self.ask(f"query($c: String!) {{ cart(cart_id: $c) {{ {selection} }} }}", c=cart_id, **named)["cart"]

    def set(self, field: str, given: Mapping[str, Any], selection: str = "id", **named: Any) -> Any:
        """The cart after a mutation `field` of one `input`."""
        return self.ask(setting(field, selection), i=given, **named)[field]["cart"]

    def refused(self, field: str, given: Mapping[str, Any], **named: Any) -> tuple[str, str]:
        """Category and message with which a mutation `field` of one `input` fails."""
        return self.refusal(setting(field, "id"), i=given, **named)

    def ship_to(self, cart_id: str, address: Mapping[str, Any] = OAKLAND, **named: Any) -> None:
        """Set the shipping address."""
        addresses = [{"address": address}]
        self.set("setShippingAddressesOnCart", {"cart_id": cart_id, "shipping_addresses": addresses}, **named)

    def ship_by(self, cart_id: str, code: str = "flatrate", **named: Any) -> None:
        """Choose a shipping method."""
        methods = [{"carrier_code": code, "method_code": code}]
        self.set("setShippingMethodsOnCart", {"cart_id": cart_id, "shipping_methods": methods}, **named)

    def pay_by(self, cart_id: str, code: str = "checkmo", **named: Any) -> None:
        """Choose a payment method."""
        self.set("setPaymentMethodOnCart", {"cart_id": cart_id, "payment_method": {"code": code}}, **named)

    def bill_as_shipped(self, cart_id: str, **named: Any) -> None:
        """Bill to the shipping address."""
        billing = {"same_as_shipping": True}
        self.set("setBillingAddressOnCart", {"cart_id": cart_id, "billing_address": billing}, **named)

    def ready_cart(self, *skus: str, quantity: float = 1) -> str:
        """A guest's cart that lacks nothing but `placeOrder`."""
        cart_id = self.guest_cart()
        for sku in skus or (PLATE,):
            assert self.put(cart_id, sku, quantity) == []
        self.set("setGuestEmailOnCart", {"cart_id": cart_id, "email": "gail@example.com"})
        self.ship_to(cart_id)
        self.bill_as_shipped(cart_id)
        self.ship_by(cart_id)
        self.pay_by(cart_id)
        return cart_id

    def place(self, cart_id: str, selection: str = "number", **named: Any) -> Any:
        """`PlaceOrderOutput`, with a selection of the order."""
        return self.ask(
            "mutation($c: String!) { placeOrder(input: {cart_id: $c})"
            f" {{ orderV2 {{ {selection} }} errors {{ code message }} }} }}",
            c=cart_id,
            **named,
        )["placeOrder"]

    def stock(self, sku: str) -> float:
        """How many of it can be sold."""
        return salable_quantity(self.world, self._product_id(sku))

    def set_stock(self, sku: str, quantity: float) -> None:
        """Put so many on the shelf."""
        restock(self.world, self._product_id(sku), quantity)

    def apron_options(self) -> tuple[list[str], str]:
        """The `selected_options` of one apron that can be had, and that variant's SKU."""
        view = store_view(self.world, "default")
        assert view is not None
        apron = product_by_sku(self.world, APRON, view)
        assert apron is not None
        variant = next(found for found in variants(self.world, apron, view) if found.is_salable)
        return [option_uid(attribute.id, option.id) for attribute, option in variant.options], variant.product.sku

    def wait(self, minutes: float) -> None:
        """Let the shop's clock go on."""
        self.world.set_clock(self.world.clock() + timedelta(minutes=minutes))

    def close(self) -> None:
        """Close for today; with a database file, another shop may open in the same place."""
        self.world.close()

    def _product_id(self, sku: str) -> int:
        view = store_view(self.world, "default")
        assert view is not None
        product = product_by_sku(self.world, sku, view)
        assert product is not None
        return product.id


def setting(field: str, selection: str) -> str:
    """The document of a mutation with one `input` that answers with a cart."""
    kind = field[0].upper() + field[1:] + "Input"
    return f"mutation($i: {kind}) {{ {field}(input: $i) {{ cart {{ {selection} }} }} }}"
