"""Grouped products: several simple ones on one page, each bought for itself."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.commerce.catalog.graph import product_source
from sandbox.commerce.catalog.products import ProductRow, products_by_id
from sandbox.commerce.domains import Resolver
from sandbox.commerce.store.views import StoreView
from sandbox.commerce.world import Info, World


def products_of_group(world: World, product_id: int, store: StoreView) -> list[tuple[ProductRow, float]]:
    """The enabled products of a group with the quantity that is proposed of each, in their order."""
    rows = world.rows(
        "SELECT linked_id, quantity FROM catalog_group_member WHERE product_id = ? ORDER BY position", (product_id,)
    )
    proposed = {row["linked_id"]: row["quantity"] for row in rows}
    members = products_by_id(world, list(proposed), store)
    return [(member, proposed[member.id]) for member in members if member.is_enabled]


def grouped_items(source: Mapping[str, Any], info: Info) -> list[dict[str, Any]]:
    """`GroupedProduct.items`."""
    members = products_of_group(info.context.world, source["id"], info.context.store)
    return [
        {"position": position, "qty": quantity, "product": product_source(member)}
        for position, (member, quantity) in enumerate(members)
    ]


GROUPED: Final[Mapping[str, Resolver]] = {"items": grouped_items}
