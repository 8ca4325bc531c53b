"""How a wish list reaches a GraphQL answer."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.cart.options import options_of_variant
from sandbox.commerce.catalog.configurables import option_uid, super_attribute_uid
from sandbox.commerce.catalog.downloads import sample_sources
from sandbox.commerce.catalog.graph import product_source
from sandbox.commerce.paging import Page, check_page
from sandbox.commerce.wishlist.lists import Wish, WishlistRow, wishes
from sandbox.commerce.world import Info, RequestContext

Source = Mapping[str, Any]

TYPE_NAMES: Final[Mapping[str, str]] = {
    "simple": "SimpleWishlistItem",
    "virtual": "VirtualWishlistItem",
    "configurable": "ConfigurableWishlistItem",
    "bundle": "BundleWishlistItem",
    "grouped": "GroupedProductWishlistItem",
    "downloadable": "DownloadableWishlistItem",
}
"""A list keeps no choices but those of variants, so `bundle_options` and `links_v2` of an item are empty."""


def wishlist_source(context: RequestContext, wishlist: WishlistRow) -> Source:
    """A `Wishlist`, and a `WishlistOutput`, which has no name in Open Source."""
    found = wishes(context, wishlist)
    return {
        "id": str(wishlist.id),
        "items": [_older_item(wish) for wish in found],
        "items_count": len(found),
        "name": None,
        "sharing_code": wishlist.sharing_code,
        "updated_at": wishlist.updated_at,
        "wishes": found,
    }


def page_of_items(source: Source, info: Info, **arguments: Any) -> Source:
    """`Wishlist.items_v2`. Raises `InputError` for a page that cannot be."""
    size, current, found = arguments["pageSize"], arguments["currentPage"], source["wishes"]
    check_page(size, current)
    page = Page(len(found), size, current)
    return {
        "items": [_item(info.context, wish) for wish in found[page.first : page.first + size]],
        "page_info": page.info(),
    }


def _item(context: RequestContext, wish: Wish) -> Source:
    shown: dict[str, Any] = {
        "__typename": TYPE_NAMES[wish.product.type_id],
        "id": str(wish.item.id),
        "added_at": wish.item.added_at,
        "customizable_options": [],
        "description": wish.item.description,
        "product": product_source(wish.product),
        "quantity": wish.item.quantity,
        "bundle_options": [],
        "links_v2": [],
        "samples": lambda info: sample_sources(info.context.world, wish.product.id),
    }
    if not wish.product.is_configurable:
        return shown
    return {
        **shown,
        "child_sku": (wish.variant or wish.product).sku,
        "configurable_options": _options(context, wish),
        "configured_variant": product_source(wish.variant) if wish.variant else None,
    }


def _options(context: RequestContext, wish: Wish) -> list[Source]:
    if wish.variant is None:
        return []
    return [
        {
            "id": attribute.id,
            "configurable_product_option_uid": super_attribute_uid(wish.product.id, attribute.id),
            "option_label": attribute.label,
            "value_id": option.id,
            "configurable_product_option_value_uid": option_uid(attribute.id, option.id),
            "value_label": option.label,
        }
        for attribute, option in options_of_variant(context.world, wish.product, wish.variant.id, context.store)
    ]


def _older_item(wish: Wish) -> Source:
    return {
        "id": wish.item.id,
        "added_at": wish.item.added_at,
        "description": wish.item.description,
        "product": product_source(wish.product),
        "qty": wish.item.quantity,
    }
