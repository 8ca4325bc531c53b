"""What shoppers do with their wish list. What fails is told item by item; the rest is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sandbox.commerce.cart.buying import CannotBuyError, Choice, add, choose
from sandbox.commerce.cart.changing import settle_coupon
from sandbox.commerce.cart.options import selection_of
from sandbox.commerce.cart.ownership import customer_cart
from sandbox.commerce.catalog.products import ProductRow, product_by_sku, variants_of
from sandbox.commerce.catalog.stock import is_salable
from sandbox.commerce.wishlist.lists import Wish, WishlistRow, add_wish, change_wish, remove_wishes, wishes
from sandbox.commerce.world import RequestContext

Given = Mapping[str, Any]
TOO_FEW: Final = "The quantity of a wish list item cannot be 0"
CART_CODES: Final = frozenset({"PRODUCT_NOT_FOUND", "NOT_SALABLE", "INSUFFICIENT_STOCK"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something could not be done; `item_id` where it is about an item of the list."""

    code: str
    message: str
    item_id: str = ""


def add_products(context: RequestContext, wishlist: WishlistRow, items: Sequence[Given]) -> list[Refusal]:
    """Put products on the list, configurable ones with or without a choice."""
    refused = []
    for given in items:
        sku = given.get("parent_sku") or given["sku"]
        product = product_by_sku(context.world, sku, context.store)
        if product is None:
            refused.append(Refusal("PRODUCT_NOT_FOUND", f'Could not find a product with SKU "{sku}"'))
        elif given["quantity"] <= 0:
            refused.append(Refusal("UNDEFINED", TOO_FEW))
        else:
            add_wish(context.world, wishlist, product, _chosen(context, product, given), given["quantity"])
    return refused


def update_products(context: RequestContext, wishlist: WishlistRow, changes: Sequence[Given]) -> list[Refusal]:
    """Change quantities, descriptions and choices."""
    refused, kept = [], _by_id(context, wishlist)
    for given in changes:
        wish, quantity = kept.get(given["wishlist_item_id"]), given.get("quantity")
        if wish is None:
            refused.append(_unknown(given["wishlist_item_id"]))
        elif quantity is not None and quantity <= 0:
            refused.append(Refusal("UNDEFINED", TOO_FEW))
        else:
            change_wish(context.world, wishlist, wish, _changes(context, wish, given))
    return refused


def remove_products(context: RequestContext, wishlist: WishlistRow, ids: Sequence[str]) -> list[Refusal]:
    """Take items off the list."""
    kept = _by_id(context, wishlist)
    remove_wishes(context.world, wishlist, [kept[number].item for number in ids if number in kept])
    return [_unknown(number) for number in ids if number not in kept]


def move_to_cart(context: RequestContext, wishlist: WishlistRow, ids: Sequence[str] | None) -> list[Refusal]:
    """Put items, or all, into the customer's cart; those that got there are taken off the list."""
    kept = _by_id(context, wishlist)
    wanted = list(kept) if ids is None else list(ids)
    cart = customer_cart(context)
    moved, refused = [], [_unknown(number) for number in wanted if number not in kept]
    for number in wanted:
        if number not in kept:
            continue
        try:
            add(context, cart.id, _choice(context, kept[number]), kept[number].item.quantity)
            moved.append(kept[number].item)
        except CannotBuyError as error:
            refused.append(Refusal(error.code if error.code in CART_CODES else "UNDEFINED", error.message, number))
    remove_wishes(context.world, wishlist, moved)
    settle_coupon(context, cart)
    return refused


def _by_id(context: RequestContext, wishlist: WishlistRow) -> dict[str, Wish]:
    return {str(wish.item.id): wish for wish in wishes(context, wishlist)}


def _unknown(item_id: str) -> Refusal:
    return Refusal("UNDEFINED", f'The wishlist item with ID "{item_id}" does not belong to the wishlist', item_id)


def _chosen(context: RequestContext, product: ProductRow, given: Given) -> ProductRow | None:
    """The variant that the options or the SKU name, if they name one."""
    if not product.is_configurable:
        return None
    if given.get("selected_options"):
        return selection_of(context.world, product, given["selected_options"], context.store).variant
    named = (given.get("sku") or "").casefold()
    found = variants_of(context.world, product, context.store)
    return next((variant for variant in found if variant.sku.casefold() == named), None)


def _changes(context: RequestContext, wish: Wish, given: Given) -> dict[str, float | int | str | None]:
    changes = {name: given[name] for name in ("quantity", "description") if given.get(name) is not None}
    if given.get("selected_options") and (variant := _chosen(context, wish.product, given)):
        changes["variant_id"] = variant.id
    return changes


def _choice(context: RequestContext, wish: Wish) -> Choice:
    if wish.variant is None:
        return choose(context, {"sku": wish.product.sku})
    if not is_salable(context.world, wish.variant):
        raise CannotBuyError("NOT_SALABLE", "The required options you selected are not available")
    return Choice(wish.product, wish.variant)
