"""What a sandbox holds at its first start: written once, copied from then on, which takes a fraction of the time."""

from collections.abc import Callable
from functools import lru_cache

from sandbox.commerce.database import copy_into
from sandbox.commerce.settings import Settings
from sandbox.commerce.world import World

Write = Callable[[World], None]
"""Makes the tables of a new world and fills them."""


def begin(world: World, write: Write) -> None:
    """Put into the world's database what `write` writes, in the place of all that is in it.

    A world that begins anew has the same ids and times as at first; so have all worlds whose settings fix both.
    """
    if world.beginning is None:
        settings = world.settings
        decisive = Settings(
            seed=settings.seed, now=settings.now, fixed_ids=settings.fixed_ids, products=settings.products
        )
        fixed = settings.fixed_ids and settings.now is not None
        world.beginning = (_written_alike if fixed else _written)(decisive, write)
    copy_into(world.database, world.beginning)


def _written(settings: Settings, write: Write) -> bytes:
    world = World(settings)
    try:
        write(world)
        return world.database.serialize()
    finally:
        world.close()


_written_alike = lru_cache(maxsize=4)(_written)
