"""What a report of a provider means for its payment, and taking the payment on from there.

A report is not the truth: it comes late, twice and in any order. Where the provider can be asked it is, and its answer
counts; elsewhere the report itself does, and the table of states decides what may follow.
"""

from typing import Final

from bff.flows.payments.bundles import Question
from bff.flows.payments.disputing import DISPUTES, Disputing
from bff.flows.payments.driving import Driver
from bff.flows.payments.parts import PaymentParts, because
from bff.flows.payments.problems import UNKNOWN
from bff.state.payments.payment import CauseKind, Payment, PaymentChanged, PaymentId
from bff.state.payments.states import Effect, PaymentState, way_of
from bff.telemetry import logger
from integrations.kit.errors import Unavailable
from integrations.payment.contract import Event, EventKind, PaymentProvider, Reference, State, Status

_TRIES: Final = 5

_STATUSES: Final = {
    EventKind.OPEN: Status.OPEN,
    EventKind.ATTEMPT_FAILED: Status.OPEN,
    EventKind.PROCESSING: Status.PROCESSING,
    EventKind.AUTHORISED: Status.AUTHORISED,
    EventKind.DECLINED: Status.DECLINED,
    EventKind.CAPTURED: Status.CAPTURED,
    EventKind.RELEASED: Status.RELEASED,
    EventKind.EXPIRED: Status.EXPIRED,
}
_FAILED: Final = {
    EventKind.CAPTURE_FAILED: Effect.CAPTURE,
    EventKind.RELEASE_FAILED: Effect.RELEASE,
    EventKind.REFUND_FAILED: Effect.REFUND,
}


class Following:
    """Raises what asking the provider, Commerce and the ledger does; then the same report is to be followed again."""

    def __init__(self, parts: PaymentParts, driver: Driver) -> None:
        self._parts = parts
        self._driver = driver
        self._disputing = Disputing(parts, driver.look)

    async def follow(self, provider: PaymentProvider, event: Event) -> None:
        """Write down what follows from it, and drive the payment as far as it can go now."""
        if event.kind is EventKind.OTHER:
            return
        payment = await self._payment_of(provider, event)
        for _ in range(_TRIES):
            try:
                payment = await self._told(provider, event, payment)
            except PaymentChanged:
                payment = await self._payment_of(provider, event)
            else:
                await self._driver.drive(payment)
                return
        raise PaymentChanged

    async def line_of(self, provider: PaymentProvider, event: Event) -> str:
        """The id of its payment, where it names one or one is known by its reference. Raises `Unavailable`."""
        named = PaymentId.read(event.payment_id or "")
        return named.text if named is not None else (await self._payment_of(provider, event)).id

    async def _told(self, provider: PaymentProvider, event: Event, payment: Payment) -> Payment:
        if event.kind in DISPUTES:
            return await self._disputing.follow(payment, event)
        if event.kind in _FAILED and not provider.capabilities.lookup:
            return await self._attention(payment, event.kind.value, _ended(payment, _FAILED[event.kind]))
        reference = event.reference or (Reference(payment.reference) if payment.reference else None)
        if provider.capabilities.lookup and reference is not None:
            return await self._driver.course.follow(payment, await provider.inquire(reference))
        if event.kind is EventKind.REFUNDED and event.amount is not None:
            return await self._driver.course.reported_refund(payment, event.amount, event.id)
        status = _STATUSES.get(event.kind)
        if status is None or reference is None:
            return payment
        return await self._driver.course.follow(payment, _state_of(event, status, reference))

    async def _payment_of(self, provider: PaymentProvider, event: Event) -> Payment:
        """Raises `Unavailable`, to be tried again: a report may be quicker than what makes its payment known."""
        payment_id = PaymentId.read(event.payment_id or "")
        payment = await self._parts.ledger.find(payment_id) if payment_id is not None else None
        if payment is None and event.reference is not None:
            payment = await self._parts.ledger.of_reference(provider.name, event.reference)
        if payment is None or payment.provider != provider.name:
            raise Unavailable("payment", "No payment of ours is known for this report yet.")
        return payment

    async def _attention(self, payment: Payment, reason: str, ends: tuple[Effect, str] | None = None) -> Payment:
        if way_of(payment.state, PaymentState.ATTENTION) is None:
            return payment
        logger().error("payment needs attention", payment=payment.id, reason=reason)
        cause = because(CauseKind.PROVIDER, reason)
        return await self._parts.ledger.move(
            payment, PaymentState.ATTENTION, cause, details={"problem": UNKNOWN}, ends=ends
        )


def question_of(provider: PaymentProvider, event: Event) -> Question | None:
    """What `follow` asks the provider for this report, where it is the answer alone that counts."""
    if event.kind in DISPUTES or event.kind is EventKind.OTHER:
        return None
    if event.reference is None or not provider.capabilities.lookup:
        return None
    return Question(provider.name, event.payment_id, event.reference)


def _ended(payment: Payment, effect: Effect) -> tuple[Effect, str] | None:
    last = payment.last(effect)
    return (effect, "refused") if last is not None and last.is_open else None


def _state_of(event: Event, status: Status, reference: Reference) -> State:
    """What a report alone says, of a provider that cannot be asked."""
    amount = event.amount
    return State(
        reference=reference,
        status=status,
        live=event.live,
        payment_id=event.payment_id,
        merchant_account=event.merchant_account,
        authorised=amount if status is Status.AUTHORISED else None,
        captured=amount if status is Status.CAPTURED else None,
        decline=event.decline,
    )
