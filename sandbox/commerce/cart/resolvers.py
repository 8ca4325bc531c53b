"""Answers about carts."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.cart import changing as change
from sandbox.commerce.cart import ownership
from sandbox.commerce.cart.carts import cart_by_masked_id, change_cart, create_cart, reach_cart
from sandbox.commerce.cart.contents import CartContents
from sandbox.commerce.cart.graph import cart_prices, item_sources, page_of_items
from sandbox.commerce.domains import Resolvers
from sandbox.commerce.errors import AlreadyExistsError, AuthorizationError, InputError
from sandbox.commerce.world import Info, RequestContext

Source = Mapping[str, Any]
MASKED_ID_LENGTH: Final = 32


def cart(_source: object, info: Info, cart_id: str) -> CartContents:
    """`Query.cart`."""
    return CartContents(info.context, reach_cart(info.context, cart_id))


def customer_cart(_source: object, info: Info) -> CartContents:
    """`Query.customerCart`."""
    if info.context.customer_id is None:
        raise AuthorizationError("The request is allowed for logged in customer")
    return CartContents(info.context, ownership.customer_cart(info.context))


def create_guest_cart(_source: object, info: Info, **arguments: Any) -> Source:
    """`Mutation.createGuestCart`."""
    if info.context.customer_id is not None:
        raise AlreadyExistsError("Use `Query.customerCart` for logged in customer.")
    wanted = _wanted_id(info.context, (arguments.get("input") or {}).get("cart_uid"))
    return {"cart": CartContents(info.context, create_cart(info.context, wanted))}


def create_empty_cart(_source: object, info: Info, **arguments: Any) -> str:
    """`Mutation.createEmptyCart`: the masked id; a customer gets the cart that is there."""
    wanted = _wanted_id(info.context, (arguments.get("input") or {}).get("cart_id"))
    if info.context.customer_id is not None:
        return ownership.customer_cart(info.context).masked_id
    return create_cart(info.context, wanted).masked_id


def add_products_to_cart(_source: object, info: Info, **arguments: Any) -> Source:
    """`Mutation.addProductsToCart`."""
    context, masked_id = info.context, arguments["cartId"]
    row = reach_cart(context, masked_id)
    with context.world.transaction():
        refused = change.add_products(context, row, arguments["cartItems"])
    errors = [{"code": error.code, "message": error.message} for error in refused]
    return {"cart": CartContents(context, reach_cart(context, masked_id)), "user_errors": errors}


def add_older_way(_source: object, info: Info, **arguments: Any) -> Source:
    """`Mutation.addSimpleProductsToCart`, and those for virtual, configurable, bundle and downloadable products."""
    given = _given(arguments, "cart_items")
    return _changed(info, given, lambda context, row: change.add_or_refuse(context, row, given["cart_items"]))


def update_cart_items(_source: object, info: Info, **arguments: Any) -> Source:
    """`Mutation.updateCartItems`."""
    given = _given(arguments, "cart_items")
    return _changed(info, given, lambda context, row: change.update_items(context, row, given["cart_items"]))


def remove_item_from_cart(_source: object, info: Info, **arguments: Any) -> Source:
    """`Mutation.removeItemFromCart`."""
    given = _given(arguments)
    return _changed(info, given, lambda context, row: change.remove_item(context, row, given))


def apply_coupon_to_cart(_source: object, info: Info, **arguments: Any) -> Source:
    """`Mutation.applyCouponToCart`."""
    given = _given(arguments)
    return _changed(info, given, lambda context, row: change.apply_coupon(context, row, given["coupon_code"]))


def remove_coupon_from_cart(_source: object, info: Info, **arguments: Any) -> Source:
    """`Mutation.removeCouponFromCart`."""
    given = _given(arguments)
    return _changed(info, given, lambda context, row: change_cart(context.world, row, coupon_code=None))


def merge_carts(_source: object, info: Info, **arguments: Any) -> CartContents:
    """`Mutation.mergeCarts`."""
    source_id, destination_id = arguments["source_cart_id"], arguments.get("destination_cart_id")
    with info.context.world.transaction():
        row = ownership.merge(info.context, source_id, destination_id)
    return CartContents(info.context, row)


def assign_customer_to_guest_cart(_source: object, info: Info, cart_id: str) -> CartContents:
    """`Mutation.assignCustomerToGuestCart`."""
    with info.context.world.transaction():
        row = ownership.assign_to_customer(info.context, cart_id)
    return CartContents(info.context, row)


def items_v2(source: CartContents, _info: Info, **arguments: Any) -> Source:
    """`Cart.itemsV2`."""
    return page_of_items(
        source, size=arguments["pageSize"], current=arguments["currentPage"], sort=arguments.get("sort")
    )


def applied_coupons(source: CartContents, _info: Info) -> list[Source] | None:
    """`Cart.applied_coupons`: null without one."""
    return [{"code": source.row.coupon_code}] if source.row.coupon_code else None


def applied_coupon(source: CartContents, info: Info) -> Source | None:
    """`Cart.applied_coupon`."""
    return next(iter(applied_coupons(source, info) or ()), None)


def _given(arguments: Mapping[str, Any], *required: str) -> Mapping[str, Any]:
    """The `input`, which Commerce declares nullable but does not do without."""
    given: Mapping[str, Any] = arguments.get("input") or {}
    for name in ("cart_id", *required):
        if not given.get(name):
            raise InputError(f'Required parameter "{name}" is missing.')
    return given


def _changed(info: Info, given: Mapping[str, Any], how: Any) -> Source:
    return {"cart": change.changing(info.context, given["cart_id"], how)}


def _wanted_id(context: RequestContext, wanted: str | None) -> str | None:
    if not wanted:
        return None
    if len(wanted) != MASKED_ID_LENGTH:
        raise InputError(f"Cart ID length should to be {MASKED_ID_LENGTH} symbols.")
    if cart_by_masked_id(context.world, wanted) is not None:
        raise AlreadyExistsError(f'Cart with ID "{wanted}" already exists.')
    return wanted


RESOLVERS: Final[Resolvers] = {
    "Query": {"cart": cart, "customerCart": customer_cart},
    "Mutation": {
        "createGuestCart": create_guest_cart,
        "createEmptyCart": create_empty_cart,
        "addProductsToCart": add_products_to_cart,
        "addSimpleProductsToCart": add_older_way,
        "addVirtualProductsToCart": add_older_way,
        "addConfigurableProductsToCart": add_older_way,
        "addBundleProductsToCart": add_older_way,
        "addDownloadableProductsToCart": add_older_way,
        "updateCartItems": update_cart_items,
        "removeItemFromCart": remove_item_from_cart,
        "applyCouponToCart": apply_coupon_to_cart,
        "removeCouponFromCart": remove_coupon_from_cart,
        "mergeCarts": merge_carts,
        "assignCustomerToGuestCart": assign_customer_to_guest_cart,
    },
    "Cart": {
        "id": lambda source, _info: source.row.masked_id,
        "email": lambda source, _info: source.row.email,
        "is_virtual": lambda source, _info: source.is_virtual,
        "total_quantity": lambda source, _info: source.quantity,
        "items": lambda source, _info: item_sources(source),
        "itemsV2": items_v2,
        "applied_coupon": applied_coupon,
        "applied_coupons": applied_coupons,
        "prices": lambda source, _info: cart_prices(source),
        "gift_message": lambda source, _info: source.row.gift_message,
    },
}
