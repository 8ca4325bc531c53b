"""How a product reaches a GraphQL answer: as the source of `ProductInterface`'s resolvers."""

from typing import Any, Final

from sandbox.commerce.catalog.products import ProductRow
from sandbox.commerce.identifiers import uid

TYPE_NAMES: Final = {
    "simple": "SimpleProduct",
    "virtual": "VirtualProduct",
    "configurable": "ConfigurableProduct",
    "bundle": "BundleProduct",
    "grouped": "GroupedProduct",
    "downloadable": "DownloadableProduct",
}
URL_SUFFIX: Final = ".html"
ATTRIBUTE_SET: Final = 4


def product_source(product: ProductRow, *, relative_url: str | None = None) -> dict[str, Any]:
    """What a resolver of any domain returns for a field of type `ProductInterface`.

    `relative_url` is the address under which `route` found it. What costs a query is resolved when it is asked for.
    """
    return {
        "__typename": TYPE_NAMES[product.type_id],
        "row": product,
        "attribute_set_id": ATTRIBUTE_SET,
        "care_instructions": product.care_instructions,
        "created_at": product.created_at,
        "description": {"html": product.description},
        "id": product.id,
        "meta_description": product.meta_description,
        "meta_title": product.meta_title,
        "name": product.name,
        "options_container": "container2",
        "rating_summary": 0,
        "redirect_code": 0,
        "relative_url": relative_url or f"{product.url_key}{URL_SUFFIX}",
        "review_count": 0,
        "short_description": {"html": product.short_description},
        "sku": product.sku,
        "special_from_date": product.special_from,
        "special_to_date": product.special_to,
        "type": "PRODUCT",
        "type_id": product.type_id,
        "uid": uid(product.id),
        "updated_at": product.updated_at,
        "url_key": product.url_key,
        "url_suffix": URL_SUFFIX,
        "weight": product.weight,
    }
