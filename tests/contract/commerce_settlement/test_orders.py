"""An order after it was placed: its reference, its history, its invoice, and what stops it."""

from decimal import Decimal
from typing import Any

import pytest

from integrations.commerce.settlement import SettlementCommerce, Shipped
from integrations.kit.errors import Conflict, Invalid, NotFound, Rejected, Unavailable
from tests.contract.commerce_settlement.conftest import Shopper, ordered
from tests.contract.commerce_tokens.conftest import Shop


async def an_order(commerce: SettlementCommerce, shopper: Shopper, quantity: float = 1) -> int:
    return await ordered(commerce, shopper.cart_to_pay(quantity=quantity))


async def back_office(shop: Shop, path: str, body: Any = None) -> None:
    """What a person does in the Admin."""
    credentials = {"username": "admin", "password": "Fernhollow-1"}
    token = (await shop.control.post("/rest/V1/integration/admin/token", json=credentials)).json()
    response = await shop.control.post(
        f"/rest/V1/{path}", json=body or {}, headers={"authorization": f"Bearer {token}"}
    )
    response.raise_for_status()


def comments(shop: Shop, order_id: int) -> list[tuple[str, str]]:
    rows = shop.world.rows("SELECT comment, status FROM sales_comment WHERE order_id = ? ORDER BY id", (order_id,))
    return [(row["comment"], row["status"]) for row in rows]


async def test_an_order_that_nobody_has_is_not_found_by_anything(commerce: SettlementCommerce) -> None:
    with pytest.raises(NotFound):
        await commerce.order(999)
    with pytest.raises(NotFound):
        await commerce.set_reference(999, "pay-1")
    with pytest.raises(NotFound):
        await commerce.comment(999, "hello")
    with pytest.raises(NotFound):
        await commerce.invoice(999)
    with pytest.raises(NotFound):
        await commerce.cancel(999)
    with pytest.raises(NotFound):
        await commerce.hold(999)
    with pytest.raises(NotFound):
        await commerce.unhold(999)


async def test_the_providers_reference_stands_on_the_order_and_nothing_else_changes(
    with_either: SettlementCommerce, shop: Shop, shopper: Shopper
) -> None:
    order_id = await an_order(with_either, shopper)
    before = await with_either.order(order_id)
    await with_either.set_reference(order_id, "pay-1")
    await with_either.set_reference(order_id, "pay-1")
    after = await with_either.order(order_id)
    assert (before.reference, after.reference) == (None, "pay-1")
    assert (after.grand_total, after.state, after.status) == (before.grand_total, before.state, before.status)
    assert await shop.asked("/V1/orders/create") == 1


async def test_a_reference_of_another_payment_is_left_alone(commerce: SettlementCommerce, shopper: Shopper) -> None:
    order_id = await an_order(commerce, shopper)
    await commerce.set_reference(order_id, "pay-1")
    with pytest.raises(Conflict):
        await commerce.set_reference(order_id, "pay-2")
    assert (await commerce.order(order_id)).reference == "pay-1"


@pytest.mark.parametrize("reference", ["", "x" * 33])
async def test_a_reference_that_commerce_cannot_keep_is_not_sent(
    commerce: SettlementCommerce, shopper: Shopper, reference: str
) -> None:
    order_id = await an_order(commerce, shopper)
    with pytest.raises(Invalid):
        await commerce.set_reference(order_id, reference)
    assert (await commerce.order(order_id)).reference is None


async def test_a_reference_whose_answer_is_lost_is_written_once(
    commerce: SettlementCommerce, shop: Shop, shopper: Shopper
) -> None:
    order_id = await an_order(commerce, shopper)
    await shop.breaks(kind="drop_after", root_field="PUT /V1/orders/create", count=1)
    with pytest.raises(Unavailable) as caught:
        await commerce.set_reference(order_id, "pay-1")
    assert caught.value.doubtful
    await commerce.set_reference(order_id, "pay-1")
    assert await shop.asked("/V1/orders/create") == 1


async def test_a_comment_keeps_the_orders_status(commerce: SettlementCommerce, shop: Shop, shopper: Shopper) -> None:
    order_id = await an_order(commerce, shopper)
    await commerce.comment(order_id, "authorised")
    await commerce.hold(order_id)
    await commerce.comment(order_id, "amounts differ")
    assert comments(shop, order_id) == [("authorised", "pending"), ("amounts differ", "holded")]
    assert (await commerce.order(order_id)).status == "holded"


