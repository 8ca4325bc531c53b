"""From a paid cart to its one order, whatever Commerce, or the way to it, does meanwhile."""

import asyncio
from decimal import Decimal

import pytest

from integrations.commerce.settlement import SettlementCommerce
from integrations.kit.errors import FinalError, IntegrationError, Invalid, NotFound, Rejected, Throttled, Unavailable
from tests.contract.commerce_settlement.conftest import METHOD, PAID, Shopper
from tests.contract.commerce_tokens.conftest import Shop

PLACE = "PUT /V1/carts/{cartId}/order"


async def paid_cart(commerce: SettlementCommerce, shopper: Shopper, quantity: float = 1) -> int:
    quote_id = await commerce.quote_of(shopper.cart_to_pay(quantity=quantity))
    await commerce.set_payment_method(quote_id, PAID)
    return quote_id


async def failure(commerce: SettlementCommerce, quote_id: int) -> IntegrationError:
    with pytest.raises(IntegrationError) as caught:
        await commerce.place_order(quote_id)
    return caught.value


async def test_a_cart_becomes_an_order_that_is_found_by_it(with_either: SettlementCommerce, shopper: Shopper) -> None:
    quote_id = await paid_cart(with_either, shopper)
    payable = (await with_either.cart(quote_id)).payable
    assert await with_either.orders_of(quote_id) == ()
    order_id = await with_either.place_order(quote_id)
    (found,) = await with_either.orders_of(quote_id)
    assert found == await with_either.order(order_id)
    assert (found.id, found.quote_id, found.payment_method) == (order_id, quote_id, METHOD)
    assert payable is not None
    assert (found.grand_total, found.currency) == (payable.grand_total, payable.currency)
    assert found.paid == found.invoiced == found.refunded == found.canceled == Decimal(0)


async def test_of_four_calls_at_once_there_is_one_order_and_the_losers_find_it(
    commerce: SettlementCommerce, shopper: Shopper
) -> None:
    quote_id = await paid_cart(commerce, shopper)
    outcomes = await asyncio.gather(*[commerce.place_order(quote_id) for _ in range(4)], return_exceptions=True)
    (order_id,) = [outcome for outcome in outcomes if isinstance(outcome, int)]
    lost = [outcome for outcome in outcomes if not isinstance(outcome, int)]
    assert all(isinstance(outcome, FinalError) for outcome in lost), lost
    assert any(isinstance(outcome, Rejected) for outcome in lost), "Nobody was refused as the loser of a race is."
    assert [found.id for found in await commerce.orders_of(quote_id)] == [order_id]
    assert shopper.orders(quote_id) == 1


@pytest.mark.parametrize("kind", ["drop_after", "half", "garbage"])
async def test_an_order_whose_answer_is_lost_is_in_doubt_sent_once_and_found(
    commerce: SettlementCommerce, shop: Shop, shopper: Shopper, kind: str
) -> None:
    quote_id = await paid_cart(commerce, shopper)
    await shop.breaks(kind=kind, root_field=PLACE, count=1)
    assert (await failure(commerce, quote_id)).doubtful
    (found,) = await commerce.orders_of(quote_id)
    assert found.quote_id == quote_id
    assert await shop.asked(f"/V1/carts/{quote_id}/order") == 1
    assert shopper.orders(quote_id) == 1


async def test_a_503_is_in_doubt_though_no_order_was_made(
    commerce: SettlementCommerce, shop: Shop, shopper: Shopper
) -> None:
    quote_id = await paid_cart(commerce, shopper)
    await shop.breaks(kind="maintenance", root_field=PLACE, count=1)
    error = await failure(commerce, quote_id)
    assert isinstance(error, Unavailable)
    assert error.doubtful
    assert await commerce.orders_of(quote_id) == ()
    assert await shop.asked(f"/V1/carts/{quote_id}/order") == 1


async def test_a_throttled_call_never_began(commerce: SettlementCommerce, shop: Shop, shopper: Shopper) -> None:
    quote_id = await paid_cart(commerce, shopper)
    await shop.breaks(kind="error", category="graphql-too-many-requests", root_field=PLACE, count=1)
    error = await failure(commerce, quote_id)
    assert isinstance(error, Throttled)
    assert not error.doubtful
    assert await commerce.place_order(quote_id)


async def test_the_look_up_goes_on_while_commerce_stumbles(
    commerce: SettlementCommerce, shop: Shop, shopper: Shopper
) -> None:
    quote_id = await paid_cart(commerce, shopper)
    order_id = await commerce.place_order(quote_id)
    await shop.breaks(kind="maintenance", root_field="GET /V1/orders", count=2)
    assert [found.id for found in await commerce.orders_of(quote_id)] == [order_id]


async def test_whoever_asks_again_after_the_order_is_told_that_there_is_no_such_cart(
    commerce: SettlementCommerce, shopper: Shopper
) -> None:
    quote_id = await paid_cart(commerce, shopper)
    await commerce.place_order(quote_id)
    assert isinstance(await failure(commerce, quote_id), NotFound)
    assert shopper.orders(quote_id) == 1


async def test_a_final_refusal_comes_in_commerces_words_and_leaves_the_cart(
    commerce: SettlementCommerce, shopper: Shopper
) -> None:
    quote_id = await paid_cart(commerce, shopper)
    shopper.set_stock("TW-101", 0)
    error = await failure(commerce, quote_id)
    assert isinstance(error, Rejected)
    assert not error.doubtful
    assert error.message == "Some of the products are out of stock."
    assert await commerce.orders_of(quote_id) == ()
    assert (await commerce.cart(quote_id)).is_active


async def test_a_cart_without_a_payment_method_is_refused(commerce: SettlementCommerce, shopper: Shopper) -> None:
    quote_id = await commerce.quote_of(shopper.cart_to_pay())
    error = await failure(commerce, quote_id)
    assert isinstance(error, Rejected)
    assert error.message == "Enter a valid payment method and try again."


async def test_an_unknown_cart_is_not_found_and_has_no_orders(commerce: SettlementCommerce) -> None:
    assert isinstance(await failure(commerce, 9_999), NotFound)
    assert await commerce.orders_of(9_999) == ()


async def test_an_answer_that_cannot_be_read_is_not_taken_for_none(
    commerce: SettlementCommerce, shop: Shop, shopper: Shopper
) -> None:
    quote_id = await paid_cart(commerce, shopper)
    await commerce.place_order(quote_id)
    await shop.breaks(kind="garbage", root_field="GET /V1/orders")
    with pytest.raises(Invalid):
        await commerce.orders_of(quote_id)
