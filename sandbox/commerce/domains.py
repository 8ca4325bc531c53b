"""The parts that a sandbox Commerce is made of, each with its tables, its seed and its resolvers."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Final, Protocol

from sandbox.commerce.attributes import tables as attributes
from sandbox.commerce.beginning import begin
from sandbox.commerce.cart import tables as cart
from sandbox.commerce.catalog import tables as catalog
from sandbox.commerce.catalog.listing_changes import watch_listings
from sandbox.commerce.catalog.seed import generated
from sandbox.commerce.checkout import tables as checkout
from sandbox.commerce.compare import tables as compare
from sandbox.commerce.content import tables as content
from sandbox.commerce.customer import tables as customer
from sandbox.commerce.fulfilment import tables as fulfilment
from sandbox.commerce.messages import tables as messages
from sandbox.commerce.outbound import tables as outbound
from sandbox.commerce.outbound.watching import watch
from sandbox.commerce.pickup import tables as pickup
from sandbox.commerce.rest import tables as rest
from sandbox.commerce.reviews import tables as reviews
from sandbox.commerce.store import tables as store
from sandbox.commerce.vault import tables as vault
from sandbox.commerce.wishlist import tables as wishlist
from sandbox.commerce.world import World

Resolver = Callable[..., Any]
Resolvers = Mapping[str, Mapping[str, Resolver]]


class Domain(Protocol):
    """What a `tables.py` offers."""

    TABLES: str

    def seed(self, world: World) -> None: ...


DOMAINS: Final = (
    store,
    catalog,
    generated,
    content,
    customer,
    attributes,
    compare,
    wishlist,
    reviews,
    messages,
    cart,
    checkout,
    pickup,
    vault,
    fulfilment,
    rest,
    outbound,
)
"""In the order in which they are seeded: each may rely on those before it."""


def prepare(world: World) -> None:
    """Create the tables that are missing and, in a database that has none of our data yet, the seed.

    From here on changes are noted; those of the seed are not. Raises `ValueError` for a database with other tables.
    """
    seeded = world.row("SELECT value FROM sandbox_state WHERE name = 'seeded'")
    if seeded is not None and seeded["value"] != _tables():
        raise ValueError(
            f"{world.settings.database} is of another version of the sandbox. Delete it, or name another (--database);"
            " the demo begins anew with --fresh."
        )
    if seeded is None:
        begin(world, _write)
    for domain in DOMAINS:
        world.database.executescript(domain.TABLES)
    watch(world)
    watch_listings(world)


def reset(world: World) -> None:
    """Everything as at the first start, the clock and the counters of ids included."""
    world.catalog_memory.forget()
    begin(world, _write)


def _write(world: World) -> None:
    for domain in DOMAINS:
        world.database.executescript(domain.TABLES)
    with world.transaction():
        for domain in DOMAINS:
            domain.seed(world)
        world.database.execute("INSERT INTO sandbox_state (name, value) VALUES ('seeded', ?)", (_tables(),))


def _tables() -> str:
    """Names the tables of this version."""
    return sha256("".join(domain.TABLES for domain in DOMAINS).encode()).hexdigest()
