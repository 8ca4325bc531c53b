"""Answers about products and categories."""

from typing import Final

from sandbox.commerce.catalog import category_fields, listing
from sandbox.commerce.catalog.configurable_fields import CONFIGURABLE
from sandbox.commerce.catalog.product_fields import PRODUCT
from sandbox.commerce.domains import Resolvers

RESOLVERS: Final[Resolvers] = {
    **listing.RESOLVERS,
    **category_fields.RESOLVERS,
    "Query": {
        **listing.RESOLVERS["Query"],
        **category_fields.RESOLVERS["Query"],
    },
    "SimpleProduct": PRODUCT,
    "ConfigurableProduct": {**PRODUCT, **CONFIGURABLE},
}
