"""What one set of cart lines has that another lacks."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from integrations.commerce.shopper_carts import CartLine, LineKey


def missing(expected: Iterable[CartLine], found: Iterable[CartLine]) -> tuple[CartLine, ...]:
    """The expected lines of which fewer are found, each once and with the quantity that lacks.

    Lines of one product with the same options count together. What is found beyond that does not matter.
    """
    there = _by_key(found)
    lacking = ((line, line.quantity - _quantity(there, line.key)) for line in _by_key(expected).values())
    return tuple(replace(line, quantity=quantity) for line, quantity in lacking if quantity > 0)


def _by_key(lines: Iterable[CartLine]) -> Mapping[LineKey, CartLine]:
    together: dict[LineKey, CartLine] = {}
    for line in lines:
        quantity = _quantity(together, line.key) + line.quantity
        together[line.key] = replace(line, quantity=quantity)
    return together


def _quantity(lines: Mapping[LineKey, CartLine], key: LineKey) -> Decimal:
    return lines[key].quantity if key in lines else Decimal(0)
