"""Whose cart is whose: the one that a customer fills, and what becomes of a guest's when its owner signs in."""

from sandbox.commerce.cart.addresses import CartAddress, set_address
from sandbox.commerce.cart.buying import CannotBuyError, check_quantity
from sandbox.commerce.cart.carts import CartRow, active_cart_of, change_cart, create_cart, existing_cart, reach_cart
from sandbox.commerce.cart.choices import pieces_for_one
from sandbox.commerce.cart.items import items_of, pieces_of, put_in, write_gift_message
from sandbox.commerce.customer.access import require_customer
from sandbox.commerce.customer.address_book import default_address
from sandbox.commerce.errors import AuthorizationError, InputError, NoSuchEntityError
from sandbox.commerce.world import RequestContext


def customer_cart(context: RequestContext) -> CartRow:
    """The cart that the signed-in customer fills; made if there is none. Raises `AuthorizationError` for a guest."""
    customer = require_customer(context)
    cart = active_cart_of(context.world, customer.id)
    if cart is not None:
        return reach_cart(context, cart.masked_id)
    cart = create_cart(context, email=customer.email)
    _bill_to_default(context, cart)
    return cart


def merge(context: RequestContext, source_id: str, destination_id: str | None) -> CartRow:
    """Put what is in a guest's cart into the customer's, and finish the guest's.

    A guest's item is dropped where both together would be more than there are. Raises `AuthorizationError` for a guest
    and for a source that is not a guest's cart.
    """
    customer = require_customer(context)
    if destination_id == "":
        raise InputError('The parameter "destination_cart_id" cannot be empty')
    source = _guest_cart(context, source_id)
    destination = reach_cart(context, destination_id) if destination_id else customer_cart(context)
    _pour(context, source, destination)
    changes = {"coupon_code": source.coupon_code} if source.coupon_code else {}
    return change_cart(context.world, destination, email=customer.email, **changes)


def assign_to_customer(context: RequestContext, masked_id: str) -> CartRow:
    """Make a guest's cart the customer's; what the customer's cart so far held comes into it."""
    customer = require_customer(context)
    cart = _guest_cart(context, masked_id)
    before = active_cart_of(context.world, customer.id)
    if before is not None:
        _pour(context, before, cart)
    change_cart(context.world, cart, customer_id=customer.id, email=customer.email)
    _bill_to_default(context, cart)
    return reach_cart(context, masked_id)


def _guest_cart(context: RequestContext, masked_id: str) -> CartRow:
    cart = existing_cart(context.world, masked_id)
    if not cart.is_active:
        raise NoSuchEntityError("The cart isn't active.")
    if cart.customer_id is not None:
        raise AuthorizationError(f'The current user cannot perform operations on cart "{masked_id}"')
    return cart


def _pour(context: RequestContext, source: CartRow, destination: CartRow) -> None:
    world = context.world
    for item in items_of(world, source.id):
        try:
            for stock_id, pieces in pieces_for_one(world, item.stock_id, item.choices).items():
                check_quantity(world, stock_id, item.quantity * pieces + pieces_of(world, destination.id, stock_id))
        except CannotBuyError:
            continue
        poured = put_in(world, destination.id, item.product_id, item.variant_id, item.quantity, item.choices)
        if item.gift_message is not None:
            write_gift_message(world, poured, item.gift_message)
    change_cart(world, source, is_active=False)


def _bill_to_default(context: RequestContext, cart: CartRow) -> None:
    assert context.customer_id is not None
    entry = default_address(context.world, context.customer_id, "billing")
    if entry is not None:
        set_address(context.world, cart.id, "billing", CartAddress(0, entry.address, customer_address_id=entry.id))
