"""Messages that go with a present: written over REST or GraphQL, read in both, kept with the order."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.choosing import EVENING
from tests.contract.sandbox_commerce.conftest import MORNING, Commerce
from tests.contract.sandbox_commerce.rest_client import RestClient
from tests.contract.sandbox_commerce.shopping import PLATE, Shop

WRITTEN = {"sender": "Gail", "recipient": "Ben", "message": "For the new house."}
READ = {"from": "Gail", "to": "Ben", "message": "For the new house."}
FIELDS = "gift_message { from to message }"
ITEMS = f"items {{ quantity ... on SimpleCartItem {{ {FIELDS} }} }}"


@pytest.fixture
def commerce(start: Callable[[Settings], Commerce]) -> Commerce:
    return start(Settings(now=MORNING, fixed_ids=True))


@pytest.fixture
def shop(commerce: Commerce) -> Shop:
    return Shop.over(commerce.world)


@pytest.fixture
def rest(commerce: Commerce) -> RestClient:
    return RestClient(commerce.client)


def item_id(rest: RestClient, base: str) -> int:
    number: int = rest.get(f"{base}/items")[0]["item_id"]
    return number


def told(document: Any) -> Any:
    return {name: document[name] for name in WRITTEN}


def test_a_guest_writes_to_a_cart_and_to_an_item_and_both_go_with_the_order(shop: Shop, rest: RestClient) -> None:
    cart_id = shop.ready_cart()
    base = f"/guest-carts/{cart_id}"
    assert rest.get(f"{base}/gift-message") is None
    assert rest.post(f"{base}/gift-message", {"giftMessage": WRITTEN}) is True
    of_item = {**WRITTEN, "message": "Mind the rim."}
    assert rest.post(f"{base}/gift-message/{item_id(rest, base)}", {"gift_message": of_item}) is True
    assert told(rest.get(f"{base}/gift-message")) == WRITTEN
    assert told(rest.get(f"{base}/gift-message/{item_id(rest, base)}")) == of_item
    assert shop.cart(cart_id, f"{FIELDS} {ITEMS}") == {
        "gift_message": READ,
        "items": [{"quantity": 1, "gift_message": {**READ, "message": "Mind the rim."}}],
    }
    order = shop.place(cart_id, f"{FIELDS} items {{ {FIELDS} }}")["orderV2"]
    assert order == {"gift_message": READ, "items": [{"gift_message": {**READ, "message": "Mind the rim."}}]}
    kept = rest.as_admin().get("/orders/1")
    assert told(kept["extension_attributes"]["gift_message"]) == WRITTEN
    assert told(kept["items"][0]["extension_attributes"]["gift_message"]) == of_item


def test_a_customer_and_the_back_office_write_to_a_customers_cart(shop: Shop, rest: RestClient) -> None:
    token = shop.sign_in()
    cart_id = shop.customer_cart(token)
    assert shop.put(cart_id, PLATE, token=token) == []
    rest.with_token(token).post("/carts/mine/gift-message", {"giftMessage": WRITTEN})
    assert shop.cart(cart_id, FIELDS, token=token) == {"gift_message": READ}
    office, number = rest.as_admin(), rest.with_token(token).get("/carts/mine")["id"]
    office.post(f"/carts/{number}/gift-message", {"giftMessage": {**WRITTEN, "recipient": "Cleo"}})
    assert office.get(f"/carts/{number}/gift-message")["customer_id"] == 1
    assert shop.cart(cart_id, FIELDS, token=token) == {"gift_message": {**READ, "to": "Cleo"}}


def test_no_message_goes_with_nothing_or_with_what_nobody_carries(shop: Shop, rest: RestClient) -> None:
    cart_id = shop.guest_cart()
    path = f"/guest-carts/{cart_id}/gift-message"
    empty = rest.send("POST", path, {"giftMessage": WRITTEN})
    assert (empty.status_code, "empty cart" in empty.json()["message"]) == (400, True)
    assert shop.put(cart_id, EVENING) == []
    virtual = rest.send("POST", path, {"giftMessage": WRITTEN})
    assert (virtual.status_code, "virtual" in virtual.json()["message"]) == (400, True)
    assert rest.send("POST", f"{path}/999", {"giftMessage": WRITTEN}).status_code == 404
    assert rest.send("POST", path, {"giftMessage": {"sender": "Gail"}}).status_code == 400


def test_a_message_changes_with_the_quantity_and_comes_along_when_carts_are_merged(shop: Shop) -> None:
    token, cart_id = shop.sign_in(), shop.guest_cart()
    assert shop.put(cart_id) == []
    uid = shop.cart(cart_id, "items { uid }")["items"][0]["uid"]
    change = {"cart_item_uid": uid, "quantity": 3, "gift_message": READ}
    found = shop.set("updateCartItems", {"cart_id": cart_id, "cart_items": [change]}, ITEMS)
    assert found == {"items": [{"quantity": 3, "gift_message": READ}]}
    merge = f"mutation($s: String!) {{ mergeCarts(source_cart_id: $s) {{ {ITEMS} }} }}"
    assert shop.ask(merge, s=cart_id, token=token)["mergeCarts"] == found
