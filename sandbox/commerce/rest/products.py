"""Products: found, read, deleted."""

from typing import Any, Final

from sandbox.commerce.catalog.attributes import attributes
from sandbox.commerce.catalog.products import ProductRow, product_by_id, products_by_id
from sandbox.commerce.rest.call import Call
from sandbox.commerce.rest.errors import RestError, not_found, refused
from sandbox.commerce.rest.product_document import product_document
from sandbox.commerce.rest.product_removal import remove_product
from sandbox.commerce.rest.search_criteria import criteria_of
from sandbox.commerce.rest.searching import Collection, Column, find
from sandbox.commerce.store.views import StoreView
from sandbox.commerce.world import World

ABSENT: Final = "The product that was requested doesn't exist. Verify the product and try again."

SOURCE: Final = """
(SELECT p.*, t.name, t.description, t.short_description, t.meta_title, t.meta_description, t.care_instructions
 FROM catalog_product AS p JOIN catalog_product_text AS t ON t.product_id = p.id AND t.store_id = (
    SELECT MAX(own.store_id) FROM catalog_product_text AS own
    WHERE own.product_id = p.id AND own.store_id IN (0, {store}))) AS p
"""
TEXTS: Final = (
    "sku", "type_id", "name", "description", "short_description", "url_key", "meta_title", "meta_description",
    "care_instructions",
)  # fmt: skip
CHOSEN: Final = (
    "(SELECT GROUP_CONCAT(o.option_id) FROM catalog_product_option AS o"
    " WHERE o.product_id = p.id AND o.attribute_id = {})"
)
CATEGORIES: Final = "(SELECT GROUP_CONCAT(c.category_id) FROM catalog_product_category AS c WHERE c.product_id = p.id)"


def unknown_attribute(name: str) -> RestError:
    """A field that is no attribute of products."""
    return refused("Invalid attribute name: %1", [name])


def products_of(world: World, store: StoreView) -> Collection:
    """All products, disabled ones too, with the texts of a store view."""
    chosen = {one.code: Column(CHOSEN.format(one.id), "set") for one in attributes(world, store).values()}
    return Collection(
        source=SOURCE.format(store=int(store.id)),
        key="p.id",
        unknown=unknown_attribute,
        columns={
            **chosen,
            "entity_id": Column("p.id", "number"),
            **{name: Column(f"p.{name}") for name in TEXTS},
            "price": Column("p.price / 100.0", "number"),
            "special_price": Column("p.special_price / 100.0", "number"),
            "special_from_date": Column("p.special_from", "time"),
            "special_to_date": Column("p.special_to", "time"),
            "weight": Column("p.weight", "number"),
            "status": Column("2 - p.is_enabled", "number"),
            "visibility": Column("1 + 3 * p.is_visible", "number"),
            "quantity_and_stock_status": Column("p.is_in_stock", "number"),
            "attribute_set_id": Column("4", "number"),
            "website_id": Column("1", "number"),
            "store_id": Column(str(int(store.id)), "number"),
            "category_id": Column(CATEGORIES, "set"),
            "created_at": Column("p.created_at", "time"),
            "updated_at": Column("p.updated_at", "time"),
        },
    )


def list_products(call: Call) -> dict[str, Any]:
    """`GET /V1/products`."""
    found = find(call.world, products_of(call.world, call.store), criteria_of(call))
    rows = products_by_id(call.world, found.ids, call.store)
    return found.content([product_document(call.world, row, call.store) for row in rows])


def read_product(call: Call) -> dict[str, Any]:
    """`GET /V1/products/{sku}`."""
    return product_document(call.world, find_product(call.world, call.path["sku"], call.store), call.store, whole=True)


def delete_product(call: Call) -> bool:
    """`DELETE /V1/products/{sku}`."""
    remove_product(call.world, find_product(call.world, call.path["sku"], call.store).id)
    return True


def product_id_of(world: World, sku: str) -> int | None:
    """The id behind a SKU, enabled or not, upper and lower case alike."""
    row = world.row("SELECT id FROM catalog_product WHERE sku = ?", (sku,))
    return None if row is None else int(row["id"])


def find_product(world: World, sku: str, store: StoreView) -> ProductRow:
    """The product with this SKU, enabled or not. Raises `RestError`."""
    product_id = product_id_of(world, sku)
    product = product_by_id(world, product_id, store) if product_id is not None else None
    if product is None:
        raise not_found(ABSENT)
    return product
