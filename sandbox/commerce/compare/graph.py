"""How a compare list reaches a GraphQL answer."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.catalog.attributes import Attribute, attributes, chosen_options
from sandbox.commerce.catalog.graph import product_source
from sandbox.commerce.catalog.products import ProductRow
from sandbox.commerce.compare.lists import CompareListRow, products_of
from sandbox.commerce.world import RequestContext

Source = Mapping[str, Any]

NOTHING: Final = "N/A"
TEXTS: Final = {
    "en": {"sku": "SKU", "description": "Description", "short_description": "Short Description"},
    "de": {"sku": "Artikelnummer", "description": "Beschreibung", "short_description": "Kurzbeschreibung"},
}
"""What every Commerce compares, with its name in the languages of the store views."""


def compare_list(context: RequestContext, found: CompareListRow) -> Source:
    """A `CompareList`."""
    products = products_of(context, found)
    own = attributes(context.world, context.store)
    compared = TEXTS[context.store.language] | {code: attribute.label for code, attribute in own.items()}
    return {
        "uid": found.uid,
        "item_count": len(products),
        "attributes": [{"code": code, "label": label} for code, label in compared.items()] if products else [],
        "items": [_item(context, product, own) for product in products],
    }


def _item(context: RequestContext, product: ProductRow, own: Mapping[str, Attribute]) -> Source:
    chosen = chosen_options(context.world, product.id)
    values = {
        "sku": product.sku,
        "description": product.description,
        "short_description": product.short_description,
        **{code: _labels(attribute, chosen.get(attribute.id, [])) for code, attribute in own.items()},
    }
    if product.care_instructions:
        values["care_instructions"] = product.care_instructions
    return {
        "uid": str(product.id),
        "product": product_source(product),
        "attributes": [{"code": code, "value": value or NOTHING} for code, value in values.items()],
    }


def _labels(attribute: Attribute, chosen: list[int]) -> str:
    return ", ".join(attribute.options[number].label for number in chosen)
