"""Carts as rows: created, found, changed."""

import sqlite3
from dataclasses import dataclass

from sandbox.commerce.cart import gift_messages
from sandbox.commerce.customer.statements import insert, update
from sandbox.commerce.customer.timestamps import timestamp
from sandbox.commerce.errors import AuthorizationError, InputError, NoSuchEntityError
from sandbox.commerce.world import RequestContext, World


@dataclass(frozen=True, slots=True)
class CartRow:
    """One cart. `id` is Commerce's quote id; `masked_id` is what clients know it by. A guest's has no `customer_id`."""

    id: int
    masked_id: str
    store_id: int
    currency: str
    customer_id: int | None
    email: str | None
    coupon_code: str | None
    carrier_code: str | None
    method_code: str | None
    payment_method: str | None
    purchase_order_number: str | None
    gift_message: gift_messages.GiftMessage | None
    is_active: bool
    created_at: str
    updated_at: str


def create_cart(context: RequestContext, masked_id: str | None = None, *, email: str | None = None) -> CartRow:
    """A new, empty cart of whoever asks."""
    world, now = context.world, timestamp(context.world)
    cart_id = insert(
        world,
        "cart",
        {
            "masked_id": masked_id or world.ids.masked(),
            "store_id": context.store.id,
            "currency": context.currency,
            "customer_id": context.customer_id,
            "email": email,
            "created_at": now,
            "updated_at": now,
        },
    )
    return cart_by_id(world, cart_id)


def cart_by_id(world: World, cart_id: int) -> CartRow:
    """The cart with this id. Raises `LookupError` where there is none."""
    row = world.row("SELECT * FROM cart WHERE id = ?", (cart_id,))
    if row is None:
        raise LookupError(f"There is no cart {cart_id}.")
    return _cart(row)


def cart_by_masked_id(world: World, masked_id: str) -> CartRow | None:
    """The cart that clients know by this id, active or not."""
    row = world.row("SELECT * FROM cart WHERE masked_id = ?", (masked_id,))
    return None if row is None else _cart(row)


def active_cart_of(world: World, customer_id: int) -> CartRow | None:
    """The one cart that a customer is filling."""
    row = world.row("SELECT * FROM cart WHERE customer_id = ? AND is_active = 1 ORDER BY id DESC", (customer_id,))
    return None if row is None else _cart(row)


def reach_cart(context: RequestContext, masked_id: str) -> CartRow:
    """The active cart with this id, if the caller may use it; it moves to the store view and currency of the request.

    Raises `NoSuchEntityError` for an unknown or finished cart and `AuthorizationError` for somebody else's. A customer
    may not use a guest's either: `mergeCarts` is for that.
    """
    cart = existing_cart(context.world, masked_id)
    if not cart.is_active:
        raise NoSuchEntityError("The cart isn't active.")
    if cart.customer_id != context.customer_id:
        raise AuthorizationError(f'The current user cannot perform operations on cart "{masked_id}"')
    if (cart.store_id, cart.currency) == (context.store.id, context.currency):
        return cart
    return change_cart(context.world, cart, store_id=context.store.id, currency=context.currency)


def existing_cart(world: World, masked_id: str) -> CartRow:
    """The cart with this id, active or not. Raises `InputError` for an empty id, `NoSuchEntityError` if unknown."""
    if not masked_id:
        raise InputError('Required parameter "cart_id" is missing')
    cart = cart_by_masked_id(world, masked_id)
    if cart is None:
        raise NoSuchEntityError(f'Could not find a cart with ID "{masked_id}"')
    return cart


def change_cart(world: World, cart: CartRow, **columns: str | int | bool | None) -> CartRow:
    """The cart as it is afterwards."""
    update(world, "cart", cart.id, {**columns, "updated_at": timestamp(world)})
    return cart_by_id(world, cart.id)


def _cart(row: sqlite3.Row) -> CartRow:
    message = gift_messages.from_json(row["gift_message"])
    return CartRow(**{**dict(row), "is_active": bool(row["is_active"]), "gift_message": message})
