"""Numbers of payment cards in texts that somebody typed. None of them may stay with us."""

import re
from typing import Final

_DIGITS: Final = re.compile(r"(?<![0-9a-f])\d(?:[ -]?\d){12,18}(?![0-9a-f])")
"""ISO/IEC 7812: 13 to 19 digits. Beside a hexadecimal digit they are part of an id of ours."""


def holds_card_number(text: str) -> bool:
    """Whether something in it reads as the number of a card, its check digit right."""
    return any(_is_card_number(found[0]) for found in _DIGITS.finditer(text))


def without_card_numbers(text: str) -> str:
    """The text with `[card]` in the place of what reads as the number of a card."""
    return _DIGITS.sub(lambda found: "[card]" if _is_card_number(found[0]) else found[0], text)


def _is_card_number(text: str) -> bool:
    """The Luhn check digit (ISO/IEC 7812-1, annex B) is right."""
    digits = [int(each) for each in text if each.isdigit()]
    doubled = [digit if place % 2 == 0 else sum(divmod(digit * 2, 10)) for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0
