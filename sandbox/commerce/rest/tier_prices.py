"""Tier prices: what a product costs from a quantity on, for a group of customers or for all of them."""

import sqlite3
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from sandbox.commerce.customer.statements import insert
from sandbox.commerce.money import amount
from sandbox.commerce.rest.amounts import quantity
from sandbox.commerce.rest.customer_groups import ALL_GROUPS, ALL_GROUPS_CODE, group_by_code, group_by_id
from sandbox.commerce.world import World

TABLES: Final = """
CREATE TABLE IF NOT EXISTS rest_tier_price (
    id INTEGER PRIMARY KEY AUTOINCREMENT, product_id INTEGER NOT NULL REFERENCES catalog_product (id),
    group_id INTEGER NOT NULL, quantity REAL NOT NULL, price_type TEXT NOT NULL, value INTEGER NOT NULL,
    UNIQUE (product_id, group_id, quantity)
);
"""

PriceType = Literal["fixed", "discount"]


@dataclass(frozen=True, slots=True)
class TierPrice:
    """`value`: cents of the base currency where `price_type` is "fixed", hundredths of a percent off otherwise."""

    product_id: int
    group_id: int
    quantity: float
    price_type: PriceType
    value: int


def tier_prices(world: World, product_id: int) -> list[TierPrice]:
    """A product's, the smallest quantity first."""
    rows = world.rows("SELECT * FROM rest_tier_price WHERE product_id = ? ORDER BY group_id, quantity", (product_id,))
    return [_tier(row) for row in rows]


def set_tier_price(world: World, tier: TierPrice) -> None:
    """In the place of the one for the same group and quantity."""
    remove_tier_price(world, tier)
    insert(world, "rest_tier_price", asdict(tier))


def remove_tier_price(world: World, tier: TierPrice) -> bool:
    """The one for the same group and quantity; False where there is none."""
    cursor = world.database.execute(
        "DELETE FROM rest_tier_price WHERE product_id = ? AND group_id = ? AND quantity = ?",
        (tier.product_id, tier.group_id, tier.quantity),
    )
    return cursor.rowcount == 1


def remove_tier_prices(world: World, product_id: int) -> None:
    """All of a product's."""
    world.database.execute("DELETE FROM rest_tier_price WHERE product_id = ?", (product_id,))


def tier_price_documents(world: World, product_id: int) -> list[dict[str, Any]]:
    """As they are told with their product."""
    return [_document(tier) for tier in tier_prices(world, product_id)]


def group_id_of(world: World, name: str) -> int | None:
    """The id of a customer group by its name; the id that stands for all groups by theirs."""
    if name.upper() == ALL_GROUPS_CODE:
        return ALL_GROUPS
    group = group_by_code(world, name)
    return None if group is None else group.id


def group_name(world: World, group_id: int) -> str:
    """The reverse."""
    group = group_by_id(world, group_id)
    return ALL_GROUPS_CODE if group is None else group.code


def _document(tier: TierPrice) -> dict[str, Any]:
    document = {"customer_group_id": tier.group_id, "qty": quantity(tier.quantity), "value": amount(tier.value)}
    if tier.price_type == "discount":
        return {**document, "extension_attributes": {"percentage_value": amount(tier.value), "website_id": 0}}
    return {**document, "extension_attributes": {"website_id": 0}}


def _tier(row: sqlite3.Row) -> TierPrice:
    columns = dict(row)
    del columns["id"]
    return TierPrice(**columns)
