"""Orders and invoices as Commerce's REST API tells them to settlement. Pure functions."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field

from integrations.commerce.search_criteria import Condition, SearchCriteria, Sort
from integrations.commerce.settlement import PlacedOrder, Shipped
from integrations.commerce.settlement_wire import Amount, Document, Empty, read

FIELDS: Final = (
    "entity_id,increment_id,quote_id,state,status,is_virtual,order_currency_code,grand_total,total_paid,total_invoiced,"
    "total_refunded,total_canceled,ext_order_id,created_at,updated_at,payment[method],"
    "items[item_id,parent_item_id,is_virtual,qty_ordered,qty_shipped,qty_refunded,qty_canceled]"
)
"""What is asked for of an order: nothing of who the shopper is."""

_ZERO: Final = Decimal(0)
_FORMAT: Final = "%Y-%m-%d %H:%M:%S"
_VOID: Final = 3
"""The state of an invoice that does not count any more (Magento_Sales, Order\\Invoice)."""


def _given(value: Any) -> Any:
    return 0 if value is None else value


def _utc(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC)


Counted = Annotated[Amount, BeforeValidator(_given)]
Moment = Annotated[datetime, AfterValidator(_utc)]


class _Item(Document):
    item_id: int
    parent_item_id: int | None = None
    is_virtual: bool = False
    qty_ordered: Counted = _ZERO
    qty_shipped: Counted = _ZERO
    qty_refunded: Counted = _ZERO
    qty_canceled: Counted = _ZERO

    @property
    def left_to_ship(self) -> Decimal:
        """What is refunded before it was shipped will not be."""
        return self.qty_ordered - max(self.qty_shipped, self.qty_refunded) - self.qty_canceled


class _Payment(Document):
    method: str | None = None


class _Order(Document):
    entity_id: int
    increment_id: str = Field(min_length=1)
    quote_id: int = 0
    state: str = ""
    status: str = ""
    is_virtual: bool = False
    order_currency_code: str = Field(min_length=3, max_length=3)
    grand_total: Amount
    total_paid: Counted = _ZERO
    total_invoiced: Counted = _ZERO
    total_refunded: Counted = _ZERO
    total_canceled: Counted = _ZERO
    ext_order_id: str | None = None
    created_at: Moment
    updated_at: Moment
    payment: Annotated[_Payment, Empty] = _Payment()
    items: tuple[_Item, ...] = ()


class _Orders(Document):
    items: Annotated[list[_Order], BeforeValidator(lambda value: value or [])]


class _Invoice(Document):
    entity_id: int
    state: int | None = None


class _Invoices(Document):
    items: Annotated[list[_Invoice], BeforeValidator(lambda value: value or [])]


def order(answer: Any) -> PlacedOrder:
    """`GET /V1/orders/{id}`. Raises `Invalid`."""
    return _placed(read(_Order, answer, "an order"))


def orders(answer: Any) -> tuple[PlacedOrder, ...]:
    """`GET /V1/orders`. Raises `Invalid`."""
    return tuple(_placed(each) for each in read(_Orders, answer, "a list of orders").items)


def newest_invoice(answer: Any) -> int | None:
    """`GET /V1/invoices`: the id of the newest that counts. Raises `Invalid`."""
    found = read(_Invoices, answer, "a list of invoices").items
    return max((each.entity_id for each in found if each.state != _VOID), default=None)


def is_invoiced(placed: PlacedOrder) -> bool:
    """Whether nothing is left to invoice."""
    return placed.invoiced >= placed.grand_total - placed.canceled


def changed_since(since: datetime, after: PlacedOrder | None, page: int) -> SearchCriteria:
    """The next orders by time of change, then id: those from `since` on, or those behind `after`.

    Pages are not counted: one that changes meanwhile would move the others across their borders.
    """
    sorts = (Sort("updated_at"), Sort("entity_id"))
    if after is None:
        return SearchCriteria(((Condition("updated_at", _written(since), "gteq"),),), sorts, page)
    moment = _written(after.updated_at)
    behind = (Condition("updated_at", moment, "gt"), Condition("entity_id", after.id, "gt"))
    return SearchCriteria(((Condition("updated_at", moment, "gteq"),), behind), sorts, page)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(_FORMAT)


def _placed(found: _Order) -> PlacedOrder:
    return PlacedOrder(
        id=found.entity_id,
        number=found.increment_id,
        quote_id=found.quote_id,
        state=found.state,
        status=found.status,
        currency=found.order_currency_code,
        grand_total=found.grand_total,
        paid=found.total_paid,
        invoiced=found.total_invoiced,
        refunded=found.total_refunded,
        canceled=found.total_canceled,
        payment_method=found.payment.method,
        reference=found.ext_order_id or None,
        shipped=_shipped(() if found.is_virtual else found.items),
        created_at=found.created_at,
        updated_at=found.updated_at,
    )


def _shipped(items: Sequence[_Item]) -> Shipped:
    carried = _carried([each for each in items if not each.is_virtual])
    if not carried:
        return Shipped.NOTHING_TO_SHIP
    if not any(each.qty_shipped for each in carried):
        return Shipped.NO
    return Shipped.PARTLY if any(each.left_to_ship > 0 for each in carried) else Shipped.YES


def _carried(items: Sequence[_Item]) -> list[_Item]:
    """The lines that shipments count by: a product, or its parts where those are shipped one by one (bundles)."""
    carried = []
    for whole in items:
        if whole.parent_item_id is None:
            parts = [each for each in items if each.parent_item_id == whole.item_id]
            by_parts = not whole.qty_shipped and any(part.qty_shipped for part in parts)
            carried += parts if by_parts else [whole]
    return carried
