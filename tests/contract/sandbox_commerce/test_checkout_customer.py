"""A customer's orders, and the addresses they go to."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.sandbox_commerce.shopping import OAKLAND, PLATE, Shop


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


def order(shop: Shop, token: str, **named: Any) -> str:
    """The number of an order that a customer places, sent to the first address of the address book."""
    cart_id = shop.ask("{ customerCart { id } }", token=token, **named)["customerCart"]["id"]
    shop.put(cart_id, PLATE, token=token, **named)
    saved = [{"customer_address_id": 1}]
    shop.set("setShippingAddressesOnCart", {"cart_id": cart_id, "shipping_addresses": saved}, token=token, **named)
    shop.ship_by(cart_id, token=token, **named)
    shop.pay_by(cart_id, token=token, **named)
    placed = shop.place(cart_id, token=token, **named)
    assert placed["errors"] == []
    number: str = placed["orderV2"]["number"]
    return number


def orders(shop: Shop, token: str, arguments: str = "", **named: Any) -> list[str]:
    """The numbers of the customer's orders."""
    found = shop.ask(f"{{ customer {{ orders{arguments} {{ items {{ number }} }} }} }}", token=token, **named)
    return [item["number"] for item in found["customer"]["orders"]["items"]]


def test_a_customer_orders_to_a_saved_address_and_starts_a_new_cart(shop: Shop) -> None:
    token = shop.sign_in()
    before = shop.customer_cart(token)
    number = order(shop, token)
    assert shop.customer_cart(token) != before
    found = shop.ask(
        "{ customer { orders { total_count page_info { current_page page_size total_pages }"
        " items { number email shipping_address { city } billing_address { city } } } } }",
        token=token,
    )["customer"]["orders"]
    assert found == {
        "total_count": 1,
        "page_info": {"current_page": 1, "page_size": 20, "total_pages": 1},
        "items": [
            {
                "number": number,
                "email": "ada@example.com",
                "shipping_address": {"city": "Oakland"},
                "billing_address": {"city": "Oakland"},
            }
        ],
    }


def test_orders_can_be_filtered_sorted_and_paged(shop: Shop) -> None:
    token = shop.sign_in()
    first, second, third = (order(shop, token) for _ in range(3))
    assert orders(shop, token) == [third, second, first]
    assert orders(shop, token, "(pageSize: 2, currentPage: 2)") == [first]
    assert orders(shop, token, "(sort: {sort_field: NUMBER, sort_direction: ASC})") == [first, second, third]
    assert orders(shop, token, f'(filter: {{number: {{eq: "{second}"}}}})') == [second]
    assert orders(shop, token, f'(filter: {{number: {{in: ["{first}", "{third}"]}}}})') == [third, first]
    assert orders(shop, token, '(filter: {number: {match: "00003"}})') == [third]
    assert shop.refusal("{ customer { orders(currentPage: 0) { total_count } } }", token=token) == (
        "graphql-input",
        "currentPage value must be greater than 0.",
    )


def test_orders_are_those_of_the_store_view_unless_a_wider_scope_is_asked_for(shop: Shop) -> None:
    token = shop.sign_in()
    american = order(shop, token)
    shop.wait(1)
    german = order(shop, token, store="de")
    assert orders(shop, token) == [american]
    assert orders(shop, token, store="de") == [german]
    assert orders(shop, token, "(scope: GLOBAL)") == [german, american]


def test_nobody_sees_another_ones_orders(shop: Shop) -> None:
    number = order(shop, shop.sign_in())
    assert orders(shop, shop.sign_in("chidi@example.com")) == []
    query = f'{{ guestOrder(input: {{number: "{number}", email: "ada@example.com", postcode: "94607"}}) {{ number }} }}'
    assert shop.refusal(query) == ("graphql-authorization", "Please login to view the order.")


def test_another_ones_address_cannot_be_used(shop: Shop) -> None:
    token = shop.sign_in("bruno@example.com")
    given = {"cart_id": shop.customer_cart(token), "shipping_addresses": [{"customer_address_id": 1}]}
    category, _ = shop.refused("setShippingAddressesOnCart", given, token=token)
    assert category == "graphql-authorization"


@pytest.mark.parametrize(("save", "kept"), [(True, ["Oakland"]), (False, [])])
def test_an_address_is_kept_in_the_address_book_when_asked(shop: Shop, save: bool, kept: list[str]) -> None:
    token = shop.sign_in("chidi@example.com")
    shop.ship_to(shop.customer_cart(token), {**OAKLAND, "save_in_address_book": save}, token=token)
    addresses = shop.ask("{ customer { addresses { city } } }", token=token)["customer"]["addresses"]
    assert [address["city"] for address in addresses] == kept
