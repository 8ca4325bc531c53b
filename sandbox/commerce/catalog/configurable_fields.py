"""The fields that only a configurable product has."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sandbox.commerce.catalog.attributes import Attribute, Option
from sandbox.commerce.catalog.configurables import (
    SuperAttribute,
    Variant,
    chosen_variant,
    option_uid,
    super_attribute_uid,
    super_attributes,
    variants,
)
from sandbox.commerce.catalog.graph import product_source
from sandbox.commerce.catalog.media import gallery
from sandbox.commerce.catalog.products import ProductRow
from sandbox.commerce.domains import Resolver
from sandbox.commerce.identifiers import uid
from sandbox.commerce.world import Info

Source = Mapping[str, Any]


def configurable_options(source: Source, info: Info) -> list[dict[str, Any]]:
    """`ConfigurableProduct.configurable_options`."""
    product: ProductRow = source["row"]
    return [
        {
            "id": chosen.id,
            "uid": super_attribute_uid(product.id, chosen.attribute.id),
            "attribute_id": str(chosen.attribute.id),
            "attribute_id_v2": chosen.attribute.id,
            "attribute_uid": uid(chosen.attribute.id),
            "attribute_code": chosen.attribute.code,
            "label": chosen.attribute.label,
            "position": chosen.position,
            "product_id": product.id,
            "use_default": False,
            "values": [_option_value(chosen.attribute, option) for option in chosen.options],
        }
        for chosen in super_attributes(info.context.world, product, info.context.store)
    ]


def _option_value(attribute: Attribute, option: Option) -> dict[str, Any]:
    return {
        "uid": option_uid(attribute.id, option.id),
        "value_index": option.id,
        "label": option.label,
        "default_label": option.default_label,
        "store_label": option.label,
        "use_default_value": True,
        "swatch_data": _swatch(option),
    }


def _swatch(option: Option) -> dict[str, str] | None:
    if option.swatch is None:
        return None
    kind = "ColorSwatchData" if option.swatch.startswith("#") else "TextSwatchData"
    return {"__typename": kind, "value": option.swatch}


def variants_field(source: Source, info: Info) -> list[dict[str, Any]]:
    """`ConfigurableProduct.variants`."""
    return [
        {
            "product": product_source(variant.product),
            "attributes": [
                {
                    "code": attribute.code,
                    "label": option.label,
                    "uid": option_uid(attribute.id, option.id),
                    "value_index": option.id,
                }
                for attribute, option in variant.options
            ],
        }
        for variant in variants(info.context.world, source["row"], info.context.store)
    ]


def options_selection(source: Source, info: Info, **arguments: Any) -> dict[str, Any]:
    """`ConfigurableProduct.configurable_product_options_selection`: what is left to choose, and what is chosen."""
    product: ProductRow = source["row"]
    chosen = frozenset(arguments.get("configurableOptionValueUids") or [])
    found = variants(info.context.world, product, info.context.store)
    salable = [variant for variant in found if variant.is_salable]
    asked = super_attributes(info.context.world, product, info.context.store)
    variant = chosen_variant(salable, chosen)
    return {
        "options_available_for_selection": [
            {"attribute_code": item.attribute.code, "option_value_uids": _available(item, salable, chosen)}
            for item in asked
        ],
        "configurable_options": [_selectable(product, item, salable, chosen) for item in asked],
        "variant": product_source(variant.product) if variant else None,
        "media_gallery": gallery(product_source(variant.product) if variant else dict(source), info),
    }


def _available(item: SuperAttribute, salable: Sequence[Variant], chosen: frozenset[str]) -> list[str]:
    """Options of the attribute that go with what is chosen for the other attributes."""
    own = {option_uid(item.attribute.id, option.id) for option in item.options}
    others = chosen - own
    possible = {uid_ for variant in salable if others <= variant.option_uids for uid_ in variant.option_uids}
    uids = (option_uid(item.attribute.id, option.id) for option in item.options)
    return [value for value in uids if value in possible]


def _selectable(
    product: ProductRow, item: SuperAttribute, salable: Sequence[Variant], chosen: frozenset[str]
) -> dict[str, Any]:
    available = set(_available(item, salable, chosen))
    return {
        "uid": super_attribute_uid(product.id, item.attribute.id),
        "attribute_code": item.attribute.code,
        "label": item.attribute.label,
        "values": [
            {
                "uid": option_uid(item.attribute.id, option.id),
                "label": option.label,
                "is_available": option_uid(item.attribute.id, option.id) in available,
                "is_use_default": False,
                "swatch": _swatch(option),
            }
            for option in item.options
        ],
    }


CONFIGURABLE: Final[Mapping[str, Resolver]] = {
    "configurable_options": configurable_options,
    "configurable_product_options_selection": options_selection,
    "variants": variants_field,
}
