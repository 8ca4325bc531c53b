"""What the merchant does with an order in the Admin, the money follows."""

from typing import Any

from tests.services.checkout.shop import Shop
from tests.services.sign_on.browser import Browser


def money(shop: Shop) -> tuple[int, int, int]:
    """What the provider's one payment took, gave back and let go."""
    [paid] = shop.books()
    return paid["captured"], paid["refunded"], paid["released"]


def items(order: dict[str, Any], quantity: int) -> list[dict[str, Any]]:
    return [{"order_item_id": order["items"][0]["item_id"], "qty": quantity}]


def test_an_order_has_its_invoice_and_the_payments_name(shop: Shop, browser: Browser) -> None:
    payment = shop.paid(browser)
    shop.eventually(lambda: shop.orders()[0]["total_due"] == 0)
    [order] = shop.orders()
    [paid] = shop.books()
    assert order["ext_order_id"] in (paid["id"], payment["id"].removeprefix("pay_")[1:])
    assert order["state"] == "processing"


def test_a_credit_memo_for_all_of_it_gives_all_of_it_back(shop: Shop, browser: Browser) -> None:
    payment = shop.paid(browser)
    shop.eventually(lambda: shop.orders()[0]["total_due"] == 0)
    shop.admin("POST", f"order/{shop.orders()[0]['entity_id']}/refund")
    shop.until(browser, payment["id"], "REFUNDED")
    amount = payment["amount"]["minorUnits"]
    assert money(shop) == (amount, amount, 0)
    shop.eventually(lambda: shop.due() == 0)


def test_two_credit_memos_for_parts_give_back_both_parts(shop: Shop, browser: Browser) -> None:
    payment = shop.paid(browser)
    shop.eventually(lambda: shop.orders()[0]["total_due"] == 0)
    [order] = shop.orders()
    for _ in range(2):
        shop.admin(
            "POST",
            f"order/{order['entity_id']}/refund",
            items=items(order, 1),
            arguments={"shipping_amount": 0, "adjustment_positive": 0, "adjustment_negative": 0},
        )
        refunded = round(shop.orders()[0]["total_refunded"] * 100)
        shop.eventually(lambda refunded=refunded: money(shop)[1] == refunded)  # type: ignore[misc]
        shop.until(browser, payment["id"], "PARTIALLY_REFUNDED")
    kinds = [each["kind"] for each in shop.books()[0]["entries"]]
    assert kinds == ["authorised", "captured", "refunded", "refunded"]


def test_money_is_taken_when_the_order_is_shipped(shop_that_ships: Shop) -> None:
    shop, browser = shop_that_ships, shop_that_ships.browser()
    payment = shop.paid(browser, "ORDERED")
    [order] = shop.orders()
    assert money(shop) == (0, 0, 0)
    shop.admin("POST", f"order/{order['entity_id']}/ship")
    shop.until(browser, payment["id"], "CAPTURED")
    assert money(shop) == (payment["amount"]["minorUnits"], 0, 0)
    shop.eventually(lambda: shop.orders()[0]["total_due"] == 0)


def test_an_order_that_is_cancelled_before_it_is_shipped_gives_the_money_back(shop_that_ships: Shop) -> None:
    shop, browser = shop_that_ships, shop_that_ships.browser()
    payment = shop.paid(browser, "ORDERED")
    [order] = shop.orders()
    shop.admin("POST", f"orders/{order['entity_id']}/cancel")
    shop.until(browser, payment["id"], "RELEASED")
    assert money(shop) == (0, 0, payment["amount"]["minorUnits"])
