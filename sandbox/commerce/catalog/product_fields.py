"""The fields of a product that want a look into the database: prices, stock, attributes, links, categories."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sandbox.commerce.catalog.attributes import attributes, chosen_options
from sandbox.commerce.catalog.bundles import bundle_options, bundle_prices
from sandbox.commerce.catalog.categories import categories_of_product, category_source
from sandbox.commerce.catalog.custom_attributes import custom_attributes
from sandbox.commerce.catalog.graph import URL_SUFFIX, product_source
from sandbox.commerce.catalog.grouped import products_of_group
from sandbox.commerce.catalog.media import gallery, gallery_entries, main_image
from sandbox.commerce.catalog.prices import Price, special_price
from sandbox.commerce.catalog.products import ProductRow, products_by_id, variants_of
from sandbox.commerce.catalog.stock import is_salable
from sandbox.commerce.catalog.tier_prices import older_tier_prices, price_of_one, price_tiers
from sandbox.commerce.domains import Resolver
from sandbox.commerce.money import amount
from sandbox.commerce.store.views import convert
from sandbox.commerce.world import Info, RequestContext

Source = Mapping[str, Any]

LINK_TYPES: Final = {"related": "related", "upsell": "upsell", "crosssell": "crosssell"}


def price_range(source: Source, info: Info) -> dict[str, Any]:
    """`ProductInterface.price_range`: the cheapest and the dearest way to buy it."""
    prices = _prices(source["row"], info.context)
    return {
        "minimum_price": _product_price(min(prices, key=lambda price: price.final)),
        "maximum_price": _product_price(max(prices, key=lambda price: price.final)),
    }


def _prices(product: ProductRow, context: RequestContext) -> list[Price]:
    world, store = context.world, context.store
    if product.type_id == "bundle":
        return bundle_prices(world, bundle_options(world, product.id, store), context.currency)
    if product.type_id == "grouped":
        bought = [member for member, _ in products_of_group(world, product.id, store)]
    else:
        bought = variants_of(world, product, store) if product.is_configurable else [product]
    return [price_of_one(world, item, context.customer_id, context.currency) for item in bought]


def _product_price(price: Price) -> dict[str, Any]:
    return {
        "regular_price": {"value": amount(price.regular), "currency": price.currency},
        "final_price": {"value": amount(price.final), "currency": price.currency},
        "discount": {"amount_off": amount(price.amount_off), "percent_off": price.percent_off},
        "fixed_product_taxes": [],
    }


def older_price(source: Source, info: Info) -> dict[str, Any]:
    """`ProductInterface.price`: the same in the words of older storefronts."""
    found = price_range(source, info)
    low, high = found["minimum_price"], found["maximum_price"]
    named = {
        "minimalPrice": low["final_price"],
        "maximalPrice": high["final_price"],
        "regularPrice": low["regular_price"],
    }
    return {name: {"amount": money, "adjustments": []} for name, money in named.items()}


def price_details(_source: Source, _info: Info) -> dict[str, Any]:
    """`BundleProduct.price_details`: a bundle has no price of its own, what it holds has."""
    return {"main_price": 0, "main_final_price": 0, "discount_percentage": 0}


def websites(_source: Source, info: Info) -> list[dict[str, Any]]:
    """`ProductInterface.websites`: there is one."""
    store = info.context.store
    only = {"id": store.website_id, "code": store.website_code, "name": store.website_name}
    return [{**only, "default_group_id": "1", "is_default": True, "sort_order": 0}]


def special_price_field(source: Source, info: Info) -> int | float | None:
    """`ProductInterface.special_price`, while it lasts."""
    cents = special_price(info.context.world, source["row"])
    return None if cents is None else amount(convert(info.context.world, cents, info.context.currency))


def stock_status(source: Source, info: Info) -> str:
    """`ProductInterface.stock_status`."""
    return "IN_STOCK" if is_salable(info.context.world, source["row"]) else "OUT_OF_STOCK"


def categories(source: Source, info: Info) -> list[dict[str, Any]]:
    """`ProductInterface.categories`, the root left out."""
    context = info.context
    found = categories_of_product(context.world, source["id"], context.store)
    if found:
        context.tags.update(dict.fromkeys(["cat_c", *(f"cat_c_{category.id}" for category in found)]))
    return [category_source(category) for category in found]


def option_id(code: str) -> Callable[[Source, Info], int | None]:
    """The field of an attribute with one choice: the id of the option."""

    def resolve(source: Source, info: Info) -> int | None:
        attribute = attributes(info.context.world, info.context.store)[code]
        chosen = chosen_options(info.context.world, source["id"]).get(attribute.id)
        return chosen[0] if chosen else None

    return resolve


def option_ids(code: str) -> Callable[[Source, Info], str | None]:
    """The field of an attribute with several choices: the ids joined by commas."""

    def resolve(source: Source, info: Info) -> str | None:
        attribute = attributes(info.context.world, info.context.store)[code]
        chosen = chosen_options(info.context.world, source["id"]).get(attribute.id)
        return ",".join(map(str, chosen)) if chosen else None

    return resolve


def linked(kind: str) -> Callable[[Source, Info], list[dict[str, Any]]]:
    """`related_products`, `upsell_products` and `crosssell_products`."""

    def resolve(source: Source, info: Info) -> list[dict[str, Any]]:
        context = info.context
        rows = context.world.rows(
            "SELECT linked_id FROM catalog_link WHERE product_id = ? AND kind = ? ORDER BY position",
            (source["id"], kind),
        )
        products = products_by_id(context.world, [row["linked_id"] for row in rows], context.store)
        return [product_source(product) for product in products]

    return resolve


def product_links(source: Source, info: Info) -> list[dict[str, Any]]:
    """`ProductInterface.product_links`."""
    rows = info.context.world.rows(
        "SELECT l.kind, l.position, p.sku, p.type_id FROM catalog_link AS l"
        " JOIN catalog_product AS p ON p.id = l.linked_id WHERE l.product_id = ? ORDER BY l.kind, l.position",
        (source["id"],),
    )
    return [
        {
            "__typename": "ProductLinks",
            "sku": source["sku"],
            "link_type": LINK_TYPES[row["kind"]],
            "linked_product_sku": row["sku"],
            "linked_product_type": row["type_id"],
            "position": row["position"],
        }
        for row in rows
    ]


def url_rewrites(source: Source, info: Info) -> list[dict[str, Any]]:
    """`ProductInterface.url_rewrites`: the product's own address and those below its categories."""
    number = str(source["id"])
    own = {"url": f"{source['url_key']}{URL_SUFFIX}", "parameters": [{"name": "id", "value": number}]}
    if not source["row"].is_visible:
        return []
    below = [
        {
            "url": f"{category.url_path}/{source['url_key']}{URL_SUFFIX}",
            "parameters": [{"name": "id", "value": number}, {"name": "category", "value": str(category.id)}],
        }
        for category in categories_of_product(info.context.world, source["id"], info.context.store)
    ]
    return [own, *below]


PRODUCT: Final[Mapping[str, Resolver]] = {
    "activity": option_ids("activity"),
    "categories": categories,
    "color": option_id("color"),
    "crosssell_products": linked("crosssell"),
    "custom_attributesV2": custom_attributes,
    "eco_friendly": option_id("eco_friendly"),
    "image": main_image,
    "material": option_id("material"),
    "media_gallery": gallery,
    "media_gallery_entries": gallery_entries,
    "price_range": price_range,
    "price": older_price,
    "price_tiers": price_tiers,
    "product_links": product_links,
    "related_products": linked("related"),
    "size": option_id("size"),
    "small_image": main_image,
    "special_price": special_price_field,
    "stock_status": stock_status,
    "thumbnail": main_image,
    "tier_prices": older_tier_prices,
    "upsell_products": linked("upsell"),
    "url_rewrites": url_rewrites,
    "websites": websites,
}
