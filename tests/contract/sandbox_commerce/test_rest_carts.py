"""Carts over REST: a guest's, a customer's, the back office's view of both; all of it the same state as GraphQL's."""

from collections.abc import Callable

import pytest

from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import MORNING, Commerce
from tests.contract.sandbox_commerce.rest_client import ORLANDO, PLATE, RestClient

APRON = "CF-AP"
CHECKMO = {"paymentMethod": {"method": "checkmo"}}


@pytest.fixture
def shop(start: Callable[[Settings], Commerce]) -> Commerce:
    return start(Settings(now=MORNING, fixed_ids=True))


@pytest.fixture
def rest(shop: Commerce) -> RestClient:
    return RestClient(shop.client).as_admin()


def plates(quantity: int = 1) -> dict[str, object]:
    return {"cartItem": {"sku": PLATE, "qty": quantity}}


def test_a_guest_goes_from_an_empty_cart_to_an_order(rest: RestClient) -> None:
    masked = rest.guest_cart(quantity=2)
    guest = rest.as_guest()
    assert guest.get(f"/guest-carts/{masked}/totals")["grand_total"] == 58
    order_id = guest.post(f"/guest-carts/{masked}/payment-information", {"email": "gail@example.com", **CHECKMO})
    order = rest.get(f"/orders/{order_id}")
    assert (order["grand_total"], order["customer_email"], order["customer_is_guest"]) == (58, "gail@example.com", 1)
    assert guest.get(f"/guest-carts/{masked}")["is_active"] is False


def test_a_cart_is_the_same_over_both_apis(shop: Commerce, rest: RestClient) -> None:
    masked = rest.guest_cart()
    query = "query ($id: String!) { cart(cart_id: $id) { email itemsV2 { items { quantity product { sku } } }"
    query += " prices { grand_total { value } } } }"
    cart = shop.ask(query, {"id": masked})["cart"]
    assert cart["email"] == ORLANDO["email"]
    assert cart["itemsV2"]["items"] == [{"quantity": 1, "product": {"sku": PLATE}}]
    assert cart["prices"]["grand_total"]["value"] == rest.get(f"/carts/{rest.quote_id}/totals")["grand_total"]


def test_an_order_placed_over_graphql_is_not_placed_again_over_rest(shop: Commerce, rest: RestClient) -> None:
    masked = rest.guest_cart()
    rest.put(f"/carts/{rest.quote_id}/selected-payment-method", {"method": {"method": "checkmo"}})
    shop.ask("mutation ($id: String!) { placeOrder(input: {cart_id: $id}) { orderV2 { number } } }", {"id": masked})
    again = rest.send("PUT", f"/carts/{rest.quote_id}/order", {})
    assert again.status_code == 404
    assert again.json()["parameters"] == {"fieldName": "cartId", "fieldValue": rest.quote_id}
    assert rest.search("/orders", ("quote_id", "eq", str(rest.quote_id)))["total_count"] == 1


def test_a_cart_that_lacks_something_is_not_ordered(rest: RestClient) -> None:
    cart_id = rest.post("/carts")
    answer = rest.send("PUT", f"/carts/{cart_id}/order", {})
    assert answer.status_code == 400
    assert rest.search("/orders")["total_count"] == 0


def test_items_are_added_changed_and_taken_out(rest: RestClient) -> None:
    guest = rest.as_guest()
    masked = guest.post("/guest-carts")
    item = guest.post(f"/guest-carts/{masked}/items", plates(2))
    assert (item["sku"], item["qty"], item["price"], item["product_type"]) == (PLATE, 2, 24, "simple")
    assert guest.post(f"/guest-carts/{masked}/items", plates(1))["qty"] == 3
    path = f"/guest-carts/{masked}/items/{item['item_id']}"
    assert guest.put(path, {"cartItem": {"qty": 5}})["qty"] == 5
    assert guest.delete(path) is True
    assert guest.get(f"/guest-carts/{masked}/items") == []
    assert guest.send("DELETE", path).status_code == 404


def test_what_cannot_be_bought_is_refused(rest: RestClient) -> None:
    guest = rest.as_guest()
    masked = guest.post("/guest-carts")
    unknown = guest.send("POST", f"/guest-carts/{masked}/items", {"cartItem": {"sku": "NOPE", "qty": 1}})
    assert unknown.status_code == 404
    many = guest.send("POST", f"/guest-carts/{masked}/items", plates(9000))
    assert (many.status_code, many.json()["message"]) == (400, "The requested qty is not available")
    bare = guest.send("POST", f"/guest-carts/{masked}/items", {"cartItem": {"sku": APRON, "qty": 1}})
    assert bare.json()["message"] == "You need to choose options for your item."


