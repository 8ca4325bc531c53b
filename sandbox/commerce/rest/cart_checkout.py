"""From a cart to an order: addresses, delivery, payment, the order."""

from typing import Any, Final

from sandbox.commerce.cart.carts import change_cart
from sandbox.commerce.cart.contents import CartContents
from sandbox.commerce.cart.shipping import ShippingRate
from sandbox.commerce.checkout import addressing, delivery
from sandbox.commerce.checkout.payment import methods_for, set_payment_method
from sandbox.commerce.checkout.placing import SERVER_ERROR, CannotPlaceError, place_order
from sandbox.commerce.customer.address_book import address_of
from sandbox.commerce.money import amount
from sandbox.commerce.rest import given
from sandbox.commerce.rest.addresses import flat
from sandbox.commerce.rest.amounts import Currency
from sandbox.commerce.rest.call import Call
from sandbox.commerce.rest.cart_document import address_document, payment_method_documents, totals_document
from sandbox.commerce.rest.carts import anew, cart_of, open_cart
from sandbox.commerce.rest.errors import refused
from sandbox.commerce.rest.given import Given


def read_billing_address(call: Call) -> dict[str, Any]:
    """`GET .../billing-address`."""
    return address_document(open_cart(call), "billing")


def set_billing_address(call: Call) -> int:
    """`POST .../billing-address`: the address's id."""
    contents = open_cart(call)
    _bill(contents, given.mapping(call.body, "address"), for_shipping=given.flag(call.body.get("use_for_shipping", 0)))
    chosen = anew(contents).billing_address
    assert chosen is not None
    return chosen.id


def set_shipping_information(call: Call) -> dict[str, Any]:
    """`POST .../shipping-information`: where it goes and how; what can be paid with, and what it costs."""
    contents, information = open_cart(call), given.mapping(call.body, "addressInformation")
    shipping = given.mapping(information, "shippingAddress")
    given.required(information, "shippingCarrierCode", "shippingMethodCode")
    if given.optional_mapping(information, "billing_address"):
        _bill(contents, information["billing_address"], for_shipping=False)
    addressing.set_shipping_address(contents.context, contents.row, [_wanted(shipping)])
    _write_to(contents, shipping)
    method = {
        "carrier_code": given.text(information["shipping_carrier_code"]),
        "method_code": given.text(information["shipping_method_code"]),
    }
    delivery.set_shipping_method(contents.context, anew(contents).row, [method])
    return _payment_details(anew(contents))


def estimate_shipping_methods(call: Call) -> list[dict[str, Any]]:
    """`POST .../estimate-shipping-methods`, for an address or, with `addressId`, one of the address book."""
    contents = open_cart(call)
    if "address_id" in call.body:
        number = given.integer(call.body["address_id"])
        address = address_of(call.world, contents.row.customer_id or 0, number).address
        parts = {"country_code": address.country_code, "postcode": address.postcode, "region_id": address.region_id}
        return _rates(_estimated(contents, parts))
    return _rates(_estimated(contents, flat(given.mapping(call.body, "address"))))


def list_shipping_methods(call: Call) -> list[dict[str, Any]]:
    """`GET .../shipping-methods`: for the address that the cart has."""
    contents = open_cart(call)
    if contents.shipping_address is None:
        raise refused("The shipping address is missing. Set the address and try again.")
    return _rates(contents)


def estimate_totals(call: Call) -> dict[str, Any]:
    """`POST .../totals-information`: what it would cost at an address; nothing is changed."""
    contents, information = open_cart(call), given.mapping(call.body, "addressInformation")
    carrier, method = information.get("shipping_carrier_code"), information.get("shipping_method_code")
    chosen = {"carrier_code": carrier, "method_code": method} if carrier and method else None
    return totals_document(_estimated(contents, flat(given.mapping(information, "address")), chosen))


def list_payment_methods(call: Call) -> list[dict[str, str]]:
    """`GET .../payment-methods`."""
    return _methods(open_cart(call))


def read_payment_information(call: Call) -> dict[str, Any]:
    """`GET .../payment-information`."""
    return _payment_details(open_cart(call))