async def test_an_order_is_invoiced_once_and_paid_then(with_either: SettlementCommerce, shopper: Shopper) -> None:
    order_id = await an_order(with_either, shopper)
    invoice_id = await with_either.invoice(order_id)
    assert await with_either.invoice(order_id) == invoice_id
    order = await with_either.order(order_id)
    assert order.paid == order.invoiced == order.grand_total
    assert order.state == "processing"


async def test_an_invoice_whose_answer_is_lost_is_not_made_twice(
    commerce: SettlementCommerce, shop: Shop, shopper: Shopper
) -> None:
    order_id = await an_order(commerce, shopper)
    await shop.breaks(kind="drop_after", root_field="POST /V1/order/{orderId}/invoice", count=1)
    with pytest.raises(Unavailable) as caught:
        await commerce.invoice(order_id)
    assert caught.value.doubtful
    assert await commerce.invoice(order_id)
    assert await shop.asked(f"/V1/order/{order_id}/invoice") == 1


async def test_what_a_person_left_to_invoice_is_invoiced(
    commerce: SettlementCommerce, shop: Shop, shopper: Shopper
) -> None:
    order_id = await an_order(commerce, shopper, quantity=3)
    (item,) = shop.world.rows("SELECT id FROM sales_order_item WHERE order_id = ?", (order_id,))
    await back_office(shop, f"order/{order_id}/invoice", {"items": [{"order_item_id": item["id"], "qty": 1}]})
    partly = await commerce.order(order_id)
    assert Decimal(0) < partly.invoiced < partly.grand_total
    await commerce.invoice(order_id)
    whole = await commerce.order(order_id)
    assert whole.invoiced == whole.grand_total


async def test_an_order_that_takes_no_invoice_says_so(commerce: SettlementCommerce, shopper: Shopper) -> None:
    order_id = await an_order(commerce, shopper)
    await commerce.hold(order_id)
    with pytest.raises(Rejected, match="does not allow an invoice"):
        await commerce.invoice(order_id)


async def test_an_order_is_cancelled_however_often_one_asks(with_either: SettlementCommerce, shopper: Shopper) -> None:
    order_id = await an_order(with_either, shopper)
    await with_either.cancel(order_id)
    await with_either.cancel(order_id)
    order = await with_either.order(order_id)
    assert (order.state, order.canceled) == ("canceled", order.grand_total)


async def test_an_order_that_is_invoiced_is_not_cancelled(commerce: SettlementCommerce, shopper: Shopper) -> None:
    order_id = await an_order(commerce, shopper)
    await commerce.invoice(order_id)
    with pytest.raises(Rejected, match="'processing'"):
        await commerce.cancel(order_id)


async def test_an_order_is_held_and_let_go_on(commerce: SettlementCommerce, shopper: Shopper) -> None:
    order_id = await an_order(commerce, shopper)
    await commerce.unhold(order_id)
    for _ in range(2):
        await commerce.hold(order_id)
        assert (await commerce.order(order_id)).state == "holded"
    for _ in range(2):
        await commerce.unhold(order_id)
        assert (await commerce.order(order_id)).state == "new"


async def test_an_order_that_cannot_be_held_says_so(commerce: SettlementCommerce, shopper: Shopper) -> None:
    order_id = await an_order(commerce, shopper)
    await commerce.cancel(order_id)
    with pytest.raises(Rejected):
        await commerce.hold(order_id)


async def test_how_much_has_left_shows(commerce: SettlementCommerce, shop: Shop, shopper: Shopper) -> None:
    order_id = await an_order(commerce, shopper, quantity=2)
    assert (await commerce.order(order_id)).shipped is Shipped.NO
    (item,) = shop.world.rows("SELECT id FROM sales_order_item WHERE order_id = ?", (order_id,))
    await back_office(shop, f"order/{order_id}/ship", {"items": [{"order_item_id": item["id"], "qty": 1}]})
    assert (await commerce.order(order_id)).shipped is Shipped.PARTLY
    await back_office(shop, f"order/{order_id}/ship")
    assert (await commerce.order(order_id)).shipped is Shipped.YES


async def test_a_refund_in_the_admin_shows(commerce: SettlementCommerce, shop: Shop, shopper: Shopper) -> None:
    order_id = await an_order(commerce, shopper)
    await commerce.invoice(order_id)
    await back_office(shop, f"order/{order_id}/refund")
    order = await commerce.order(order_id)
    assert (order.state, order.refunded) == ("closed", order.grand_total)
