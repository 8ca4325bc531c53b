"""A guest's way from a cart to an order, and what can go wrong on it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.sandbox_commerce.shopping import APRON, BERLIN, OAKLAND, PLATE, Shop

SHIPPING = (
    "shipping_addresses { selected_shipping_method { carrier_code amount { value } }"
    " available_shipping_methods { carrier_code amount { value currency } base_amount { value currency } } }"
)
METHOD_NOT_FOUND = ("graphql-no-such-entity", "Carrier with such method not found: ups, xx")


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


def test_a_guest_orders_and_the_order_says_what_the_cart_said(shop: Shop) -> None:
    cart_id, (options, variant_sku) = shop.guest_cart(), shop.apron_options()
    shop.put(cart_id, PLATE, 3)
    shop.put(cart_id, APRON, 1, options=options)
    shop.set("applyCouponToCart", {"cart_id": cart_id, "coupon_code": "HOLLOW10"})
    shop.set("setGuestEmailOnCart", {"cart_id": cart_id, "email": "gail@example.com"})
    shop.ship_to(cart_id)
    shop.bill_as_shipped(cart_id)
    shop.ship_by(cart_id)
    shop.pay_by(cart_id, "bff_payment")
    total = shop.cart(cart_id, "prices { grand_total { value currency } }")["prices"]["grand_total"]
    placed = shop.place(
        cart_id,
        "number status email carrier shipping_method order_date applied_coupons { code }"
        " payment_methods { name type } shipping_address { city region postcode country_code }"
        " items { product_sku product_name quantity_ordered status selected_options { label value }"
        "   product_sale_price { value } product { sku } }"
        " total { grand_total { value currency } subtotal { value } total_tax { value } total_shipping { value }"
        "   discounts { amount { value } label } taxes { title rate amount { value } } }",
    )
    order = placed["orderV2"]
    assert placed["errors"] == []
    assert (order["number"], order["status"], order["email"]) == ("000000001", "Pending", "gail@example.com")
    assert (order["carrier"], order["shipping_method"]) == ("Flat Rate", "Flat Rate - Fixed")
    assert order["order_date"] == "2026-01-05 09:00:00"
    assert order["payment_methods"] == [{"name": "Pay online", "type": "bff_payment"}]
    assert order["shipping_address"]["region"] == "California"
    assert [item["product_sku"] for item in order["items"]] == [PLATE, variant_sku]
    assert len(order["items"][1]["selected_options"]) == 2
    assert order["total"]["grand_total"] == total
    parts = order["total"]
    assert total["value"] == pytest.approx(
        parts["subtotal"]["value"]
        - parts["discounts"][0]["amount"]["value"]
        + parts["total_tax"]["value"]
        + parts["total_shipping"]["value"]
    )


def test_an_order_takes_its_goods_off_the_shelf(shop: Shop) -> None:
    before = shop.stock(PLATE)
    shop.place(shop.ready_cart(PLATE, quantity=3))
    assert shop.stock(PLATE) == before - 3


def test_a_cart_becomes_one_order_however_often_it_is_sent(shop: Shop) -> None:
    cart_id = shop.ready_cart()
    assert shop.place(cart_id)["orderV2"] == {"number": "000000001"}
    again = {"orderV2": None, "errors": [{"code": "CART_NOT_ACTIVE", "message": "The cart isn't active."}]}
    assert [shop.place(cart_id), shop.place(cart_id)] == [again, again]
    assert shop.world.row("SELECT COUNT(*) AS orders FROM sales_order")["orders"] == 1  # type: ignore[index]


def test_after_the_order_the_cart_is_closed_to_everything(shop: Shop) -> None:
    cart_id = shop.ready_cart()
    shop.place(cart_id)
    closed = ("graphql-no-such-entity", "The cart isn't active.")
    assert shop.refusal(f'{{ cart(cart_id: "{cart_id}") {{ id }} }}') == closed
    assert shop.refused("applyCouponToCart", {"cart_id": cart_id, "coupon_code": "HOLLOW10"}) == closed


def test_what_an_order_lacks_is_told_one_at_a_time(shop: Shop) -> None:
    cart_id = shop.guest_cart()

    def missing() -> tuple[str, str]:
        (error,) = shop.place(cart_id)["errors"]
        return error["code"], error["message"]

    told = [missing()]
    shop.set("setGuestEmailOnCart", {"cart_id": cart_id, "email": "gail@example.com"})
    told.append(missing())
    shop.put(cart_id, PLATE)
    told.append(missing())
    shop.ship_to(cart_id)
    told.append(missing())
    shop.ship_by(cart_id)
    told.append(missing())
    shop.bill_as_shipped(cart_id)
    told.append(missing())
    unable = "UNABLE_TO_PLACE_ORDER"
    assert told == [
        ("GUEST_EMAIL_MISSING", "Guest email for cart is missing."),
        (unable, "A server error stopped your order from being placed. Please try to place your order again."),
        (unable, "Some addresses can't be used due to the configurations for specific countries."),
        (unable, "The shipping method is missing. Select the shipping method and try again."),
        (unable, "Please check the billing address information."),
        (unable, "Enter a valid payment method and try again."),
    ]
    shop.pay_by(cart_id)
    assert shop.place(cart_id)["orderV2"] == {"number": "000000001"}


def test_an_unknown_cart_cannot_be_ordered(shop: Shop) -> None:
    (error,) = shop.place("nosuchcart")["errors"]
    assert error == {"code": "CART_NOT_FOUND", "message": 'Could not find a cart with ID "nosuchcart"'}


def test_the_last_piece_goes_to_one_of_two_carts_and_the_other_keeps_everything(shop: Shop) -> None:
    first, second = shop.ready_cart(PLATE, "TW-102"), shop.ready_cart(PLATE, "TW-102")
    shop.set_stock(PLATE, 1)
    others = shop.stock("TW-102")
    assert shop.place(first)["errors"] == []
    assert shop.place(second)["errors"] == [{"code": "UNDEFINED", "message": "Some of the products are out of stock."}]
    assert shop.stock("TW-102") == others - 1
    assert shop.cart(second, "total_quantity") == {"total_quantity": 2}


def test_a_failed_shipping_method_clears_the_one_that_was_chosen(shop: Shop) -> None:
    cart_id = shop.ready_cart()
    given = {"cart_id": cart_id, "shipping_methods": [{"carrier_code": "ups", "method_code": "xx"}]}
    assert shop.refused("setShippingMethodsOnCart", given) == METHOD_NOT_FOUND
    assert shop.cart(cart_id, SHIPPING)["shipping_addresses"][0]["selected_shipping_method"] is None
    (error,) = shop.place(cart_id)["errors"]
    assert error["code"] == "UNABLE_TO_PLACE_ORDER"


def test_shipping_costs_by_the_piece_and_nothing_from_150_on(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    shop.put(cart_id, PLATE, 2)
    shop.ship_to(cart_id, BERLIN)

    def offered(**named: Any) -> list[tuple[str, object]]:
        methods = shop.cart(cart_id, SHIPPING, **named)["shipping_addresses"][0]["available_shipping_methods"]
        return [(method["carrier_code"], method["amount"]["value"]) for method in methods]

    assert offered() == [("flatrate", 10)]
    assert offered(store="de") == [("flatrate", 9.2)]
    shop.put(cart_id, PLATE, 4)
    assert offered() == [("freeshipping", 0), ("flatrate", 30)]


def test_a_coupon_can_make_shipping_free(shop: Shop) -> None:
    cart_id = shop.ready_cart()
    cart = shop.set("applyCouponToCart", {"cart_id": cart_id, "coupon_code": "FREESHIP"}, SHIPPING)
    (address,) = cart["shipping_addresses"]
    assert [method["carrier_code"] for method in address["available_shipping_methods"]] == ["freeshipping", "flatrate"]
    assert address["selected_shipping_method"] == {"carrier_code": "flatrate", "amount": {"value": 0}}


def test_a_coupon_for_one_order_ends_with_it(shop: Shop) -> None:
    cart_id = shop.ready_cart()
    shop.set("applyCouponToCart", {"cart_id": cart_id, "coupon_code": "FIRSTFERN"})
    assert shop.place(cart_id)["errors"] == []
    refusal = shop.refused("applyCouponToCart", {"cart_id": shop.ready_cart(), "coupon_code": "FIRSTFERN"})
    assert refusal[1] == "The coupon code isn't valid. Verify the code and try again."


def test_an_estimate_changes_nothing(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    shop.put(cart_id, PLATE, 3)
    address = 'country_code: US, postcode: "94607", region: {region_code: "CA"}'
    method = 'shipping_method: {carrier_code: "flatrate", method_code: "flatrate"}'
    estimated = shop.ask(
        f'mutation {{ estimateTotals(input: {{cart_id: "{cart_id}", address: {{{address}}}, {method}}})'
        " { cart { prices { grand_total { value } applied_taxes { amount { value } } } } }"
        f' estimateShippingMethods(input: {{cart_id: "{cart_id}", address: {{{address}}}}}) {{ carrier_code }} }}'
    )
    prices = estimated["estimateTotals"]["cart"]["prices"]
    assert prices == {"grand_total": {"value": 92.94}, "applied_taxes": [{"amount": {"value": 5.94}}]}
    assert estimated["estimateShippingMethods"] == [{"carrier_code": "flatrate"}]
    assert shop.cart(cart_id, "shipping_addresses { city } prices { grand_total { value } }") == {
        "shipping_addresses": [],
        "prices": {"grand_total": {"value": 72}},
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"telephone": ""}, '"telephone" is required. Enter and try again.'),
        ({"street": ["a", "b", "c"]}, '"Street Address" cannot contain more than 2 lines.'),
        ({"country_code": "XX"}, 'Invalid value of "XX" provided for the countryId field.'),
        ({"region": None}, '"regionId" is required. Enter and try again.'),
        ({"region": None, "region_id": 9999}, 'Invalid value of "9999" provided for the regionId field.'),
        ({"postcode": None}, '"postcode" is required. Enter and try again.'),
    ],
)
def test_an_incomplete_address_is_refused(shop: Shop, changes: dict[str, object], message: str) -> None:
    given = {"cart_id": shop.guest_cart(), "shipping_addresses": [{"address": {**OAKLAND, **changes}}]}
    assert shop.refused("setShippingAddressesOnCart", given) == ("graphql-input", message)


def test_addresses_that_contradict_themselves_are_refused(shop: Shop) -> None:
    cart_id = shop.guest_cart()
    both = {"address": OAKLAND, "customer_address_id": 1}

    def refusal(field: str, **given: object) -> str:
        return shop.refused(field, {"cart_id": cart_id, **given})[1]

    assert "cannot contain" in refusal("setShippingAddressesOnCart", shipping_addresses=[both])
    assert "multiple" in refusal("setShippingAddressesOnCart", shipping_addresses=[{"address": OAKLAND}] * 2)
    assert "must contain either" in refusal("setShippingAddressesOnCart", shipping_addresses=[{"customer_notes": "x"}])
    assert "has not been set" in refusal("setBillingAddressOnCart", billing_address={"same_as_shipping": True})
    assert "must contain either" in refusal("setBillingAddressOnCart", billing_address={"same_as_shipping": False})
    saved = refusal("setShippingAddressesOnCart", shipping_addresses=[{"customer_address_id": 1}])
    assert saved == "The current customer isn't authorized."


@pytest.mark.parametrize(
    ("method", "message"),
    [
        ({"code": "paypal"}, "The requested Payment Method is not available."),
        ({"code": "free"}, "The requested Payment Method is not available."),
        ({"code": "purchaseorder"}, "Purchase order number is a required field."),
    ],
)
def test_a_payment_method_that_cannot_be_had_is_refused(shop: Shop, method: dict[str, str], message: str) -> None:
    given = {"cart_id": shop.ready_cart(), "payment_method": method}
    assert shop.refused("setPaymentMethodOnCart", given) == ("graphql-input", message)


def test_a_purchase_order_keeps_its_number(shop: Shop) -> None:
    cart_id = shop.ready_cart()
    method = {"code": "purchaseorder", "purchase_order_number": "PO-7"}
    cart = shop.set(
        "setPaymentMethodOnCart",
        {"cart_id": cart_id, "payment_method": method},
        "selected_payment_method { code purchase_order_number }",
    )
    assert cart["selected_payment_method"] == method
    order = shop.place(cart_id, "payment_methods { type additional_data { name value } }")["orderV2"]
    assert order["payment_methods"][0]["additional_data"] == [{"name": "Purchase Order Number", "value": "PO-7"}]


def test_a_wrong_email_is_refused(shop: Shop) -> None:
    given = {"cart_id": shop.guest_cart(), "email": "nobody"}
    assert shop.refused("setGuestEmailOnCart", given) == ("graphql-input", "Invalid email format")
    token = shop.sign_in()
    signed_in = {"cart_id": shop.customer_cart(token), "email": "x@example.com"}
    refusal = shop.refused("setGuestEmailOnCart", signed_in, token=token)
    assert refusal == ("graphql-input", "The request is not allowed for logged in customers")


def test_a_guest_finds_the_order_by_number_or_token(shop: Shop) -> None:
    order = shop.place(shop.ready_cart(), "number token")["orderV2"]
    by_number = 'guestOrder(input: {number: "%s", email: "%s", postcode: "%s"}) { number status }'
    found = shop.ask("{ " + by_number % (order["number"], "Gail@example.com", "94607") + " }")
    assert found["guestOrder"] == {"number": order["number"], "status": "Pending"}
    by_token = shop.ask(f'{{ guestOrderByToken(input: {{token: "{order["token"]}"}}) {{ number }} }}')
    assert by_token["guestOrderByToken"] == {"number": order["number"]}
    assert shop.refusal("{ " + by_number % (order["number"], "gail@example.com", "00000") + " }") == (
        "graphql-no-such-entity",
        "We couldn't locate an order with the information provided.",
    )


def test_orders_of_another_store_view_have_their_own_numbers_and_currency(shop: Shop) -> None:
    cart_id = shop.ready_cart()
    order = shop.place(cart_id, "number total { grand_total { currency } base_grand_total { currency } }", store="de")
    assert order["orderV2"]["number"] == "2000000001"
    assert order["orderV2"]["total"] == {
        "grand_total": {"currency": "EUR"},
        "base_grand_total": {"currency": "USD"},
    }
