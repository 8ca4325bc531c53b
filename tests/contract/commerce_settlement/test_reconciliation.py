"""All orders of the reserved method, page by page, while the shop goes on."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from integrations.commerce.settlement import PaymentMethodChoice, SettlementCommerce
from tests.contract.commerce_settlement.conftest import METHOD, Shopper, ordered
from tests.contract.commerce_tokens.conftest import MORNING, Shop


async def several(commerce: SettlementCommerce, shopper: Shopper, count: int) -> list[int]:
    return [await ordered(commerce, shopper.cart_to_pay()) for _ in range(count)]


async def walk(commerce: SettlementCommerce, page: int, method: str = METHOD) -> list[int]:
    return [each.id async for each in commerce.orders_by_method(method, MORNING, page)]


async def test_every_order_of_the_method_is_read_though_all_changed_in_the_same_second(
    with_either: SettlementCommerce, shopper: Shopper
) -> None:
    ids = await several(with_either, shopper, 5)
    for page in (1, 2, 5, 100):
        assert await walk(with_either, page) == ids


async def test_orders_of_other_methods_are_passed_over(commerce: SettlementCommerce, shopper: Shopper) -> None:
    mine = await several(commerce, shopper, 1)
    other = await ordered(commerce, shopper.cart_to_pay(), PaymentMethodChoice("checkmo"))
    mine += await several(commerce, shopper, 1)
    assert await walk(commerce, 1) == mine
    assert await walk(commerce, 1, "checkmo") == [other]


async def test_orders_that_did_not_change_since_then_are_left_out(
    commerce: SettlementCommerce, shop: Shop, shopper: Shopper
) -> None:
    old, touched = await several(commerce, shopper, 2)
    shop.clock.advance(hours=1)
    await commerce.invoice(touched)
    since = MORNING + timedelta(minutes=30)
    assert [each.id async for each in commerce.orders_by_method(METHOD, since)] == [touched]
    assert await walk(commerce, 100) == [old, touched]


async def test_a_moment_is_the_same_in_any_time_zone(commerce: SettlementCommerce, shopper: Shopper) -> None:
    ids = await several(commerce, shopper, 1)
    berlin = MORNING.astimezone(ZoneInfo("Europe/Berlin"))
    assert [each.id async for each in commerce.orders_by_method(METHOD, berlin)] == ids
    assert [each.id async for each in commerce.orders_by_method(METHOD, berlin + timedelta(seconds=1))] == []


async def test_none_is_left_out_because_another_changes_between_two_pages(
    commerce: SettlementCommerce, shop: Shop, shopper: Shopper
) -> None:
    ids = await several(commerce, shopper, 4)
    seen = []
    async for each in commerce.orders_by_method(METHOD, MORNING, 2):
        seen.append((each.id, each.state))
        if len(seen) == 1:
            shop.clock.advance(minutes=1)
            await commerce.invoice(ids[0])
    assert seen == [*((each, "new") for each in ids), (ids[0], "processing")]


async def test_pages_are_read_again_when_commerce_fails_once(
    commerce: SettlementCommerce, shop: Shop, shopper: Shopper
) -> None:
    ids = await several(commerce, shopper, 3)
    await shop.breaks(kind="maintenance", root_field="GET /V1/orders", nth=2, count=1)
    assert await walk(commerce, 1) == ids
