"""Carts: made, found by what the path names, read."""

from typing import Any, Final

from sandbox.commerce.cart import ownership
from sandbox.commerce.cart.carts import CartRow, active_cart_of, cart_by_id, cart_by_masked_id, create_cart
from sandbox.commerce.cart.contents import CartContents
from sandbox.commerce.customer.accounts import customer_by_id
from sandbox.commerce.rest import given
from sandbox.commerce.rest.call import Call
from sandbox.commerce.rest.cart_document import cart_document, totals_document
from sandbox.commerce.rest.errors import no_such_entity
from sandbox.commerce.rest.search_criteria import criteria_of
from sandbox.commerce.rest.searching import Collection, Column, find
from sandbox.commerce.rest.stores import readable
from sandbox.commerce.store.views import store_view_by_id
from sandbox.commerce.world import RequestContext, World

CARTS: Final = Collection(
    source="cart AS c",
    key="c.id",
    columns={
        "entity_id": Column("c.id", "number"),
        "store_id": Column("c.store_id", "number"),
        "customer_id": Column("c.customer_id", "number"),
        "customer_email": Column("c.email"),
        "is_active": Column("c.is_active", "number"),
        "created_at": Column("c.created_at", "time"),
        "updated_at": Column("c.updated_at", "time"),
    },
)


def cart_of(call: Call) -> CartRow:
    """The cart in the path: by masked id, by quote id, or the calling customer's. Raises `RestError`."""
    if "maskedId" in call.path:
        cart = cart_by_masked_id(call.world, call.path["maskedId"])
        if cart is None:
            raise no_such_entity("cartId", None)
        return cart
    if "cartId" in call.path:
        try:
            return cart_by_id(call.world, call.number("cartId"))
        except LookupError:
            raise no_such_entity("cartId", call.number("cartId")) from None
    mine = active_cart_of(call.world, call.customer_id())
    if mine is None:
        raise no_such_entity("customerId", call.customer_id())
    return mine


def open_cart(call: Call) -> CartContents:
    """The same, which must not be an order yet. Raises `RestError`."""
    cart = cart_of(call)
    if not cart.is_active:
        raise no_such_entity("cartId", cart.id)
    return contents_of(call.world, cart)


def contents_of(world: World, cart: CartRow) -> CartContents:
    """The cart as it is now, on behalf of its owner: who knows its id may, or the route has refused already."""
    return CartContents(
        RequestContext(world, store_view_by_id(world, cart.store_id), cart.currency, cart.customer_id), cart
    )


def anew(contents: CartContents) -> CartContents:
    """The same cart after a change."""
    return contents_of(contents.context.world, cart_by_id(contents.context.world, contents.row.id))


def create_guest_cart(call: Call) -> str:
    """`POST /V1/guest-carts`: the masked id."""
    return create_cart(_context(call)).masked_id


def create_empty_cart(call: Call) -> int:
    """`POST /V1/carts`: a guest's cart, by its quote id."""
    return create_cart(_context(call)).id


def create_customer_cart(call: Call) -> int:
    """`POST /V1/carts/mine` and `/V1/customers/{customerId}/carts`: the one that there is, else a new one."""
    customer_id = call.customer_id()
    if customer_by_id(call.world, customer_id) is None:
        raise no_such_entity("customerId", customer_id)
    return ownership.customer_cart(_context(call, customer_id)).id


def assign_customer(call: Call) -> bool:
    """`PUT /V1/guest-carts/{maskedId}` and `/V1/carts/{cartId}`: make a guest's cart a customer's."""
    given.required(call.body, "customerId")
    customer_id = given.integer(call.body["customer_id"])
    if call.caller.role == "customer" and call.caller.id != customer_id:
        raise no_such_entity("customerId", customer_id)
    ownership.assign_to_customer(_context(call, customer_id), cart_of(call).masked_id)
    return True


def read_cart(call: Call) -> dict[str, Any]:
    """`GET` of a cart, ordered or not."""
    return cart_document(contents_of(call.world, cart_of(call)))


def read_totals(call: Call) -> dict[str, Any]:
    """`GET .../totals`."""
    return totals_document(open_cart(call))


def list_carts(call: Call) -> dict[str, Any]:
    """`GET /V1/carts/search`."""
    found = find(call.world, CARTS, criteria_of(call))
    carts = [cart_by_id(call.world, cart_id) for cart_id in found.ids]
    return found.content([cart_document(contents_of(call.world, cart)) for cart in carts])


def _context(call: Call, customer_id: int | None = None) -> RequestContext:
    store = readable(call)
    return RequestContext(call.world, store, store.currency, customer_id)
