"""`custom_attributesV2` of a product, and what its attributes are."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.catalog.attributes import Attribute, attributes, chosen_options
from sandbox.commerce.catalog.media import images
from sandbox.commerce.catalog.products import ProductRow
from sandbox.commerce.world import Info

INPUTS: Final = {"select": "SELECT", "multiselect": "MULTISELECT", "boolean": "BOOLEAN", "textarea": "TEXTAREA"}

SEARCHABLE: Final = frozenset({"name", "sku", "description", "short_description"})
LISTED: Final = frozenset({"name", "price", "special_price", "image", "small_image", "thumbnail", "short_description"})
PROPERTIES: Final = (
    "is_comparable",
    "is_filterable",
    "is_filterable_in_search",
    "is_html_allowed_on_front",
    "is_searchable",
    "is_used_for_price_rules",
    "is_used_for_promo_rules",
    "is_visible_in_advanced_search",
    "is_visible_on_front",
    "is_wysiwyg_enabled",
    "used_in_product_listing",
)


def custom_attributes(source: Mapping[str, Any], info: Info, **arguments: Any) -> dict[str, Any]:
    """`ProductInterface.custom_attributesV2`: every attribute that the product has a value for."""
    context = info.context
    product: ProductRow = source["row"]
    own = attributes(context.world, context.store)
    chosen = chosen_options(context.world, product.id)
    files = images(context.world, product.id)
    items = [
        *_texts(product, files[0].file if files else None),
        *_choices(product),
        *(_selected(attribute, chosen[attribute.id]) for attribute in own.values() if attribute.id in chosen),
    ]
    if product.care_instructions is not None:
        items.append(_value("care_instructions", product.care_instructions))
    wanted = {name: value for name, value in (arguments.get("filters") or {}).items() if value is not None}
    kept = [item for item in items if wanted.items() <= properties(item["code"], own.get(item["code"])).items()]
    return {"items": kept, "errors": []}


def properties(code: str, attribute: Attribute | None) -> dict[str, bool]:
    """What is set for an attribute in the Admin; `attribute` is None for one that every Commerce has."""
    own = attribute is not None
    filterable = attribute is not None and attribute.is_filterable
    yes = {
        "is_comparable": own,
        "is_filterable": filterable or code == "price",
        "is_filterable_in_search": filterable or code == "price",
        "is_html_allowed_on_front": code in {"description", "short_description"},
        "is_searchable": own or code in SEARCHABLE,
        "is_visible_in_advanced_search": filterable or code in SEARCHABLE,
        "is_visible_on_front": own,
        "is_wysiwyg_enabled": code in {"description", "short_description"},
        "used_in_product_listing": own or code in LISTED,
    }
    return {name: yes.get(name, False) for name in PROPERTIES}


def metadata(attribute: Attribute) -> dict[str, Any]:
    """The source of `CatalogAttributeMetadata`."""
    return {
        "__typename": "CatalogAttributeMetadata",
        **properties(attribute.code, attribute),
        "code": attribute.code,
        "label": attribute.label,
        "default_value": None,
        "entity_type": "CATALOG_PRODUCT",
        "apply_to": [],
        "frontend_class": None,
        "frontend_input": INPUTS[attribute.input],
        "is_required": False,
        "is_unique": False,
        "swatch_input_type": None,
        "update_product_preview_image": False,
        "use_product_image_for_swatch": False,
        "options": [
            {
                "__typename": "AttributeOptionMetadata",
                "label": option.label,
                "value": str(option.id),
                "is_default": False,
            }
            for option in attribute.options.values()
        ],
    }


def _value(code: str, value: str) -> dict[str, Any]:
    return {"__typename": "AttributeValue", "code": code, "value": value}


def _option(code: str, label: str, value: str) -> dict[str, Any]:
    selected = {"__typename": "AttributeSelectedOption", "label": label, "value": value}
    return {"__typename": "AttributeSelectedOptions", "code": code, "selected_options": [selected]}


def _selected(attribute: Attribute, chosen: list[int]) -> dict[str, Any]:
    options = [
        {"__typename": "AttributeSelectedOption", "label": attribute.options[number].label, "value": str(number)}
        for number in chosen
    ]
    return {"__typename": "AttributeSelectedOptions", "code": attribute.code, "selected_options": options}


def _texts(product: ProductRow, file: str | None) -> list[dict[str, Any]]:
    special = None if product.special_price is None else f"{product.special_price / 100:.6f}"
    values = {
        "name": product.name,
        "description": product.description,
        "short_description": product.short_description,
        "price": f"{(product.price or 0) / 100:.6f}",
        "special_price": special,
        "weight": None if product.weight is None else f"{product.weight:.6f}",
        "meta_title": product.meta_title,
        "meta_description": product.meta_description,
        "image": file,
        "small_image": file,
        "thumbnail": file,
        "url_key": product.url_key,
    }
    return [_value(code, value) for code, value in values.items() if value is not None]


def _choices(product: ProductRow) -> list[dict[str, Any]]:
    visibility = ("Catalog, Search", "4") if product.is_visible else ("Not Visible Individually", "1")
    return [
        _option("status", "Enabled", "1"),
        _option("visibility", *visibility),
        _option("tax_class_id", "Taxable Goods", "2"),
    ]
