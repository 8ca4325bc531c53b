"""What goes wrong with a payment, as its shopper is told: a word for programs and a sentence."""

from typing import Final

from bff.state.payments.payment import Problem
from integrations.payment.declines import NEXT_STEPS, Decline, DeclineCode, NextStep

CART_CHANGED: Final = Problem(
    "cart_changed", "The cart was changed after it was paid. Nothing is ordered, and the money goes back. Pay again."
)
CANCELLED: Final = Problem("cancelled", "The payment was cancelled.")
EXPIRED: Final = Problem("payment_expired", "The payment was not finished in time. Pay again.")
ALREADY_ORDERED: Final = Problem("already_ordered", "This cart has been ordered already. The money goes back.")
ORDER_MISMATCH: Final = Problem("order_differs", "The order is being checked by the shop, which will contact you.")
UNKNOWN: Final = Problem("being_checked", "The payment is being checked by the shop, which will contact you.")
CAPTURE_FAILED: Final = Problem("capture_failed", "The order is being checked by the shop, which will contact you.")

_WHY_DECLINED: Final = {
    DeclineCode.INSUFFICIENT_FUNDS: "There is not enough money for this payment. Pay another way.",
    DeclineCode.AUTHENTICATION_FAILED: "The confirmation with your bank did not succeed. Try again.",
    DeclineCode.EXPIRED: "This card has expired. Pay another way.",
    DeclineCode.WRONG_DETAILS: "Something in the payment's details is wrong. Correct it and try again.",
    DeclineCode.LIMIT_EXCEEDED: "A limit is exceeded. Pay another way.",
    DeclineCode.NOT_SUPPORTED: "This card cannot be used for this payment. Pay another way.",
    DeclineCode.TRY_AGAIN_LATER: "The bank does not answer at the moment. Try again.",
    DeclineCode.TRY_ANOTHER_METHOD: "The payment was refused. Pay another way.",
    DeclineCode.DO_NOT_TRY_AGAIN: "The payment was refused. Pay another way.",
    DeclineCode.CANCELLED_BY_SHOPPER: "The payment was cancelled.",
}


def declined(decline: Decline | None) -> Problem:
    """Why the provider refused."""
    code = decline.code if decline else DeclineCode.TRY_ANOTHER_METHOD
    return Problem(code.value, _WHY_DECLINED[code])


def order_refused(message: str) -> Problem:
    """Commerce does not make the order. `message` is Commerce's own, for shoppers."""
    return Problem("order_refused", f"The order was refused: {message}")


def next_step(problem: Problem) -> NextStep | None:
    """What a storefront offers next; None where there is nothing that the shopper can do."""
    try:
        return NEXT_STEPS[DeclineCode(problem.code)]
    except ValueError:
        return NextStep.SAME_METHOD_AGAIN if problem.code in _PAY_AGAIN else None


_PAY_AGAIN: Final = frozenset({CART_CHANGED.code, CANCELLED.code, EXPIRED.code, "order_refused"})
