"""How many of a product can be sold."""

from typing import Final

from sandbox.commerce.catalog.products import ProductRow
from sandbox.commerce.world import World

SALABLE: Final = "p.is_enabled = 1 AND p.is_in_stock = 1 AND p.quantity > 0"

MADE_OF_OTHERS: Final = {
    "configurable": "SELECT 1 FROM catalog_variant AS v JOIN catalog_product AS p ON p.id = v.product_id"  # noqa: S608
    f" WHERE v.parent_id = ? AND {SALABLE}",
    "grouped": "SELECT 1 FROM catalog_group_member AS m JOIN catalog_product AS p ON p.id = m.linked_id"  # noqa: S608
    f" WHERE m.product_id = ? AND {SALABLE}",
    "bundle": "SELECT 1 FROM catalog_product AS b WHERE b.id = ? AND NOT EXISTS ("  # noqa: S608
    " SELECT 1 FROM catalog_bundle_option AS o WHERE o.product_id = b.id AND o.is_required = 1 AND NOT EXISTS ("
    " SELECT 1 FROM catalog_bundle_selection AS s JOIN catalog_product AS p ON p.id = s.product_id"
    f" WHERE s.option_id = o.id AND {SALABLE} AND p.quantity >= s.quantity))",
}
"""For products that are kept as others: a query that finds a row where they can be sold."""


def salable_quantity(world: World, product_id: int) -> float:
    """What can still be sold of a simple product: 0 when it is out of stock. Commerce counts in fractions."""
    row = world.row("SELECT quantity, is_in_stock FROM catalog_product WHERE id = ?", (product_id,))
    return float(row["quantity"]) if row is not None and row["is_in_stock"] else 0.0


def is_salable(world: World, product: ProductRow) -> bool:
    """Whether any of it can be sold: a variant, a member of a group, something for each place of a bundle."""
    sql = MADE_OF_OTHERS.get(product.type_id)
    if sql is None:
        return product.is_in_stock and product.quantity > 0
    return product.is_in_stock and world.row(sql, (product.id,)) is not None


def decrement(world: World, product_id: int, quantity: float) -> bool:
    """Take out of stock what was sold; at 0 it is out of stock. False, and nothing done, if too few are left."""
    # Not `rowcount`: it counts for the whole connection, on which what is told of changes is read meanwhile.
    changed = world.database.execute(
        "UPDATE catalog_product SET quantity = quantity - :sold, is_in_stock = (quantity - :sold > 0)"
        " WHERE id = :id AND is_in_stock = 1 AND quantity >= :sold RETURNING id",
        {"id": product_id, "sold": quantity},
    ).fetchall()
    return bool(changed)


def restock(world: World, product_id: int, quantity: float) -> None:
    """Set how many there are; more than 0 puts the product in stock."""
    world.database.execute(
        "UPDATE catalog_product SET quantity = ?, is_in_stock = ? WHERE id = ?", (quantity, quantity > 0, product_id)
    )
