"""Payment methods. None of them moves money here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sandbox.commerce.cart.carts import CartRow, change_cart
from sandbox.commerce.cart.contents import CartContents
from sandbox.commerce.errors import InputError
from sandbox.commerce.world import RequestContext

NOT_AVAILABLE: Final = "The requested Payment Method is not available."


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """A way to pay. One that `is_for_nothing` is offered when there is nothing to pay, and only then."""

    code: str
    title: str
    is_for_nothing: bool = False


METHODS: Final = (
    PaymentMethod("checkmo", "Check / Money order"),
    PaymentMethod("banktransfer", "Bank Transfer Payment"),
    PaymentMethod("purchaseorder", "Purchase Order"),
    PaymentMethod("bff_payment", "Pay online"),
    PaymentMethod("free", "No Payment Information Required", is_for_nothing=True),
)


def method_of(code: str) -> PaymentMethod | None:
    """The method with this code, whether a cart can have it or not."""
    return next((method for method in METHODS if method.code == code), None)


def methods_for(contents: CartContents) -> list[PaymentMethod]:
    """What Commerce lists for a cart: with nothing to pay it lists the others too, though it takes none of them."""
    return [method for method in METHODS if not method.is_for_nothing or contents.totals.grand_total == 0]


def set_payment_method(context: RequestContext, cart: CartRow, given: Mapping[str, Any]) -> None:
    """Choose a method. Raises `InputError` for one that the cart cannot have."""
    if not given["code"]:
        raise InputError('Required parameter "code" for "payment_method" is missing.')
    contents = CartContents(context, cart)
    if not contents.is_virtual and contents.shipping_address is None:
        raise InputError("The shipping address is missing. Set the address and try again.")
    method = method_of(given["code"])
    if method is None or method.is_for_nothing != (contents.totals.grand_total == 0):
        raise InputError(NOT_AVAILABLE)
    number = given.get("purchase_order_number")
    if method.code == "purchaseorder" and not number:
        raise InputError("Purchase order number is a required field.")
    change_cart(context.world, cart, payment_method=method.code, purchase_order_number=number)
