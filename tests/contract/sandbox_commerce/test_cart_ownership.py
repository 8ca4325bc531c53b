"""Whose cart is whose, and who may touch it."""

from collections.abc import Iterator

import pytest

from tests.contract.sandbox_commerce.shopping import PLATE, Shop

MERGE = (
    "mutation($s: String!, $d: String) { mergeCarts(source_cart_id: $s, destination_cart_id: $d)"
    " { id email total_quantity applied_coupons { code } } }"
)
ASSIGN = "mutation($c: String!) { assignCustomerToGuestCart(cart_id: $c) { id email total_quantity } }"


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


def cannot(cart_id: str) -> tuple[str, str]:
    return "graphql-authorization", f'The current user cannot perform operations on cart "{cart_id}"'


def test_a_cart_nobody_knows_is_not_found(shop: Shop) -> None:
    assert shop.refusal('{ cart(cart_id: "nosuchcart") { id } }') == (
        "graphql-no-such-entity",
        'Could not find a cart with ID "nosuchcart"',
    )


def test_neither_guests_nor_other_customers_reach_a_customers_cart(shop: Shop) -> None:
    cart_id = shop.customer_cart(shop.sign_in())
    query = f'{{ cart(cart_id: "{cart_id}") {{ id }} }}'
    assert shop.refusal(query) == cannot(cart_id)
    assert shop.refusal(query, token=shop.sign_in("bruno@example.com")) == cannot(cart_id)


def test_a_customer_reaches_a_guests_cart_only_by_merging_it(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    assert shop.refusal(f'{{ cart(cart_id: "{cart_id}") {{ id }} }}', token=shop.sign_in()) == cannot(cart_id)


def test_a_guest_has_no_customer_cart(shop: Shop) -> None:
    assert shop.refusal("{ customerCart { id } }") == (
        "graphql-authorization",
        "The request is allowed for logged in customer",
    )


def test_a_customer_always_gets_the_same_cart_billed_to_the_default_address(shop: Shop) -> None:
    token = shop.sign_in()
    first = shop.ask("{ customerCart { id email billing_address { city } shipping_addresses { city } } }", token=token)
    assert first["customerCart"]["email"] == "ada@example.com"
    assert first["customerCart"]["billing_address"] == {"city": "Oakland"}
    assert first["customerCart"]["shipping_addresses"] == []
    assert shop.customer_cart(token) == shop.customer_cart(shop.sign_in()) == first["customerCart"]["id"]
    assert shop.ask("mutation { createEmptyCart }", token=token) == {"createEmptyCart": first["customerCart"]["id"]}


def test_a_cart_can_be_made_under_an_id_of_the_clients_choice_once(shop: Shop) -> None:
    wanted = "a" * 32
    create = f'mutation {{ createGuestCart(input: {{cart_uid: "{wanted}"}}) {{ cart {{ id }} }} }}'
    assert shop.ask(create)["createGuestCart"]["cart"] == {"id": wanted}
    assert shop.refusal(create) == ("graphql-already-exists", f'Cart with ID "{wanted}" already exists.')
    assert shop.refusal(create.replace(wanted, "short"))[1] == "Cart ID length should to be 32 symbols."


def test_signed_in_customers_get_no_guest_cart(shop: Shop) -> None:
    refusal = shop.refusal("mutation { createGuestCart { cart { id } } }", token=shop.sign_in())
    assert refusal == ("graphql-already-exists", "Use `Query.customerCart` for logged in customer.")


def test_merging_adds_up_and_ends_the_guests_cart(shop: Shop) -> None:
    token, guest_id = shop.sign_in(), shop.guest_cart()
    customer_id = shop.customer_cart(token)
    shop.put(guest_id, PLATE, 2)
    shop.put(guest_id, "TW-102", 1)
    shop.set("applyCouponToCart", {"cart_id": guest_id, "coupon_code": "HOLLOW10"})
    shop.put(customer_id, PLATE, 1, token=token)
    merged = shop.ask(MERGE, s=guest_id, d=customer_id, token=token)["mergeCarts"]
    assert merged == {
        "id": customer_id,
        "email": "ada@example.com",
        "total_quantity": 4,
        "applied_coupons": [{"code": "HOLLOW10"}],
    }
    assert shop.refusal(f'{{ cart(cart_id: "{guest_id}") {{ id }} }}') == (
        "graphql-no-such-entity",
        "The cart isn't active.",
    )


def test_merging_without_a_destination_uses_the_customers_cart(shop: Shop) -> None:
    token, guest_id = shop.sign_in(), shop.guest_cart()
    shop.put(guest_id, PLATE, 2)
    merged = shop.ask(MERGE, s=guest_id, token=token)["mergeCarts"]
    assert (merged["id"], merged["total_quantity"]) == (shop.customer_cart(token), 2)


def test_merging_drops_what_would_be_more_than_there_are(shop: Shop) -> None:
    token, guest_id = shop.sign_in(), shop.guest_cart()
    customer_id = shop.customer_cart(token)
    shop.set_stock(PLATE, 3)
    shop.put(guest_id, PLATE, 2)
    shop.put(customer_id, PLATE, 2, token=token)
    assert shop.ask(MERGE, s=guest_id, d=customer_id, token=token)["mergeCarts"]["total_quantity"] == 2


def test_a_refused_merge_changes_nothing(shop: Shop) -> None:
    token, guest_id = shop.sign_in(), shop.guest_cart()
    shop.put(guest_id, PLATE, 2)
    assert shop.refusal(MERGE, s=guest_id)[0] == "graphql-authorization"
    assert shop.refusal(MERGE, s=shop.customer_cart(token), token=token)[0] == "graphql-authorization"
    assert shop.refusal(MERGE, s=guest_id, d="nosuchcart", token=token)[0] == "graphql-no-such-entity"
    assert shop.refusal(MERGE, s=guest_id, d="", token=token)[0] == "graphql-input"
    assert shop.cart(guest_id, "total_quantity") == {"total_quantity": 2}


def test_a_guests_cart_can_become_the_customers_own(shop: Shop) -> None:
    token, guest_id = shop.sign_in(), shop.guest_cart()
    before = shop.customer_cart(token)
    shop.put(before, "TW-102", 1, token=token)
    shop.put(guest_id, PLATE, 2)
    assigned = shop.ask(ASSIGN, c=guest_id, token=token)["assignCustomerToGuestCart"]
    assert assigned == {"id": guest_id, "email": "ada@example.com", "total_quantity": 3}
    assert shop.customer_cart(token) == guest_id != before
    assert shop.refusal(f'{{ cart(cart_id: "{guest_id}") {{ id }} }}') == cannot(guest_id)
