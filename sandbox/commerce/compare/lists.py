"""Compare lists as rows: made, found, filled, handed to a customer."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.commerce.catalog.products import ProductRow, product_by_id, products_by_id
from sandbox.commerce.customer.statements import insert, update
from sandbox.commerce.errors import InputError
from sandbox.commerce.world import RequestContext, World


@dataclass(frozen=True, slots=True)
class CompareListRow:
    """One list. A guest's has no `customer_id`: whoever knows its uid may use it."""

    id: int
    uid: str
    customer_id: int | None


def create_list(context: RequestContext) -> CompareListRow:
    """The customer's list if there is one; else a new one of whoever asks."""
    if context.customer_id is not None and (kept := list_of_customer(context.world, context.customer_id)):
        return kept
    uid = context.world.ids.masked("compare list")
    insert(context.world, "compare_list", {"uid": uid, "customer_id": context.customer_id})
    return reach_list(context, uid)


def find_list(context: RequestContext, uid: str) -> CompareListRow | None:
    """The list with this uid, if the caller may use it. Raises `InputError` without a uid."""
    if not uid:
        raise InputError("The specified compare list ID value is missing.")
    row = context.world.row("SELECT * FROM compare_list WHERE uid = ?", (uid,))
    found = None if row is None else _list(row)
    return found if found is not None and found.customer_id in (None, context.customer_id) else None


def reach_list(context: RequestContext, uid: str) -> CompareListRow:
    """The same, for what cannot be done without one. Raises `InputError`."""
    found = find_list(context, uid)
    if found is None:
        raise InputError("The specified compare list does not exist.")
    return found


def list_of_customer(world: World, customer_id: int) -> CompareListRow | None:
    """The one list of a customer."""
    row = world.row("SELECT * FROM compare_list WHERE customer_id = ?", (customer_id,))
    return None if row is None else _list(row)


def products_of(context: RequestContext, found: CompareListRow) -> list[ProductRow]:
    """What is compared, in the order in which it was added."""
    rows = context.world.rows("SELECT product_id FROM compare_item WHERE list_id = ? ORDER BY id", (found.id,))
    products = products_by_id(context.world, [row["product_id"] for row in rows], context.store)
    return [product for product in products if product.is_enabled]


def add_products(context: RequestContext, found: CompareListRow, ids: Iterable[str]) -> None:
    """Put products in, each once; an id that is nobody's is left out."""
    for product_id in _numbers(ids):
        product = product_by_id(context.world, product_id, context.store)
        if product is not None and product.is_enabled:
            context.world.database.execute(
                "INSERT OR IGNORE INTO compare_item (list_id, product_id) VALUES (?, ?)", (found.id, product.id)
            )


def remove_products(world: World, found: CompareListRow, ids: Iterable[str]) -> None:
    """Take products out; one that is not in it makes no difference."""
    world.database.executemany(
        "DELETE FROM compare_item WHERE list_id = ? AND product_id = ?",
        [(found.id, number) for number in _numbers(ids)],
    )


def delete_list(world: World, found: CompareListRow) -> None:
    """Remove the list with what is in it."""
    world.database.execute("DELETE FROM compare_list WHERE id = ?", (found.id,))


def hand_over(world: World, found: CompareListRow, customer_id: int) -> None:
    """Make a guest's list the customer's; what the customer compared so far comes into it."""
    before = list_of_customer(world, customer_id)
    if before is not None and before.id != found.id:
        world.database.execute(
            "INSERT OR IGNORE INTO compare_item (list_id, product_id)"
            " SELECT ?, product_id FROM compare_item WHERE list_id = ? ORDER BY id",
            (found.id, before.id),
        )
        delete_list(world, before)
    update(world, "compare_list", found.id, {"customer_id": customer_id})


def _numbers(ids: Iterable[str]) -> list[int]:
    return [int(text) for text in ids if text and text.isdecimal()]


def _list(row: sqlite3.Row) -> CompareListRow:
    return CompareListRow(**dict(row))
