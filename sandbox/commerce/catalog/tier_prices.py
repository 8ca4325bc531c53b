"""What a product costs from a quantity on, for the customer group of whoever asks.

The prices are written by REST, which keeps them in its own table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from sandbox.commerce.catalog.prices import Price, price_of
from sandbox.commerce.catalog.products import ProductRow
from sandbox.commerce.customer.groups import group_of
from sandbox.commerce.money import amount, times
from sandbox.commerce.store.views import convert
from sandbox.commerce.world import Info, World

ALL_GROUPS: Final = 32000


@dataclass(frozen=True, slots=True)
class TierPrice:
    """The price of each, in cents of the currency that was asked for, from `quantity` pieces on."""

    quantity: float
    cents: int


def tiers(world: World, product: ProductRow, customer_id: int | None, currency: str) -> list[TierPrice]:
    """Those below the regular price, the smallest quantity first; of two for one quantity the lower."""
    if product.price is None:
        return []
    regular, lowest = convert(world, product.price, currency), dict[float, int]()
    for row in world.rows(
        "SELECT quantity, price_type, value FROM rest_tier_price WHERE product_id = ? AND group_id IN (?, ?)",
        (product.id, ALL_GROUPS, group_of(world, customer_id)),
    ):
        if row["price_type"] == "fixed":
            cents = convert(world, row["value"], currency)
        else:
            cents = regular - times(regular, Decimal(row["value"]) / 10_000)
        lowest[row["quantity"]] = min(cents, lowest.get(row["quantity"], cents))
    return [TierPrice(quantity, cents) for quantity, cents in sorted(lowest.items()) if cents < regular]


def price_for(world: World, product: ProductRow, customer_id: int | None, currency: str, quantity: float) -> int:
    """What each of so many costs, in cents: the lowest of the final price and the tiers that are reached."""
    reached = (tier.cents for tier in tiers(world, product, customer_id, currency) if tier.quantity <= quantity)
    return min((price_of(world, product, currency).final, *reached))


def price_tiers(source: Mapping[str, Any], info: Info) -> list[dict[str, Any]]:
    """`ProductInterface.price_tiers`."""
    context, product = info.context, source["row"]
    if product.price is None:
        return []
    regular = convert(context.world, product.price, context.currency)
    return [
        {
            "quantity": tier.quantity,
            "final_price": {"value": amount(tier.cents), "currency": context.currency},
            "discount": _discount(Price(regular, tier.cents, context.currency)),
        }
        for tier in tiers(context.world, product, context.customer_id, context.currency)
    ]


def price_of_one(world: World, product: ProductRow, customer_id: int | None, currency: str) -> Price:
    """Regular and final price of a single piece: a tier from one piece on is the group's own price."""
    price = price_of(world, product, currency)
    if world.row("SELECT 1 FROM rest_tier_price WHERE product_id = ? AND quantity <= 1", (product.id,)) is None:
        return price
    return replace(price, final=min(price.final, price_for(world, product, customer_id, currency, 1)))


def older_tier_prices(source: Mapping[str, Any], info: Info) -> list[dict[str, Any]]:
    """`ProductInterface.tier_prices`: the same in the words of older storefronts."""
    context = info.context
    group = str(group_of(context.world, context.customer_id))
    return [
        {
            "customer_group_id": group,
            "percentage_value": None,
            "qty": tier.quantity,
            "value": amount(tier.cents),
            "website_id": 0,
        }
        for tier in tiers(context.world, source["row"], context.customer_id, context.currency)
    ]


def _discount(price: Price) -> dict[str, Any]:
    return {"amount_off": amount(price.amount_off), "percent_off": price.percent_off}
