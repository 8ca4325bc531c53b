"""One act at the provider: planned, done with its idempotency key, and looked at before it is done again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bff.flows.payments.course import Course
from bff.flows.payments.parts import PaymentParts, because
from bff.state.payments.payment import PENDING, CauseKind, EffectIntent, Payment, PaymentId
from bff.state.payments.states import Effect
from bff.telemetry import logger
from integrations.kit.errors import Conflict, FinalError, Forbidden, IntegrationError
from integrations.payment.contract import PaymentProvider, Reference, State, Unsupported
from integrations.payment.idempotency import IdempotencyKey, Operation

_DONE: Final = "done"
_REFUSED: Final = "refused"
_NOT_ALLOWED: Final = "the provider does not accept our credentials"
_LONGEST_PAUSE: Final = timedelta(minutes=10)
_MOST_DOUBLINGS: Final = 10

_OPERATIONS: Final = {
    Effect.OPEN: Operation.OPEN,
    Effect.CAPTURE: Operation.CAPTURE,
    Effect.RELEASE: Operation.RELEASE,
    Effect.REFUND: Operation.REFUND,
}


@dataclass(frozen=True, slots=True)
class Act:
    """What is done: an effect, and the call that does it at this provider under this key."""

    effect: Effect
    call: Callable[[PaymentProvider, Reference, IdempotencyKey], Awaitable[State]]


class Acting:
    """Raises `PaymentChanged` and `EffectForbidden` where another process is at it."""

    def __init__(self, parts: PaymentParts, course: Course) -> None:
        self._parts = parts
        self._course = course

    async def look(self, payment: Payment) -> Payment:
        """What the provider says now, written down. The same where it cannot be asked, or has no lookup."""
        if payment.reference is None:
            return payment
        provider = self._parts.provider_of(payment)
        if not provider.capabilities.lookup:
            return payment
        return await self._course.follow(payment, await provider.inquire(Reference(payment.reference)))

    async def act(self, payment: Payment, act: Act) -> Payment:
        """Do it, once: the payment with what came of it, or with when to look again. See `Acted` for the rest.

        An act that the provider took on is waited for; one that was refused leaves the payment where it stands. Where
        our credentials are not accepted nothing is decided: it is tried again until somebody mends them.
        """
        assert payment.reference is not None, "nothing is done to a payment that the provider does not know"
        intent = payment.last(act.effect)
        moment = self._parts.clock()
        if intent is not None and (until := self._awaited_until(intent)) is not None and moment < until:
            return await self._later(payment, act.effect, until)
        times = self._parts.times
        cause = because(CauseKind.SCHEDULE, act.effect.value)
        planned = await self._parts.ledger.plan(payment, act.effect, moment + times.act, cause)
        try:
            return await self._done(planned, act, Reference(payment.reference))
        except Forbidden:
            return await self._not_allowed(planned, act.effect, is_first=intent is None or not intent.is_open)

    async def _done(self, planned: Payment, act: Act, reference: Reference) -> Payment:
        provider = self._parts.provider_of(planned)
        try:
            state = await act.call(provider, reference, key_of(planned, act.effect))
        except Forbidden:
            raise
        except IntegrationError as error:
            if isinstance(error, FinalError) and not error.doubtful:
                return await self._refused(planned, act.effect, error)
            # The intent stays open: whoever comes after its deadline takes it over with the same key.
            logger().warning("act in doubt", payment=planned.id, effect=act.effect.value, problem=type(error).__name__)
            return planned
        outcome = PENDING if state.is_pending else _DONE
        ended = await self._end(planned, act.effect, outcome)
        return ended if state.is_pending else await self._course.follow(ended, state)

    async def _not_allowed(self, planned: Payment, effect: Effect, *, is_first: bool) -> Payment:
        """Nothing was done by this call; an earlier one under the same key may have been, and stays in doubt."""
        logger().error("credentials refused", payment=planned.id, effect=effect.value, provider=planned.provider)
        history = await self._parts.ledger.history(PaymentId(planned.id))
        times = sum(moved.cause.reason == _NOT_ALLOWED for moved in history)
        pause = min(self._parts.times.look_again * 2 ** min(times, _MOST_DOUBLINGS), _LONGEST_PAUSE)
        cause = because(CauseKind.PROVIDER, _NOT_ALLOWED)
        again = self._parts.clock() + pause
        return await self._parts.ledger.leave(planned, effect, again, cause, nothing_done=is_first)

    async def _refused(self, planned: Payment, effect: Effect, error: FinalError) -> Payment:
        if isinstance(error, Unsupported | Conflict):
            logger().error("act impossible", payment=planned.id, effect=effect.value, problem=type(error).__name__)
        return await self._end(planned, effect, _REFUSED)

    async def _end(self, planned: Payment, effect: Effect, outcome: str) -> Payment:
        times, moment = self._parts.times, self._parts.clock()
        again = moment + (times.outcome if outcome == PENDING else times.look_again)
        cause = because(CauseKind.PROVIDER, f"{effect.value} {outcome}")
        return await self._parts.ledger.end(planned, effect, outcome, again, cause, {})

    async def _later(self, payment: Payment, effect: Effect, until: datetime) -> Payment:
        """Somebody is at it, or the provider is: the payment is due when they should have ended."""
        if payment.deadline is not None and payment.deadline > self._parts.clock():
            return payment
        cause = because(CauseKind.SCHEDULE, f"{effect.value} is under way")
        return await self._parts.ledger.note(payment, cause, until, {})

    def _awaited_until(self, intent: EffectIntent) -> datetime | None:
        if intent.outcome is None:
            return intent.deadline
        if intent.outcome != PENDING or intent.ended_at is None:
            return None
        return intent.ended_at + self._parts.times.outcome


def key_of(payment: Payment, effect: Effect) -> IdempotencyKey:
    """The key of the latest intent of an effect: the same for whoever takes it over."""
    last = payment.last(effect)
    assert last is not None, "an act is planned before it is done"
    return IdempotencyKey.of(payment.id, _OPERATIONS[effect], last.attempt)


def was_refused(payment: Payment, effect: Effect) -> bool:
    """Whether the provider refused the latest act of its kind."""
    last = payment.last(effect)
    return last is not None and last.outcome == _REFUSED


def times_refused(payment: Payment, effect: Effect) -> int:
    """How often the provider refused acts of this kind."""
    return sum(each.effect is effect and each.outcome == _REFUSED for each in payment.effects)


def is_stale(payment: Payment, effect: Effect, provider: PaymentProvider, parts: PaymentParts) -> bool:
    """Whether an act is in doubt for too long to be done again.

    The provider may have forgotten its key, or it took the act on and never told what came of it: a second one under
    another key might move the money twice.
    """
    last = payment.last(effect)
    if last is None or not last.is_open:
        return False
    if last.outcome == PENDING:
        return _is_overdue(last, parts)
    return parts.clock() - last.recorded_at > provider.capabilities.keys_last


def _is_overdue(intent: EffectIntent, parts: PaymentParts) -> bool:
    return intent.ended_at is not None and parts.clock() >= intent.ended_at + parts.times.outcome
