"""The parts that a sandbox Commerce is made of, each with its tables, its seed and its resolvers."""

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, Final

from sandbox.commerce.world import World

Resolver = Callable[..., Any]
Resolvers = Mapping[str, Mapping[str, Resolver]]

NAMES: Final = ("store", "catalog", "content", "customer", "cart", "checkout")
"""In the order in which they are seeded: each may rely on those before it."""


def prepare(world: World) -> None:
    """Create the tables that are missing and, in a database that has none of our data yet, the seed."""
    parts = _modules("tables")
    for part in parts:
        world.database.executescript(part.TABLES)
    if world.row("SELECT 1 FROM sandbox_state WHERE name = 'seeded'") is not None:
        return
    with world.transaction():
        for part in parts:
            part.seed(world)
        world.database.execute("INSERT INTO sandbox_state (name, value) VALUES ('seeded', ?)", (world.settings.seed,))


def resolvers() -> Resolvers:
    """Type name -> field name -> resolver, of all domains."""
    merged: dict[str, dict[str, Resolver]] = {}
    for part in _modules("resolvers"):
        for type_name, fields in part.RESOLVERS.items():
            own = merged.setdefault(type_name, {})
            if taken := own.keys() & fields.keys():
                raise ValueError(f"{part.__name__}: {type_name}.{min(taken)} already has a resolver in another domain.")
            own.update(fields)
    return merged


def _modules(kind: str) -> list[ModuleType]:
    names = (f"sandbox.commerce.{name}" for name in NAMES)
    return [import_module(f"{name}.{kind}") for name in names if find_spec(name) and find_spec(f"{name}.{kind}")]
