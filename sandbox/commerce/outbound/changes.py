"""Changes as they are noted: which there are, and how the committed ones are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import orjson

from sandbox.commerce.world import World

Kind = Literal[
    "product_saved",
    "product_deleted",
    "salability_changed",
    "quantity_changed",
    "category_saved",
    "category_tree_changed",
    "page_saved",
    "block_saved",
    "redirect_saved",
    "store_saved",
    "currency_saved",
    "attribute_saved",
    "cache_cleaned",
    "order_placed",
    "order_saved",
    "order_refunded",
    "customer_registered",
    "customer_saved",
    "customer_deleted",
]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to one entity. `detail` holds what cannot be read any more when it is told."""

    id: int
    kind: Kind
    entity_id: int
    detail: Mapping[str, Any] = field(default_factory=dict)


def committed_changes(world: World, most: int) -> list[Change]:
    """The oldest that were not handed on yet. To be read outside of the transactions of others."""
    rows = world.rows("SELECT id, kind, entity_id, detail FROM outbound_change ORDER BY id LIMIT ?", (most,))
    return [Change(row["id"], row["kind"], row["entity_id"], orjson.loads(row["detail"])) for row in rows]


def forget_changes(world: World, changes: Sequence[Change]) -> None:
    """They were handed on, in this transaction."""
    if changes:
        world.database.execute("DELETE FROM outbound_change WHERE id <= ?", (changes[-1].id,))


def note(world: World, kind: Kind, entity_id: int = 0, detail: Mapping[str, Any] | None = None) -> None:
    """Note what no row shows: that a cache was cleaned, what an address led to before."""
    world.database.execute(
        "INSERT INTO outbound_change (kind, entity_id, detail) VALUES (?, ?, ?)",
        (kind, entity_id, orjson.dumps(detail or {}).decode()),
    )
