"""Disputes that a shopper's bank opens: written down with how they end. What is done about one, people decide."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bff.flows.payments.parts import PaymentParts, because
from bff.flows.payments.problems import UNKNOWN
from bff.state.payments.disputes import Dispute, DisputeState, reported
from bff.state.payments.payment import CauseKind, Details, Payment
from bff.state.payments.states import PaymentState, Way, way_of
from bff.telemetry import logger
from integrations.payment.contract import Event, EventKind

_S: Final = PaymentState
DISPUTES: Final[Mapping[EventKind, DisputeState]] = {
    EventKind.DISPUTED: DisputeState.OPENED,
    EventKind.DISPUTE_WON: DisputeState.WON,
    EventKind.DISPUTE_LOST: DisputeState.LOST,
}
"""Which reports are of a dispute, and how it stands then."""

_BEING_TAKEN: Final = frozenset({_S.ORDERED, _S.CAPTURING})


class Disputing:
    """Raises `PaymentChanged` where another process is at it."""

    def __init__(self, parts: PaymentParts, look: Callable[[Payment], Awaitable[Payment]]) -> None:
        self._parts = parts
        self._look = look

    async def follow(self, payment: Payment, event: Event) -> Payment:
        """The payment once this report of a dispute is written down: each of its stages may be reported, and twice.

        Raises what the provider does, asked where the money is not known to be taken: nothing else is disputed.
        """
        if payment.state in _BEING_TAKEN:
            payment = await self._look(payment)
        report = Dispute(event.dispute or event.id, DISPUTES[event.kind], event.occurred_at, event.amount)
        disputes = reported(payment.disputes, report)
        if disputes == payment.disputes:
            return payment
        before = ", ".join(each.state for each in payment.disputes) or None
        logger().error(
            "payment disputed", payment=payment.id, order=payment.order_number, dispute=report.state, before=before
        )
        reason = f"dispute {report.state}" + (f", before it: {before}" if before else "")
        return await self._written(payment, {"disputes": disputes}, reason, _wanted(payment, disputes))

    async def _written(self, payment: Payment, details: Details, reason: str, wanted: PaymentState) -> Payment:
        ledger, cause = self._parts.ledger, because(CauseKind.PROVIDER, reason)
        way = way_of(payment.state, wanted)
        if wanted is not payment.state and way is Way.COURSE:
            return await ledger.move(payment, wanted, cause, deadline=self._parts.clock(), details=details)
        if wanted is _S.DISPUTED and payment.state is not wanted and way_of(payment.state, _S.ATTENTION):
            return await ledger.move(payment, _S.ATTENTION, cause, details={**details, "problem": UNKNOWN})
        return await ledger.note(payment, cause, payment.deadline, details)


def _wanted(payment: Payment, disputes: tuple[Dispute, ...]) -> PaymentState:
    """Disputed while one is open or was lost; where all are won, as it stood before."""
    if any(each.state is not DisputeState.WON for each in disputes):
        return _S.DISPUTED
    if payment.state is not _S.DISPUTED:
        return payment.state
    if payment.refunded is None or not payment.refunded.minor:
        return _S.CAPTURED
    return _S.REFUNDED if (payment.captured or payment.amount) <= payment.refunded else _S.PARTIALLY_REFUNDED
