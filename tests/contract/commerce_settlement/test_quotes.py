"""A cart before it is paid: what it costs, whose it is, whether it is still the one that was authorised."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from integrations.commerce.settlement import PaymentMethodChoice, PaymentMethodOffer, SettlementCommerce
from integrations.kit.errors import Forbidden, NotFound, Rejected
from tests.contract.commerce_settlement.conftest import METHOD, PAID, Shopper, ordered, settling
from tests.contract.commerce_tokens.conftest import Shop
from tests.contract.sandbox_commerce.shopping import BERLIN


async def fingerprint(commerce: SettlementCommerce, quote_id: int) -> str:
    payable = (await commerce.cart(quote_id)).payable
    assert payable is not None
    return payable.fingerprint


async def test_a_guests_cart_is_read_in_our_own_name(with_either: SettlementCommerce, shopper: Shopper) -> None:
    quote_id = await with_either.quote_of(shopper.cart_to_pay())
    cart = await with_either.cart(quote_id)
    assert (cart.id, cart.is_active, cart.store_id, cart.customer_id) == (quote_id, True, 1, None)
    assert (cart.has_email, cart.needs_shipping, cart.has_shipping_method) == (True, True, True)


async def test_a_customer_whose_token_ended_still_has_a_cart_that_can_be_paid(
    with_either: SettlementCommerce, shop: Shop, shopper: Shopper
) -> None:
    cart_id, token = shopper.customers_cart_to_pay()
    shop.clock.advance(hours=3)
    assert await shop.customer_of(token) is None
    cart = await with_either.cart(await with_either.quote_of(cart_id))
    assert (cart.customer_id, cart.has_email) == (1, True)
    assert await ordered(with_either, cart_id)


async def test_the_amount_is_what_the_storefront_showed_tax_and_discount_included(
    commerce: SettlementCommerce, shopper: Shopper
) -> None:
    cart_id = shopper.cart_to_pay(quantity=3)
    shopper.set("applyCouponToCart", {"cart_id": cart_id, "coupon_code": "HOLLOW10"})
    shown = shopper.cart(cart_id, "prices { grand_total { value currency } applied_taxes { amount { value } } }")
    assert shown["prices"]["applied_taxes"], "A cart without tax shows nothing here."
    cart = await commerce.cart(await commerce.quote_of(cart_id))
    assert cart.payable is not None
    told = shown["prices"]["grand_total"]
    assert (cart.payable.grand_total, cart.payable.currency) == (Decimal(str(told["value"])), told["currency"])


async def test_a_shopper_of_another_store_view_pays_in_its_currency(
    commerce: SettlementCommerce, shopper: Shopper
) -> None:
    cart_id = shopper.cart_to_pay(store="de")
    shown = shopper.cart(cart_id, "prices { grand_total { value currency } }", store="de")["prices"]["grand_total"]
    cart = await commerce.cart(await commerce.quote_of(cart_id))
    assert cart.payable is not None
    assert (cart.payable.currency, cart.payable.grand_total) == ("EUR", Decimal(str(shown["value"])))
    order = await commerce.order(await ordered(commerce, cart_id))
    assert (order.currency, order.grand_total) == ("EUR", cart.payable.grand_total)


async def test_what_is_missing_for_an_order_shows(commerce: SettlementCommerce, shopper: Shopper) -> None:
    cart_id = shopper.guest_cart()
    shopper.put(cart_id)
    cart = await commerce.cart(await commerce.quote_of(cart_id))
    assert (cart.has_email, cart.needs_shipping, cart.has_shipping_method) == (False, True, False)


async def test_the_same_cart_has_the_same_fingerprint_whatever_it_is_paid_with(
    commerce: SettlementCommerce, shop: Shop, shopper: Shopper
) -> None:
    quote_id = await commerce.quote_of(shopper.cart_to_pay())
    before = await fingerprint(commerce, quote_id)
    assert await fingerprint(commerce, quote_id) == before
    shop.clock.advance(minutes=10)
    await commerce.set_payment_method(quote_id, PAID)
    assert await fingerprint(commerce, quote_id) == before


def another_piece(shopper: Shopper, cart_id: str) -> None:
    shopper.put(cart_id)


def another_product(shopper: Shopper, cart_id: str) -> None:
    shopper.put(cart_id, "TW-102")


def a_coupon(shopper: Shopper, cart_id: str) -> None:
    shopper.set("applyCouponToCart", {"cart_id": cart_id, "coupon_code": "HOLLOW10"})


def another_address(shopper: Shopper, cart_id: str) -> None:
    shopper.ship_to(cart_id, BERLIN)
    shopper.ship_by(cart_id)


def another_name_on_the_parcel(shopper: Shopper, cart_id: str) -> None:
    address = {**BERLIN, "firstname": "Somebody"}
    shopper.ship_to(cart_id, address)
    shopper.ship_by(cart_id)


@pytest.mark.parametrize(
    "change", [another_piece, another_product, a_coupon, another_address, another_name_on_the_parcel]
)
async def test_a_cart_that_changed_since_it_was_authorised_has_another_fingerprint(
    commerce: SettlementCommerce, shopper: Shopper, change: Callable[[Shopper, str], None]
) -> None:
    cart_id = shopper.cart_to_pay()
    quote_id = await commerce.quote_of(cart_id)
    if change is another_name_on_the_parcel:
        another_address(shopper, cart_id)
    before = await fingerprint(commerce, quote_id)
    change(shopper, cart_id)
    assert await fingerprint(commerce, quote_id) != before


async def test_another_shipping_method_of_the_same_price_is_a_change(
    commerce: SettlementCommerce, shopper: Shopper
) -> None:
    cart_id = shopper.cart_to_pay(quantity=8)
    shopper.ship_by(cart_id, "freeshipping")
    quote_id = await commerce.quote_of(cart_id)
    before = await fingerprint(commerce, quote_id)
    shopper.ship_by(cart_id)
    after = await fingerprint(commerce, quote_id)
    shopper.ship_by(cart_id, "freeshipping")
    assert before != after
    assert await fingerprint(commerce, quote_id) == before


async def test_a_line_taken_out_and_put_back_is_no_change(commerce: SettlementCommerce, shopper: Shopper) -> None:
    cart_id = shopper.cart_to_pay()
    shopper.put(cart_id, "TW-102")
    quote_id = await commerce.quote_of(cart_id)
    before = await fingerprint(commerce, quote_id)
    first = shopper.cart(cart_id, "items { uid }")["items"][0]["uid"]
    shopper.set("removeItemFromCart", {"cart_id": cart_id, "cart_item_uid": first})
    assert await fingerprint(commerce, quote_id) != before
    shopper.put(cart_id)
    assert await fingerprint(commerce, quote_id) == before


async def test_an_ordered_cart_is_not_active_and_has_no_price(commerce: SettlementCommerce, shopper: Shopper) -> None:
    cart_id = shopper.cart_to_pay()
    quote_id = await commerce.quote_of(cart_id)
    await ordered(commerce, cart_id)
    cart = await commerce.cart(quote_id)
    assert (cart.is_active, cart.payable) == (False, None)
    with pytest.raises(NotFound, match="not active any more"):
        await commerce.quote_of(cart_id)


@pytest.mark.parametrize("cart_id", ["nobody-has-this", "../carts/mine", "a/b?c=d", ""])
async def test_an_unknown_cart_is_not_found_and_its_id_not_repeated(
    commerce: SettlementCommerce, shopper: Shopper, cart_id: str
) -> None:
    shopper.cart_to_pay()
    with pytest.raises(NotFound) as caught:
        await commerce.quote_of(cart_id)
    assert not cart_id or cart_id not in str(caught.value)
    with pytest.raises(NotFound):
        await commerce.cart(9_999)


async def test_the_methods_that_commerce_offers_are_listed(commerce: SettlementCommerce, shopper: Shopper) -> None:
    quote_id = await commerce.quote_of(shopper.cart_to_pay())
    assert PaymentMethodOffer(METHOD, "Pay online") in await commerce.payment_methods(quote_id)
    with pytest.raises(NotFound):
        await commerce.payment_methods(9_999)


async def test_a_method_that_commerce_does_not_offer_is_refused_in_its_words(
    commerce: SettlementCommerce, shopper: Shopper
) -> None:
    quote_id = await commerce.quote_of(shopper.cart_to_pay())
    with pytest.raises(Rejected, match="Payment Method is not available"):
        await commerce.set_payment_method(quote_id, PaymentMethodChoice("bitcoin"))
    with pytest.raises(Rejected, match="Purchase order number is a required field"):
        await commerce.set_payment_method(quote_id, PaymentMethodChoice("purchaseorder"))
    with pytest.raises(NotFound):
        await commerce.set_payment_method(9_999, PAID)


async def test_the_providers_reference_reaches_the_order_as_purchase_order_number(
    commerce: SettlementCommerce, shop: Shop, shopper: Shopper
) -> None:
    choice = PaymentMethodChoice("purchaseorder", purchase_order_number="pay-1")
    order_id = await ordered(commerce, shopper.cart_to_pay(), choice)
    (row,) = shop.world.rows("SELECT purchase_order_number AS number FROM sales_order WHERE id = ?", (order_id,))
    assert row["number"] == "pay-1"


@pytest.mark.parametrize("kind", ["maintenance", "drop_before", "drop_after"])
async def test_a_cart_is_read_again_when_commerce_fails_once(
    commerce: SettlementCommerce, shop: Shop, shopper: Shopper, kind: str
) -> None:
    quote_id = await commerce.quote_of(shopper.cart_to_pay())
    before = await fingerprint(commerce, quote_id)
    for path in ("GET /V1/carts/{cartId}", "GET /V1/carts/{cartId}/totals"):
        await shop.breaks(kind=kind, root_field=path, count=1)
    assert await fingerprint(commerce, quote_id) == before


async def test_credentials_that_commerce_refuses_are_named_and_nothing_else(
    shop: Shop, shopper: Shopper, commerce: SettlementCommerce
) -> None:
    quote_id = await commerce.quote_of(shopper.cart_to_pay())
    wrong: dict[str, Any] = {"kind": "admin", "username": "admin", "password": "not-the-password"}
    async with settling(shop, wrong) as stranger:
        with pytest.raises(Forbidden) as caught:
            await stranger.cart(quote_id)
    assert "not-the-password" not in str(caught.value)


async def test_a_total_that_lacks_the_tax_as_a_real_commerce_tells_it_is_not_what_is_paid(
    commerce: SettlementCommerce, shop: Shop, shopper: Shopper
) -> None:
    cart_id = shopper.cart_to_pay(quantity=3)
    totals = (await shop.control.get(f"/rest/V1/guest-carts/{cart_id}/totals")).json()
    assert totals["tax_amount"] > 0
    cart = await commerce.cart(await commerce.quote_of(cart_id))
    assert cart.payable is not None
    with_tax = Decimal(str(totals["grand_total"])) + Decimal(str(totals["tax_amount"]))
    assert cart.payable.grand_total == with_tax
    order = await commerce.order(await ordered(commerce, cart_id))
    assert order.grand_total == with_tax
