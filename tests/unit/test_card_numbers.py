"""A card number is known in whatever way it is written, and nothing else is taken for one."""

import pytest

from bff.card_numbers import holds_card_number, without_card_numbers


@pytest.mark.parametrize(
    "number",
    ["4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "378282246310005", "4222222222222"],
)
@pytest.mark.parametrize("around", ["{}", "/thanks/{}", "?card={}&more", "Card_{}", "no. {}."])
def test_a_card_number_is_found_and_taken_out(number: str, around: str) -> None:
    assert holds_card_number(around.format(number))
    assert without_card_numbers(around.format(number)) == around.format("[card]")


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111112",  # the check digit is wrong
        "411111111111",  # too short
        "41111111111111111111",  # too long
        "pay_a4111111111111111b0000000000000000",  # an id of ours
        "2026-03-02 09:00:00",
        "/thanks?order=000000001",
    ],
)
def test_what_is_no_card_number_stays(text: str) -> None:
    assert not holds_card_number(text)
    assert without_card_numbers(text) == text
