"""Invoices, shipments and credit memos as rows: one table for the three, each counted for itself."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

from sandbox.commerce.checkout.orders import OrderRow
from sandbox.commerce.customer.statements import insert, update
from sandbox.commerce.customer.timestamps import timestamp
from sandbox.commerce.world import World

Kind = Literal["invoice", "shipment", "creditmemo"]

OPEN: Final = 1
PAID: Final = 2
REFUNDED: Final = 2
CANCELED: Final = 3
"""The states of invoices (open, paid, cancelled) and of credit memos (refunded)."""


@dataclass(frozen=True, slots=True)
class DocumentItem:
    """So many of an order item, with their share of its amounts. `id` is 0 for one that is not kept yet."""

    order_item_id: int
    quantity: float
    row_total: int = 0
    discount: int = 0
    tax: int = 0
    id: int = 0


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a document comes to."""

    subtotal: int = 0
    discount: int = 0
    tax: int = 0
    shipping: int = 0
    adjustment_positive: int = 0
    adjustment_negative: int = 0

    @property
    def grand_total(self) -> int:
        """All together."""
        adjusted = self.adjustment_positive - self.adjustment_negative
        return self.subtotal - self.discount + self.tax + self.shipping + adjusted


@dataclass(frozen=True, slots=True)
class Document:
    """One invoice, shipment or credit memo. `id` is Commerce's entity id, `row_id` the table's."""

    row_id: int
    kind: Kind
    id: int
    increment_id: str
    order_id: int
    invoice_id: int | None
    state: int
    amounts: Amounts
    grand_total: int
    created_at: str
    updated_at: str
    items: Sequence[DocumentItem] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Track:
    """Where a parcel can be followed."""

    id: int
    document_id: int
    carrier_code: str
    title: str
    number: str
    created_at: str
    updated_at: str


def write(
    world: World,
    kind: Kind,
    order: OrderRow,
    items: Sequence[DocumentItem],
    amounts: Amounts,
    *,
    state: int,
    invoice_id: int | None = None,
) -> Document:
    """Keep a new document under the next number of its kind."""
    now, entity_id = timestamp(world), world.ids.number(kind)
    count = world.ids.number(f"{kind}:{order.store_id}")
    columns = {
        "kind": kind,
        "entity_id": entity_id,
        "increment_id": f"{count:09d}" if order.store_id == 1 else f"{order.store_id}{count:09d}",
        "order_id": order.id,
        "invoice_id": invoice_id,
        "state": state,
        **asdict(amounts),
        "grand_total": amounts.grand_total,
        "created_at": now,
        "updated_at": now,
    }
    row_id = insert(world, "sales_document", columns)
    for item in items:
        kept = {name: value for name, value in asdict(item).items() if name != "id"}
        insert(world, "sales_document_item", {"document_id": row_id, **kept})
    written = document(world, kind, entity_id)
    assert written is not None
    return written


def document(world: World, kind: Kind, entity_id: int) -> Document | None:
    """The one with this entity id."""
    row = world.row("SELECT * FROM sales_document WHERE kind = ? AND entity_id = ?", (kind, entity_id))
    return None if row is None else _document(world, row)


def documents_of(world: World, order_id: int, kind: Kind) -> list[Document]:
    """All of an order, oldest first."""
    rows = world.rows("SELECT * FROM sales_document WHERE order_id = ? AND kind = ? ORDER BY id", (order_id, kind))
    return [_document(world, row) for row in rows]


def change_state(world: World, changed: Document, state: int) -> None:
    """An open invoice is paid or cancelled."""
    update(world, "sales_document", changed.row_id, {"state": state, "updated_at": timestamp(world)})


def add_track(world: World, shipment: Document, given: Mapping[str, str]) -> Track:
    """Add a parcel's number: `carrier_code`, `title` and `number`."""
    now = timestamp(world)
    columns = {"document_id": shipment.row_id, **given, "created_at": now, "updated_at": now}
    track_id = insert(world, "sales_track", columns)
    return next(track for track in tracks_of(world, shipment) if track.id == track_id)


def tracks_of(world: World, shipment: Document) -> list[Track]:
    """All parcels of a shipment."""
    rows = world.rows("SELECT * FROM sales_track WHERE document_id = ? ORDER BY id", (shipment.row_id,))
    return [Track(**dict(row)) for row in rows]


def remove_track(world: World, track_id: int) -> bool:
    """Forget a parcel; False where there is none."""
    return world.database.execute("DELETE FROM sales_track WHERE id = ?", (track_id,)).rowcount == 1


def _document(world: World, row: sqlite3.Row) -> Document:
    columns: dict[str, Any] = dict(row)
    amounts = Amounts(**{name: columns.pop(name) for name in Amounts.__slots__})
    row_id, entity_id = columns.pop("id"), columns.pop("entity_id")
    items = world.rows("SELECT * FROM sales_document_item WHERE document_id = ? ORDER BY id", (row_id,))
    return Document(
        row_id=row_id, id=entity_id, amounts=amounts, items=tuple(_item(dict(item)) for item in items), **columns
    )


def _item(columns: dict[str, Any]) -> DocumentItem:
    del columns["document_id"]
    return DocumentItem(**columns)
