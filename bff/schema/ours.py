"""All that is ours, in one list."""

import strawberry

from bff.schema.catalog import CategoryPage, ProductPage
from bff.schema.naming import configuration
from bff.schema.service import ServiceQuery

EXTENSIONS = (ProductPage, CategoryPage)
"""The classes that extend types of Commerce's, or Commerce's root types a second time."""


def build_schema() -> strawberry.Schema:
    """What Strawberry holds of ours, for composition with Commerce's. On its own it is no schema for storefronts."""
    return strawberry.Schema(query=ServiceQuery, types=EXTENSIONS, config=configuration())
