"""The whole shop on this machine: demo storefront and service on one origin, Commerce, Redis and a provider behind."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2 as httpx

from bff.settings import Settings
from sandbox import redis as sandbox_redis
from sandbox.commerce.app import create_app as create_commerce
from sandbox.commerce.schema import sdl
from sandbox.commerce.settings import Settings as CommerceSettings
from sandbox.content.app import create_app as create_content
from sandbox.content.settings import Settings as EditorsSettings
from sandbox.demo.service import demo_app
from tests.browser.recorder import Recorder
from tests.services.processes import free_port
from tests.services.sign_on.conftest import PASSWORD, settings_of
from tests.services.sign_on.serving import served

_SIGN_IN = "mutation ($e: String!, $p: String!) { generateCustomerToken(email: $e, password: $p) { token } }"
_CART = "{ customerCart { id } }"
_ORDER = """mutation ($id: String!) {
  addProductsToCart(cartId: $id, cartItems: [{sku: "PS-307", quantity: 1}]) { user_errors { message } }
  setShippingAddressesOnCart(input: {cart_id: $id, shipping_addresses: [{customer_address_id: 1}]}) { cart { id } }
  setBillingAddressOnCart(input: {cart_id: $id, billing_address: {same_as_shipping: true}}) { cart { id } }
  setShippingMethodsOnCart(input: {
    cart_id: $id, shipping_methods: [{carrier_code: "flatrate", method_code: "flatrate"}]
  }) { cart { id } }
  setPaymentMethodOnCart(input: {cart_id: $id, payment_method: {code: "checkmo"}}) { cart { id } }
  placeOrder(input: {cart_id: $id}) { orderV2 { number } }
}"""

_STORES = {"de": "/de"}
_TOKENS = ("SELECT token FROM customer_token", "SELECT token FROM admin_token")


@dataclass(frozen=True)
class Shop:
    """It runs. `recorder` has what the service has sent to anybody; `editors` is the content system's page."""

    address: str
    commerce: str
    editors: str
    database: Path
    recorder: Recorder = field(repr=False)
    control: httpx.Client = field(repr=False)

    def ada_has_ordered(self) -> str:
        """At Commerce, some day before; the order's number."""
        token = self._commerce(_SIGN_IN, e="ada@example.com", p=PASSWORD)["generateCustomerToken"]["token"]
        cart = self._commerce(_CART, token)["customerCart"]["id"]
        number: str = self._commerce(_ORDER, token, id=cart)["placeOrder"]["orderV2"]["number"]
        return number

    def commerces_tokens_end(self) -> None:
        """Its clock goes on by two hours."""
        self.control.post(f"{self.commerce}/_sandbox/clock", json={"advance_seconds": 7_200}).raise_for_status()

    def commerces_tokens(self) -> set[str]:
        """Each one of a customer's or of our admin user's that Commerce knows."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as database:
            return {token for query in _TOKENS for (token,) in database.execute(query)}

    def _commerce(self, query: str, token: str = "", **variables: Any) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        answer = self.control.post(
            f"{self.commerce}/graphql", json={"query": query, "variables": variables}, headers=headers
        ).json()
        assert "errors" not in answer, answer
        content: dict[str, Any] = answer["data"]
        return content


@contextmanager
def opened_shop(port: int, issuer: str, folder: Path) -> Iterator[Shop]:
    """At http://localhost:`port`, for as long as the context lasts. The provider runs already."""
    address, commerce_port, editors_port = f"http://localhost:{port}", free_port(), free_port()
    commerce, editors = f"http://127.0.0.1:{commerce_port}", f"http://127.0.0.1:{editors_port}"
    words = EditorsSettings(
        port=editors_port,
        preview_url=f"{address}/preview",
        preview_prefixes=_STORES,
        webhook_url=f"{address}/webhooks/cms/fake",
    )
    schema, database = folder / "commerce.graphql", folder / "commerce.sqlite"
    schema.write_text(sdl(), encoding="utf-8")
    with (
        sandbox_redis.running() as redis,
        served(create_commerce(CommerceSettings(port=commerce_port, database=database)), commerce_port),
        served(create_content(words), editors_port),
        httpx.Client(trust_env=False, timeout=30) as control,
    ):
        settings = Settings.model_validate(
            {
                **settings_of(address, commerce, issuer, redis.url, schema),
                "storefront": {"url": address, "stores": _STORES},
                "content": {"source": "fake", "locales": {"de": ["de", "en"]}, "preview_keys": [words.preview_key]},
                "cms": {"fake": {"url": editors}},
                "routes": {"order": ["content", "commerce"]},
            }
        )
        recorder = Recorder(demo_app(settings))
        with served(recorder, port):
            yield Shop(address, commerce, editors, database, recorder, control)
