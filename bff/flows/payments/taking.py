"""Taking the money of an order, and telling Commerce so."""

import asyncio
from typing import Final

from bff.flows.payments.acting import Act, Acting, is_stale, was_refused
from bff.flows.payments.parts import PaymentParts, because
from bff.flows.payments.problems import CAPTURE_FAILED
from bff.state.payments.payment import CauseKind, Payment
from bff.state.payments.states import Effect, PaymentState
from bff.telemetry import logger
from integrations.commerce.settlement import PlacedOrder, Shipped
from integrations.kit.errors import IntegrationError, NotFound, Timeout
from integrations.payment.contract import CaptureMode

_DONE: Final = "done"
SHIPPED: Final = frozenset({Shipped.YES, Shipped.NOTHING_TO_SHIP})
"""The money of such an order may be taken."""

_MOST_INVOICES_TRIED: Final = 20
INVOICES_BEFORE_SOMEBODY: Final = 3
"""So many times one that fails is no matter: then somebody is to hear of it, once, while it is still tried."""


class Taking:
    """Raises `PaymentChanged` and `EffectForbidden` where another process is at it."""

    def __init__(self, parts: PaymentParts, acting: Acting) -> None:
        self._parts = parts
        self._acting = acting

    async def begin(self, payment: Payment) -> Payment:
        """An ordered payment: its money is taken now, or once the order is shipped."""
        if payment.capture is CaptureMode.AUTOMATIC:
            return await self._taken_already(payment)
        if not (self._parts.capture_at_once or await self._is_shipped(payment)):
            return await self._parts.ledger.note(payment, because(CauseKind.SCHEDULE, "not shipped"), None, {})
        cause = because(CauseKind.SCHEDULE, "take the money")
        return await self._parts.ledger.move(payment, PaymentState.CAPTURING, cause, deadline=self._parts.clock())

    async def go_on(self, payment: Payment) -> Payment:
        """The money is being taken: look first where that is in doubt."""
        if payment.last(Effect.CAPTURE) is not None:
            payment = await self._acting.look(payment)
        if payment.state is not PaymentState.CAPTURING:
            return payment
        provider = self._parts.provider_of(payment)
        if was_refused(payment, Effect.CAPTURE) or is_stale(payment, Effect.CAPTURE, provider, self._parts):
            return await self._attention(payment)
        return await self._acting.act(
            payment,
            Act(Effect.CAPTURE, lambda provider, reference, key: provider.capture(reference, payment.amount, key)),
        )

    async def invoice(self, payment: Payment) -> Payment:
        """The money is taken: Commerce has an invoice to match. It looks before it makes one."""
        last = payment.last(Effect.INVOICE)
        if last is not None and last.outcome == _DONE:
            return await self._nothing_more(payment)
        if last is not None and payment.deadline is not None and payment.deadline > self._parts.clock():
            return payment  # a report led here: it is made, or tried again, when it is due
        if payment.attempts_at(Effect.INVOICE) >= _MOST_INVOICES_TRIED:
            logger().error("no invoice", payment=payment.id, order=payment.order_number)
            return await self._nothing_more(payment)
        times, moment = self._parts.times, self._parts.clock()
        cause = because(CauseKind.SCHEDULE, "invoice")
        # Whoever takes it over looks first, and that there is no invoice proves nothing before this time has passed.
        deadline = moment + times.act + times.commerce_longest
        planned = await self._parts.ledger.plan(payment, Effect.INVOICE, deadline, cause)
        try:
            await self._invoiced(planned)
        except IntegrationError as error:
            pause = times.look_again * 2 ** min(planned.attempts_at(Effect.INVOICE), 10)
            again = self._parts.clock() + (max(pause, times.commerce_longest) if error.doubtful else pause)
            failed = because(CauseKind.COMMERCE, f"invoice: {type(error).__name__}")
            self._tell(planned, error)
            return await self._parts.ledger.end(planned, Effect.INVOICE, "failed", again, failed, {})
        done = because(CauseKind.COMMERCE, "invoiced")
        return await self._parts.ledger.end(planned, Effect.INVOICE, _DONE, self._parts.clock(), done, {})

    async def _invoiced(self, payment: Payment) -> None:
        try:
            async with asyncio.timeout(self._parts.times.act.total_seconds()):
                await self._parts.commerce.invoice((await self._order(payment)).id)
        except TimeoutError as error:
            raise Timeout("commerce", "Commerce took longer than an act may.", doubtful=True) from error

    def _tell(self, planned: Payment, error: IntegrationError) -> None:
        tries = planned.attempts_at(Effect.INVOICE)
        tell = logger().error if tries == INVOICES_BEFORE_SOMEBODY else logger().info
        word = "payment needs attention" if tries == INVOICES_BEFORE_SOMEBODY else "invoice failed"
        reason = f"Commerce makes no invoice: {type(error).__name__}"
        tell(word, payment=planned.id, order=planned.order_number, tries=tries, reason=reason)

    async def _nothing_more(self, payment: Payment) -> Payment:
        if payment.deadline is None:
            return payment
        return await self._parts.ledger.note(payment, because(CauseKind.SCHEDULE, "nothing waits"), None, {})

    async def _taken_already(self, payment: Payment) -> Payment:
        if payment.captured == payment.amount:
            cause = because(CauseKind.PROVIDER, "taken with the authorisation")
            return await self._parts.ledger.move(payment, PaymentState.CAPTURED, cause, deadline=self._parts.clock())
        looked = await self._acting.look(payment)
        if looked.version != payment.version:
            return looked
        again = self._parts.clock() + self._parts.times.look_again
        return await self._parts.ledger.note(payment, because(CauseKind.SCHEDULE, "not taken yet"), again, {})

    async def _is_shipped(self, payment: Payment) -> bool:
        return (await self._order(payment)).shipped in SHIPPED

    async def _order(self, payment: Payment) -> PlacedOrder:
        for order in await self._parts.commerce.orders_of(payment.quote_id):
            if order.number == payment.order_number:
                return order
        raise NotFound("commerce", "Commerce has no order of this payment any more.")

    async def _attention(self, payment: Payment) -> Payment:
        logger().error("money not taken", payment=payment.id, order=payment.order_number)
        return await self._parts.ledger.move(
            payment,
            PaymentState.ATTENTION,
            because(CauseKind.PROVIDER, "the money of the order could not be taken"),
            details={"problem": CAPTURE_FAILED},
        )