def set_payment_information(call: Call) -> bool:
    """`POST .../set-payment-information`: everything but the order."""
    contents = open_cart(call)
    if call.body.get("email") and contents.row.customer_id is None:
        addressing.set_guest_email(contents.context, contents.row, given.text(call.body["email"]))
    if given.optional_mapping(call.body, "billing_address"):
        _bill(contents, call.body["billing_address"], for_shipping=False)
    _pay(anew(contents), given.mapping(call.body, "paymentMethod"))
    return True


def pay_and_place(call: Call) -> int:
    """`POST .../payment-information`: the order's entity id."""
    _refuse_placed_meanwhile(call)
    set_payment_information(call)
    return _place(open_cart(call))


def read_payment_method(call: Call) -> dict[str, Any]:
    """`GET .../selected-payment-method`."""
    row = open_cart(call).row
    return {"method": row.payment_method, "po_number": row.purchase_order_number}


def select_payment_method(call: Call) -> str:
    """`PUT .../selected-payment-method`: the payment's id, as a text."""
    contents = open_cart(call)
    _pay(contents, given.mapping(call.body, "method"))
    return str(contents.row.id)


def place(call: Call) -> int:
    """`PUT .../order`: the order's entity id."""
    _refuse_placed_meanwhile(call)
    contents = open_cart(call)
    if given.optional_mapping(call.body, "payment_method"):
        _pay(contents, call.body["payment_method"])
    return _place(anew(contents))


PLACING: Final = frozenset({place, pay_and_place})
"""What makes an order of a cart, and takes its time."""


def _refuse_placed_meanwhile(call: Call) -> None:
    """Of calls for one cart at the same moment, one makes the order; the others fail though it exists."""
    if call.world.overlap.was_placed_since(cart_of(call).id, call.began):
        raise refused(SERVER_ERROR)


def _place(contents: CartContents) -> int:
    try:
        return place_order(contents.context, contents.row.masked_id).id
    except CannotPlaceError as error:
        raise refused(error.message) from error


def _pay(contents: CartContents, method: Given) -> None:
    given.required(method, "method")
    chosen = {"code": given.text(method["method"]), "purchase_order_number": method.get("po_number")}
    set_payment_method(contents.context, contents.row, chosen)


def _bill(contents: CartContents, address: Given, *, for_shipping: bool) -> None:
    wanted = {**_wanted(address), "use_for_shipping": for_shipping}
    addressing.set_billing_address(contents.context, contents.row, wanted)
    _write_to(contents, address)


def _wanted(address: Given) -> dict[str, Any]:
    extension = given.optional_mapping(address, "extension_attributes")
    if extension.get("pickup_location_code"):
        return {"pickup_location_code": given.text(extension["pickup_location_code"])}
    if address.get("customer_address_id"):
        return {"customer_address_id": given.integer(address["customer_address_id"])}
    return {"address": flat(address)}


def _write_to(contents: CartContents, address: Given) -> None:
    """A guest's e-mail address comes with the postal one."""
    if address.get("email") and contents.row.customer_id is None:
        change_cart(contents.context.world, contents.row, email=given.text(address["email"]))


def _estimated(contents: CartContents, address: dict[str, Any], method: Given | None = None) -> CartContents:
    region = {name: address.get(name) for name in ("region", "region_code", "region_id")}
    wanted = {
        "cart_id": contents.row.masked_id,
        "address": {"country_code": address.get("country_code") or "", "postcode": address.get("postcode")}
        | {"region": region},
        "shipping_method": method,
    }
    return delivery.estimate(contents.context, wanted)


def _payment_details(contents: CartContents) -> dict[str, Any]:
    return {"payment_methods": _methods(contents), "totals": totals_document(contents)}


def _methods(contents: CartContents) -> list[dict[str, str]]:
    return payment_method_documents(contents, [method.code for method in methods_for(contents)])


def _rates(contents: CartContents) -> list[dict[str, Any]]:
    currency = Currency.of(contents.context.world, contents.row.currency)
    return [_rate(offered, currency) for offered in contents.totals.shipping_rates]


def _rate(offered: ShippingRate, currency: Currency) -> dict[str, Any]:
    return {
        "carrier_code": offered.carrier_code,
        "method_code": offered.method_code,
        "carrier_title": offered.carrier_title,
        "method_title": offered.method_title,
        **currency.both(amount=offered.cents),
        "available": True,
        "error_message": "",
        "price_excl_tax": amount(offered.cents),
        "price_incl_tax": amount(offered.cents),
    }
