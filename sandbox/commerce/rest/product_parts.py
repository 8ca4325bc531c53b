"""What belongs to a product besides its own row: options, categories, pictures, links, variants, tier prices."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.catalog.media import images
from sandbox.commerce.catalog.seed.categories import ROOT
from sandbox.commerce.customer.statements import insert, update
from sandbox.commerce.rest import given
from sandbox.commerce.rest.amounts import cents
from sandbox.commerce.rest.errors import no_such_entity, not_found, refused
from sandbox.commerce.rest.given import Given
from sandbox.commerce.rest.tier_prices import TierPrice, remove_tier_prices, set_tier_price
from sandbox.commerce.world import World

LINKS: Final = frozenset({"related", "upsell", "crosssell"})


def write_parts(world: World, product_id: int, written: Given, options: Mapping[int, list[int]]) -> None:
    """Each part that is given takes the place of what there was. Raises `RestError`."""
    extension = given.optional_mapping(written, "extension_attributes")
    for attribute_id, chosen in options.items():
        _choose(world, product_id, attribute_id, chosen)
    categories = _categories(written, extension)
    if categories is not None:
        _categorise(world, product_id, categories)
    if "media_gallery_entries" in written:
        _show(world, product_id, written)
    if "product_links" in written:
        _link(world, product_id, written)
    if "tier_prices" in written:
        _tier(world, product_id, written)
    if "configurable_product_options" in extension:
        _vary_by(world, product_id, extension)
    if "configurable_product_links" in extension:
        _vary(world, product_id, extension["configurable_product_links"])


def _choose(world: World, product_id: int, attribute_id: int, chosen: list[int]) -> None:
    world.database.execute(
        "DELETE FROM catalog_product_option WHERE product_id = ? AND attribute_id = ?", (product_id, attribute_id)
    )
    for option in dict.fromkeys(chosen):
        world.database.execute(
            "INSERT INTO catalog_product_option (product_id, attribute_id, option_id) VALUES (?, ?, ?)",
            (product_id, attribute_id, option),
        )


def _categories(written: Given, extension: Given) -> dict[int, int] | None:
    """Category ids with the product's position in each; None where nothing is said of them."""
    if "category_links" in extension:
        links = given.optional_objects(extension, "category_links")
        return {given.integer(link.get("category_id")): given.integer(link.get("position") or 0) for link in links}
    for attribute in given.optional_objects(written, "custom_attributes"):
        if attribute.get("attribute_code") == "category_ids":
            return {given.integer(number): 0 for number in attribute.get("value") or ()}
    return None


def _categorise(world: World, product_id: int, categories: Mapping[int, int]) -> None:
    world.database.execute("DELETE FROM catalog_product_category WHERE product_id = ?", (product_id,))
    for category, position in categories.items():
        row = world.row("SELECT path FROM catalog_category WHERE id = ?", (category,))
        if row is None:
            raise no_such_entity("id", category)
        above = [int(number) for number in row["path"].split("/") if int(number) >= ROOT and int(number) != category]
        for number, place in [(category, position), *((number, 0) for number in above)]:
            world.database.execute(
                "INSERT OR IGNORE INTO catalog_product_category (product_id, category_id, position) VALUES (?, ?, ?)",
                (product_id, number, place),
            )


def _show(world: World, product_id: int, written: Given) -> None:
    entries = given.optional_objects(written, "media_gallery_entries")
    kept = {given.integer(entry["id"]) for entry in entries if entry.get("id")}
    for image in images(world, product_id):
        if image.id not in kept:
            world.database.execute("DELETE FROM catalog_media WHERE id = ?", (image.id,))
    for place, entry in enumerate(entries, start=1):
        columns = {
            "label": entry.get("label"),
            "position": given.integer(entry.get("position") or place),
            "disabled": given.flag(entry.get("disabled", False)),
        }
        if entry.get("id"):
            update(world, "catalog_media", given.integer(entry["id"]), columns)
        else:
            insert(world, "catalog_media", {"product_id": product_id, "file": _file(entry), **columns})


def _file(entry: Given) -> str:
    """Where Commerce would keep an uploaded picture; the sandbox draws one of that name."""
    content = given.mapping(entry, "content")
    given.required(content, "base64EncodedData", "type", "name")
    try:
        base64.b64decode(given.text(content["base64_encoded_data"]), validate=True)
    except binascii.Error:
        raise refused("The image content must be valid base64 encoded data.") from None
    name = given.text(content["name"]).lower()
    return f"/{name[0]}/{name[1:2] or '_'}/{name}"


def _link(world: World, product_id: int, written: Given) -> None:
    world.database.execute(
        "DELETE FROM catalog_link WHERE product_id = ? AND kind IN ('related', 'upsell', 'crosssell')", (product_id,)
    )
    for place, link in enumerate(given.optional_objects(written, "product_links"), start=1):
        kind = given.text(link.get("link_type") or "")
        if kind not in LINKS:
            raise refused('The "%1" link type is unknown. Choose one of: %2.', [kind, ", ".join(sorted(LINKS))])
        columns = (product_id, kind, _id_of(world, link.get("linked_product_sku")), link.get("position") or place)
        world.database.execute(
            "INSERT OR REPLACE INTO catalog_link (product_id, kind, linked_id, position) VALUES (?, ?, ?, ?)", columns
        )


def _tier(world: World, product_id: int, written: Given) -> None:
    remove_tier_prices(world, product_id)
    for tier in given.optional_objects(written, "tier_prices"):
        given.required(tier, "customerGroupId", "qty", "value")
        percent = given.optional_mapping(tier, "extension_attributes").get("percentage_value")
        price = TierPrice(
            product_id=product_id,
            group_id=given.integer(tier["customer_group_id"]),
            quantity=given.number(tier["qty"]),
            price_type="fixed" if percent is None else "discount",
            value=cents(tier["value"] if percent is None else percent),
        )
        set_tier_price(world, price)


def _vary_by(world: World, product_id: int, extension: Given) -> None:
    world.database.execute("DELETE FROM catalog_super_attribute WHERE product_id = ?", (product_id,))
    for place, option in enumerate(given.optional_objects(extension, "configurable_product_options")):
        given.required(option, "attributeId")
        columns = {"attribute_id": given.integer(option["attribute_id"]), "position": option.get("position") or place}
        insert(world, "catalog_super_attribute", {"product_id": product_id, **columns})


def _vary(world: World, product_id: int, links: Any) -> None:
    world.database.execute("DELETE FROM catalog_variant WHERE parent_id = ?", (product_id,))
    for variant in map(given.integer, links or ()):
        if world.row("SELECT 1 FROM catalog_product WHERE id = ?", (variant,)) is None:
            raise no_such_entity("id", variant)
        world.database.execute(
            "INSERT INTO catalog_variant (parent_id, product_id) VALUES (?, ?)", (product_id, variant)
        )


def _id_of(world: World, sku: Any) -> int:
    row = world.row("SELECT id FROM catalog_product WHERE sku = ?", (sku,))
    if row is None:
        raise not_found("The product that was requested doesn't exist. Verify the product and try again.")
    return int(row["id"])
