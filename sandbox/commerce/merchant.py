"""What a merchant does in the back office: prices, names, stock, texts. Each change is all or nothing."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sandbox.commerce.catalog.search_index import index_product
from sandbox.commerce.content.redirects import Redirect, delete_redirect, set_redirect
from sandbox.commerce.content.routes import resolve_address
from sandbox.commerce.customer.timestamps import timestamp
from sandbox.commerce.database import next_number
from sandbox.commerce.money import to_cents
from sandbox.commerce.outbound.changes import note
from sandbox.commerce.store.views import StoreView, store_view, store_views
from sandbox.commerce.world import World

Changes = Mapping[str, Any]

AMOUNTS: Final = ("price", "special_price")
STOCK: Final = ("quantity", "is_in_stock")
TEXTS: Final = ("name", "description", "short_description")
ALL_VIEWS: Final = 0


class NotFoundError(Exception):
    """There is nothing of that name to change."""


def change_product(world: World, sku: str, changes: Changes) -> dict[str, Any]:
    """Change what is given, and tell what the product is then. Raises `NotFoundError` for an unknown SKU.

    `price` and `special_price` are in units of the base currency, `special_price` may be None. A `quantity` alone also
    says whether the product is in stock. Texts are changed for all store views that have none of their own.
    """
    row = _product(world, sku)
    if row["type_id"] == "configurable" and changes.keys() & {*AMOUNTS, "quantity"}:
        raise ValueError(f"{sku} is configurable: its variants have the price and the stock, change those.")
    stock, columns = _stock(changes), _product_columns(changes)
    texts = {name: changes[name] for name in TEXTS if name in changes}
    with world.transaction():
        _update(world, "catalog_product", "id", row["id"], stock)
        _update(world, "catalog_product_text", f"store_id = {ALL_VIEWS} AND product_id", row["id"], texts)
        if columns or texts:
            _update(world, "catalog_product", "id", row["id"], {**columns, "updated_at": timestamp(world)})
        if texts:
            index_product(world, row["id"])
    return product_state(world, sku)


def product_state(world: World, sku: str) -> dict[str, Any]:
    """What can be changed of a product, as it is; amounts in units. Raises `NotFoundError`."""
    row = _product(world, sku)
    amounts = {name: None if row[name] is None else row[name] / 100 for name in AMOUNTS}
    flags = {name: bool(row[name]) for name in ("is_in_stock", "is_enabled")}
    return {"sku": row["sku"], **{name: row[name] for name in TEXTS}, **amounts, "quantity": row["quantity"], **flags}


def change_category(world: World, category_id: int, changes: Changes) -> None:
    """`name` and `description` of all store views without their own, `is_active`, `include_in_menu`."""
    if world.row("SELECT 1 FROM catalog_category WHERE id = ?", (category_id,)) is None:
        raise NotFoundError(f"There is no category {category_id}.")
    texts = {name: changes[name] for name in ("name", "description") if name in changes}
    flags = {name: changes[name] for name in ("is_active", "include_in_menu") if name in changes}
    with world.transaction():
        _update(world, "catalog_category_text", f"store_id = {ALL_VIEWS} AND category_id", category_id, texts)
        _update(world, "catalog_category", "id", category_id, {**flags, "updated_at": timestamp(world)})


def change_content(world: World, table: str, identifier: str, changes: Changes) -> None:
    """`title` and `content` of a page or block ("cms_page", "cms_block"), in all store views that have it."""
    if world.row(f"SELECT 1 FROM {table} WHERE identifier = ?", (identifier,)) is None:  # noqa: S608 - ours
        raise NotFoundError(f'There is no "{identifier}" in {table}.')
    with world.transaction():
        _update(world, table, "identifier", identifier, changes)


def change_store(world: World, code: str, changes: Changes) -> None:
    """The `name` of a store view."""
    _store(world, code)
    with world.transaction():
        _update(world, "store_view", "code", code, changes)


def change_redirect(world: World, path: str, code: str | None, redirect: Redirect | None) -> None:
    """Where an address leads, in one store view or in all; None takes the redirect away.

    As Commerce does, whatever the address led to before and leads to now is named to the page caches. Raises
    `NotFoundError` for an unknown store view, and where there is no redirect to take away.
    """
    stores = store_views(world) if code is None else [_store(world, code)]
    with world.transaction():
        before = [tag for store in stores for tag in _tags(world, path, store)]
        if redirect is None:
            if not [store for store in stores if delete_redirect(world, path, store)]:
                raise NotFoundError(f'There is no redirect at "{path}".')
        else:
            for store in stores:
                set_redirect(world, path, store, redirect)
        after = [tag for store in stores for tag in _tags(world, path, store)]
        note(world, "redirect_saved", next_number(world.database, "redirect_saved"), {"tags": [*before, *after]})


def _tags(world: World, path: str, store: StoreView) -> Sequence[str]:
    """Of what is behind an address, the thing itself: lists of its kind are none the wiser."""
    found = resolve_address(world, path, store)
    return [] if found is None else [tag for tag in found.tags if tag[-1].isdigit()]


def _store(world: World, code: str) -> StoreView:
    found = store_view(world, code)
    if found is None:
        raise NotFoundError(f'There is no store view "{code}".')
    return found


def _product(world: World, sku: str) -> sqlite3.Row:
    row = world.row(
        "SELECT p.*, t.name, t.description, t.short_description FROM catalog_product AS p"
        " JOIN catalog_product_text AS t ON t.product_id = p.id AND t.store_id = ? WHERE p.sku = ?",
        (ALL_VIEWS, sku),
    )
    if row is None:
        raise NotFoundError(f'There is no product with the SKU "{sku}".')
    return row


def _stock(changes: Changes) -> dict[str, Any]:
    given = {name: changes[name] for name in STOCK if name in changes}
    return {"is_in_stock": given["quantity"] > 0, **given} if "quantity" in given else given


def _product_columns(changes: Changes) -> dict[str, Any]:
    """Stock left out: saving it saves no product."""
    enabled = {"is_enabled": changes["is_enabled"]} if "is_enabled" in changes else {}
    amounts = {name: changes[name] for name in AMOUNTS if name in changes}
    return enabled | {name: None if value is None else to_cents(value) for name, value in amounts.items()}


def _update(world: World, table: str, key: str, value: int | str, columns: Changes) -> None:
    """Names of tables and columns are ours, never a caller's text."""
    if columns:
        pairs = ", ".join(f"{name} = :{name}" for name in columns)
        world.database.execute(f"UPDATE {table} SET {pairs} WHERE {key} = :_key", {**columns, "_key": value})  # noqa: S608
