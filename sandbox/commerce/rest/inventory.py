"""Stock: one source, `default`, and one stock that the website sells from."""

from typing import Any, Final

from sandbox.commerce.catalog.stock import restock
from sandbox.commerce.rest import given
from sandbox.commerce.rest.amounts import quantity
from sandbox.commerce.rest.call import Call
from sandbox.commerce.rest.errors import RestError, no_such_entity, not_found, refused, refused_together
from sandbox.commerce.rest.given import Given
from sandbox.commerce.rest.input_limits import check_items
from sandbox.commerce.rest.products import ABSENT, product_id_of
from sandbox.commerce.rest.search_criteria import criteria_of
from sandbox.commerce.rest.searching import Collection, Column, find
from sandbox.commerce.store.views import default_store_view
from sandbox.commerce.world import World

SOURCE: Final = "default"
STOCK: Final = 1
IN_STOCK: Final = 1

ITEMS: Final = Collection(
    source="(SELECT * FROM catalog_product WHERE type_id NOT IN ('configurable', 'bundle', 'grouped')) AS p",
    key="p.id",
    columns={
        "sku": Column("p.sku"),
        "source_code": Column(f"'{SOURCE}'"),
        "quantity": Column("p.quantity", "number"),
        "qty": Column("p.quantity", "number"),
        "status": Column("p.is_in_stock", "number"),
        "is_salable": Column("p.is_in_stock", "number"),
    },
)


def list_source_items(call: Call) -> dict[str, Any]:
    """`GET /V1/inventory/source-items`."""
    found = find(call.world, ITEMS, criteria_of(call))
    rows = [_row(call.world, product_id) for product_id in found.ids]
    return found.content(
        [
            {
                "sku": row["sku"],
                "source_code": SOURCE,
                "quantity": quantity(row["quantity"]),
                "status": int(row["is_in_stock"]),
            }
            for row in rows
        ]
    )


def save_source_items(call: Call) -> list[Any]:
    """`POST /V1/inventory/source-items`: all or none."""
    items = given.objects(call.body, "sourceItems")
    check_items(call, len(items), "Magento\\InventoryApi\\Api\\Data\\SourceItemInterface[]")
    complaints = [complaint for item in items if (complaint := _complaint(call.world, item)) is not None]
    if complaints:
        raise complaints[0] if len(complaints) == 1 else refused_together(complaints)
    for item in items:
        product_id = product_id_of(call.world, given.text(item["sku"]))
        assert product_id is not None
        restock(call.world, product_id, given.number(item["quantity"]))
        if given.integer(item.get("status", IN_STOCK)) != IN_STOCK:
            call.world.database.execute("UPDATE catalog_product SET is_in_stock = 0 WHERE id = ?", (product_id,))
    return []


def delete_source_items(call: Call) -> list[Any]:
    """`POST /V1/inventory/source-items-delete`: nothing of it is left in the source."""
    for item in given.objects(call.body, "sourceItems"):
        product_id = product_id_of(call.world, given.text(item.get("sku")))
        if product_id is None:
            raise no_such_entity("sku", item.get("sku"))
        restock(call.world, product_id, 0)
    return []


def export_salable_quantities(call: Call) -> dict[str, Any]:
    """`GET /V1/inventory/export-stock-salable-qty/{type}/{code}`: what the website can sell."""
    website = default_store_view(call.world).website_code
    if (call.path["type"], call.path["code"]) != ("website", website):
        raise not_found("No linked stock found for sales channel %1 %2.", [call.path["type"], call.path["code"]])
    criteria = criteria_of(call)
    found = find(call.world, ITEMS, criteria)
    rows = [_row(call.world, product_id) for product_id in found.ids]
    return found.content([{"sku": row["sku"], "qty": _salable(row), "is_salable": _salable(row) > 0} for row in rows])


def read_salable_quantity(call: Call) -> int | float:
    """`GET /V1/inventory/get-product-salable-quantity/{sku}/{stockId}`."""
    return _salable(_row_of(call))


def read_is_salable(call: Call) -> bool:
    """`GET /V1/inventory/is-product-salable/{sku}/{stockId}`."""
    return _salable(_row_of(call)) > 0


def read_stock_item(call: Call) -> dict[str, Any]:
    """`GET /V1/stockItems/{sku}`: the older interface."""
    row = _row_of(call)
    return {
        "item_id": row["id"],
        "product_id": row["id"],
        "stock_id": STOCK,
        "qty": quantity(row["quantity"]),
        "is_in_stock": bool(row["is_in_stock"]),
        "is_qty_decimal": False,
        "manage_stock": True,
    }


def _row(world: World, product_id: int) -> Any:
    row = world.row("SELECT id, sku, quantity, is_in_stock FROM catalog_product WHERE id = ?", (product_id,))
    assert row is not None
    return row


def _row_of(call: Call) -> Any:
    if call.path.get("stockId", str(STOCK)) != str(STOCK):
        raise no_such_entity("stockId", call.path["stockId"])
    product_id = product_id_of(call.world, call.path["sku"])
    if product_id is None:
        raise not_found(ABSENT)
    return _row(call.world, product_id)


def _salable(row: Any) -> int | float:
    return quantity(row["quantity"]) if row["is_in_stock"] else 0


def _complaint(world: World, item: Given) -> RestError | None:
    given.required(item, "sku", "sourceCode", "quantity")
    if item["source_code"] != SOURCE:
        return refused('Source with code "%1" does not exist.', [item["source_code"]])
    if product_id_of(world, given.text(item["sku"])) is None:
        return refused("The product with SKU %1 does not exist.", [item["sku"]])
    given.number(item["quantity"])
    return None
