"""Orders as Commerce tells them: what has left, what is invoiced, what comes next in a walk."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from integrations.commerce import order_wire
from integrations.commerce.settlement import Shipped
from integrations.kit.errors import Invalid

VIRTUAL = {"item_id": 9, "is_virtual": 1, "qty_ordered": 1}


def order(*items: dict[str, Any], **changes: Any) -> dict[str, Any]:
    document = {
        "entity_id": 13,
        "increment_id": "000000049",
        "quote_id": "744",
        "state": "processing",
        "status": "processing",
        "order_currency_code": "USD",
        "grand_total": 50,
        "created_at": "2026-11-23 07:36:44",
        "updated_at": "2026-11-23 07:36:45",
        "items": list(items),
    }
    return {**document, **changes}


def item(ordered: float, shipped: float = 0, number: int = 1, **more: Any) -> dict[str, Any]:
    return {"item_id": number, "qty_ordered": ordered, "qty_shipped": shipped, **more}


@pytest.mark.parametrize(
    ("items", "shipped"),
    [
        ([item(2)], Shipped.NO),
        ([item(2, 1)], Shipped.PARTLY),
        ([item(2, 2)], Shipped.YES),
        ([item(2, 1, qty_canceled=1)], Shipped.YES),
        ([item(2, 0, qty_refunded=2)], Shipped.NO),
        ([item(1, 1), item(1, 0, 2)], Shipped.PARTLY),
        ([VIRTUAL], Shipped.NOTHING_TO_SHIP),
        ([item(1, 1), VIRTUAL], Shipped.YES),
        ([item(1, 1), item(1, 0, 2, parent_item_id=1)], Shipped.YES),
        ([item(1), item(1, 1, 2, parent_item_id=1), item(2, 0, 3, parent_item_id=1)], Shipped.PARTLY),
        ([item(1), item(1, 1, 2, parent_item_id=1), item(2, 2, 3, parent_item_id=1)], Shipped.YES),
    ],
    ids=[
        "nothing", "a part", "all", "all but what was cancelled", "refunded instead", "one line of two", "no goods",
        "all goods", "a configurable product", "a bundle's parts, some", "a bundle's parts, all",
    ],
)  # fmt: skip
def test_how_much_has_left(items: list[dict[str, Any]], shipped: Shipped) -> None:
    assert order_wire.order(order(*items)).shipped is shipped


def test_what_never_happened_is_nothing() -> None:
    read = order_wire.order(order(total_paid=None, payment=[], ext_order_id=""))
    assert (read.paid, read.refunded, read.payment_method, read.reference) == (Decimal(0), Decimal(0), None, None)
    assert read.updated_at == datetime(2026, 11, 23, 7, 36, 45, tzinfo=UTC)


@pytest.mark.parametrize("lacking", ["entity_id", "grand_total", "order_currency_code", "updated_at"])
def test_an_order_that_lacks_what_counts_is_not_guessed(lacking: str) -> None:
    document = order()
    del document[lacking]
    with pytest.raises(Invalid, match=lacking):
        order_wire.order(document)


def test_nothing_is_left_to_invoice_where_the_rest_was_cancelled() -> None:
    assert order_wire.is_invoiced(order_wire.order(order(total_invoiced=20, total_canceled=30)))
    assert not order_wire.is_invoiced(order_wire.order(order(total_invoiced=20)))


def test_an_invoice_that_was_voided_does_not_count() -> None:
    told = {"items": [{"entity_id": 1, "state": 2}, {"entity_id": 2, "state": 3}]}
    assert order_wire.newest_invoice(told) == 1
    assert order_wire.newest_invoice({"items": None}) is None


def test_a_real_commerces_search_says_nothing_of_what_was_not_asked_for() -> None:
    with pytest.raises(Invalid, match="a list of orders"):
        order_wire.orders({"message": "no"})
