"""A guest with a cart signs on, and Commerce merges: as it should, or not all of it."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from bff.flows.cart_merge import NOT_KNOWN, NOT_REPEATABLE, merge_carts
from bff.flows.cart_merge_outcome import LostLine, MergedLine, MergeStatus
from integrations.commerce.shopper_carts import ShopperCarts
from tests.contract.commerce_carts.conftest import (
    EVERY_KIND,
    BetweenReadings,
    Meanwhile,
    Shopper,
    WithUploads,
    mug_with,
)
from tests.contract.commerce_tokens.conftest import Shop
from tests.contract.sandbox_commerce.choosing import MUG
from tests.contract.sandbox_commerce.shopping import PLATE

SIDE_PLATE = "TW-102"
NAME = "Heath Dinner Plate"


def plates(quantity: float) -> dict[str, Any]:
    return {"sku": PLATE, "quantity": quantity}


async def test_what_the_guest_chose_comes_to_what_the_customer_had(carts: ShopperCarts, shopper: Shopper) -> None:
    token, customers_id = shopper.customer(plates(2), {"sku": SIDE_PLATE})
    guests_id = shopper.guest(plates(3), shopper.apron())
    merge = await merge_carts(guests_id, token, None, carts)
    assert (merge.status, merge.cart_id, merge.guest_cart_id) == (MergeStatus.MERGED, customers_id, None)
    assert (merge.restored, merge.lost, merge.lost_coupons) == ((), (), ())
    assert shopper.holds(customers_id, token) == {PLATE: 5, SIDE_PLATE: 1, "CF-AP": 1}


async def test_a_customer_without_a_cart_gets_one_with_what_the_guest_chose(
    carts: ShopperCarts, shopper: Shopper
) -> None:
    token = shopper.sign_in()
    merge = await merge_carts(shopper.guest(plates(3)), token, None, carts)
    assert merge.cart_id == shopper.customer_cart(token)
    assert shopper.holds(merge.cart_id, token) == {PLATE: 3}


async def test_where_there_is_nothing_to_merge_nothing_is_merged(
    shop: Shop, carts: ShopperCarts, shopper: Shopper
) -> None:
    token, customers_id = shopper.customer(plates(2))
    ordered = shopper.ready_cart()
    shopper.place(ordered)
    brunos = shopper.customer_cart(shopper.sign_in("bruno@example.com"))
    for guests_id in (shopper.guest(), ordered, "x" * 32, brunos, customers_id):
        merge = await merge_carts(guests_id, token, None, carts)
        assert merge.status is MergeStatus.NOTHING_TO_MERGE
        assert (merge.cart_id, merge.guest_cart_id) == (customers_id, None)
    assert await shop.asked("mergeCarts") == 0
    assert shopper.holds(customers_id, token) == {PLATE: 2}


async def test_a_cart_that_is_the_customers_own_already_is_not_asked_for_as_a_guests(
    shop: Shop, carts: ShopperCarts, shopper: Shopper
) -> None:
    token, customers_id = shopper.customer(plates(2))
    await merge_carts(customers_id, token, None, carts)
    assert await shop.asked("CartContents") == 1


async def test_a_line_that_commerce_lost_is_put_back(shop: Shop, carts: ShopperCarts, shopper: Shopper) -> None:
    """As it does where the stock seems not to do for both, and does."""
    token, customers_id = shopper.customer(plates(2))
    guests_id = shopper.guest(plates(3))

    async def stock_seems_low() -> None:
        shopper.set_stock(PLATE, 4)

    async def stock_is_there() -> None:
        shopper.set_stock(PLATE, 50)

    merge = await merge_carts(guests_id, token, None, Meanwhile(carts, before=stock_seems_low, after=stock_is_there))
    assert merge.status is MergeStatus.MERGED
    assert merge.restored == (MergedLine(PLATE, NAME, Decimal(3)),)
    assert shopper.holds(customers_id, token) == {PLATE: 5}
    assert await shop.asked("addProductsToCart") == 1


@pytest.mark.parametrize(("left", "missing"), [(2, 3), (3, 2), (1, 4)])
async def test_a_quantity_that_commerce_lost_is_put_back(
    carts: ShopperCarts, shopper: Shopper, left: int, missing: int
) -> None:
    token, customers_id = shopper.customer(plates(2))
    guests_id = shopper.guest(plates(3))

    async def lose() -> None:
        shopper.lose(customers_id, PLATE, keeping=left)

    merge = await merge_carts(guests_id, token, None, Meanwhile(carts, after=lose))
    assert merge.restored == (MergedLine(PLATE, NAME, Decimal(missing)),)
    assert shopper.holds(customers_id, token) == {PLATE: 5}


async def test_everything_lost_is_put_back_with_all_that_was_chosen(carts: ShopperCarts, shopper: Shopper) -> None:
    token, customers_id = shopper.customer(mug_with("Ada"), {"sku": SIDE_PLATE})
    guests_id = shopper.guest(*EVERY_KIND, shopper.apron())
    guests = await carts.read(guests_id, None, None)
    customers = await carts.read(customers_id, token, None)

    async def lose() -> None:
        shopper.lose(customers_id)

    merge = await merge_carts(guests_id, token, None, Meanwhile(carts, after=lose))
    assert (merge.status, merge.lost) == (MergeStatus.MERGED, ())
    now = {line.key: line.quantity for line in (await carts.read(customers_id, token, None)).lines}
    assert set(now) == {line.key for line in (*guests.lines, *customers.lines)}
    assert [quantity for key, quantity in now.items() if key.sku == MUG] == [2]


async def test_what_is_lost_beyond_the_first_page_of_a_long_cart_is_put_back(
    carts: ShopperCarts, shopper: Shopper
) -> None:
    shopper.set_stock(MUG, 1000)
    token, customers_id = shopper.customer(*(mug_with(f"No {number}") for number in range(102)))
    guests_id = shopper.guest(plates(3))

    async def lose() -> None:
        shopper.lose(customers_id, PLATE, keeping=1)

    merge = await merge_carts(guests_id, token, None, Meanwhile(carts, after=lose))
    assert merge.restored == (MergedLine(PLATE, NAME, Decimal(2)),)


async def test_what_cannot_be_put_back_is_told_with_commerces_reason(carts: ShopperCarts, shopper: Shopper) -> None:
    token, customers_id = shopper.customer(plates(2))
    guests_id = shopper.guest(plates(2), {"sku": SIDE_PLATE})
    shopper.set_stock(PLATE, 3)
    merge = await merge_carts(guests_id, token, None, carts)
    assert (merge.status, merge.cart_id, merge.guest_cart_id) == (MergeStatus.PARTLY_MERGED, customers_id, None)
    (lost,) = merge.lost
    assert lost == LostLine(PLATE, NAME, Decimal(2), "The requested qty is not available")
    assert shopper.holds(customers_id, token) == {PLATE: 2, SIDE_PLATE: 1}


async def test_what_was_uploaded_and_is_lost_is_told_and_not_put_in_without_it(
    shop: Shop, carts: ShopperCarts, shopper: Shopper
) -> None:
    token, customers_id = shopper.customer()
    guests_id = shopper.guest(plates(3))

    async def lose() -> None:
        shopper.lose(customers_id)

    merge = await merge_carts(guests_id, token, None, WithUploads(carts, after=lose))
    assert merge.status is MergeStatus.PARTLY_MERGED
    assert merge.lost == (LostLine(PLATE, NAME, Decimal(3), NOT_REPEATABLE),)
    assert await shop.asked("addProductsToCart") == 0


async def test_a_coupon_that_the_merge_replaced_is_told(carts: ShopperCarts, shopper: Shopper) -> None:
    token, customers_id = shopper.customer(plates(2))
    shopper.set("applyCouponToCart", {"cart_id": customers_id, "coupon_code": "FREESHIP"}, token=token)
    guests_id = shopper.guest(plates(2))
    shopper.set("applyCouponToCart", {"cart_id": guests_id, "coupon_code": "HOLLOW10"})
    merge = await merge_carts(guests_id, token, None, carts)
    assert (merge.status, merge.lost_coupons) == (MergeStatus.MERGED, ("FREESHIP",))


async def test_the_answer_that_is_lost_when_putting_back_is_not_asked_for_again(
    shop: Shop, carts: ShopperCarts, shopper: Shopper
) -> None:
    token, customers_id = shopper.customer(plates(2))
    guests_id = shopper.guest(plates(3))

    async def lose() -> None:
        shopper.lose(customers_id, PLATE, keeping=2)
        await shop.breaks(kind="drop_after", root_field="addProductsToCart")

    merge = await merge_carts(guests_id, token, None, Meanwhile(carts, after=lose))
    assert merge.restored == (MergedLine(PLATE, NAME, Decimal(3)),)
    assert await shop.asked("addProductsToCart") == 1
    assert shopper.holds(customers_id, token) == {PLATE: 5}


async def test_what_was_put_back_and_cannot_be_read_again_is_told_as_not_known(
    shop: Shop, carts: ShopperCarts, shopper: Shopper
) -> None:
    token, customers_id = shopper.customer()
    guests_id = shopper.guest(plates(3))
    shopper.set("applyCouponToCart", {"cart_id": guests_id, "coupon_code": "HOLLOW10"})

    async def lose() -> None:
        shopper.lose(customers_id, PLATE, keeping=2)
        await shop.breaks(kind="error", root_field="cart", nth=2)

    merge = await merge_carts(guests_id, token, None, Meanwhile(carts, after=lose))
    assert merge.status is MergeStatus.UNKNOWN
    assert merge.lost == (LostLine(PLATE, NAME, Decimal(1), NOT_KNOWN),)
    assert (merge.lost_coupons, merge.guest_cart_id) == ((), None)


async def test_of_two_sign_ons_with_one_guests_cart_one_merges(carts: ShopperCarts, shopper: Shopper) -> None:
    token, customers_id = shopper.customer(plates(2))
    guests_id = shopper.guest(plates(3))
    merges = await asyncio.gather(*(merge_carts(guests_id, token, None, carts) for _ in range(4)))
    statuses = sorted(merge.status for merge in merges)
    assert statuses == [MergeStatus.MERGED, *3 * [MergeStatus.NOTHING_TO_MERGE]]
    assert {merge.cart_id for merge in merges} == {customers_id}
    assert shopper.holds(customers_id, token) == {PLATE: 5}


async def test_who_comes_second_puts_nothing_back_that_the_first_sees_to(
    shop: Shop, carts: ShopperCarts, shopper: Shopper
) -> None:
    """The second has read both carts when the first merges, and Commerce loses something of that."""
    token, customers_id = shopper.customer(plates(2))
    guests_id = shopper.guest(plates(3))

    async def lose() -> None:
        shopper.lose(customers_id, PLATE, keeping=2)

    async def the_first() -> None:
        first = await merge_carts(guests_id, token, None, Meanwhile(carts, after=lose))
        assert first.restored == (MergedLine(PLATE, NAME, Decimal(3)),)

    second = await merge_carts(guests_id, token, None, Meanwhile(carts, before=the_first))
    assert (second.status, second.restored, second.lost) == (MergeStatus.NOTHING_TO_MERGE, (), ())
    assert shopper.holds(customers_id, token) == {PLATE: 5}
    assert await shop.asked("addProductsToCart") == 1


async def test_what_the_first_merged_while_the_second_read_is_not_counted_twice(
    shop: Shop, carts: ShopperCarts, shopper: Shopper
) -> None:
    """Not even where the second could not tell its own merge from the first one's."""
    token, customers_id = shopper.customer(plates(2))
    guests_id = shopper.guest(plates(3))

    async def the_first() -> None:
        await merge_carts(guests_id, token, None, carts)
        await shop.breaks(kind="drop_before", root_field="mergeCarts")

    second = await merge_carts(guests_id, token, None, BetweenReadings(carts, the_first))
    assert second.status is MergeStatus.NOTHING_TO_MERGE
    assert shopper.holds(customers_id, token) == {PLATE: 5}
