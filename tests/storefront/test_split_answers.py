"""An operation that goes to Commerce in several requests is answered as if it had gone in one."""

from typing import Any, Final

import orjson
import pytest

from tests.storefront.shops import Commerce, Endpoint

ROW: Final = """sku name url_key uid small_image { url label }
  price_range { minimum_price { final_price { value currency } } }"""
SKUS: Final = ("TW-101", "TW-102", "TW-103", "TW-104", "TW-105", "CF-AP", "CF-RB", "NB-901")
SIMPLE: Final = tuple(sku for sku in SKUS if not sku.startswith("CF"))


def _shelf(name: str, sku: str, row: str = ROW) -> str:
    """One root field of 50 fields."""
    items = " ".join(f"copy{number}: items {{ {row} }}" for number in range(4))
    return f'{name}: products(filter: {{ sku: {{ eq: "{sku}" }} }}) {{ total_count {items} }}'


def _shelves(row: str = ROW) -> list[str]:
    return [_shelf(f"shelf{number}", sku, row) for number, sku in enumerate(SKUS)]


def _mutations() -> str:
    copies = " ".join(f"copy{number}: items {{ uid quantity product {{ {ROW} }} }}" for number in range(5))
    changes = " ".join(
        f'add{number}: addProductsToCart(cartId: $cart, cartItems: [{{ sku: "{sku}", quantity: 1 }}])'
        f" {{ cart {{ total_quantity {copies} }} }}"
        for number, sku in enumerate(SIMPLE)
    )
    return f"mutation ($cart: String!) {{ {changes} }}"


def test_the_answer_is_what_commerce_says_to_its_parts(direct: Commerce, twin: Commerce, service: Endpoint) -> None:
    shelves = _shelves()
    one_by_one: dict[str, Any] = {}
    for shelf in shelves:
        one_by_one.update(direct.endpoint.ask(f"{{ {shelf} }}")["data"])
    answer = service.send({"query": f"{{ {' '.join(shelves)} }}"})
    assert answer.content == orjson.dumps({"data": one_by_one})
    assert len(twin.sent()) == 2


def test_fields_of_ours_are_filled_in_in_every_part(twin: Commerce, service: Endpoint) -> None:
    shelves = _shelves(row=f"canonicalUrl {ROW}")
    answer = service.ask(f"{{ {' '.join(shelves)} service {{ version }} }}")
    assert "errors" not in answer
    assert answer["data"].pop("service")["version"]
    assert [shelf["copy3"][0]["sku"] for shelf in answer["data"].values()] == list(SKUS)
    assert all(shelf[f"copy{number}"][0]["canonicalUrl"] for shelf in answer["data"].values() for number in range(4))
    assert len(twin.sent()) > 1


def test_mutations_keep_their_order(direct: Commerce, twin: Commerce, service: Endpoint) -> None:
    cart = service.ask("mutation { createGuestCart { cart { id } } }")["data"]["createGuestCart"]["cart"]["id"]
    assert "data" not in direct.endpoint.ask(_mutations(), cart=cart)
    answer = service.ask(_mutations(), cart=cart)
    assert "errors" not in answer
    totals = [change["cart"]["total_quantity"] for change in answer["data"].values()]
    assert totals == list(range(1, len(SIMPLE) + 1))
    assert len(twin.sent("addProductsToCart")) > 1


@pytest.mark.parametrize(
    ("selection", "said"),
    [
        pytest.param(" ".join(f"a{number}: locale" for number in range(1_001)), "renames 1001 fields", id="aliases"),
        pytest.param("locale " * 5_000, "asks for 5001 fields", id="fields"),
    ],
)
def test_what_no_splitting_makes_right_is_refused(selection: str, said: str, twin: Commerce, service: Endpoint) -> None:
    answer = service.ask(f"{{ storeConfig {{ {selection} }} }}")
    assert answer.keys() == {"errors"}
    assert said in answer["errors"][0]["message"]
    assert not twin.sent()


def test_a_body_beyond_our_limit_is_refused(twin: Commerce, service: Endpoint) -> None:
    answered = service.send({"query": "{ storeConfig { locale } }", "variables": {"padding": "x" * 1_100_000}})
    assert answered.status_code == 413
    assert answered.json()["errors"][0]["extensions"]["code"]
    assert not twin.sent()
