"""How far an order has come: what of it is invoiced, shipped, refunded, cancelled."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sandbox.commerce.checkout.orders import OrderItemRow, OrderRow, items_of_order
from sandbox.commerce.fulfilment.documents import CANCELED, PAID, Amounts, Document, DocumentItem, Kind, documents_of
from sandbox.commerce.money import times
from sandbox.commerce.world import World

ENDED: Final = frozenset({"canceled", "closed", "complete"})
STOPPED: Final = frozenset({"holded", "payment_review"})


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """One order item with how many of it went which way."""

    item: OrderItemRow
    invoiced: float = 0
    shipped: float = 0
    refunded: float = 0
    canceled: float = 0

    @property
    def to_invoice(self) -> float:
        """How many may still be invoiced."""
        return max(self.item.quantity - self.invoiced - self.canceled, 0)

    @property
    def to_ship(self) -> float:
        """How many may still be shipped."""
        return max(self.item.quantity - max(self.shipped, self.refunded) - self.canceled, 0)

    @property
    def to_refund(self) -> float:
        """How many may still be refunded."""
        return max(self.invoiced - self.refunded, 0)

    @property
    def to_cancel(self) -> float:
        """How many may still be cancelled."""
        return min(self.to_invoice, self.to_ship)

    def share(self, quantity: float, before: float) -> DocumentItem:
        """That many with their amounts, after `before` of them: the last one gets what rounding left."""
        whole = self.item.quantity
        row_total, discount, tax = (
            _part(cents, before + quantity, whole) - _part(cents, before, whole)
            for cents in (self.item.row_total, self.item.discount, self.item.tax)
        )
        return DocumentItem(self.item.id, quantity, row_total, discount, tax)


@dataclass(frozen=True, slots=True)
class Standing:
    """An order with its documents. `invoiced` and `refunded` are the sums of what holds; `paid` is what came in."""

    order: OrderRow
    items: Sequence[ItemStanding]
    invoiced: Amounts
    refunded: Amounts
    paid: int
    canceled: int

    @property
    def due(self) -> int:
        """What is still to be paid; of a cancelled order nothing."""
        return max(self.order.grand_total - self.paid - self.canceled, 0)

    @property
    def can_invoice(self) -> bool:
        """Whether another invoice may be made."""
        return self._is_open and any(item.to_invoice for item in self.items)

    @property
    def can_ship(self) -> bool:
        """Whether something may still be shipped."""
        return self._is_open and any(item.to_ship for item in self.items)

    @property
    def can_refund(self) -> bool:
        """Whether there is money to give back."""
        stopped = self.order.state in STOPPED or self.order.state in {"canceled", "closed"}
        return not stopped and self.paid > self.refunded.grand_total

    @property
    def can_cancel(self) -> bool:
        """Whether anything is left that was not invoiced."""
        return self._is_open and any(item.to_invoice for item in self.items)

    @property
    def can_hold(self) -> bool:
        """Whether it may be put on hold."""
        return self._is_open

    @property
    def _is_open(self) -> bool:
        return self.order.state not in ENDED | STOPPED


def standing_of(world: World, order: OrderRow) -> Standing:
    """How far the order has come."""
    invoices = [one for one in documents_of(world, order.id, "invoice") if one.state != CANCELED]
    memos, shipments = documents_of(world, order.id, "creditmemo"), documents_of(world, order.id, "shipment")
    counts = {"invoiced": _counts(invoices), "shipped": _counts(shipments), "refunded": _counts(memos)}
    rows = world.rows("SELECT id, quantity FROM sales_cancellation_item WHERE order_id = ?", (order.id,))
    counts["canceled"] = {row["id"]: row["quantity"] for row in rows}
    canceled = world.row("SELECT total FROM sales_cancellation WHERE id = ?", (order.id,))
    return Standing(
        order=order,
        items=[
            ItemStanding(item, **{name: found.get(item.id, 0) for name, found in counts.items()})
            for item in items_of_order(world, order.id)
        ],
        invoiced=_sum(invoices),
        refunded=_sum(memos),
        paid=sum(invoice.grand_total for invoice in invoices if invoice.state == PAID),
        canceled=int(canceled["total"]) if canceled else 0,
    )


def has(world: World, order_id: int, kind: Kind) -> bool:
    """Whether the order has such a document."""
    row = world.row("SELECT 1 FROM sales_document WHERE order_id = ? AND kind = ? AND state != 3", (order_id, kind))
    return row is not None


def _counts(documents: Sequence[Document]) -> dict[int, float]:
    counts: dict[int, float] = defaultdict(float)
    for document in documents:
        for item in document.items:
            counts[item.order_item_id] += item.quantity
    return counts


def _sum(documents: Sequence[Document]) -> Amounts:
    return Amounts(**{name: sum(getattr(one.amounts, name) for one in documents) for name in Amounts.__slots__})


def _part(cents: int, quantity: float, whole: float) -> int:
    return times(cents, Decimal(str(quantity)) / Decimal(str(whole)))
