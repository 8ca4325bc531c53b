"""How a cart is delivered."""

from collections.abc import Mapping
from typing import Any

from sandbox.commerce.cart.carts import CartRow, change_cart, reach_cart
from sandbox.commerce.cart.contents import Assumption, CartContents
from sandbox.commerce.customer.postal import PostalAddress, find_region
from sandbox.commerce.errors import InputError, NoSuchEntityError
from sandbox.commerce.world import RequestContext

Given = Mapping[str, Any]


def set_shipping_method(context: RequestContext, cart: CartRow, given: list[Given]) -> None:
    """Choose a method. One that cannot be had leaves the cart without any, and raises `NoSuchEntityError`."""
    if len(given) > 1:
        raise InputError("You cannot specify multiple shipping methods.")
    carrier_code, method_code = given[0]["carrier_code"], given[0]["method_code"]
    for name, value in (("carrier_code", carrier_code), ("method_code", method_code)):
        if not value:
            raise InputError(f'Required parameter "{name}" is missing.')
    contents = CartContents(context, cart)
    if not contents.lines:
        raise InputError("The shipping method can't be set for an empty cart. Add an item to cart and try again.")
    if contents.shipping_address is None:
        raise InputError("The shipping address is missing. Set the address and try again.")
    available = {(rate.carrier_code, rate.method_code) for rate in contents.totals.shipping_rates}
    if (carrier_code, method_code) not in available:
        change_cart(context.world, cart, carrier_code=None, method_code=None)
        raise NoSuchEntityError(f"Carrier with such method not found: {carrier_code}, {method_code}")
    change_cart(context.world, cart, carrier_code=carrier_code, method_code=method_code)


def estimate(context: RequestContext, given: Given) -> CartContents:
    """The cart as if it went to the given address, by the given method; nothing is changed."""
    address, method = given["address"], given.get("shipping_method")
    assumption = Assumption(
        goes_to=_roughly(context, address),
        shipping_method=(method["carrier_code"], method["method_code"]) if method else None,
    )
    return CartContents(context, reach_cart(context, given["cart_id"]), assumption)


def _roughly(context: RequestContext, address: Given) -> PostalAddress:
    country_code, region = address["country_code"], address.get("region") or {}
    found = find_region(
        context.world,
        country_code,
        number=region.get("region_id"),
        text=region.get("region_code") or region.get("region"),
    )
    return PostalAddress(
        country_code=country_code,
        postcode=address.get("postcode"),
        region=found.name if found else region.get("region"),
        region_code=found.code if found else region.get("region_code"),
        region_id=found.id if found else None,
    )
