"""Taking a payment as far as it can go now, whatever state it is in and whoever noticed that it could go on."""

from collections.abc import Awaitable, Callable
from typing import Final

from bff.flows.payments.acting import Acting
from bff.flows.payments.course import Course
from bff.flows.payments.giving_back import GivingBack
from bff.flows.payments.opening import Opening
from bff.flows.payments.parts import PaymentParts, because
from bff.flows.payments.refunding import Refunding
from bff.flows.payments.settlement import Settlement
from bff.flows.payments.taking import Taking
from bff.flows.payments.under_way import UnderWay
from bff.state.payments.payment import (
    CauseKind,
    EffectForbidden,
    Payment,
    PaymentChanged,
)
from bff.state.payments.states import Effect, PaymentState

_S: Final = PaymentState
_ACTS: Final = 3
"""So many times one act a course may take: the order, the money and the invoice."""
_MOST_STEPS: Final = 30
"""More than any course has. A payment that goes round in circles stops here, and is looked at when it is due."""


class Driver:
    """May be called at any time, by any process, several times at once."""

    def __init__(self, parts: PaymentParts, opening: Opening) -> None:
        course = Course(parts)
        acting = Acting(parts, course)
        settlement, taking = Settlement(parts), Taking(parts, acting)
        self._parts = parts
        self._giving_back = GivingBack(parts, acting)
        self.course = course
        self.look = acting.look
        self.under_way = UnderWay(parts.times.act.total_seconds() * _ACTS)
        self.refunding = Refunding(parts, acting)
        self._steps: dict[PaymentState, Callable[[Payment], Awaitable[Payment]]] = {
            _S.CREATED: opening.close_if_due,
            _S.ACTION_REQUIRED: opening.close_if_due,
            _S.PROCESSING: opening.close_if_due,
            _S.AUTHORISED: settlement.begin,
            _S.ORDERING: settlement.go_on,
            _S.ORDERED: taking.begin,
            _S.CAPTURING: taking.go_on,
            _S.CAPTURED: taking.invoice,
            _S.PARTIALLY_REFUNDED: taking.invoice,
            _S.REFUNDING: self.refunding.go_on,
            _S.RELEASING: self._giving_back.go_on,
            _S.RELEASED: self._late_order,
        }

    async def drive(self, payment: Payment) -> Payment:
        """On, as long as something can be done. Raises what Commerce and the provider raise where they fail.

        Whatever is raised, the payment is due again. Whoever waits for it may leave: it goes on.
        """
        return await self.under_way.finish(self._drive(payment))

    async def _drive(self, payment: Payment) -> Payment:
        for _ in range(_MOST_STEPS):
            try:
                after = await self._step(payment)
            except PaymentChanged:
                after = await self._parts.ledger.present(payment)
            except EffectForbidden:
                return await self._parts.ledger.present(payment)  # somebody is at it
            if after.version == payment.version:
                return after
            payment = after
            if payment.deadline is None or payment.deadline > self._parts.clock():
                return payment
        return payment

    async def _step(self, payment: Payment) -> Payment:
        step = self._steps.get(payment.state)
        if step is not None:
            return await step(payment)
        if payment.deadline is None:
            return payment
        # Nothing can be done in this state, so it must not be due for ever, before those for which something can.
        return await self._parts.ledger.note(payment, because(CauseKind.SCHEDULE, "nothing waits"), None, {})

    async def _late_order(self, payment: Payment) -> Payment:
        """Only where an order was asked for, and as long as it may come."""
        if payment.deadline is None or payment.last(Effect.ORDER) is None:
            return payment
        return await self._giving_back.late_order(payment)
