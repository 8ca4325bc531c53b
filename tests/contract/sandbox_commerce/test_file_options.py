"""Options that take a file: shown by GraphQL, filled over REST, told with the item and the order."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.choosing import TOWEL, product
from tests.contract.sandbox_commerce.conftest import MORNING, Commerce
from tests.contract.sandbox_commerce.rest_client import ORLANDO, RestClient
from tests.contract.sandbox_commerce.shopping import Shop

PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(40)).decode()
FILE = {"base64_encoded_data": PICTURE, "type": "image/png", "name": "bee.png"}

OPTIONS = """... on CustomizableProductInterface { options { option_id title
  ... on CustomizableFileOption { file: value { file_extension image_size_x image_size_y price price_type sku } }
  ... on CustomizableRadioOption { values: value { option_type_id } } } }"""


@pytest.fixture
def commerce(start: Callable[[Settings], Commerce]) -> Commerce:
    return start(Settings(now=MORNING, fixed_ids=True))


@pytest.fixture
def shop(commerce: Commerce) -> Shop:
    return Shop.over(commerce.world)


@pytest.fixture
def rest(commerce: Commerce) -> RestClient:
    return RestClient(commerce.client)


def options(shop: Shop) -> dict[str, Any]:
    return {option["title"]: option for option in product(shop, TOWEL, OPTIONS)["options"]}


def wanted(shop: Shop, file: dict[str, str]) -> dict[str, Any]:
    found = options(shop)
    thread = {"option_id": found["Thread"]["option_id"], "option_value": found["Thread"]["values"][0]["option_type_id"]}
    drawing = {"option_id": found["Drawing"]["option_id"], "option_value": "file"}
    custom = [thread, {**drawing, "extension_attributes": {"file_info": file}}]
    return {
        "cartItem": {"sku": TOWEL, "qty": 1, "product_option": {"extension_attributes": {"custom_options": custom}}}
    }


def test_an_option_says_which_files_it_takes_and_what_that_costs(shop: Shop) -> None:
    assert options(shop)["Drawing"]["file"] == {
        "file_extension": "png, jpg",
        "image_size_x": 1200,
        "image_size_y": 1200,
        "price": 8,
        "price_type": "FIXED",
        "sku": "drawing",
    }


def test_a_file_that_is_given_costs_more_and_stays_with_the_item_and_the_order(shop: Shop, rest: RestClient) -> None:
    cart_id = rest.post("/guest-carts")
    bare = wanted(shop, FILE)
    bare["cartItem"]["product_option"]["extension_attributes"]["custom_options"].pop()
    plain = rest.post(f"/guest-carts/{cart_id}/items", bare)
    item = rest.post(f"/guest-carts/{cart_id}/items", wanted(shop, FILE))
    assert item["price"] - plain["price"] == 8
    told = item["product_option"]["extension_attributes"]["custom_options"][-1]
    assert told["extension_attributes"] == {"file_info": {"type": "image/png", "name": "bee.png"}}
    again = rest.post(f"/guest-carts/{cart_id}/items", wanted(shop, FILE))
    assert (again["item_id"], again["qty"]) == (item["item_id"], 2)
    items = shop.cart(
        cart_id, "items { ... on SimpleCartItem { customizable_options { label type values { value } } } }"
    )
    drawing = items["items"][1]["customizable_options"][-1]
    assert (drawing["label"], drawing["type"]) == ("Drawing", "file")
    assert json.loads(drawing["values"][0]["value"])["title"] == "bee.png"
    address = {"shipping_address": ORLANDO, "billing_address": ORLANDO}
    method = {"shipping_carrier_code": "flatrate", "shipping_method_code": "flatrate"}
    rest.post(f"/guest-carts/{cart_id}/shipping-information", {"addressInformation": {**address, **method}})
    rest.post(
        f"/guest-carts/{cart_id}/payment-information",
        {"email": "gail@example.com", "paymentMethod": {"method": "checkmo"}},
    )
    order = rest.as_admin().get("/orders/1")
    kept = order["items"][1]["product_option"]["extension_attributes"]["custom_options"][-1]
    assert kept["extension_attributes"]["file_info"]["name"] == "bee.png"
    guest = {"email": "gail@example.com", "number": order["increment_id"], "postcode": ORLANDO["postcode"]}
    query = "query($i: OrderInformationInput!) { guestOrder(input: $i) { items { entered_options { label value } } } }"
    entered = shop.ask(query, i=guest)["guestOrder"]["items"][1]["entered_options"]
    assert entered == [{"label": "Drawing", "value": "bee.png"}]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"base64_encoded_data": "no base 64!"}, "valid base64"),
        ({"base64_encoded_data": base64.b64encode(b"plain text").decode()}, "valid base64"),
        ({"type": "application/pdf"}, "MIME type"),
        ({"name": "../bee.png"}, "forbidden characters"),
        ({"name": "bee.gif"}, "invalid extension"),
    ],
)
def test_what_is_no_picture_of_the_right_kind_is_refused(
    shop: Shop, rest: RestClient, change: dict[str, str], message: str
) -> None:
    cart_id = rest.post("/guest-carts")
    refused = rest.send("POST", f"/guest-carts/{cart_id}/items", wanted(shop, {**FILE, **change}))
    assert refused.status_code == 400
    assert message in refused.json()["message"]
    assert rest.get(f"/guest-carts/{cart_id}/items") == []
