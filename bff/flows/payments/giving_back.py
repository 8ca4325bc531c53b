"""Giving money back: what is held is let go, what was taken is refunded, and an order that turns up is cancelled."""

from typing import Final

from bff.flows.payments.acting import Act, Acting, is_stale, times_refused
from bff.flows.payments.parts import ORDER_CANCELLED, ORDER_HELD, PaymentParts, because
from bff.flows.payments.problems import UNKNOWN
from bff.state.payments.payment import CauseKind, Payment
from bff.state.payments.states import Effect, PaymentState
from bff.telemetry import logger
from integrations.kit.errors import IntegrationError
from integrations.payment.contract import Reference, State, Status
from integrations.payment.money import Money

_MOST_REFUSED: Final = 3
"""Once may have been while the payment was still open, or the bank at it."""

_TAKEN: Final = frozenset({Status.CAPTURED, Status.PARTIALLY_REFUNDED})


class GivingBack:
    """Raises `PaymentChanged` and `EffectForbidden` where another process is at it."""

    def __init__(self, parts: PaymentParts, acting: Acting) -> None:
        self._parts = parts
        self._acting = acting

    async def go_on(self, payment: Payment) -> Payment:
        """A payment whose money goes back. The provider is asked first how it stands."""
        if payment.reference is None:
            return await self._released(payment, "the provider never knew of it")
        state = await self._state(payment)
        if state is not None and _is_free(state):
            return await self._released(payment, f"the provider says {state.status}")
        taken = state.status in _TAKEN if state is not None else payment.captured is not None
        effect = Effect.REFUND if taken else Effect.RELEASE
        provider = self._parts.provider_of(payment)
        if times_refused(payment, effect) >= _MOST_REFUSED or is_stale(payment, effect, provider, self._parts):
            return await self._attention(payment, effect)
        return await self._acting.act(payment, self._refund(payment, state) if taken else _RELEASE)

    async def late_order(self, payment: Payment) -> Payment:
        """Once the money is back: an order that came late all the same is cancelled, and nothing waits then."""
        cause = because(CauseKind.SCHEDULE, "no order came late")
        orders = await self._parts.commerce.orders_of(payment.quote_id)
        ours = [
            order for order in orders if order.payment_method == self._parts.method and order.state != ORDER_CANCELLED
        ]
        holder = await self._parts.ledger.of_quote(payment.quote_id)
        is_anothers = holder is not None and holder.id != payment.id
        if not ours and not is_anothers and payment.deadline is not None and payment.deadline > self._parts.clock():
            return payment  # a report led here: one may still come
        if not ours or is_anothers:
            return await self._parts.ledger.note(payment, cause, None, {})
        logger().error("order without its money", payment=payment.id, order=ours[0].number)
        deadline = self._parts.clock() + self._parts.times.act
        planned = await self._parts.ledger.plan(payment, Effect.CANCEL_ORDER, deadline, cause)
        try:
            if ours[0].state == ORDER_HELD:
                await self._parts.commerce.unhold(ours[0].id)  # Commerce cancels none that is held
            await self._parts.commerce.cancel(ours[0].id)
        except IntegrationError as error:
            again = self._parts.clock() + self._parts.times.look_again
            failed = because(CauseKind.COMMERCE, f"cancel: {type(error).__name__}")
            return await self._parts.ledger.end(planned, Effect.CANCEL_ORDER, "failed", again, failed, {})
        done = because(CauseKind.COMMERCE, "an order that came late is cancelled")
        again = self._parts.clock()
        return await self._parts.ledger.end(planned, Effect.CANCEL_ORDER, "done", again, done, {})

    async def _state(self, payment: Payment) -> State | None:
        provider = self._parts.provider_of(payment)
        if not provider.capabilities.lookup or payment.reference is None:
            return None
        return await provider.inquire(Reference(payment.reference))

    def _refund(self, payment: Payment, state: State | None) -> Act:
        taken = (state.captured if state else payment.captured) or payment.amount
        returned = (state.refunded if state else payment.refunded) or Money(0, taken.currency)
        rest = taken - returned
        return Act(Effect.REFUND, lambda provider, reference, key: provider.refund(reference, rest, key))

    async def _released(self, payment: Payment, reason: str) -> Payment:
        again = self._parts.late_order_until(payment)
        return await self._parts.ledger.move(
            payment, PaymentState.RELEASED, because(CauseKind.PROVIDER, reason), deadline=again
        )

    async def _attention(self, payment: Payment, effect: Effect) -> Payment:
        logger().error("money not given back", payment=payment.id, effect=effect.value)
        return await self._parts.ledger.move(
            payment,
            PaymentState.ATTENTION,
            because(CauseKind.PROVIDER, f"{effect.value} was refused, or its outcome cannot be found out"),
            details={"problem": payment.problem or UNKNOWN},
        )


_RELEASE: Final = Act(Effect.RELEASE, lambda provider, reference, key: provider.release(reference, key))


def _is_free(state: State) -> bool:
    """Whether nothing of the shopper's is held or taken."""
    return state.status in (Status.RELEASED, Status.EXPIRED, Status.DECLINED, Status.REFUNDED)
