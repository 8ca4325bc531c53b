"""The older way to ask what attributes are."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.catalog.attributes import Attribute, attributes
from sandbox.commerce.errors import InputError
from sandbox.commerce.world import Info

TYPES: Final = {"select": "Int", "multiselect": "String", "boolean": "Int", "textarea": "String"}
"""The GraphQL type of an attribute's field on products."""


def custom_attribute_metadata(_source: object, info: Info, **arguments: Any) -> Mapping[str, Any]:
    """`Query.customAttributeMetadata`, of products. Raises `InputError` for one that is not there."""
    own = attributes(info.context.world, info.context.store)
    items = []
    for given in arguments["attributes"]:
        code, entity = given.get("attribute_code"), given.get("entity_type")
        if not code or not entity:
            lacking = " and ".join(name for name in ("attribute_code", "entity_type") if not given.get(name))
            raise InputError(f"Missing {lacking} for the input {code or entity or 'Empty AttributeInput'}.")
        if entity not in {"catalog_product", "4"} or code not in own:
            raise InputError(f"Attribute code {code} is not found for entity type {entity}.")
        items.append(_described(own[code]))
    return {"items": items}


def _described(attribute: Attribute) -> Mapping[str, Any]:
    options = [{"label": option.label, "value": str(option.id)} for option in attribute.options.values()]
    filterable = "FILTERABLE_WITH_RESULTS" if attribute.is_filterable else "NO"
    return {
        "attribute_code": attribute.code,
        "attribute_options": options,
        "attribute_type": TYPES[attribute.input],
        "entity_type": "catalog_product",
        "input_type": attribute.input,
        "storefront_properties": {
            "position": attribute.position,
            "use_in_layered_navigation": filterable,
            "use_in_product_listing": True,
            "use_in_search_results_layered_navigation": attribute.is_filterable,
            "visible_on_catalog_pages": True,
        },
    }
