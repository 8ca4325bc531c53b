"""Answers about products and categories."""

from collections.abc import Mapping
from typing import Final

from sandbox.commerce.catalog import category_fields, listing
from sandbox.commerce.catalog.bundles import BUNDLE
from sandbox.commerce.catalog.configurable_fields import CONFIGURABLE
from sandbox.commerce.catalog.custom_options import options_field
from sandbox.commerce.catalog.downloads import DOWNLOADABLE
from sandbox.commerce.catalog.grouped import GROUPED
from sandbox.commerce.catalog.product_fields import PRODUCT, price_details, price_range
from sandbox.commerce.domains import Resolver, Resolvers

CUSTOMIZABLE: Final[Mapping[str, Resolver]] = {"options": options_field}

RESOLVERS: Final[Resolvers] = {
    **listing.RESOLVERS,
    **category_fields.RESOLVERS,
    "Query": {
        **listing.RESOLVERS["Query"],
        **category_fields.RESOLVERS["Query"],
    },
    "SimpleProduct": {**PRODUCT, **CUSTOMIZABLE},
    "VirtualProduct": {**PRODUCT, **CUSTOMIZABLE},
    "ConfigurableProduct": {**PRODUCT, **CUSTOMIZABLE, **CONFIGURABLE},
    "BundleProduct": {**PRODUCT, **CUSTOMIZABLE, **BUNDLE, "price_details": price_details},
    "BundleItem": {"price_range": lambda source, info: price_range(source["price_range"], info)},
    "GroupedProduct": {**PRODUCT, **GROUPED},
    "DownloadableProduct": {**PRODUCT, **CUSTOMIZABLE, **DOWNLOADABLE},
}
