"""Cards that customers left at a payment provider."""

from collections.abc import Iterator

import pytest

from tests.contract.sandbox_commerce.shopping import Shop

STORED = "{ customerPaymentTokens { items { public_hash payment_method_code type details } } }"
DELETE = """mutation($h: String!) { deletePaymentToken(public_hash: $h) {
  result customerPaymentTokens { items { public_hash } } } }"""


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


def test_a_customer_sees_her_own_cards_and_deletes_them_once(shop: Shop) -> None:
    ada, bruno = shop.sign_in(), shop.sign_in("bruno@example.com")
    (card,) = shop.ask(STORED, token=ada)["customerPaymentTokens"]["items"]
    assert (card["type"], card["payment_method_code"]) == ("card", "payflowpro")
    assert shop.ask(STORED, token=bruno)["customerPaymentTokens"]["items"] == []
    unknown = f"Could not find a token using public hash: {card['public_hash']}"
    assert shop.refusal(DELETE, h=card["public_hash"], token=bruno) == ("graphql-no-such-entity", unknown)
    answer = shop.ask(DELETE, h=card["public_hash"], token=ada)["deletePaymentToken"]
    assert answer == {"result": True, "customerPaymentTokens": {"items": []}}
    assert shop.refusal(DELETE, h=card["public_hash"], token=ada) == ("graphql-no-such-entity", unknown)


def test_a_guest_has_no_cards(shop: Shop) -> None:
    assert shop.refusal(STORED)[0] == "graphql-authorization"
    assert shop.refusal(DELETE, h="x")[0] == "graphql-authorization"
