"""What a change is called when it is told to subscribers, and what is told of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sandbox.commerce.money import amount
from sandbox.commerce.outbound.changes import Change, Kind
from sandbox.commerce.world import World

Told = Mapping[str, Any]

ORDER_AMOUNTS: Final = {
    "subtotal": "subtotal",
    "discount": "discount_amount",
    "tax": "tax_amount",
    "shipping": "shipping_amount",
    "grand_total": "grand_total",
    "base_grand_total": "base_grand_total",
}
ORDER_TEXTS: Final = {
    "id": "entity_id",
    "increment_id": "increment_id",
    "quote_id": "quote_id",
    "store_id": "store_id",
    "customer_id": "customer_id",
    "email": "customer_email",
    "state": "state",
    "status": "status",
    "currency": "order_currency_code",
    "coupon_code": "coupon_code",
    "ext_order_id": "ext_order_id",
    "created_at": "created_at",
    "updated_at": "updated_at",
}
CUSTOMER: Final = {
    "id": "id",
    "email": "email",
    "firstname": "firstname",
    "lastname": "lastname",
    "group_id": "group_id",
    "store_id": "store_id",
    "created_at": "created_at",
    "updated_at": "updated_at",
}
ENABLED, DISABLED = 1, 2


@dataclass(frozen=True, slots=True)
class Event:
    """One thing to tell. What concerns one `entity` is told to one address in the order in which it happened."""

    name: str
    entity: str
    data: Told

    @property
    def content(self) -> Told:
        """The whole of it."""
        return {"eventName": self.name, "data": self.data}


def events(world: World, changes: Iterable[Change]) -> Iterator[Event]:
    """In the order of the changes. A product that was saved in several steps is told of once."""
    told: set[tuple[Kind, int]] = set()
    for change in changes:
        if change.kind not in READERS or (change.kind in TOLD_ONCE and (change.kind, change.entity_id) in told):
            continue
        told.add((change.kind, change.entity_id))
        yield from READERS[change.kind](world, change)


def _order_placed(world: World, change: Change) -> Iterator[Event]:
    data = {"order": _order(world, change.detail["order"])}
    for name in ("sales_order_place_after", "sales_order_save_after"):
        yield Event(name, f"order:{change.entity_id}", data)


def _order_saved(world: World, change: Change) -> Iterator[Event]:
    before = {"status": change.detail["status_before"], "state": change.detail["state_before"]}
    order = {**_order(world, change.detail["order"]), "orig_data": before}
    yield Event("sales_order_save_after", f"order:{change.entity_id}", {"order": order})
    if order["state"] == "canceled" != before["state"]:
        yield Event("order_cancel_after", f"order:{change.entity_id}", {"order": order})


def _order_refunded(_world: World, change: Change) -> Iterator[Event]:
    row = change.detail["creditmemo"]
    refund = {name: row[name] for name in ("entity_id", "increment_id", "order_id", "created_at")}
    refund["grand_total"] = amount(row["grand_total"])
    yield Event("sales_order_creditmemo_save_after", f"order:{change.entity_id}", {"creditmemo": refund})


def _product_saved(world: World, change: Change) -> Iterator[Event]:
    row = world.row(
        "SELECT p.*, t.name FROM catalog_product AS p"
        " LEFT JOIN catalog_product_text AS t ON t.product_id = p.id AND t.store_id = 0 WHERE p.id = ?",
        (change.entity_id,),
    )
    if row is None:
        return  # it was deleted since, which is told of itself
    product = {
        "entity_id": row["id"],
        "sku": row["sku"],
        "name": row["name"],
        "type_id": row["type_id"],
        "status": ENABLED if row["is_enabled"] else DISABLED,
        "price": _units(row["price"]),
        "special_price": _units(row["special_price"]),
        "updated_at": row["updated_at"],
    }
    yield Event("catalog_product_save_after", f"product:{row['id']}", {"product": product})


def _product_deleted(_world: World, change: Change) -> Iterator[Event]:
    product = {"entity_id": change.entity_id, "sku": change.detail["sku"]}
    yield Event("catalog_product_delete_after", f"product:{change.entity_id}", {"product": product})


def _quantity_changed(_world: World, change: Change) -> Iterator[Event]:
    item = {
        "product_id": change.entity_id,
        "sku": change.detail["sku"],
        "qty": change.detail["quantity"],
        "is_in_stock": bool(change.detail["is_in_stock"]),
    }
    yield Event("cataloginventory_stock_item_save_after", f"product:{change.entity_id}", {"stock_item": item})


def _customer(*names: str) -> Callable[[World, Change], Iterator[Event]]:
    def read(_world: World, change: Change) -> Iterator[Event]:
        row = change.detail["customer"]
        data = {"customer": {name: row[column] for column, name in CUSTOMER.items()}}
        for name in names:
            yield Event(name, f"customer:{change.entity_id}", data)

    return read


def _order(world: World, row: Told) -> dict[str, Any]:
    """The order as it was then; what was ordered never changes."""
    items = world.rows("SELECT * FROM sales_order_item WHERE order_id = ? ORDER BY id", (row["id"],))
    return {
        **{name: row[column] for column, name in ORDER_TEXTS.items()},
        **{name: amount(row[column]) for column, name in ORDER_AMOUNTS.items()},
        "payment": {"method": row["payment_method"]},
        "items": [
            {
                "item_id": item["id"],
                "sku": item["sku"],
                "name": item["name"],
                "qty_ordered": item["quantity"],
                "price": amount(item["price"]),
                "row_total": amount(item["row_total"]),
            }
            for item in items
        ],
    }


def _units(cents: int | None) -> int | float | None:
    return None if cents is None else amount(cents)


READERS: Final[Mapping[Kind, Callable[[World, Change], Iterator[Event]]]] = {
    "order_placed": _order_placed,
    "order_saved": _order_saved,
    "order_refunded": _order_refunded,
    "product_saved": _product_saved,
    "product_deleted": _product_deleted,
    "quantity_changed": _quantity_changed,
    "customer_registered": _customer("customer_register_success", "customer_save_after"),
    "customer_saved": _customer("customer_save_after"),
    "customer_deleted": _customer("customer_delete_after"),
}
TOLD_ONCE: Final = frozenset({"product_saved"})
