"""What is kept for REST: who may call, customer groups, tier prices, and the bulk operations that were asked for."""

from typing import Final

from sandbox.commerce.rest import administrators, bulk_operations, customer_groups, integrations, tier_prices
from sandbox.commerce.world import World

TABLES: Final = "".join(
    part.TABLES for part in (administrators, integrations, customer_groups, tier_prices, bulk_operations)
)


def seed(world: World) -> None:
    """One admin user, one integration, the groups of a fresh Commerce."""
    customer_groups.seed_groups(world)
    administrators.seed_administrators(world)
    integrations.seed_integrations(world)
