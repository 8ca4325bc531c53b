"""Times as Commerce stores and answers them."""

from sandbox.commerce.world import World


def timestamp(world: World) -> str:
    """Now in UTC: "2026-01-05 09:00:00"."""
    return world.clock().strftime("%Y-%m-%d %H:%M:%S")
