"""What is kept for REST alone: who may call, and the bulk operations that were asked for."""

from typing import Final

from sandbox.commerce.rest import administrators, integrations
from sandbox.commerce.world import World

TABLES: Final = administrators.TABLES + integrations.TABLES


def seed(world: World) -> None:
    """One admin user and one integration."""
    administrators.seed_administrators(world)
    integrations.seed_integrations(world)
