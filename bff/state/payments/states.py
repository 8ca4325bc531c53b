"""The states of a payment and every way between them: this table, and no other place.

`docs/payments.md` shows it as a picture; a test holds the two together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class PaymentState(StrEnum):
    """Where a payment stands."""

    CREATED = "created"
    """Written down; the provider may not know of it yet."""
    ACTION_REQUIRED = "action_required"
    """The shopper has something to do at the provider."""
    PROCESSING = "processing"
    AUTHORISED = "authorised"
    """The money is held, or with automatic capture taken, and there is no order yet."""
    ORDERING = "ordering"
    """An order may be there, or come. Until that is known nothing else is done."""
    ORDERED = "ordered"
    CAPTURING = "capturing"
    CAPTURED = "captured"
    REFUNDING = "refunding"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    DISPUTED = "disputed"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    RELEASING = "releasing"
    """The money goes back: what is held is let go, what was taken is refunded."""
    RELEASED = "released"
    ATTENTION = "attention"
    """No rule of ours covers it. Somebody must look, and decide."""


class Way(StrEnum):
    """Why a payment may go from one state to another."""

    COURSE = "course"
    """As payments go."""
    LATE_SUCCESS = "late success"
    """The provider says yes after a way out: the money goes back, and the payment never becomes an order."""
    OPERATOR = "operator"
    """Somebody looked, and decided. Nothing else leads out of `attention`."""


class Effect(StrEnum):
    """What is done outside for a payment: at the provider (the contract's `Operation`s by name) or in Commerce."""

    OPEN = "open"
    COMPLETE = "complete"
    CAPTURE = "capture"
    RELEASE = "release"
    REFUND = "refund"
    ORDER = "order"
    INVOICE = "invoice"
    CANCEL_ORDER = "cancel_order"


_S: Final = PaymentState

_COURSE: Final[Mapping[PaymentState, tuple[PaymentState, ...]]] = {
    _S.CREATED: (
        *(_S.ACTION_REQUIRED, _S.PROCESSING, _S.AUTHORISED),
        *(_S.DECLINED, _S.CANCELLED, _S.EXPIRED, _S.ATTENTION),
    ),
    _S.ACTION_REQUIRED: (_S.PROCESSING, _S.AUTHORISED, _S.DECLINED, _S.CANCELLED, _S.EXPIRED, _S.ATTENTION),
    _S.PROCESSING: (_S.ACTION_REQUIRED, _S.AUTHORISED, _S.DECLINED, _S.CANCELLED, _S.EXPIRED, _S.ATTENTION),
    _S.AUTHORISED: (_S.ORDERING, _S.RELEASING, _S.ATTENTION),
    _S.ORDERING: (_S.ORDERED, _S.RELEASING, _S.ATTENTION),
    _S.ORDERED: (_S.CAPTURING, _S.CAPTURED, _S.RELEASING, _S.ATTENTION),
    _S.CAPTURING: (_S.CAPTURED, _S.ORDERED, _S.ATTENTION),
    _S.CAPTURED: (_S.REFUNDING, _S.PARTIALLY_REFUNDED, _S.REFUNDED, _S.DISPUTED, _S.ATTENTION),
    _S.REFUNDING: (_S.PARTIALLY_REFUNDED, _S.REFUNDED, _S.CAPTURED, _S.ATTENTION),
    _S.PARTIALLY_REFUNDED: (_S.REFUNDING, _S.REFUNDED, _S.DISPUTED, _S.ATTENTION),
    _S.DISPUTED: (_S.CAPTURED, _S.PARTIALLY_REFUNDED, _S.REFUNDED, _S.ATTENTION),
    _S.RELEASING: (_S.RELEASED, _S.ATTENTION),
}

_LATE_SUCCESS: Final = (_S.DECLINED, _S.CANCELLED, _S.EXPIRED, _S.RELEASED)

_OPERATOR: Final[Mapping[PaymentState, tuple[PaymentState, ...]]] = {
    _S.ATTENTION: (
        *(_S.ORDERING, _S.ORDERED, _S.CAPTURED, _S.REFUNDING, _S.PARTIALLY_REFUNDED, _S.REFUNDED, _S.DISPUTED),
        *(_S.RELEASING, _S.RELEASED, _S.CANCELLED),
    ),
}

TRANSITIONS: Final[Mapping[tuple[PaymentState, PaymentState], Way]] = MappingProxyType(
    {(start, end): Way.COURSE for start, ends in _COURSE.items() for end in ends}
    | {(start, _S.RELEASING): Way.LATE_SUCCESS for start in _LATE_SUCCESS}
    | {(start, end): Way.OPERATOR for start, ends in _OPERATOR.items() for end in ends}
)
"""Every way there is, and why it may be taken."""

FIRST: Final = _S.CREATED
FINAL: Final = frozenset({_S.REFUNDED, _S.DECLINED, _S.CANCELLED, _S.EXPIRED, _S.RELEASED})
"""Nothing more is to come of it: the cart may be paid anew. Only a late success leads out, and only to `releasing`."""

SETTLED: Final = FINAL | {_S.CAPTURED, _S.PARTIALLY_REFUNDED}
"""Nothing waits to be done: such records end, long after."""

MAY_BE_GIVEN_UP: Final = frozenset({_S.CREATED, _S.ACTION_REQUIRED, _S.PROCESSING, _S.AUTHORISED})
"""The shopper may still think better of it."""

MONEY_KEPT: Final = frozenset({_S.ORDERED, _S.CAPTURING, _S.CAPTURED, _S.REFUNDING, _S.PARTIALLY_REFUNDED, _S.DISPUTED})
"""The shopper's money stands for an order."""

WAYS_OUT: Final = frozenset({_S.DECLINED, _S.CANCELLED, _S.EXPIRED, _S.RELEASING, _S.RELEASED})
"""The payment will not become an order. From here nothing but an operator's decision in `attention` leads to one."""

MAY_DO: Final[Mapping[Effect, frozenset[PaymentState]]] = MappingProxyType(
    {
        Effect.OPEN: frozenset({_S.CREATED}),
        Effect.COMPLETE: frozenset({_S.CREATED, _S.ACTION_REQUIRED, _S.PROCESSING}),
        Effect.ORDER: frozenset({_S.ORDERING}),
        Effect.CAPTURE: frozenset({_S.CAPTURING}),
        Effect.INVOICE: frozenset({_S.ORDERED, _S.CAPTURING, _S.CAPTURED, _S.PARTIALLY_REFUNDED}),
        Effect.RELEASE: frozenset({_S.CREATED, _S.ACTION_REQUIRED, _S.PROCESSING, _S.RELEASING}),
        Effect.REFUND: frozenset({_S.REFUNDING, _S.RELEASING}),
        Effect.CANCEL_ORDER: frozenset({_S.RELEASING, _S.RELEASED, _S.REFUNDED}),
    }
)
"""In which states what may be done outside."""


@dataclass(frozen=True, slots=True)
class Step:
    """One way of the table."""

    start: PaymentState
    end: PaymentState
    way: Way


def steps() -> tuple[Step, ...]:
    """All of them, in the order of the table."""
    return tuple(Step(start, end, way) for (start, end), way in TRANSITIONS.items())


def way_of(start: PaymentState, end: PaymentState) -> Way | None:
    """Why a payment may go from `start` to `end`; None where it may not."""
    return TRANSITIONS.get((start, end))


def picture() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {FIRST}"]
    for step in steps():
        label = "" if step.way is Way.COURSE else f" : {step.way}"
        lines.append(f"    {step.start} --> {step.end}{label}")
    lines += [f"    {state} --> [*]" for state in PaymentState if state in FINAL]
    return "\n".join(lines) + "\n"