def test_a_configurable_product_is_bought_by_its_options(rest: RestClient) -> None:
    extension = rest.get(f"/products/{APRON}")["extension_attributes"]
    options = extension["configurable_product_options"]
    chosen = [{"option_id": one["attribute_id"], "option_value": one["values"][0]["value_index"]} for one in options]
    guest = rest.as_guest()
    masked = guest.post("/guest-carts")
    product_option = {"extension_attributes": {"configurable_item_options": chosen}}
    item = {"sku": APRON, "qty": 1, "product_option": product_option}
    added = guest.post(f"/guest-carts/{masked}/items", {"cartItem": item})
    assert added["product_type"] == "configurable"
    assert added["sku"].startswith(f"{APRON}-")
    assert added["product_option"] == product_option


def test_a_bundle_is_filled_and_an_option_written_into(shop: Commerce, rest: RestClient) -> None:
    fields = "... on BundleProduct { items { option_id options { id is_default can_change_quantity } } }"
    (bundle,) = shop.ask(f'{{ products(filter: {{sku: {{eq: "BN-001"}}}}) {{ items {{ {fields} }} }} }}')["products"][
        "items"
    ]
    options = [
        {"option_id": item["option_id"], "option_qty": 3, "option_selections": [option["id"]]}
        for item in bundle["items"]
        for option in item["options"]
        if option["is_default"]
    ]
    guest = rest.as_guest()
    masked = guest.post("/guest-carts")
    item = {"sku": "BN-001", "qty": 1, "product_option": {"extension_attributes": {"bundle_options": options}}}
    added = guest.post(f"/guest-carts/{masked}/items", {"cartItem": item})
    kept = added["product_option"]["extension_attributes"]["bundle_options"]
    assert [option["option_qty"] for option in kept] == [1, 3], "one mug, because its quantity is the bundle's"
    assert [option["option_selections"] for option in kept] == [option["option_selections"] for option in options]
    bare = guest.send("POST", f"/guest-carts/{masked}/items", {"cartItem": {"sku": "BN-001", "qty": 1}})
    assert (bare.status_code, bare.json()["message"]) == (400, "Please select all required options.")


def test_options_are_chosen_and_written_into(shop: Commerce, rest: RestClient) -> None:
    values = "option_id title ... on CustomizableDropDownOption { value { option_type_id title } }"
    fields = f"... on SimpleProduct {{ options {{ {values} }} }}"
    query = f'{{ products(filter: {{sku: {{eq: "TW-131"}}}}) {{ items {{ {fields} }} }} }}'
    (mug,) = shop.ask(query)["products"]["items"]
    by_title = {option["title"]: option for option in mug["options"]}
    both = next(value for value in by_title["Handle"]["value"] if value["title"] == "Both sides")
    custom = [
        {"option_id": str(by_title["Name"]["option_id"]), "option_value": "Ada"},
        {"option_id": str(by_title["Handle"]["option_id"]), "option_value": str(both["option_type_id"])},
    ]
    guest = rest.as_guest()
    masked = guest.post("/guest-carts")
    item = {"sku": "TW-131", "qty": 1, "product_option": {"extension_attributes": {"custom_options": custom}}}
    added = guest.post(f"/guest-carts/{masked}/items", {"cartItem": item})
    assert added["product_option"]["extension_attributes"]["custom_options"] == custom
    assert added["price"] == 29.5
    bare = guest.send("POST", f"/guest-carts/{masked}/items", {"cartItem": {"sku": "TW-131", "qty": 1}})
    assert bare.status_code == 400


def test_files_are_chosen(shop: Commerce, rest: RestClient) -> None:
    fields = "... on DownloadableProduct { downloadable_product_links { id } }"
    (calendar,) = shop.ask(f'{{ products(filter: {{sku: {{eq: "DL-001"}}}}) {{ items {{ {fields} }} }} }}')["products"][
        "items"
    ]
    links = {"downloadable_links": [link["id"] for link in calendar["downloadable_product_links"]]}
    guest = rest.as_guest()
    masked = guest.post("/guest-carts")
    item = {"sku": "DL-001", "qty": 1, "product_option": {"extension_attributes": {"downloadable_option": links}}}
    added = guest.post(f"/guest-carts/{masked}/items", {"cartItem": item})
    assert added["product_option"]["extension_attributes"]["downloadable_option"] == links
    assert guest.get(f"/guest-carts/{masked}")["is_virtual"] is True


def test_an_order_is_fetched_at_a_shop(rest: RestClient) -> None:
    masked, guest = rest.guest_cart(), rest.as_guest()
    fetched = {**ORLANDO, "extension_attributes": {"pickup_location_code": "brooklyn"}}
    information = {"shipping_address": fetched, "shipping_carrier_code": "instore", "shipping_method_code": "pickup"}
    guest.post(f"/guest-carts/{masked}/shipping-information", {"addressInformation": information})
    assert guest.get(f"/guest-carts/{masked}/totals")["shipping_amount"] == 0
    order = rest.get(f"/orders/{rest.place()}")
    assert order["shipping_description"] == "In-Store Pickup Delivery - In-Store Pickup Delivery"


