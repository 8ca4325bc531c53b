"""What a cart costs and whether it is still the same, read off Commerce's own answers."""

from decimal import Decimal
from typing import Any

import pytest

from integrations.commerce import quote_wire
from integrations.commerce.settlement import Payable
from integrations.kit.errors import Invalid
from tests.contract.sandbox_commerce.conftest import recorded

__all__ = ["recorded"]


def cart(**changes: Any) -> dict[str, Any]:
    option = {"extension_attributes": {"custom_options": [{"option_id": "1", "option_value": "Ada"}]}}
    shipping = {"address": {"id": 7, "city": "Austin", "email": "g@example.com"}, "method": "flatrate_flatrate"}
    document = {
        "id": 744,
        "is_active": True,
        "store_id": 1,
        "items": [
            {"item_id": 1, "sku": "BAG", "qty": 1, "product_option": option},
            {"item_id": 2, "sku": "B", "qty": 2},
        ],
        "customer": {"email": None},
        "extension_attributes": {"shipping_assignments": [{"shipping": shipping}]},
    }
    return {**document, **changes}


def totals(grand_total: Any = 57.99, **changes: Any) -> dict[str, Any]:
    """As Commerce tells them where there is tax: the field lacks it, the segment does not."""
    document = {
        "grand_total": 50,
        "tax_amount": 7.99,
        "quote_currency_code": "EUR",
        "base_currency_code": "USD",
        "items": [{"item_id": 1, "row_total": 45}, {"item_id": 2, "row_total": 5}],
        "total_segments": [
            {"code": "subtotal", "title": "Subtotal", "value": 50},
            {"code": "giftcardaccount", "title": "Gift cards", "value": None},
            {"code": "grand_total", "title": "Grand Total", "value": grand_total},
        ],
    }
    return {**document, **changes}


def payable(cart_document: Any = None, totals_document: Any = None) -> Payable:
    read = quote_wire.quote(quote_wire.cart(cart_document or cart()), totals_document or totals())
    assert read.payable is not None
    return read.payable


def test_the_grand_total_holds_the_tax_and_is_in_the_shoppers_currency() -> None:
    assert (payable().grand_total, payable().currency) == (Decimal("57.99"), "EUR")


@pytest.mark.parametrize(
    ("told", "meant"),
    [(0, "0"), ("57.9900", "57.99"), (57.990000000000002, "57.99"), (53.129999999999995, "53.13"), (1.005, "1.005")],
)
def test_an_amount_is_what_commerce_keeps_without_binary_noise(told: Any, meant: str) -> None:
    assert payable(None, totals(told)).grand_total == Decimal(meant)


@pytest.mark.parametrize("told", [None, "much", {}, 1e300, True])
def test_a_grand_total_that_is_no_amount_is_never_guessed(told: Any) -> None:
    with pytest.raises(Invalid):
        payable(None, totals(told))


def test_totals_without_a_grand_total_are_not_understood() -> None:
    with pytest.raises(Invalid, match="without a grand total"):
        payable(None, totals(total_segments=[]))


def test_a_number_written_otherwise_is_the_same_cart() -> None:
    same = cart(items=[{**cart()["items"][0], "qty": "1.0000"}, cart()["items"][1]])
    segments = [{"code": "grand_total", "value": "57.9900"}, *totals()["total_segments"][:2]]
    assert payable(same, totals(total_segments=segments)).fingerprint == payable().fingerprint


def test_titles_ids_of_rows_and_the_address_for_bills_are_no_part_of_it() -> None:
    moved = cart(
        items=[{**item, "item_id": item["item_id"] + 10} for item in reversed(cart()["items"])],
        billing_address={"city": "Elsewhere"},
    )
    priced = [{**item, "item_id": item["item_id"] + 10} for item in totals()["items"]]
    titled = [{**each, "title": "Another language"} for each in totals()["total_segments"]]
    assert payable(moved, totals(items=priced, total_segments=titled)).fingerprint == payable().fingerprint


def test_what_was_written_into_a_line_is_part_of_it() -> None:
    other = {"extension_attributes": {"custom_options": [{"option_id": "1", "option_value": "Bea"}]}}
    changed = cart(items=[{**cart()["items"][0], "product_option": other}, cart()["items"][1]])
    assert payable(changed).fingerprint != payable().fingerprint


@pytest.mark.parametrize("value", ["free", True, 1e300, {"of": [1]}, [1.5]])
def test_a_total_of_an_extension_is_part_of_it_whatever_it_is(value: Any) -> None:
    segments = [*totals()["total_segments"], {"code": "acme", "value": value}, {"code": "acme", "value": None}]
    told = payable(None, totals(total_segments=segments)).fingerprint
    assert told == payable(None, totals(total_segments=segments[::-1])).fingerprint
    assert told != payable().fingerprint


def test_a_price_that_changed_under_the_cart_is_part_of_it() -> None:
    priced = [{"item_id": 1, "row_total": 46}, {"item_id": 2, "row_total": 4}]
    assert payable(None, totals(items=priced)).fingerprint != payable().fingerprint


def test_another_pickup_location_is_part_of_it() -> None:
    def fetched_at(code: str) -> dict[str, Any]:
        address = {"city": "Austin", "extension_attributes": {"pickup_location_code": code}}
        shipping = {"address": address, "method": "instore_pickup"}
        return cart(extension_attributes={"shipping_assignments": [{"shipping": shipping}]})

    assert payable(fetched_at("north")).fingerprint != payable(fetched_at("south")).fingerprint


def test_a_cart_that_was_ordered_tells_nothing_but_that() -> None:
    bare: dict[str, Any] = {
        "id": 744,
        "is_active": False,
        "store_id": 1,
        "items": None,
        "customer": [],
        "extension_attributes": [],
    }
    read = quote_wire.quote(quote_wire.cart(bare), None)
    assert (read.is_active, read.payable, read.has_shipping_method) == (False, None, False)


def test_a_complaint_names_fields_and_no_values() -> None:
    with pytest.raises(Invalid, match="store_id") as caught:
        quote_wire.cart({"id": 1, "store_id": "gail@example.com"})
    assert "gail" not in str(caught.value)


def test_a_real_commerces_cart_is_read(recorded: Any) -> None:
    told = recorded("rest_settle_1_guest_cart_by_masked_id")["response"]["body"]
    read = quote_wire.quote(quote_wire.cart(told), recorded("rest_settle_3_totals")["response"]["body"])
    assert (read.id, read.has_email, read.has_shipping_method) == (744, True, True)
    assert read.payable is not None
    assert (read.payable.grand_total, read.payable.currency) == (Decimal(50), "USD")
