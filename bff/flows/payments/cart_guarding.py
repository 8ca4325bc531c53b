"""No order without paying, and no change of a cart while it becomes an order."""

from collections.abc import Mapping
from typing import Any, Final

from bff.flows.payments.parts import PaymentParts
from bff.state.payments.states import PaymentState
from integrations.kit.errors import Conflict, Rejected

_MAKES_AN_ORDER: Final = frozenset({PaymentState.AUTHORISED, PaymentState.ORDERING})
CART_WORDS: Final = ("cartid", "cart_id", "cart_uid", "cartuid")
"""How the names of arguments end that hold a cart's id, in lower case."""
PAYMENT_METHOD_WORDS: Final = ("paymentmethod", "payment_method")
"""How the names of arguments end that hold a method of payment, in lower case."""


class CartLocked(Conflict):
    """The cart is paid and is becoming an order."""

    reason = "cart_locked"

    def __init__(self) -> None:
        super().__init__("payment", "This cart has been paid and is becoming an order. It cannot be changed now.")


class MethodReserved(Rejected):
    """The method of payment stands for money that was paid here, and is set by nobody else."""

    reason = "method_reserved"

    def __init__(self) -> None:
        super().__init__("payment", "This method of payment is set by a payment. Begin one with startPayment.")


class CartGuarding:
    """Raises `Unavailable("redis")` where the ledger cannot be asked: then nothing is changed."""

    def __init__(self, parts: PaymentParts) -> None:
        self._parts = parts

    async def check(self, arguments: Mapping[str, Any]) -> None:
        """Raises `CartLocked` where one of the carts named in a mutation's arguments is becoming an order."""
        for cart_id in cart_ids(arguments):
            payment = await self._parts.ledger.of_cart(cart_id)
            if payment is not None and payment.state in _MAKES_AN_ORDER:
                raise CartLocked

    def check_method(self, arguments: Mapping[str, Any]) -> None:
        """Raises `MethodReserved` where a mutation would set the reserved method."""
        if self._parts.method in _methods(arguments):
            raise MethodReserved

    def check_chosen(self, method: str | None) -> None:
        """Raises `MethodReserved` where a cart that is about to be ordered has the reserved method chosen."""
        if method == self._parts.method:
            raise MethodReserved


def cart_ids(arguments: Any) -> set[str]:
    """All texts below a name that says that it is a cart's id."""
    found: set[str] = set()
    for name, value in _pairs(arguments):
        if isinstance(value, str) and name.lower().endswith(CART_WORDS):
            found.add(value)
    return found


def _methods(arguments: Any) -> set[str]:
    return {
        value["code"]
        for name, value in _pairs(arguments)
        if name.lower().endswith(PAYMENT_METHOD_WORDS)
        and isinstance(value, Mapping)
        and isinstance(value.get("code"), str)
    }


def _pairs(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, Mapping):
        return [pair for name, each in value.items() for pair in [(str(name), each), *_pairs(each)]]
    if isinstance(value, list):
        return [pair for each in value for pair in _pairs(each)]
    return []
