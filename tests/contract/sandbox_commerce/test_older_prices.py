"""Prices by customer group and quantity, in the words of newer and of older storefronts."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.choosing import BUNDLE, MUG, product
from tests.contract.sandbox_commerce.conftest import MORNING, Commerce
from tests.contract.sandbox_commerce.rest_client import RestClient
from tests.contract.sandbox_commerce.shopping import PLATE, Shop

PRICES = """price_range { minimum_price { regular_price { value } final_price { value } discount { amount_off } } }
  price { regularPrice { amount { value currency } } minimalPrice { amount { value } adjustments { code } } }
  tier_prices { qty value } websites { code is_default }"""

ALWAYS = {"price_from": "2026-01-01 00:00:00", "price_to": "2026-12-31 00:00:00"}
WHOLESALE = 2


@pytest.fixture
def commerce(start: Callable[[Settings], Commerce]) -> Commerce:
    return start(Settings(now=MORNING, fixed_ids=True))


@pytest.fixture
def shop(commerce: Commerce) -> Shop:
    return Shop.over(commerce.world)


@pytest.fixture
def office(commerce: Commerce) -> RestClient:
    return RestClient(commerce.client).as_admin()


def tier(price: float, group: str, quantity: int, kind: str = "fixed") -> dict[str, Any]:
    return {
        "price": price,
        "price_type": kind,
        "website_id": 0,
        "sku": PLATE,
        "customer_group": group,
        "quantity": quantity,
    }


def price_in_cart(shop: Shop, quantity: float, token: str = "") -> Any:
    cart_id = shop.customer_cart(token) if token else shop.guest_cart()
    assert shop.put(cart_id, PLATE, quantity, token=token) == []
    found = shop.cart(cart_id, "items { prices { price { value } row_total { value } } }", token=token)
    prices = found["items"][0]["prices"]
    assert prices["row_total"]["value"] == prices["price"]["value"] * quantity
    return prices["price"]["value"]


def test_a_tier_that_the_back_office_writes_is_what_a_cart_of_that_many_pays(shop: Shop, office: RestClient) -> None:
    assert price_in_cart(shop, 5) == 24
    office.post("/products/tier-prices", {"prices": [tier(20, "ALL GROUPS", 5), tier(25, "ALL GROUPS", 2)]})
    assert (price_in_cart(shop, 4), price_in_cart(shop, 5)) == (24, 20)
    office.post("/products/tier-prices", {"prices": [tier(50, "General", 8, "discount")]})
    assert (price_in_cart(shop, 8), price_in_cart(shop, 8, shop.sign_in())) == (20, 12)
    office.post("/products/special-price", {"prices": [{"price": 18, "store_id": 0, "sku": PLATE, **ALWAYS}]})
    assert price_in_cart(shop, 5) == 18


def test_a_group_that_pays_less_for_a_single_piece_sees_that_as_its_price(shop: Shop, office: RestClient) -> None:
    office.post("/products/tier-prices", {"prices": [tier(21, "General", 1)]})
    guests, ada = product(shop, PLATE, PRICES), product(shop, PLATE, PRICES, token=shop.sign_in())
    assert guests["price_range"]["minimum_price"]["final_price"] == {"value": 24}
    assert ada["price_range"]["minimum_price"] == {
        "regular_price": {"value": 24},
        "final_price": {"value": 21},
        "discount": {"amount_off": 3},
    }
    assert (price_in_cart(shop, 1), price_in_cart(shop, 1, shop.sign_in())) == (24, 21)


def test_what_a_group_pays_is_not_kept_for_another(commerce: Commerce, shop: Shop, office: RestClient) -> None:
    def cache_id(token: str) -> str:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return commerce.post("{ storeConfig { store_code } }", **headers).headers["X-Magento-Cache-Id"]

    ada, bruno, chidi = (shop.sign_in(f"{name}@example.com") for name in ("ada", "bruno", "chidi"))
    assert cache_id(ada) == cache_id(bruno) == cache_id(chidi) != cache_id("")
    before, customer = cache_id(bruno), office.get("/customers/1")
    office.put("/customers/1", {"customer": {**customer, "group_id": WHOLESALE}})
    assert cache_id(bruno) == before
    assert len({cache_id(""), cache_id(ada), cache_id(bruno)}) == 3


def test_an_older_storefront_reads_the_same_prices(shop: Shop) -> None:
    found = product(shop, MUG, PRICES)
    price = found["price_range"]["minimum_price"]
    assert found["price"]["regularPrice"]["amount"] == {**price["regular_price"], "currency": "USD"}
    assert found["price"]["minimalPrice"] == {"amount": price["final_price"], "adjustments": []}
    assert found["tier_prices"] == [{"qty": 6, "value": 20}]
    assert found["websites"] == [{"code": "base", "is_default": True}]
    details = product(shop, BUNDLE, "... on BundleProduct { price_details { main_price discount_percentage } }")
    assert details["price_details"] == {"main_price": 0, "discount_percentage": 0}
