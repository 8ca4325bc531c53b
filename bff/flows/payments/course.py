"""What a provider says of a payment, written down: the only place where its word becomes a state of ours."""

from datetime import datetime
from typing import Final

from bff.flows.payments.parts import PaymentParts, because
from bff.flows.payments.problems import EXPIRED, UNKNOWN, declined
from bff.state.payments.payment import CauseKind, Details, Payment, PaymentId, Problem
from bff.state.payments.states import Effect, PaymentState, Way, way_of
from bff.telemetry import logger
from integrations.payment.contract import PaymentProvider, Reference, State, Status
from integrations.payment.money import Money

_S: Final = PaymentState
_OPEN: Final = frozenset({_S.CREATED, _S.ACTION_REQUIRED, _S.PROCESSING})
_GIVEN_UP: Final = frozenset({_S.DECLINED, _S.CANCELLED, _S.EXPIRED, _S.RELEASED})
_MONEY_IS_THERE: Final = frozenset({Status.AUTHORISED, Status.CAPTURED})

_ENDS_OPEN: Final = {
    Status.DECLINED: _S.DECLINED,
    Status.RELEASED: _S.CANCELLED,
    Status.EXPIRED: _S.EXPIRED,
}
_ENDS_HELD: Final = frozenset({Status.RELEASED, Status.EXPIRED, Status.DECLINED})
_ENDED_BY: Final = {
    _S.CAPTURED: (Effect.CAPTURE,),
    _S.PARTIALLY_REFUNDED: (Effect.REFUND,),
    _S.REFUNDED: (Effect.REFUND,),
    _S.RELEASED: (Effect.RELEASE, Effect.REFUND),
}
"""Of which acts a state is the outcome, where one is waited for."""
_REFUNDS: Final = {Status.PARTIALLY_REFUNDED: _S.PARTIALLY_REFUNDED, Status.REFUNDED: _S.REFUNDED}


