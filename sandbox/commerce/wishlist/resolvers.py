"""Answers about wish lists."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sandbox.commerce.customer.access import require_customer
from sandbox.commerce.customer.accounts import CustomerRow
from sandbox.commerce.domains import Resolvers
from sandbox.commerce.errors import AuthorizationError
from sandbox.commerce.paging import check_page
from sandbox.commerce.wishlist import wishing
from sandbox.commerce.wishlist.graph import page_of_items, wishlist_source
from sandbox.commerce.wishlist.lists import WishlistRow, reach_wishlist, wishlist_of
from sandbox.commerce.world import Info, RequestContext

Source = Mapping[str, Any]
Change = Callable[[RequestContext, WishlistRow, Any], list[wishing.Refusal]]

NOT_SIGNED_IN: Final = "The current user cannot perform operations on wishlist"


def resolve_wishlist(_source: object, info: Info) -> Source:
    """`Query.wishlist`."""
    return wishlist_source(info.context, wishlist_of(info.context.world, _customer(info.context)))


def own_wishlist(source: CustomerRow, info: Info) -> Source:
    """`Customer.wishlist`."""
    return wishlist_source(info.context, wishlist_of(info.context.world, source))


def wishlist_by_id(source: CustomerRow, info: Info, **arguments: Any) -> Source | None:
    """`Customer.wishlist_v2`: null for a list that is not the customer's."""
    own = wishlist_of(info.context.world, source)
    return wishlist_source(info.context, own) if arguments["id"] == str(own.id) else None


def wishlists(source: CustomerRow, info: Info, **arguments: Any) -> Sequence[Source]:
    """`Customer.wishlists`: in Open Source there is one."""
    check_page(arguments["pageSize"], arguments["currentPage"])
    return [own_wishlist(source, info)] if arguments["currentPage"] == 1 else []


def changing(change: Change, argument: str) -> Callable[..., Source]:
    """The resolver of a mutation that answers with the list and what could not be done."""

    def resolve(_source: object, info: Info, **arguments: Any) -> Source:
        refused, changed = _changed(info.context, arguments, change, argument)
        errors = [{"code": refusal.code, "message": refusal.message} for refusal in refused]
        return {"wishlist": changed, "user_errors": errors}

    return resolve


def add_to_cart(_source: object, info: Info, **arguments: Any) -> Source:
    """`Mutation.addWishlistItemsToCart`."""
    refused, changed = _changed(info.context, arguments, wishing.move_to_cart, "wishlistItemIds")
    errors = [
        {
            "code": refusal.code,
            "message": refusal.message,
            "wishlistId": changed["id"],
            "wishlistItemId": refusal.item_id,
        }
        for refusal in refused
    ]
    return {"wishlist": changed, "status": not errors, "add_wishlist_items_to_cart_user_errors": errors}


def _changed(
    context: RequestContext, arguments: Mapping[str, Any], change: Change, argument: str
) -> tuple[list[wishing.Refusal], Source]:
    customer, wishlist_id = _customer(context), arguments["wishlistId"]
    with context.world.transaction():
        refused = change(context, reach_wishlist(context.world, customer, wishlist_id), arguments.get(argument))
    return refused, wishlist_source(context, reach_wishlist(context.world, customer, wishlist_id))


def _customer(context: RequestContext) -> CustomerRow:
    if context.customer_id is None:
        raise AuthorizationError(NOT_SIGNED_IN)
    return require_customer(context)


RESOLVERS: Final[Resolvers] = {
    "Query": {"wishlist": resolve_wishlist},
    "Mutation": {
        "addProductsToWishlist": changing(wishing.add_products, "wishlistItems"),
        "updateProductsInWishlist": changing(wishing.update_products, "wishlistItems"),
        "removeProductsFromWishlist": changing(wishing.remove_products, "wishlistItemsIds"),
        "addWishlistItemsToCart": add_to_cart,
    },
    "Customer": {"wishlist": own_wishlist, "wishlist_v2": wishlist_by_id, "wishlists": wishlists},
    "Wishlist": {"items_v2": page_of_items},
}
