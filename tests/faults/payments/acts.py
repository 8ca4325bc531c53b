"""What the service asked of Commerce and of the provider: nothing twice, nothing unlooked-for, nothing unwritten.

What came of it may be right all the same, because Commerce and the provider have safeguards of their own.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Final

from bff.state.payments.payment import Payment
from bff.state.payments.states import Effect
from integrations.payment.idempotency import IdempotencyKey, Operation
from tests.faults.payments.ledger_reading import Standing
from tests.faults.payments.recording import Asked
from tests.faults.payments.shops import LONGEST_EXECUTION_SECONDS, MUTATION_SECONDS

_CERTAIN_AFTER: Final = LONGEST_EXECUTION_SECONDS - 1.5 * MUTATION_SECONDS
"""Seconds. Less than Commerce's longest execution: when Commerce was asked it writes down itself, and later than it is
sent by as long as the machine is busy."""

_EFFECTS: Final = {"captures": Effect.CAPTURE, "release": Effect.RELEASE, "refunds": Effect.REFUND}


def acted_wrongly(
    commerce: Sequence[Asked], provider: Mapping[str, Sequence[Asked]], standings: Sequence[Standing]
) -> list[str]:
    """Of one cart: what Commerce was asked about it, and the provider about each of its payments, by our ids."""
    found = [*_of_orders(commerce)]
    for standing in standings:
        asked = provider.get(standing.payment.id, ())
        found += [*_unwritten(asked, standing.payment), *_twice(asked)]
    return found


def _of_orders(asked: Sequence[Asked]) -> Iterable[str]:
    placed = [each for each in asked if each.makes_an_order]
    for first, second in pairwise(placed):
        if first.is_refused:
            continue
        if second.at - first.at < _CERTAIN_AFTER:
            yield f"an order was asked for again after {second.at - first.at:.2f} s, and the first may still come"
        elif not any(_looked(each, first, second) for each in asked):
            yield "an order was asked for again, and nobody had looked whether it is there"


def _looked(look: Asked, first: Asked, second: Asked) -> bool:
    is_late_enough = first.at + _CERTAIN_AFTER <= look.at and look.at < second.at
    return look.looks_for_orders and look.status == 200 and is_late_enough


def _unwritten(asked: Sequence[Asked], payment: Payment) -> Iterable[str]:
    """The ledger has to know of it before the provider does."""
    for each in asked:
        effect = _EFFECTS.get(each.operation or "")
        if effect is None:
            continue
        intents = {
            IdempotencyKey.of(payment.id, Operation(effect.value), intent.attempt).text: intent
            for intent in payment.effects
            if intent.effect is effect
        }
        intent = intents.get(each.key)
        if intent is None:
            yield f"a {effect} was sent that the ledger does not know"
        elif intent.recorded_at.timestamp() > each.at + _TICK.total_seconds():
            yield f"a {effect} was sent before it was in the ledger"


_TICK: Final = timedelta(milliseconds=1)


def _twice(asked: Sequence[Asked]) -> Iterable[str]:
    """All of the money is taken once: under another key only where the provider had refused."""
    captures = [each for each in asked if each.operation == "captures"]
    for first, second in pairwise(captures):
        if second.key != first.key and not first.is_refused:
            yield "the money was asked for under two keys, and the first may have taken it"
