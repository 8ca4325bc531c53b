"""Carts as Commerce writes them: what can be put in again, and what only compared."""

from decimal import Decimal
from typing import Any

import pytest

from integrations.commerce import cart_wire
from integrations.commerce.shopper_carts import CartLine, EnteredOption
from integrations.kit.errors import Invalid

THREE = "YnVuZGxlLzIvNC8z"
"""`bundle/2/4/3`: three pieces of the fourth selection."""


def cart(*items: Any, pages: Any = 1, coupons: Any = None) -> dict[str, Any]:
    info = None if pages is None else {"total_pages": pages}
    return {"applied_coupons": coupons, "itemsV2": {"items": list(items), "page_info": info}}


def item(kind: str = "SimpleCartItem", **further: Any) -> dict[str, Any]:
    product = {"sku": "plate", "name": "Plate"}
    return {"__typename": kind, "uid": "MQ==", "quantity": 2, "product": product, **further}


def option(kind: str, *values: tuple[str, str]) -> dict[str, Any]:
    told = [{"customizable_option_value_uid": uid, "value": value} for uid, value in values]
    return {"customizable_option_uid": f"{kind}-uid", "type": kind, "values": told}


def line(kind: str = "SimpleCartItem", **further: Any) -> CartLine:
    (found,) = cart_wire.page(cart(item(kind, **further))).lines
    return found


def test_a_quantity_is_exactly_what_commerce_wrote() -> None:
    assert line(quantity=0.1).quantity == Decimal("0.1")
    assert line(quantity=3).quantity == Decimal(3)
    assert cart_wire.item(line(quantity=0.1))["quantity"] == 0.1


@pytest.mark.parametrize("kind", ["drop_down", "radio", "checkbox", "multiple"])
def test_what_was_selected_goes_in_again_by_the_uids_of_its_values(kind: str) -> None:
    found = line(customizable_options=[option(kind, ("a", "1"), ("b", "2"))])
    assert (found.selected_options, found.entered_options) == (("a", "b"), ())


@pytest.mark.parametrize("kind", ["field", "area", "date", "date_time", "time"])
def test_what_was_written_goes_in_again_by_the_uid_of_the_option(kind: str) -> None:
    found = line(customizable_options=[option(kind, ("ignored", "Ada"))])
    assert (found.selected_options, found.entered_options) == ((), (EnteredOption(f"{kind}-uid", "Ada"),))
    assert cart_wire.item(found)["entered_options"] == [{"uid": f"{kind}-uid", "value": "Ada"}]


def test_a_file_cannot_go_in_again_and_does_not_make_the_same_line_another() -> None:
    one, other = (
        line(customizable_options=[option("file", ("x", f"<a href='/{n}'>")), option("radio", ("a", "1"))])
        for n in (1, 2)
    )
    assert not one.can_be_put_back
    assert one.key == other.key
    assert one.selected_options == ("a",)


def test_a_kind_of_product_that_is_not_known_cannot_go_in_again() -> None:
    assert not line("GiftCardCartItem").can_be_put_back
    assert line("VirtualCartItem").can_be_put_back


@pytest.mark.parametrize(
    ("quantity", "selected", "entered"),
    [(3, (THREE,), ()), (5, (), (EnteredOption(THREE, "5"),)), (2.5, (), (EnteredOption(THREE, "2.5"),))],
)
def test_a_part_of_a_bundle_goes_in_again_with_its_own_quantity(
    quantity: float, selected: tuple[str, ...], entered: tuple[EnteredOption, ...]
) -> None:
    found = line("BundleCartItem", bundle_options=[{"values": [{"uid": THREE, "quantity": quantity}]}])
    assert (found.selected_options, found.entered_options) == (selected, entered)


def test_lists_and_what_is_in_them_may_be_null() -> None:
    found = cart_wire.page(cart(None, item(customizable_options=[None], links=None), pages=None))
    assert [each.sku for each in found.lines] == ["plate"]
    assert (found.coupons, found.pages) == ((), 1)
    assert cart_wire.page(cart(coupons=[{"code": "A"}, None], pages=0)).coupons == ("A",)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {},
        cart({}),
        cart("text"),
        cart(item(quantity=None)),
        cart(item(product=None)),
        cart(item(product={"sku": None, "name": "Plate"})),
        cart(item(customizable_options=[{}])),
        cart(item(bundle_options=[{"values": [{"uid": "no base64", "quantity": "many"}]}])),
        cart(pages="many"),
        {"itemsV2": None, "applied_coupons": None},
    ],
)
def test_what_is_no_cart_is_not_understood(answer: Any) -> None:
    with pytest.raises(Invalid):
        cart_wire.page(answer)


def test_complaints_are_told_in_commerces_words() -> None:
    output = {"user_errors": [{"code": "UNDEFINED", "message": "Sold out"}, None]}
    assert cart_wire.complaints(output) == ["Sold out"]
    assert cart_wire.complaints({"user_errors": []}) == []


@pytest.mark.parametrize("answer", [None, {}, {"user_errors": [{}]}])
def test_an_answer_that_does_not_say_whether_a_line_is_in_is_doubtful(answer: Any) -> None:
    with pytest.raises(Invalid) as caught:
        cart_wire.complaints(answer)
    assert caught.value.doubtful


def test_what_is_in_a_cart_is_not_told_with_the_error() -> None:
    with pytest.raises(Invalid) as caught:
        cart_wire.page(cart(item(quantity=None, uid="secret")))
    assert caught.value.__cause__ is None
    assert "secret" not in str(caught.value)
