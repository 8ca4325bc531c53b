"""A guest with a cart signs on, and Commerce fails: neither cart is lost, and no failure stops the sign-on."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import pytest

from bff.flows.cart_merge import merge_carts
from bff.flows.cart_merge_outcome import CartMerge, MergedLine, MergeStatus
from integrations.commerce.shopper_carts import ShopperCarts
from integrations.kit.errors import Timeout, Unavailable
from tests.contract.commerce_carts.conftest import Meanwhile, Shopper
from tests.contract.commerce_carts.test_merging import NAME, plates
from tests.contract.commerce_tokens.conftest import Shop
from tests.contract.sandbox_commerce.shopping import PLATE


def fails(error: Exception, first: Callable[[], object] = lambda: None) -> Callable[[], Awaitable[None]]:
    async def step() -> None:
        first()
        raise error

    return step


def answers_500() -> Unavailable:
    return Unavailable("commerce", "Commerce failed over the cart.", doubtful=True)


@pytest.mark.parametrize("kind", ["drop_after", "half", "garbage"])
async def test_a_merge_that_happened_although_the_answer_was_lost_is_a_merge(
    shop: Shop, carts: ShopperCarts, shopper: Shopper, kind: str
) -> None:
    token, customers_id = shopper.customer(plates(2))
    await shop.breaks(kind=kind, root_field="mergeCarts")
    merge = await merge_carts(shopper.guest(plates(3)), token, None, carts)
    assert (merge.status, merge.cart_id, merge.guest_cart_id) == (MergeStatus.MERGED, customers_id, None)
    assert shopper.holds(customers_id, token) == {PLATE: 5}
    assert await shop.asked("mergeCarts") == 1


async def test_what_commerce_lost_before_it_failed_is_put_back(carts: ShopperCarts, shopper: Shopper) -> None:
    token, customers_id = shopper.customer(plates(2))
    guests_id = shopper.guest(plates(3))
    after = fails(answers_500(), lambda: shopper.lose(customers_id, PLATE, keeping=2))
    merge = await merge_carts(guests_id, token, None, Meanwhile(carts, after=after))
    assert (merge.status, merge.guest_cart_id) == (MergeStatus.MERGED, None)
    assert merge.restored == (MergedLine(PLATE, NAME, Decimal(3)),)
    assert shopper.holds(customers_id, token) == {PLATE: 5}


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop_before"},
        {"kind": "error"},
        {"kind": "maintenance"},
        {"kind": "error", "category": "graphql-input"},
        {"kind": "error", "category": "graphql-too-many-requests"},
        {"kind": "error", "category": "graphql-authorization"},
        {"kind": "error", "category": "graphql-no-such-entity"},
    ],
    ids=lambda fault: fault.get("category", fault["kind"]),
)
async def test_a_merge_that_did_not_happen_loses_neither_cart_and_goes_through_later(
    shop: Shop, carts: ShopperCarts, shopper: Shopper, fault: dict[str, Any]
) -> None:
    token, customers_id = shopper.customer(plates(2))
    guests_id = shopper.guest(plates(3))
    await shop.breaks(**fault, root_field="mergeCarts", count=1)
    merge = await merge_carts(guests_id, token, None, carts)
    assert (merge.status, merge.cart_id, merge.guest_cart_id) == (MergeStatus.FAILED, customers_id, guests_id)
    assert (merge.restored, merge.lost) == ((), ())
    assert shopper.holds(customers_id, token) == {PLATE: 2}
    assert shopper.holds(guests_id) == {PLATE: 3}
    assert await shop.asked("mergeCarts") == 1
    assert (await merge_carts(guests_id, token, None, carts)).status is MergeStatus.MERGED
    assert shopper.holds(customers_id, token) == {PLATE: 5}


async def test_lines_that_commerce_took_out_of_either_cart_before_it_failed_go_back_into_it(
    carts: ShopperCarts, shopper: Shopper
) -> None:
    token, customers_id = shopper.customer({"sku": "TW-102"})
    guests_id = shopper.guest(plates(3))

    def lose_both() -> None:
        shopper.lose(guests_id, PLATE, keeping=1)
        shopper.lose(customers_id, "TW-102")

    merge = await merge_carts(guests_id, token, None, Meanwhile(carts, before=fails(answers_500(), lose_both)))
    assert (merge.status, merge.guest_cart_id) == (MergeStatus.FAILED, guests_id)
    assert [(line.sku, line.quantity) for line in merge.restored] == [(PLATE, Decimal(2)), ("TW-102", Decimal(1))]
    assert shopper.holds(guests_id) == {PLATE: 3}
    assert shopper.holds(customers_id, token) == {"TW-102": 1}


async def test_a_half_done_merge_that_left_the_guests_cart_open_is_never_done_twice(
    carts: ShopperCarts, shopper: Shopper
) -> None:
    token, customers_id = shopper.customer(plates(2))
    guests_id = shopper.guest(plates(3))
    before = fails(answers_500(), lambda: shopper.fill(customers_id, plates(3), token=token))
    merge = await merge_carts(guests_id, token, None, Meanwhile(carts, before=before))
    assert (merge.status, merge.guest_cart_id) == (MergeStatus.MERGED, None)
    assert shopper.holds(customers_id, token) == {PLATE: 5}


async def test_where_some_of_it_seems_merged_and_the_guests_cart_is_open_the_outcome_is_unknown(
    carts: ShopperCarts, shopper: Shopper
) -> None:
    token, customers_id = shopper.customer(plates(2))
    guests_id = shopper.guest(plates(3))
    before = fails(answers_500(), lambda: shopper.fill(customers_id, plates(1), token=token))
    merge = await merge_carts(guests_id, token, None, Meanwhile(carts, before=before))
    assert (merge.status, merge.guest_cart_id) == (MergeStatus.UNKNOWN, guests_id)
    assert shopper.holds(customers_id, token) == {PLATE: 3}


async def test_nothing_is_put_back_while_commerce_may_still_be_merging(
    shop: Shop, carts: ShopperCarts, shopper: Shopper
) -> None:
    token, customers_id = shopper.customer(plates(2))
    guests_id = shopper.guest(plates(3))
    timeout = Timeout("commerce", "Commerce did not answer in time.", doubtful=True)
    merge = await merge_carts(guests_id, token, None, Meanwhile(carts, before=fails(timeout)))
    assert (merge.status, merge.cart_id, merge.guest_cart_id) == (MergeStatus.UNKNOWN, customers_id, guests_id)
    assert await shop.asked("addProductsToCart") == 0


async def test_a_merge_that_cannot_be_looked_at_is_unknown_and_both_carts_are_kept(
    shop: Shop, carts: ShopperCarts, shopper: Shopper
) -> None:
    token, customers_id = shopper.customer(plates(2))
    guests_id = shopper.guest(plates(3))
    await shop.breaks(kind="error", root_field="mergeCarts")
    await shop.breaks(kind="error", root_field="cart", nth=3)
    merge = await merge_carts(guests_id, token, None, carts)
    assert (merge.status, merge.cart_id, merge.guest_cart_id) == (MergeStatus.UNKNOWN, customers_id, guests_id)


async def test_a_cart_that_cannot_be_read_after_the_merge_is_the_customers_all_the_same(
    shop: Shop, carts: ShopperCarts, shopper: Shopper
) -> None:
    token, customers_id = shopper.customer()
    await shop.breaks(kind="error", root_field="cart", nth=3)
    merge = await merge_carts(shopper.guest(plates(3)), token, None, carts)
    assert merge == CartMerge(MergeStatus.UNKNOWN, customers_id)


@pytest.mark.parametrize("kind", ["maintenance", "error", "garbage", "drop_before"])
@pytest.mark.parametrize("field", ["customerCart", "cart"])
async def test_a_commerce_that_cannot_be_asked_fails_no_sign_on(
    shop: Shop, carts: ShopperCarts, shopper: Shopper, kind: str, field: str
) -> None:
    token, _ = shopper.customer(plates(2))
    guests_id = shopper.guest(plates(3))
    await shop.breaks(kind=kind, root_field=field)
    merge = await merge_carts(guests_id, token, None, carts)
    assert merge == CartMerge(MergeStatus.FAILED, None, guests_id)
    assert await shop.asked("mergeCarts") == 0


async def test_a_guests_cart_that_cannot_be_read_is_kept(shop: Shop, carts: ShopperCarts, shopper: Shopper) -> None:
    token, customers_id = shopper.customer()
    guests_id = shopper.guest(plates(3))
    await shop.breaks(kind="error", root_field="cart", nth=2)
    assert await merge_carts(guests_id, token, None, carts) == CartMerge(MergeStatus.FAILED, customers_id, guests_id)


async def test_a_dead_token_fails_the_merge_and_keeps_the_guests_cart(carts: ShopperCarts, shopper: Shopper) -> None:
    guests_id = shopper.guest(plates(3))
    assert await merge_carts(guests_id, "dead", None, carts) == CartMerge(MergeStatus.FAILED, None, guests_id)
    assert shopper.holds(guests_id) == {PLATE: 3}
