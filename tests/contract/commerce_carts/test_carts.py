"""What the adapter promises about carts."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from integrations.commerce.shopper_carts import CartGone, RefusedLine, ShopperCarts
from integrations.kit.errors import Forbidden, IntegrationError
from tests.contract.commerce_carts.conftest import EVERY_KIND, Shopper, mug_with
from tests.contract.commerce_tokens.conftest import Shop
from tests.contract.sandbox_commerce.choosing import MUG
from tests.contract.sandbox_commerce.shopping import PLATE

NOBODYS = "x" * 32


async def failure(call: Awaitable[object]) -> IntegrationError:
    with pytest.raises(IntegrationError) as caught:
        await call
    return caught.value


async def test_a_customer_has_one_active_cart_made_when_first_asked_for(carts: ShopperCarts, shopper: Shopper) -> None:
    token = shopper.sign_in()
    first = await carts.active(token, None)
    assert (first.lines, first.coupons) == ((), ())
    assert (await carts.active(token, "de")).id == first.id == shopper.customer_cart(token)


async def test_a_cart_is_told_with_quantities_names_and_coupons(carts: ShopperCarts, shopper: Shopper) -> None:
    cart_id = shopper.guest({"sku": PLATE, "quantity": 2}, shopper.apron())
    shopper.set("applyCouponToCart", {"cart_id": cart_id, "coupon_code": "HOLLOW10"})
    cart = await carts.read(cart_id, None, None)
    assert [(line.sku, line.quantity) for line in cart.lines] == [(PLATE, Decimal(2)), ("CF-AP", Decimal(1))]
    assert cart.lines[0].name == "Heath Dinner Plate"
    assert list(cart.lines[1].selected_options) == shopper.apron_options()[0]
    assert cart.coupons == ("HOLLOW10",)


async def test_names_are_in_the_language_of_the_store_view(carts: ShopperCarts, shopper: Shopper) -> None:
    (line,) = (await carts.read(shopper.guest({"sku": PLATE}), None, "de")).lines
    assert line.name == "Speiseteller Heide"


@pytest.mark.parametrize("item", [*EVERY_KIND, None], ids=lambda item: item["sku"] if item else "CF-AP")
async def test_what_is_read_from_one_cart_can_be_put_into_another_and_is_the_same_there(
    carts: ShopperCarts, shopper: Shopper, item: dict[str, Any] | None
) -> None:
    guests = await carts.read(shopper.guest({**(item or shopper.apron()), "quantity": 2}), None, None)
    token, customers_id = shopper.customer()
    assert guests.lines[0].can_be_put_back
    assert await carts.add(customers_id, guests.lines, token, None) == ()
    (there,) = (await carts.read(customers_id, token, None)).lines
    assert (there.key, there.quantity) == (guests.lines[0].key, Decimal(2))


async def test_other_options_make_another_line(carts: ShopperCarts, shopper: Shopper) -> None:
    cart = await carts.read(shopper.guest(mug_with("Ada"), mug_with("Bo")), None, None)
    assert len({line.key for line in cart.lines}) == 2


async def test_a_long_cart_is_read_to_its_end(carts: ShopperCarts, shopper: Shopper) -> None:
    shopper.set_stock(MUG, 1000)
    names = [f"No {number}" for number in range(205)]
    cart = await carts.read(shopper.guest(*map(mug_with, names)), None, None)
    assert [line.entered_options[0].value for line in cart.lines] == names


async def test_a_cart_that_is_not_or_not_any_more_is_gone(carts: ShopperCarts, shopper: Shopper) -> None:
    token, _ = shopper.customer()
    ordered = shopper.ready_cart()
    shopper.place(ordered)
    for cart_id, holder in ((NOBODYS, None), (ordered, None), (NOBODYS, token)):
        error = await failure(carts.read(cart_id, holder, None))
        assert isinstance(error, CartGone)
        assert cart_id not in str(error)


async def test_nobody_reads_anothers_cart(carts: ShopperCarts, shopper: Shopper) -> None:
    token, customers_id = shopper.customer()
    guests_id = shopper.guest({"sku": PLATE})
    bruno = shopper.sign_in("bruno@example.com")
    for cart_id, holder in ((customers_id, None), (customers_id, bruno), (guests_id, token), (customers_id, "dead")):
        error = await failure(carts.read(cart_id, holder, None))
        assert isinstance(error, Forbidden)
        assert cart_id not in str(error)
    assert isinstance(await failure(carts.active("dead", None)), Forbidden)


async def test_a_merge_ends_the_guests_cart_and_cannot_be_repeated(carts: ShopperCarts, shopper: Shopper) -> None:
    token, customers_id = shopper.customer({"sku": PLATE, "quantity": 2})
    guests_id = shopper.guest({"sku": PLATE, "quantity": 3})
    await carts.merge(guests_id, customers_id, token, None)
    error = await failure(carts.merge(guests_id, customers_id, token, None))
    assert isinstance(error, CartGone)
    assert not error.doubtful
    assert shopper.holds(customers_id, token) == {PLATE: 5}


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "half", "garbage", "error", "maintenance"])
async def test_a_merge_that_may_have_happened_is_doubtful_and_sent_once(
    shop: Shop, carts: ShopperCarts, shopper: Shopper, kind: str
) -> None:
    token, customers_id = shopper.customer()
    guests_id = shopper.guest({"sku": PLATE})
    await shop.breaks(kind=kind, root_field="mergeCarts")
    error = await failure(carts.merge(guests_id, customers_id, token, None))
    assert error.doubtful
    assert await shop.asked("mergeCarts") == 1


@pytest.mark.parametrize(
    "read", [lambda carts, token, _: carts.active(token, None), lambda carts, _, guests: carts.read(guests, None, None)]
)
async def test_reading_is_asked_again_when_commerce_fails_once(
    shop: Shop, carts: ShopperCarts, shopper: Shopper, read: Callable[[ShopperCarts, str, str], Awaitable[object]]
) -> None:
    token, _ = shopper.customer()
    guests_id = shopper.guest({"sku": PLATE})
    await shop.breaks(kind="drop_before", contains="cart", count=1)
    await read(carts, token, guests_id)


async def test_of_several_lines_that_are_put_in_those_that_commerce_refuses_are_told_with_its_reason(
    carts: ShopperCarts, shopper: Shopper
) -> None:
    token, customers_id = shopper.customer()
    cart = await carts.read(shopper.guest({"sku": PLATE}, {"sku": "TW-102"}, {"sku": "TW-103"}), None, None)
    plate, side, bowl = cart.lines
    shopper.set_stock("TW-102", 0)
    refused = await carts.add(customers_id, (plate, side, replace(bowl, sku="NONE")), token, None)
    assert [each.line.sku for each in refused] == ["TW-102", "NONE"]
    assert refused[1] == RefusedLine(replace(bowl, sku="NONE"), 'Could not find a product with SKU "NONE"')
    assert all(each.reason for each in refused)
    assert shopper.holds(customers_id, token) == {PLATE: 1}


async def test_a_refusal_of_the_whole_line_is_told_with_the_line(
    shop: Shop, carts: ShopperCarts, shopper: Shopper
) -> None:
    token, customers_id = shopper.customer()
    cart = await carts.read(shopper.guest({"sku": PLATE}, {"sku": "TW-102"}), None, None)
    await shop.breaks(
        kind="error",
        root_field="addProductsToCart",
        category="graphql-input",
        message=f"No {customers_id}",
        count=1,
    )
    (refused,) = await carts.add(customers_id, cart.lines, token, None)
    assert refused.line.sku == PLATE
    assert customers_id not in refused.reason
    assert shopper.holds(customers_id, token) == {"TW-102": 1}


async def test_a_line_whose_answer_is_lost_is_doubtful_and_sent_once(
    shop: Shop, carts: ShopperCarts, shopper: Shopper
) -> None:
    token, customers_id = shopper.customer()
    cart = await carts.read(shopper.guest({"sku": PLATE}), None, None)
    await shop.breaks(kind="drop_after", root_field="addProductsToCart")
    assert (await failure(carts.add(customers_id, cart.lines, token, None))).doubtful
    assert shopper.holds(customers_id, token) == {PLATE: 1}


async def test_lines_go_back_into_a_guests_cart_too(carts: ShopperCarts, shopper: Shopper) -> None:
    guests_id = shopper.guest({"sku": PLATE})
    cart = await carts.read(guests_id, None, None)
    assert await carts.add(guests_id, cart.lines, None, None) == ()
    assert shopper.holds(guests_id) == {PLATE: 2}


async def test_a_cart_is_not_shown(carts: ShopperCarts, shopper: Shopper) -> None:
    guests_id = shopper.guest({"sku": PLATE})
    assert guests_id not in repr(await carts.read(guests_id, None, None))
