"""Giving back at the provider what the Admin gave back in Commerce."""

from bff.flows.payments.acting import Act, Acting, is_stale, was_refused
from bff.flows.payments.parts import ORDER_CANCELLED, PaymentParts, because
from bff.flows.payments.problems import UNKNOWN
from bff.state.payments.payment import CauseKind, Payment
from bff.state.payments.states import Effect, PaymentState
from bff.telemetry import logger
from integrations.commerce.settlement import PlacedOrder
from integrations.payment.money import Money


class Refunding:
    """Raises `PaymentChanged` and `EffectForbidden` where another process is at it."""

    def __init__(self, parts: PaymentParts, acting: Acting) -> None:
        self._parts = parts
        self._acting = acting

    async def begin(self, payment: Payment, order: PlacedOrder) -> Payment:
        """Refund where Commerce has refunded more than the provider; else the payment as it is."""
        wanted = _wanted(payment, order)
        if wanted <= _returned(payment):
            return payment
        cause = because(CauseKind.COMMERCE, f"refunded or cancelled in the Admin: {wanted}")
        return await self._parts.ledger.move(payment, PaymentState.REFUNDING, cause, deadline=self._parts.clock())

    async def go_on(self, payment: Payment) -> Payment:
        """Money is being refunded: look first where that is in doubt."""
        if payment.last(Effect.REFUND) is not None:
            payment = await self._acting.look(payment)
        if payment.state is not PaymentState.REFUNDING:
            return payment
        rest = await self._rest(payment)
        provider = self._parts.provider_of(payment)
        if (
            was_refused(payment, Effect.REFUND)
            or is_stale(payment, Effect.REFUND, provider, self._parts)
            or rest is None
        ):
            return await self._attention(payment)
        return await self._acting.act(
            payment, Act(Effect.REFUND, lambda provider, reference, key: provider.refund(reference, rest, key))
        )

    async def _rest(self, payment: Payment) -> Money | None:
        for order in await self._parts.commerce.orders_of(payment.quote_id):
            wanted = _wanted(payment, order)
            if order.number == payment.order_number and _returned(payment) < wanted <= payment.amount:
                return wanted - _returned(payment)
        return None

    async def _attention(self, payment: Payment) -> Payment:
        logger().error("money not refunded", payment=payment.id, order=payment.order_number)
        return await self._parts.ledger.move(
            payment,
            PaymentState.ATTENTION,
            because(CauseKind.PROVIDER, "the refund was refused, or its outcome cannot be found out"),
            details={"problem": UNKNOWN},
        )


def _wanted(payment: Payment, order: PlacedOrder) -> Money:
    """What the Admin gave back: all of it where the order was cancelled while its money was taken."""
    return payment.amount if order.state == ORDER_CANCELLED else Money.of(order.refunded, order.currency)


def _returned(payment: Payment) -> Money:
    return payment.refunded or Money(0, payment.amount.currency)
