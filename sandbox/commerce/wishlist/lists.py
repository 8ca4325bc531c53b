"""Wish lists as rows: found, filled, changed."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.commerce.catalog.products import ProductRow, product_by_id
from sandbox.commerce.customer.accounts import CustomerRow
from sandbox.commerce.customer.statements import insert, update
from sandbox.commerce.customer.timestamps import timestamp
from sandbox.commerce.errors import InputError
from sandbox.commerce.world import RequestContext, World


@dataclass(frozen=True, slots=True)
class WishlistRow:
    """One customer's list."""

    id: int
    customer_id: int
    sharing_code: str
    updated_at: str


@dataclass(frozen=True, slots=True)
class WishlistItemRow:
    """So many of a product; `variant_id` where the customer said which of a configurable one."""

    id: int
    wishlist_id: int
    product_id: int
    variant_id: int | None
    quantity: float
    description: str | None
    added_at: str


@dataclass(frozen=True, slots=True)
class Wish:
    """An item with its product, as the store view has it."""

    item: WishlistItemRow
    product: ProductRow
    variant: ProductRow | None


def wishlist_of(world: World, customer: CustomerRow) -> WishlistRow:
    """The customer's list; made if there is none."""
    row = world.row("SELECT * FROM wishlist WHERE customer_id = ?", (customer.id,))
    if row is None:
        columns = {"customer_id": customer.id, "sharing_code": world.ids.token("wishlist")}
        insert(world, "wishlist", {**columns, "updated_at": timestamp(world)})
        row = world.row("SELECT * FROM wishlist WHERE customer_id = ?", (customer.id,))
    assert row is not None
    return WishlistRow(**dict(row))


def reach_wishlist(world: World, customer: CustomerRow, wishlist_id: str) -> WishlistRow:
    """The list with this id, if it is the customer's; 0 stands for it too. Raises `InputError`."""
    own = wishlist_of(world, customer)
    if wishlist_id not in ("0", str(own.id)):
        raise InputError("The wishlist was not found.")
    return own


def wishes(context: RequestContext, wishlist: WishlistRow) -> list[Wish]:
    """What is on it, the oldest first; products that are not sold any more are left out."""
    rows = context.world.rows("SELECT * FROM wishlist_item WHERE wishlist_id = ? ORDER BY id", (wishlist.id,))
    found = [_wish(context, row) for row in rows]
    return [wish for wish in found if wish is not None]


def add_wish(
    world: World, wishlist: WishlistRow, product: ProductRow, variant: ProductRow | None, quantity: float
) -> None:
    """Put so many more on the list."""
    variant_id = None if variant is None else variant.id
    row = world.row(
        "SELECT id, quantity FROM wishlist_item WHERE wishlist_id = ? AND product_id = ? AND variant_id IS ?",
        (wishlist.id, product.id, variant_id),
    )
    if row is not None:
        update(world, "wishlist_item", row["id"], {"quantity": row["quantity"] + quantity})
    else:
        columns = {"wishlist_id": wishlist.id, "product_id": product.id, "variant_id": variant_id}
        insert(world, "wishlist_item", {**columns, "quantity": quantity, "added_at": timestamp(world)})
    touch(world, wishlist)


def change_wish(world: World, wishlist: WishlistRow, wish: Wish, columns: dict[str, float | int | str | None]) -> None:
    """Give an item another quantity, description or variant."""
    if columns:
        update(world, "wishlist_item", wish.item.id, columns)
        touch(world, wishlist)


def remove_wishes(world: World, wishlist: WishlistRow, items: Iterable[WishlistItemRow]) -> None:
    """Take items off the list."""
    world.database.executemany("DELETE FROM wishlist_item WHERE id = ?", [(item.id,) for item in items])
    touch(world, wishlist)


def touch(world: World, wishlist: WishlistRow) -> None:
    """Note that the list was changed now."""
    update(world, "wishlist", wishlist.id, {"updated_at": timestamp(world)})


def _wish(context: RequestContext, row: sqlite3.Row) -> Wish | None:
    item = WishlistItemRow(**dict(row))
    product = product_by_id(context.world, item.product_id, context.store)
    if product is None or not product.is_enabled:
        return None
    variant = None if item.variant_id is None else product_by_id(context.world, item.variant_id, context.store)
    return Wish(item, product, variant)
