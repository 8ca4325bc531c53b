"""Where a cart goes, who pays, and whom to write to."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sandbox.commerce.cart.addresses import CartAddress, address_of_cart, set_address
from sandbox.commerce.cart.carts import CartRow, change_cart
from sandbox.commerce.cart.contents import CartContents
from sandbox.commerce.customer.access import require_customer
from sandbox.commerce.customer.accounts import EMAIL
from sandbox.commerce.customer.address_book import AddressBookEntry, add_address, address_of
from sandbox.commerce.customer.postal import PostalAddress
from sandbox.commerce.errors import InputError
from sandbox.commerce.pickup.locations import pickup_location
from sandbox.commerce.world import RequestContext

Given = Mapping[str, Any]


def set_guest_email(context: RequestContext, cart: CartRow, email: str) -> None:
    """Whom to write to about a guest's order. Raises `InputError`."""
    if context.customer_id is not None:
        raise InputError("The request is not allowed for logged in customers")
    if not EMAIL.fullmatch(email):
        raise InputError("Invalid email format")
    change_cart(context.world, cart, email=email)


def set_shipping_address(context: RequestContext, cart: CartRow, given: list[Given]) -> None:
    """Where it goes. Raises `InputError`, `NoSuchEntityError` or `AuthorizationError`."""
    if len(given) > 1:
        raise InputError("You cannot specify multiple shipping addresses.")
    if CartContents(context, cart).is_virtual:
        raise InputError("Shipping address is not allowed on cart: cart contains no items for shipment.")
    wanted = given[0]
    if wanted.get("pickup_location_code"):
        chosen = _fetched_at(context, wanted["pickup_location_code"])
    elif wanted.get("address") or wanted.get("customer_address_id"):
        chosen = _chosen(context, wanted, "shipping")
    else:
        raise InputError(
            'The shipping address must contain either "customer_address_id", "address", or "pickup_location_code".'
        )
    set_address(context.world, cart.id, "shipping", replace(chosen, customer_notes=wanted.get("customer_notes")))


def set_billing_address(context: RequestContext, cart: CartRow, given: Given) -> None:
    """Who pays. Raises `InputError`, `NoSuchEntityError` or `AuthorizationError`."""
    if given.get("same_as_shipping"):
        chosen = address_of_cart(context.world, cart.id, "shipping")
        if chosen is None:
            raise InputError(
                'Could not use the "same_as_shipping" option, because the shipping address has not been set.'
            )
        set_address(context.world, cart.id, "billing", replace(chosen, customer_notes=None, pickup_location_code=None))
        return
    if not given.get("address") and not given.get("customer_address_id"):
        raise InputError(
            'The billing address must contain either "customer_address_id", "address", or "same_as_shipping".'
        )
    chosen = _chosen(context, given, "billing")
    set_address(context.world, cart.id, "billing", chosen)
    if given.get("use_for_shipping"):
        set_address(context.world, cart.id, "shipping", chosen)


def _fetched_at(context: RequestContext, code: str) -> CartAddress:
    place = pickup_location(context.world, code)
    return CartAddress(0, place.address(context.world), pickup_location_code=place.code)


def _chosen(context: RequestContext, given: Given, kind: str) -> CartAddress:
    """The address that was written, or the one of the address book that was named."""
    address, entry_id = given.get("address"), given.get("customer_address_id")
    if address and entry_id:
        raise InputError(f'The {kind} address cannot contain "customer_address_id" and "address" at the same time.')
    if entry_id:
        entry = address_of(context.world, require_customer(context).id, entry_id)
        return CartAddress(0, entry.address, customer_address_id=entry.id)
    assert address is not None
    written = PostalAddress.of(address).checked(context.world)
    if context.customer_id is not None and address.get("save_in_address_book"):
        entry = add_address(context.world, context.customer_id, AddressBookEntry(written))
        return CartAddress(0, written, customer_address_id=entry.id)
    return CartAddress(0, written)
