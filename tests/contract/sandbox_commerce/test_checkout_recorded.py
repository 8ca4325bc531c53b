"""The recorded way of a guest and of a customer, asked again here: same operations, same shape of every answer.

Products, ids and amounts are the sandbox's own, so leaves are compared by kind; errors and messages to the letter.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from tests.contract.sandbox_commerce.shopping import APRON, PASSWORD, PLATE, Shop

PAIRS: Final = Path(__file__).parents[4] / "shared" / "commerce" / "pairs"

pytestmark = [
    pytest.mark.real_commerce,
    pytest.mark.skipif(not PAIRS.is_dir(), reason="there is no ../shared/commerce/pairs beside the checkout"),
]

RECORDED_CART: Final = re.compile(r"\b[0-9A-Za-z]{32}\b")


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


def recorded(name: str) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Query, variables and response body of a pair, without the product types that the sandbox does not sell."""
    pair = json.loads((PAIRS / f"{name}.json").read_text(encoding="utf-8"))
    asked = pair["request"]["body"]
    query = re.sub(r"\.\.\. on BundleCartItem\{bundle_options\{.*?\}\}\}", "", asked["query"])
    return query.replace("<password>", PASSWORD), asked.get("variables", {}), pair["response"]["body"]


def kind(value: Any) -> Any:
    """What a leaf is: null, true and false are told apart, texts and numbers are not."""
    if isinstance(value, bool) or value is None:
        return value
    return "number" if isinstance(value, int | float) else "text"


def assert_alike(own: Any, theirs: Any, path: str = "") -> None:
    """Every field of a recorded answer is there, of the same kind; lists hold the kinds that were recorded or fewer."""
    if isinstance(theirs, Mapping):
        assert isinstance(own, Mapping), path
        assert list(own) == list(theirs), path
        for key in theirs:
            assert_alike(own[key], theirs[key], f"{path}.{key}")
    elif isinstance(theirs, list):
        assert isinstance(own, list), path
        assert bool(own) == bool(theirs), path
        theirs = [item for item in theirs if not _is_not_sold(item)]
        for number, (one, other) in enumerate(zip(own, theirs, strict=False)):
            assert_alike(one, other, f"{path}[{number}]")
    else:
        assert kind(own) == kind(theirs), path


def _is_not_sold(item: Any) -> bool:
    return isinstance(item, Mapping) and (
        item.get("__typename") == "BundleCartItem" or bool(item.get("customizable_options"))
    )


