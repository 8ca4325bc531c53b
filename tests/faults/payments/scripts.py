"""What happens in one checkout: a script, drawn in `drawing.py`, played in `shopping.py` and `back_office.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

Fault = Mapping[str, Any]
"""As `/_sandbox/faults` takes it; `QUOTE` in a text stands for the cart's quote id."""

QUOTE: Final = "{quote}"
ORDER_ROUTE: Final = f"/carts/{QUOTE}/order"
MAKES_NONE: Final = frozenset({"maintenance", "drop_before", "error"})
"""Faults with which Commerce does nothing of what it is asked."""

ORDERS_TRIED: Final = 3
"""After so many tries without an order the service gives the money back."""


class Choice(StrEnum):
    """What the shopper does on the provider's page."""

    PAY = "pay"
    CONFIRM = "challenge confirmed"
    DENY = "challenge denied"
    DECLINE = "declined"
    LEAVE = "left"
    NEVER_OPEN = "never opened"


class Presses(StrEnum):
    """How "pay" is pressed."""

    ONCE = "once"
    TWICE = "twice with one key"
    TWO_TABS = "in two tabs"


class Moment(StrEnum):
    """When something may happen that the shopper does not do."""

    STARTING = "starting"
    BEFORE_PAYING = "before paying"
    PAYING = "paying"
    RETURNING = "returning"
    AFTERWARDS = "afterwards"


class Target(StrEnum):
    """What is killed, or held up."""

    SERVICE = "service"
    WORKER = "worker"
    LEDGER = "ledger"


class Afterwards(StrEnum):
    """What becomes of the order, at the back office and at the shopper's bank."""

    NOTHING = "nothing"
    CANCEL = "the Admin cancels the order"
    REFUND_PART = "a credit memo for one piece"
    REFUND_ALL = "a credit memo for all of it"
    DISPUTE = "it is disputed"
    DISPUTE_WON = "it is disputed, and that is won"
    DISPUTE_LOST = "it is disputed, and that is lost"
    REFUND_AND_DISPUTE = "it is disputed while a piece is refunded"
    TAKE_PART = "somebody takes a part of the money by hand"


DISPUTES: Final[Mapping[Afterwards, tuple[str, ...]]] = {
    Afterwards.DISPUTE: ("opened",),
    Afterwards.DISPUTE_WON: ("opened", "won"),
    Afterwards.DISPUTE_LOST: ("opened", "lost"),
    Afterwards.REFUND_AND_DISPUTE: ("opened",),
}
"""The stages that are reported."""

REFUNDS: Final = frozenset({Afterwards.REFUND_PART, Afterwards.REFUND_ALL, Afterwards.REFUND_AND_DISPUTE})


@dataclass(frozen=True, slots=True)
class Kill:
    """SIGKILL, `after` so many seconds from a moment on; it is started again at once."""

    target: Target
    moment: Moment
    after: float


@dataclass(frozen=True, slots=True)
class Step:
    """Before the `number`-th command that `target` sends to the ledger about this cart's payments from a moment on:

    it is killed, or held up for `seconds`.
    """

    target: Target
    moment: Moment
    number: int
    seconds: float | None

    def __str__(self) -> str:
        what = "killed" if self.seconds is None else f"held up {self.seconds} s"
        return f"{self.target} {what} at step {self.number} after {self.moment}"


@dataclass(frozen=True, slots=True)
class Script:
    """One checkout. `cancels` and `changes_cart` say when, None for never.

    `ships`: in a shop that takes the money on shipment; `is_shipped` says whether the order ever is. `returns_after` is
    None where the browser is closed. `at_once`: what comes afterwards does not wait for the invoice.
    """

    seed: int
    index: int
    ships: bool
    is_customer: bool
    quantity: int
    choice: Choice
    presses: Presses
    returns_after: float | None
    cancels: Moment | None
    changes_cart: Moment | None
    afterwards: Afterwards
    at_once: bool
    is_shipped: bool
    pays_again: bool
    commerce: tuple[Fault, ...]
    provider: tuple[Fault, ...]
    kills: tuple[Kill, ...]
    steps: tuple[Step, ...]

    @property
    def pays(self) -> bool:
        """Whether the shopper says yes to the provider."""
        return self.choice in (Choice.PAY, Choice.CONFIRM)

    @property
    def must_end_in_an_order(self) -> bool:
        """Whether nothing but breakdowns stands between a shopper who has paid and the order."""
        refused = sum(
            fault["count"]
            for fault in self.commerce
            if fault.get("contains") == ORDER_ROUTE and fault["kind"] in MAKES_NONE
        )
        stands = self.cancels is None and self.changes_cart is None and self.afterwards is not Afterwards.CANCEL
        return stands and refused < ORDERS_TRIED

    def told(self) -> str:
        """For whoever reads of a violation."""
        parts = [
            f"a {'customer' if self.is_customer else 'guest'}, pressed {self.presses}, {self.choice}",
            f"the money is taken {'on shipment' if self.ships else 'at once'}",
            "closes the browser" if self.returns_after is None else f"returns after {self.returns_after} s",
            f"cancels {self.cancels}" if self.cancels else "",
            f"the cart is changed {self.changes_cart}" if self.changes_cart else "",
            f"afterwards{' at once' if self.at_once else ''} {self.afterwards}",
            ("shipped" if self.is_shipped else "never shipped") if self.ships else "",
            "pays again after a way out" if self.pays_again else "",
            *(f"kill {each.target} {each.after} s after {each.moment}" for each in self.kills),
            *map(str, self.steps),
            *(f"commerce {dict(each)}" for each in self.commerce),
            *(f"provider {dict(each)}" for each in self.provider),
        ]
        return "; ".join(part for part in parts if part)
