"""The tree of categories: rows, filters, and the source of `CategoryInterface`'s resolvers."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sandbox.commerce.catalog.graph import URL_SUFFIX
from sandbox.commerce.errors import InputError
from sandbox.commerce.identifiers import from_uid, uid
from sandbox.commerce.store.views import StoreView
from sandbox.commerce.world import World

ROOT: Final = 2
"""The root category of the store: everything a shopper sees is below it."""

SHORTEST_MATCH: Final = 3


@dataclass(frozen=True, slots=True)
class Category:
    """One category with its texts in one store view."""

    id: int
    parent_id: int
    level: int
    path: str
    position: int
    url_key: str | None
    url_path: str | None
    include_in_menu: bool
    image: str | None
    name: str
    description: str | None
    created_at: str
    updated_at: str


SELECT = """
SELECT c.id, c.parent_id, c.level, c.path, c.position, c.url_key, c.url_path, c.include_in_menu, c.image, c.created_at,
    c.updated_at, COALESCE(own.name, base.name) AS name, COALESCE(own.description, base.description) AS description
FROM catalog_category AS c JOIN catalog_category_text AS base ON base.category_id = c.id AND base.store_id = 0
LEFT JOIN catalog_category_text AS own ON own.category_id = c.id AND own.store_id = :store
WHERE c.is_active = 1 AND c.level > 0
"""


def category_by_id(world: World, category_id: int, store: StoreView) -> Category | None:
    """The active category with this id."""
    return _one(world, "c.id = :value", category_id, store)


def category_by_url_path(world: World, url_path: str, store: StoreView) -> Category | None:
    """The active category at this path, without suffix."""
    return _one(world, "c.url_path = :value", url_path, store)


def children(world: World, category_id: int, store: StoreView) -> list[Category]:
    """The active categories directly below."""
    return _many(world, "c.parent_id = :value", {"value": category_id}, store)


def ancestors(world: World, category: Category, store: StoreView) -> list[Category]:
    """Those above it, from the top, the root left out."""
    numbers = ", ".join(number for number in category.path.split("/")[2:-1])
    found = _many(world, f"c.id IN ({numbers})", {}, store)
    return sorted(found, key=lambda above: above.level)


def categories_of_product(world: World, product_id: int, store: StoreView) -> list[Category]:
    """Where a product is shown, the root left out, by id."""
    condition = "c.level > 1 AND c.id IN (SELECT category_id FROM catalog_product_category WHERE product_id = :value)"
    return sorted(_many(world, condition, {"value": product_id}, store), key=lambda category: category.id)


def find_categories(world: World, filters: Mapping[str, Mapping[str, Any]], store: StoreView) -> list[Category]:
    """The active categories that fit all filters, in the order of their positions."""
    parts, parameters = ["1"], dict[str, Any]()
    for name, wanted in filters.items():
        if name == "name":
            text = wanted.get("match") or ""
            if len(text) < SHORTEST_MATCH:
                raise InputError(f"Invalid match filter. Minimum length is {SHORTEST_MATCH}.")
            parts.append("COALESCE(own.name, base.name) LIKE :match")
            parameters["match"] = f"%{text}%"
        else:
            column, decode = FILTERS[name]
            values = [wanted["eq"]] if wanted.get("eq") is not None else list(wanted.get("in") or [])
            marks = ", ".join(f":{name}{place}" for place in range(len(values)))
            parameters.update({f"{name}{place}": decode(value) for place, value in enumerate(values)})
            parts.append(f"CAST({column} AS TEXT) IN ({marks})")
    return _many(world, " AND ".join(parts), parameters, store)


def category_source(category: Category, *, relative_url: str | None = None) -> dict[str, Any]:
    """What a resolver of any domain returns for a field of type `CategoryInterface`."""
    address = f"{category.url_path}{URL_SUFFIX}" if category.url_path else None
    return {
        "__typename": "CategoryTree",
        "row": category,
        "available_sort_by": [],
        "created_at": category.created_at,
        "description": category.description,
        "display_mode": "PRODUCTS",
        "id": category.id,
        "image": category.image,
        "include_in_menu": int(category.include_in_menu),
        "is_anchor": 1,
        "level": category.level,
        "name": category.name,
        "path": category.path,
        "path_in_store": category.url_path and "/".join(category.path.split("/")[2:]),
        "position": category.position,
        "redirect_code": 0,
        "relative_url": relative_url or address,
        "type": "CATEGORY",
        "uid": uid(category.id),
        "updated_at": category.updated_at,
        "url_key": category.url_key,
        "url_path": category.url_path,
        "url_suffix": URL_SUFFIX,
    }


def _one(world: World, condition: str, value: object, store: StoreView) -> Category | None:
    found = _many(world, condition, {"value": value}, store)
    return found[0] if found else None


def _many(world: World, condition: str, parameters: Mapping[str, Any], store: StoreView) -> list[Category]:
    rows = world.rows(f"{SELECT} AND ({condition}) ORDER BY c.position, c.id", {**parameters, "store": store.id})
    return [_category(row) for row in rows]


def _category(row: sqlite3.Row) -> Category:
    return Category(**{**dict(row), "include_in_menu": bool(row["include_in_menu"])})


def _decoded(value: str) -> str:
    return from_uid(value) or ""


FILTERS: Final[Mapping[str, tuple[str, Callable[[str], str]]]] = {
    "category_uid": ("c.id", _decoded),
    "ids": ("c.id", str),
    "parent_category_uid": ("c.parent_id", _decoded),
    "parent_id": ("c.parent_id", str),
    "url_key": ("c.url_key", str),
    "url_path": ("c.url_path", str),
}