class Replay:
    """Asks recorded operations of the sandbox, its cart in the place of the recorded one."""

    def __init__(self, shop: Shop, cart_id: str, token: str = "") -> None:
        self._shop = shop
        self._cart_id = cart_id
        self._token = token

    def ask(self, name: str, **changes: Any) -> dict[str, Any]:
        """The sandbox's answer, found alike; `changes` go into the recorded `$i`."""
        query, variables, body = recorded(name)
        variables = json.loads(RECORDED_CART.sub(self._cart_id, json.dumps(variables)))
        if changes:
            variables["i"] = {**variables["i"], **changes}
        return self._alike(name, query, variables, body)

    def add(self, name: str, *items: Mapping[str, Any]) -> dict[str, Any]:
        """`addProductsToCart` with products of the sandbox."""
        query, _, body = recorded(name)
        return self._alike(name, query, {"c": self._cart_id, "i": list(items)}, body)

    def _alike(self, name: str, query: str, variables: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        answer = self._shop.answer(query, token=self._token, **variables)
        own_errors, theirs = answer.get("errors", []), body.get("errors", [])
        assert [stated(error, self._cart_id) for error in own_errors] == [
            stated(error, self._cart_id) for error in theirs
        ], name
        assert_alike(answer["data"], body["data"], name)
        data: dict[str, Any] = answer["data"]
        return data


def stated(error: Mapping[str, Any], cart_id: str) -> tuple[object, ...]:
    """Message, path and category, whichever cart it speaks of."""
    return RECORDED_CART.sub(cart_id, error["message"]), error["path"], error["extensions"]["category"]


def test_a_guest_goes_the_recorded_way(shop: Shop) -> None:
    replay = Replay(shop, shop.guest_cart())
    options, variant_sku = shop.apron_options()
    replay.ask("createGuestCart")
    replay.add("addProductsToCart", {"sku": PLATE, "quantity": 2})
    replay.add("addProductsToCart_configurable", {"sku": APRON, "quantity": 1, "selected_options": options})
    replay.add("addProductsToCart_configurable_child", {"parent_sku": APRON, "sku": variant_sku, "quantity": 1})
    shop.set_stock("TW-102", 0)
    refused = replay.add(
        "addProductsToCart_not_found_and_oos",
        *({"sku": sku, "quantity": quantity} for sku, quantity in (("NOPE", 1), ("TW-102", 1), (PLATE, 100_000))),
    )
    _, _, body = recorded("addProductsToCart_not_found_and_oos")
    theirs = body["data"]["addProductsToCart"]["user_errors"]
    own = refused["addProductsToCart"]["user_errors"]
    assert [error["code"] for error in own] == [error["code"] for error in theirs]
    assert own[2] == theirs[2]
    replay.ask("cart_query")
    replay.ask("updateCartItems", cart_items=[{"cart_item_id": 1, "quantity": 3}])
    replay.ask("removeItemFromCart", cart_item_uid="Mw==")
    simple = {"data": {"sku": "TW-103", "quantity": 1}}
    replay.ask("addSimpleProductsToCart", cart_items=[simple])
    replay.ask("applyCouponToCart_invalid_code")
    replay.ask("applyCouponToCart", coupon_code="HOLLOW10")
    replay.ask("applyCouponToCart_second")
    replay.ask("setGuestEmailOnCart")
    replay.ask("placeOrder_incomplete")
    replay.ask("setShippingAddressesOnCart")
    replay.ask("setBillingAddressOnCart")
    replay.ask("setShippingMethodsOnCart_bad")
    replay.ask("setShippingMethodsOnCart")
    replay.ask("setPaymentMethodOnCart")
    replay.ask("placeOrder")
    replay.ask("placeOrder_again_inactive_cart")
    replay.ask("cart_after_order")


def test_a_customer_goes_the_recorded_way(shop: Shop) -> None:
    token = shop.sign_in("ada@example.com")
    cart_id = shop.customer_cart(token)
    replay, guest = Replay(shop, cart_id, token), Replay(shop, cart_id)
    replay.ask("customerCart")
    guest.ask("guest_reads_customer_cart")
    shop.put(cart_id, PLATE, token=token)
    replay.ask("customer_sets_saved_address")
    shop.ship_by(cart_id, token=token)
    shop.pay_by(cart_id, token=token)
    replay.ask("placeOrder_customer")
    replay.ask("revokeCustomerToken")
    replay.ask("customer_after_revoke")


@pytest.mark.parametrize(
    "name",
    [
        "customer_bad_token",
        "customer_unauthenticated_authorization_error",
        "error_graphql_no_such_entity",
        "isEmailAvailable",
        "createEmptyCart",
    ],
)
def test_what_needs_no_cart_is_answered_as_recorded(shop: Shop, name: str) -> None:
    Replay(shop, "").ask(name)


def test_signing_in_and_up_is_answered_as_recorded(shop: Shop) -> None:
    for name in ("generateCustomerToken", "generateCustomerToken_bad", "createCustomer_dup"):
        query, _, body = recorded(name)
        answer = shop.answer(query.replace("jane@example.com", "ada@example.com"))
        assert [stated(error, "") for error in answer.get("errors", [])] == [
            stated(error, "") for error in body.get("errors", [])
        ]
        assert_alike(answer["data"], body["data"], name)


def test_a_merge_is_answered_as_recorded(shop: Shop) -> None:
    token = shop.sign_in()
    guest_id, cart_id = shop.guest_cart(), shop.customer_cart(token)
    shop.put(guest_id, PLATE)
    query, _, body = recorded("mergeCarts")
    answer = shop.answer(query, s=guest_id, d=cart_id, token=token)
    assert "errors" not in answer
    assert_alike(answer["data"], body["data"], "mergeCarts")
