"""Which customer group somebody is in."""

from typing import Final

from sandbox.commerce.world import World

NOT_LOGGED_IN: Final = 0


def group_of(world: World, customer_id: int | None) -> int:
    """The group of a customer; that of guests for None."""
    row = world.row("SELECT group_id FROM customer WHERE id = ?", (customer_id,)) if customer_id is not None else None
    return NOT_LOGGED_IN if row is None else int(row["group_id"])
