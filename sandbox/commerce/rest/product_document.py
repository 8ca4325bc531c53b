"""A product as REST writes it."""

from typing import Any, Final

from sandbox.commerce.catalog.attributes import attributes, chosen_options
from sandbox.commerce.catalog.configurables import super_attributes
from sandbox.commerce.catalog.graph import ATTRIBUTE_SET
from sandbox.commerce.catalog.media import Image, images
from sandbox.commerce.catalog.products import ProductRow, variants_of
from sandbox.commerce.money import amount
from sandbox.commerce.rest.amounts import quantity
from sandbox.commerce.rest.tier_prices import tier_price_documents
from sandbox.commerce.store.views import StoreView
from sandbox.commerce.world import World

VISIBLE: Final = 4
HIDDEN: Final = 1
ENABLED: Final = 1
DISABLED: Final = 2

TEXTS: Final = ("description", "short_description", "care_instructions", "meta_title", "meta_description")
ALWAYS: Final = {
    "options_container": "container2",
    "msrp_display_actual_price_type": "0",
    "tax_class_id": "2",
}


def product_document(world: World, product: ProductRow, store: StoreView, *, whole: bool = False) -> dict[str, Any]:
    """What Commerce says of a product; with `whole`, as when it is asked for alone, its stock too."""
    gallery = images(world, product.id)
    document: dict[str, Any] = {
        "id": product.id,
        "sku": product.sku,
        "name": product.name,
        "attribute_set_id": ATTRIBUTE_SET,
        "price": amount(product.price or 0),
        "status": ENABLED if product.is_enabled else DISABLED,
        "visibility": VISIBLE if product.is_visible else HIDDEN,
        "type_id": product.type_id,
        "created_at": product.created_at,
        "updated_at": product.updated_at,
    }
    if product.weight is not None:
        document["weight"] = quantity(product.weight)
    return {
        **document,
        "extension_attributes": _extension(world, product, store, whole=whole),
        "product_links": _links(world, product),
        "options": [],
        "media_gallery_entries": [_entry(image, product, first=number == 0) for number, image in enumerate(gallery)],
        "tier_prices": tier_price_documents(world, product.id),
        "custom_attributes": _custom_attributes(world, product, store, gallery),
    }


def stock_item(product: ProductRow) -> dict[str, Any]:
    """What the older stock interface says: there is one stock."""
    return {
        "item_id": product.id,
        "product_id": product.id,
        "stock_id": 1,
        "qty": quantity(product.quantity),
        "is_in_stock": product.is_in_stock,
        "is_qty_decimal": False,
        "manage_stock": True,
    }


def category_links(world: World, product_id: int) -> list[dict[str, Any]]:
    """The categories that it was put into. Those above them hold it too, but are not told."""
    rows = world.rows(
        "SELECT c.id, c.path, p.position FROM catalog_product_category AS p"
        " JOIN catalog_category AS c ON c.id = p.category_id WHERE p.product_id = ? ORDER BY c.id",
        (product_id,),
    )
    paths = [row["path"] for row in rows]
    leaves = [row for row in rows if not any(path.startswith(f"{row['path']}/") for path in paths)]
    return [{"position": row["position"], "category_id": str(row["id"])} for row in leaves]


def _extension(world: World, product: ProductRow, store: StoreView, *, whole: bool) -> dict[str, Any]:
    extension: dict[str, Any] = {"website_ids": [store.website_id]}
    if links := category_links(world, product.id):
        extension["category_links"] = links
    if whole:
        extension["stock_item"] = stock_item(product)
    if product.is_configurable:
        extension["configurable_product_options"] = [
            {
                "id": one.id,
                "attribute_id": str(one.attribute.id),
                "label": one.attribute.label,
                "position": one.position,
                "values": [{"value_index": option.id} for option in one.options],
                "product_id": product.id,
            }
            for one in super_attributes(world, product, store)
        ]
        extension["configurable_product_links"] = [variant.id for variant in variants_of(world, product, store)]
    return extension


def _links(world: World, product: ProductRow) -> list[dict[str, Any]]:
    rows = world.rows(
        "SELECT l.kind, p.sku, p.type_id, l.position FROM catalog_link AS l"
        " JOIN catalog_product AS p ON p.id = l.linked_id WHERE l.product_id = ? ORDER BY l.kind DESC, l.position",
        (product.id,),
    )
    return [
        {
            "sku": product.sku,
            "link_type": row["kind"],
            "linked_product_sku": row["sku"],
            "linked_product_type": row["type_id"],
            "position": row["position"],
        }
        for row in rows
    ]


def _entry(image: Image, product: ProductRow, *, first: bool) -> dict[str, Any]:
    return {
        "id": image.id,
        "media_type": "image",
        "label": image.label or product.name,
        "position": image.position,
        "disabled": image.disabled,
        "types": ["image", "small_image", "thumbnail"] if first else [],
        "file": image.file,
    }


def _custom_attributes(
    world: World, product: ProductRow, store: StoreView, gallery: list[Image]
) -> list[dict[str, Any]]:
    file = gallery[0].file if gallery else None
    values: dict[str, Any] = {
        **dict.fromkeys(("image", "small_image", "thumbnail"), file),
        **ALWAYS,
        "url_key": product.url_key,
        "required_options": str(int(product.is_configurable)),
        "has_options": str(int(product.is_configurable)),
        "special_price": None if product.special_price is None else f"{product.special_price / 100:.6f}",
        "special_from_date": product.special_from,
        "special_to_date": product.special_to,
        **_chosen(world, product, store),
        "category_ids": [link["category_id"] for link in category_links(world, product.id)],
        **{name: getattr(product, name) for name in TEXTS},
    }
    return [{"attribute_code": code, "value": value} for code, value in values.items() if value not in (None, [])]


def _chosen(world: World, product: ProductRow, store: StoreView) -> dict[str, str]:
    chosen = chosen_options(world, product.id)
    own = attributes(world, store).values()
    return {one.code: ",".join(map(str, chosen[one.id])) for one in own if one.id in chosen}