class Course:
    """Raises `PaymentChanged` where another process was quicker: read the payment again."""

    def __init__(self, parts: PaymentParts) -> None:
        self._parts = parts

    async def follow(self, payment: Payment, state: State) -> Payment:
        """The payment as it is now that the provider says this. What fits nothing leads to `attention`."""
        if mismatch := _mismatch(payment, state, self._parts.provider_of(payment)):
            return await self._attention(payment, mismatch)
        if state.status is Status.ATTENTION:
            return await self._attention(payment, "the provider says what is not known here")
        if state.status in _MONEY_IS_THERE:
            return await self._money_is_there(payment, state)
        if state.status in (Status.OPEN, Status.PROCESSING):
            return await self._still_open(payment, state)
        if state.status in _REFUNDS:
            return await self._refunded(payment, state)
        return await self._no_money(payment, state)

    async def _money_is_there(self, payment: Payment, state: State) -> Payment:
        details: Details = {"reference": state.reference, "captured": state.captured}
        if payment.state in _OPEN:
            details["problem"] = None
            return await self._move(payment, _S.AUTHORISED, "authorised", details, at_once=True)
        if payment.state in _GIVEN_UP:
            return await self._move(
                payment, _S.RELEASING, f"authorised after it was {payment.state}", details, at_once=True
            )
        if state.status is Status.CAPTURED and payment.state in (_S.CAPTURING, _S.ORDERED):
            return await self._taken(payment, "captured", details)
        return payment

    async def _taken(self, payment: Payment, reason: str, details: Details) -> Payment:
        """The money of an order: all of it, or somebody took another sum by hand and must look at the invoice."""
        captured = details.get("captured")
        if captured is not None and captured != payment.amount:
            return await self._attention(payment, f"{captured} was taken of {payment.amount}", details)
        return await self._move(payment, _S.CAPTURED, reason, details, at_once=True)

    async def _still_open(self, payment: Payment, state: State) -> Payment:
        to = _S.ACTION_REQUIRED if state.status is Status.OPEN else _S.PROCESSING
        problem = declined(state.decline) if state.decline else None
        details: Details = {"reference": state.reference, "problem": problem}
        if payment.state in _OPEN and payment.state is not to and way_of(payment.state, to):
            return await self._move(payment, to, state.status.value, details)
        if payment.state in _OPEN and payment.problem != problem:
            cause = because(CauseKind.PROVIDER, "a try was refused")
            return await self._parts.ledger.note(payment, cause, payment.deadline, details)
        return payment

    async def _no_money(self, payment: Payment, state: State) -> Payment:
        if payment.state in _OPEN:
            to = _ENDS_OPEN[state.status]
            return await self._move(
                payment, to, state.status.value, {"problem": _why(to, state), "reference": state.reference}
            )
        if payment.state is _S.RELEASING:
            return await self._move(payment, _S.RELEASED, "nothing is held", {})
        if payment.state is _S.AUTHORISED:
            return await self._move(payment, _S.RELEASING, f"the provider let it go: {state.status}", {}, at_once=True)
        if payment.state in (_S.ORDERED, _S.CAPTURING) and state.status in _ENDS_HELD:
            return await self._attention(payment, f"there is an order, and the provider says {state.status}")
        return payment

    async def reported_refund(self, payment: Payment, amount: Money, report_id: str) -> Payment:
        """One refund more, of a provider that reports each and cannot be asked for the sum. Each is counted once."""
        if any(moved.transition_id == report_id for moved in await self._parts.ledger.history(PaymentId(payment.id))):
            return payment
        taken = payment.captured or payment.amount
        if amount.currency != taken.currency:
            return await self._attention(payment, f"refunded in {amount.currency}, and taken in {taken.currency}")
        refunded = (payment.refunded + amount) if payment.refunded else amount
        if payment.state is _S.PARTIALLY_REFUNDED:
            payment = await self._move(payment, _S.REFUNDING, "refunded elsewhere", {})
        state = State(
            reference=Reference(payment.reference or ""),
            status=Status.REFUNDED if taken <= refunded else Status.PARTIALLY_REFUNDED,
            live=self._parts.provider_of(payment).live,
            captured=taken,
            refunded=refunded,
        )
        return await self._refunded(payment, state, report_id)

    async def _refunded(self, payment: Payment, state: State, transition_id: str | None = None) -> Payment:
        details: Details = {"refunded": state.refunded, "captured": state.captured}
        if payment.state is _S.RELEASING:
            whole = state.status is Status.REFUNDED
            if not whole:
                return payment
            return await self._move(payment, _S.RELEASED, "refunded", details, transition_id=transition_id)
        to = _REFUNDS[state.status]
        if payment.state is to or _is_of_earlier(payment, state):
            return payment
        if payment.state is _S.DISPUTED:
            return await self._refunded_while_disputed(payment, details)
        if payment.state in (_S.CAPTURING, _S.ORDERED):
            payment = await self._taken(payment, "captured before it was refunded", details)
        if way_of(payment.state, to) is not Way.COURSE:
            return payment
        at_once = to is not _S.REFUNDED
        return await self._move(payment, to, state.status.value, details, at_once=at_once, transition_id=transition_id)

    async def _refunded_while_disputed(self, payment: Payment, details: Details) -> Payment:
        """The amounts are written down. It stays disputed, for somebody to see, until the dispute is decided."""
        if (payment.refunded, payment.captured) == (details.get("refunded"), details.get("captured")):
            return payment
        cause = because(CauseKind.PROVIDER, f"refunded while it is disputed: {details.get('refunded')}")
        return await self._parts.ledger.note(payment, cause, payment.deadline, details)

    async def _move(
        self,
        payment: Payment,
        to: PaymentState,
        reason: str,
        details: Details,
        *,
        at_once: bool = False,
        transition_id: str | None = None,
    ) -> Payment:
        deadline = self._parts.clock() if at_once else self._look_again_at(payment, to)
        return await self._parts.ledger.move(
            payment,
            to,
            because(CauseKind.PROVIDER, reason),
            transition_id=transition_id,
            deadline=deadline,
            details=details,
            ends=_ended(payment, to),
        )

    def _look_again_at(self, payment: Payment, to: PaymentState) -> datetime | None:
        if to is _S.RELEASED:
            return self._parts.late_order_until(payment)
        return payment.created_at + self._parts.times.to_pay if to in _OPEN else None

    async def _attention(self, payment: Payment, reason: str, details: Details | None = None) -> Payment:
        if way_of(payment.state, _S.ATTENTION) is None:
            return payment
        logger().error("payment needs attention", payment=payment.id, reason=reason, state=payment.state.value)
        return await self._parts.ledger.move(
            payment,
            _S.ATTENTION,
            because(CauseKind.PROVIDER, reason),
            details={**(details or {}), "problem": UNKNOWN},
        )


def _is_of_earlier(payment: Payment, state: State) -> bool:
    """Whether this is what an earlier refund gave back, and says nothing of the one that is under way."""
    return (
        payment.state is _S.REFUNDING
        and None not in (state.refunded, payment.refunded)
        and state.refunded == payment.refunded
    )


def _mismatch(payment: Payment, state: State, provider: PaymentProvider) -> str | None:
    """Why this is not the payment that we know, if so."""
    if state.live is not provider.live:
        return "it is of the other mode, test or live"
    if None not in (state.merchant_account, provider.merchant_account) and (
        state.merchant_account != provider.merchant_account
    ):
        return "it is of another merchant account"
    if state.payment_id is not None and state.payment_id != payment.id:
        return "the provider says that it is another payment"
    held = state.authorised if state.authorised is not None else state.amount
    if state.status in _MONEY_IS_THERE and held is not None and held != payment.amount:
        return f"the provider holds {held}, and {payment.amount} was to be paid"
    return None


def _ended(payment: Payment, to: PaymentState) -> tuple[Effect, str] | None:
    for effect in _ENDED_BY.get(to, ()):
        last = payment.last(effect)
        if last is not None and last.is_open:
            return effect, "done"
    return None


def _why(to: PaymentState, state: State) -> Problem:
    if to is _S.DECLINED:
        return declined(state.decline)
    return EXPIRED if to is _S.EXPIRED else Problem("cancelled", "The payment was cancelled.")
