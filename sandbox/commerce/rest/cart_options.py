"""What is chosen about an item of a cart, from REST's `product_option` to what carts understand and back."""

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sandbox.commerce.cart.contents import CartContents, CartLine
from sandbox.commerce.cart.options import options_of_variant
from sandbox.commerce.cart.unit_prices import Used, chosen_custom, chosen_selections
from sandbox.commerce.cart.uploads import NO_IMAGE, KeptFile, UploadedFile
from sandbox.commerce.catalog.configurables import option_uid
from sandbox.commerce.catalog.custom_options import FILE, CustomOption
from sandbox.commerce.identifiers import uid
from sandbox.commerce.rest import given
from sandbox.commerce.rest.amounts import quantity
from sandbox.commerce.rest.errors import refused
from sandbox.commerce.rest.given import Given

Document = dict[str, Any]


def chosen_options(item: Given) -> Mapping[str, Any]:
    """`selected_options` and `entered_options` as a `CartItemInput` has them, and `files`, which only REST has.

    Raises `RestError` for wrong types.
    """
    extension = given.optional_mapping(given.optional_mapping(item, "product_option"), "extension_attributes")
    custom = given.optional_objects(extension, "custom_options")
    links = given.optional_mapping(extension, "downloadable_option").get("downloadable_links") or []
    return {
        "selected_options": [
            *_of_variants(extension),
            *_of_bundle(extension),
            *(uid(f"downloadable/{given.integer(link)}") for link in links),
            *_custom_values(custom),
        ],
        "entered_options": [
            {"uid": _option_uid(one), "value": given.text(one["option_value"])}
            for one in custom
            if one.get("option_value")
        ],
        "files": {given.integer(one.get("option_id")): file for one in custom if (file := _file(one)) is not None},
    }


def product_option(contents: CartContents, line: CartLine) -> Document:
    """What was chosen, as Commerce writes it under `extension_attributes`; empty where nothing was."""
    context, choices = contents.context, line.item.choices
    found: Document = {}
    if line.variant is not None:
        chosen = options_of_variant(context.world, line.product, line.variant.id, context.store)
        found["configurable_item_options"] = [
            {"option_id": str(attribute.id), "option_value": option.id} for attribute, option in chosen
        ]
    if custom := chosen_custom(context.world, line.shelf, choices):
        found["custom_options"] = [custom_option_document(option, used) for option, used in custom]
    if choices.bundle:
        found["bundle_options"] = _bundle_document(contents, line)
    if choices.links:
        found["downloadable_option"] = {"downloadable_links": list(choices.links)}
    return found


def custom_option_document(option: CustomOption, used: Used) -> Document:
    """An entry of `custom_options`, in carts and orders."""
    if isinstance(used, KeptFile):
        told = {"file_info": {"type": used.type, "name": used.name}}
        return {"option_id": str(option.id), "option_value": FILE, "extension_attributes": told}
    value = used if isinstance(used, str) else ",".join(str(value.id) for value in used)
    return {"option_id": str(option.id), "option_value": value}


def _file(one: Given) -> UploadedFile | None:
    info = given.optional_mapping(given.optional_mapping(one, "extension_attributes"), "file_info")
    if not info:
        return None
    given.required(info, "base64_encoded_data", "type", "name")
    try:
        content = base64.b64decode(given.text(info["base64_encoded_data"]), validate=True)
    except binascii.Error:
        raise refused(NO_IMAGE) from None
    return UploadedFile(given.text(info["name"]), given.text(info["type"]), content)


def _option_uid(one: Given) -> str:
    return uid(f"custom-option/{given.integer(one.get('option_id'))}")


def _of_variants(extension: Given) -> Iterator[str]:
    for one in given.optional_objects(extension, "configurable_item_options"):
        yield option_uid(given.integer(one.get("option_id")), given.integer(one.get("option_value")))


def _of_bundle(extension: Given) -> Iterator[str]:
    """Without a quantity, or where it may not be chosen, the bundle's own counts."""
    for one in given.optional_objects(extension, "bundle_options"):
        option, pieces = given.integer(one.get("option_id")), given.number(one.get("option_qty") or 0)
        for selection in one.get("option_selections") or []:
            yield uid(f"bundle/{option}/{given.integer(selection)}/{pieces:g}")


def _custom_values(custom: Sequence[Given]) -> Iterator[str]:
    """A value of an option that is chosen from is its id, several are put together with commas."""
    for one in custom:
        option = given.integer(one.get("option_id"))
        for value in given.text(one.get("option_value") or "").split(","):
            if value.strip().isdecimal():
                yield uid(f"custom-option/{option}/{value.strip()}")


def _bundle_document(contents: CartContents, line: CartLine) -> list[Document]:
    chosen: dict[int, Document] = {}
    for selection, pieces in chosen_selections(contents.context, line.product, line.item.choices):
        option = chosen.setdefault(
            selection.option_id, {"option_id": selection.option_id, "option_qty": quantity(pieces)}
        )
        option.setdefault("option_selections", []).append(selection.id)
    return list(chosen.values())
