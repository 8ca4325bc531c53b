"""How a product reaches a GraphQL answer: as the source of `ProductInterface`'s resolvers."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.catalog.products import ProductRow
from sandbox.commerce.identifiers import uid

TYPE_NAMES: Final = {"simple": "SimpleProduct", "configurable": "ConfigurableProduct"}


def product_source(product: ProductRow) -> Mapping[str, Any]:
    """What a resolver of any domain returns for a field of type `ProductInterface`."""
    return {
        "__typename": TYPE_NAMES[product.type_id],
        "row": product,
        "uid": uid(product.id),
        "id": product.id,
        "sku": product.sku,
        "name": product.name,
    }
