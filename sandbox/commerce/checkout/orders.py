"""Orders as rows: written once, found in several ways."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.commerce.cart.choices import Choices
from sandbox.commerce.cart.gift_messages import GiftMessage, from_json
from sandbox.commerce.customer.postal import PostalAddress
from sandbox.commerce.world import World


@dataclass(frozen=True, slots=True)
class OrderTax:
    """What was owed of one tax."""

    title: str
    percent: float
    cents: int


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order. `id` is Commerce's entity id, `increment_id` the number that people know, `quote_id` its cart's id."""

    id: int
    increment_id: str
    quote_id: int
    token: str
    store_id: int
    customer_id: int | None
    email: str
    state: str
    status: str
    currency: str
    subtotal: int
    discount: int
    tax: int
    shipping: int
    grand_total: int
    base_grand_total: int
    coupon_code: str | None
    coupon_label: str | None
    taxes: tuple[OrderTax, ...]
    carrier_code: str | None
    carrier_title: str | None
    method_code: str | None
    shipping_title: str | None
    shipping_address: PostalAddress | None
    billing_address: PostalAddress
    payment_method: str
    payment_title: str
    purchase_order_number: str | None
    ext_order_id: str | None
    gift_message: GiftMessage | None
    created_at: str
    updated_at: str


@dataclass(frozen=True, slots=True)
class OrderItemRow:
    """So many of a product in an order, as it was then.

    `selected_options` and `entered_options`: label and value of what was chosen and of what was written. `choices`: the
    same by ids.
    """

    id: int
    order_id: int
    product_id: int
    variant_id: int | None
    name: str
    sku: str
    type_id: str
    url_key: str
    quantity: float
    price: int
    row_total: int
    discount: int
    tax: int
    selected_options: tuple[Mapping[str, str], ...]
    entered_options: tuple[Mapping[str, str], ...]
    gift_message: GiftMessage | None
    choices: Choices


@dataclass(frozen=True, slots=True)
class OrderSearch:
    """Which of a customer's orders are wanted, newest first unless told otherwise."""

    customer_id: int
    store_id: int | None = None
    numbers: Sequence[str] | None = None
    number_part: str | None = None
    by: str = "created_at"
    descending: bool = True


def order_by_id(world: World, order_id: int) -> OrderRow:
    """The order with this entity id. Raises `LookupError` where there is none."""
    found = _one(world, "id = ?", order_id)
    if found is None:
        raise LookupError(f"There is no order {order_id}.")
    return found


def order_by_number(world: World, increment_id: str) -> OrderRow | None:
    """The order with this number."""
    return _one(world, "increment_id = ?", increment_id)


def order_by_token(world: World, token: str) -> OrderRow | None:
    """The order that this token stands for."""
    return _one(world, "token = ?", token)


def items_of_order(world: World, order_id: int) -> list[OrderItemRow]:
    """What was ordered, in the order of the cart."""
    return [
        _item(row) for row in world.rows("SELECT * FROM sales_order_item WHERE order_id = ? ORDER BY id", (order_id,))
    ]


def find_orders(world: World, search: OrderSearch) -> list[OrderRow]:
    """All orders that fit."""
    rows = world.rows("SELECT * FROM sales_order WHERE customer_id = ?", (search.customer_id,))
    fitting = [order for row in rows if _fits(order := _order(row), search)]
    return sorted(fitting, key=lambda order: (getattr(order, search.by), order.id), reverse=search.descending)


def _fits(order: OrderRow, search: OrderSearch) -> bool:
    return (
        (search.store_id is None or order.store_id == search.store_id)
        and (search.numbers is None or order.increment_id in search.numbers)
        and (search.number_part is None or search.number_part in order.increment_id)
    )


def _one(world: World, condition: str, value: int | str) -> OrderRow | None:
    row = world.row(f"SELECT * FROM sales_order WHERE {condition}", (value,))  # noqa: S608 - the condition is ours
    return None if row is None else _order(row)


def _order(row: sqlite3.Row) -> OrderRow:
    columns: dict[str, Any] = dict(row)
    columns["taxes"] = tuple(OrderTax(**tax) for tax in json.loads(row["taxes"]))
    columns["gift_message"] = from_json(row["gift_message"])
    columns["billing_address"] = PostalAddress.from_json(row["billing_address"])
    if row["shipping_address"] is not None:
        columns["shipping_address"] = PostalAddress.from_json(row["shipping_address"])
    return OrderRow(**columns)


def _item(row: sqlite3.Row) -> OrderItemRow:
    columns: dict[str, Any] = dict(row)
    for name in ("selected_options", "entered_options"):
        columns[name] = tuple(json.loads(row[name]))
    columns["choices"] = Choices.from_json(row["choices"])
    columns["gift_message"] = from_json(row["gift_message"])
    return OrderItemRow(**columns)
