"""CMS pages and blocks as rows. What a store view has of its own goes before what all have."""

import sqlite3
from typing import Any

from sandbox.commerce.store.views import StoreView
from sandbox.commerce.world import World


def page_by_identifier(world: World, identifier: str, store: StoreView) -> sqlite3.Row | None:
    """The page with this identifier."""
    return world.row(
        "SELECT * FROM cms_page WHERE identifier = ? AND store_id IN (0, ?) ORDER BY store_id DESC",
        (identifier, store.id),
    )


def page_by_id(world: World, number: int, store: StoreView) -> sqlite3.Row | None:
    """The page with this id, if this store view has it."""
    return world.row("SELECT * FROM cms_page WHERE id = ? AND store_id IN (0, ?)", (number, store.id))


def block_by_identifier(world: World, identifier: str, store: StoreView) -> sqlite3.Row | None:
    """The block with this identifier, or with this id written as a number."""
    return world.row(
        "SELECT * FROM cms_block WHERE (identifier = :wanted OR CAST(id AS TEXT) = :wanted) AND store_id IN (0, :store)"
        " ORDER BY store_id DESC",
        {"wanted": identifier, "store": store.id},
    )


def page_source(row: sqlite3.Row) -> dict[str, Any]:
    """What a resolver returns for a field of type `CmsPage`."""
    return {
        **dict(row),
        "__typename": "CmsPage",
        "url_key": row["identifier"],
        "relative_url": row["identifier"],
        "redirect_code": 0,
        "type": "CMS_PAGE",
    }