def test_a_coupon_takes_the_place_of_the_one_before(rest: RestClient) -> None:
    masked = rest.guest_cart()
    guest = rest.as_guest()
    assert guest.put(f"/guest-carts/{masked}/coupons/HOLLOW10") is True
    assert guest.put(f"/guest-carts/{masked}/coupons/FREESHIP") is True
    assert guest.get(f"/guest-carts/{masked}/coupons") == "FREESHIP"
    wrong = guest.send("PUT", f"/guest-carts/{masked}/coupons/NOPE")
    assert wrong.status_code == 404
    assert guest.get(f"/guest-carts/{masked}/coupons") == "FREESHIP"
    assert guest.delete(f"/guest-carts/{masked}/coupons") is True
    assert guest.get(f"/guest-carts/{masked}/coupons") is None


def test_totals_name_the_discount_and_the_tax(rest: RestClient) -> None:
    masked = rest.guest_cart(quantity=10)
    texas = {**ORLANDO, "city": "Austin", "region_id": 57, "postcode": "73301"}
    information = {"shipping_address": texas, "shipping_carrier_code": "flatrate", "shipping_method_code": "flatrate"}
    rest.as_guest().post(f"/guest-carts/{masked}/shipping-information", {"addressInformation": information})
    rest.as_guest().put(f"/guest-carts/{masked}/coupons/HOLLOW10")
    totals = rest.get(f"/carts/{rest.quote_id}/totals")
    segments = {segment["code"]: segment["value"] for segment in totals["total_segments"]}
    assert segments == {"subtotal": 240, "discount": -24, "shipping": 50, "tax": 13.5, "grand_total": 279.5}
    assert totals["coupon_code"] == "HOLLOW10"
    assert totals["items"][0]["tax_percent"] == 6.25


def test_a_customers_cart_is_the_one_that_graphql_knows(shop: Commerce, rest: RestClient) -> None:
    ada = rest.as_customer("ada@example.com")
    missing = ada.send("GET", "/carts/mine")
    assert (missing.status_code, missing.json()["parameters"]) == (404, {"fieldName": "customerId", "fieldValue": 1})
    cart_id = ada.post("/carts/mine")
    assert ada.post("/carts/mine") == cart_id
    ada.post("/carts/mine/items", plates())
    cart = ada.get("/carts/mine")
    assert (cart["customer"]["email"], cart["customer_is_guest"]) == ("ada@example.com", False)
    assert rest.get(f"/carts/{cart_id}")["items_qty"] == 1


def test_a_customer_orders_with_an_address_of_the_book(rest: RestClient) -> None:
    ada = rest.as_customer("ada@example.com")
    ada.post("/carts/mine")
    ada.post("/carts/mine/items", plates())
    address = {"customer_address_id": ada.get("/customers/me")["addresses"][0]["id"]}
    method = {"shipping_carrier_code": "flatrate", "shipping_method_code": "flatrate"}
    details = ada.post(
        "/carts/mine/shipping-information",
        {"addressInformation": {"shipping_address": address, "billing_address": address, **method}},
    )
    assert "checkmo" in {method["code"] for method in details["payment_methods"]}
    order_id = ada.post("/carts/mine/payment-information", CHECKMO)
    order = rest.get(f"/orders/{order_id}")
    assert (order["customer_id"], order["customer_firstname"]) == (1, "Ada")
    assert order["billing_address"]["city"] == "Oakland"


def test_shipping_is_estimated_for_an_address(rest: RestClient) -> None:
    masked = rest.guest_cart(quantity=8)
    rates = rest.as_guest().post(
        f"/guest-carts/{masked}/estimate-shipping-methods", {"address": {"country_id": "DE", "postcode": "10115"}}
    )
    assert [(rate["carrier_code"], rate["amount"]) for rate in rates] == [("freeshipping", 0), ("flatrate", 40)]


def test_a_method_that_is_not_offered_changes_nothing(rest: RestClient) -> None:
    masked = rest.guest_cart()
    before = rest.get(f"/carts/{rest.quote_id}")
    information = {"shipping_address": ORLANDO, "shipping_carrier_code": "ups", "shipping_method_code": "air"}
    answer = rest.as_guest().send(
        "POST", f"/guest-carts/{masked}/shipping-information", {"addressInformation": information}
    )
    assert answer.status_code == 404
    assert rest.get(f"/carts/{rest.quote_id}") == before


def test_the_back_office_fills_a_customers_cart_and_gives_a_guests_to_one(rest: RestClient) -> None:
    cart_id = rest.post("/customers/3/carts")
    rest.post(f"/carts/{cart_id}/items", plates())
    assert rest.get(f"/carts/{cart_id}")["customer"]["email"] == "chidi@example.com"
    guests = rest.post("/carts")
    assert rest.put(f"/carts/{guests}", {"customerId": 1, "storeId": 1}) is True
    assert rest.get(f"/carts/{guests}")["customer"]["email"] == "ada@example.com"
    assert rest.search("/carts/search", ("customer_id", "notnull", ""))["total_count"] == 2


def test_a_cart_nobody_has_is_not_found(rest: RestClient) -> None:
    assert rest.send("GET", "/carts/99").json()["parameters"] == {"fieldName": "cartId", "fieldValue": 99}
    assert rest.as_guest().send("GET", "/guest-carts/unknown").status_code == 404
