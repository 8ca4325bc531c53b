"""Which lines one cart lacks of what another had."""

from dataclasses import replace
from decimal import Decimal

from bff.flows.cart_comparison import missing
from integrations.commerce.shopper_carts import CartLine, EnteredOption

PLATE = CartLine("1", "plate", "Plate", Decimal(3))
MUG = CartLine("2", "mug", "Mug", Decimal(1), ("left", "glazed"), (EnteredOption("name", "Ada"),))


def test_the_same_lines_lack_nothing_whatever_they_are_called_in_their_cart() -> None:
    reordered = replace(MUG, uid="9", name="Becher", selected_options=("glazed", "left"))
    assert missing([PLATE, MUG], [reordered, replace(PLATE, uid="8")]) == ()


def test_what_lacks_is_told_with_the_quantity_that_lacks() -> None:
    assert missing([PLATE, MUG], [replace(PLATE, quantity=Decimal(1))]) == (replace(PLATE, quantity=Decimal(2)), MUG)


def test_lines_of_the_same_count_together_on_both_sides() -> None:
    two = replace(PLATE, uid="7", quantity=Decimal(2))
    assert missing([PLATE, two], [replace(PLATE, quantity=Decimal(5))]) == ()
    (lacking,) = missing([replace(PLATE, quantity=Decimal(6))], [PLATE, two])
    assert lacking.quantity == 1


def test_other_options_are_another_line() -> None:
    for other in (
        replace(MUG, selected_options=("right", "glazed")),
        replace(MUG, entered_options=(EnteredOption("name", "Bo"),)),
        replace(MUG, sku="cup"),
    ):
        assert missing([MUG], [other]) == (MUG,)


def test_more_than_expected_is_not_lacking() -> None:
    assert missing([PLATE], [replace(PLATE, quantity=Decimal(4)), MUG]) == ()


def test_parts_of_a_unit_lack_exactly() -> None:
    (lacking,) = missing(
        [replace(PLATE, quantity=Decimal("0.3"))],
        [replace(PLATE, quantity=Decimal("0.1"))],
    )
    assert lacking.quantity == Decimal("0.2")
