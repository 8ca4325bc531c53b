"""What operators do by hand: look, drive a payment on now, give its money back. Acts are written down with a name."""

from dataclasses import dataclass
from typing import Final

from bff.flows.payments.driving import Driver
from bff.flows.payments.opening import Opening
from bff.flows.payments.parts import PaymentParts
from bff.flows.payments.taking import INVOICES_BEFORE_SOMEBODY
from bff.state.payments.inbox import DeadLetter, Inbox
from bff.state.payments.payment import Cause, CauseKind, Moved, Payment, PaymentId, PaymentNotFound
from bff.state.payments.states import Effect, PaymentState, way_of
from bff.telemetry import logger
from integrations.kit.errors import NotFound, Rejected

_S: Final = PaymentState
_OPEN: Final = frozenset({_S.CREATED, _S.ACTION_REQUIRED, _S.PROCESSING})
_TAKEN: Final = (_S.CAPTURED, _S.PARTIALLY_REFUNDED)


@dataclass(frozen=True, slots=True)
class Act:
    """Who does it, and why. Neither may name a shopper or hold a secret: both stay in the payment's history."""

    who: str
    why: str

    def cause(self, what: str) -> Cause:
        """As it stands in the history."""
        return Cause(CauseKind.OPERATOR, f"{what} by {self.who}: {self.why}")


@dataclass(frozen=True, slots=True)
class Told:
    """A payment with all that happened to it, the oldest first."""

    payment: Payment
    history: tuple[Moved, ...]


class NotReleasable(Rejected):
    """The money of this payment does not go back this way."""

    reason = "not_releasable"


class Operating:
    """Raises `PaymentNotFound`, `PaymentChanged` where somebody else is at it, and `Unavailable("redis")`."""

    def __init__(self, parts: PaymentParts, opening: Opening, driver: Driver, inbox: Inbox) -> None:
        self._parts = parts
        self._opening = opening
        self._driver = driver
        self._inbox = inbox

    async def payment(self, payment_id: str) -> Told:
        """One payment, whole."""
        payment = await self._read(payment_id)
        return Told(payment, await self._parts.ledger.history(PaymentId(payment.id)))

    async def in_state(self, state: PaymentState, limit: int) -> tuple[Payment, ...]:
        """Payments in a state, those first whose deadline is first."""
        return await self._parts.ledger.in_state(state, limit)

    async def without_invoice(self, limit: int) -> tuple[Payment, ...]:
        """Of the payments with their money taken that are due next, those whose invoice has failed again and again."""
        ledger = self._parts.ledger
        taken = [each for state in _TAKEN for each in await ledger.in_state(state, limit)]
        return tuple(
            each
            for each in taken
            if (last := each.last(Effect.INVOICE)) is not None
            and last.outcome != "done"
            and each.attempts_at(Effect.INVOICE) >= INVOICES_BEFORE_SOMEBODY
        )

    async def dead_letters(self, limit: int) -> tuple[DeadLetter, ...]:
        """Callbacks that were given up, the oldest first."""
        return await self._inbox.dead_letters(limit)

    async def retry(self, payment_id: str, act: Act) -> Payment:
        """Ask the provider how it stands, and drive on now what would have been driven on later.

        Raises what the provider and Commerce raise where they fail.
        """
        noted = await self._noted(await self._read(payment_id), act, "retry")
        return await self._driver.drive(await self._driver.look(noted))

    async def revive(self, callback: str, act: Act) -> None:
        """A callback that was given up waits to be worked once more. Raises `NotFound` where there is none."""
        if not await self._inbox.revive(callback):
            raise NotFound("payment", "There is no callback of this id that was given up.")
        logger().warning("operator", act="revive", callback=callback, who=act.who, why=act.why)

    async def release(self, payment_id: str, act: Act) -> Payment:
        """The money goes back, also out of `attention`; a payment that is still open is ended.

        Raises `NotReleasable` where the order may still come, or the money was taken for it.
        """
        payment = await self._read(payment_id)
        if payment.state in _OPEN:
            noted = await self._noted(payment, act, "release")
            return await self._driver.drive(await self._opening.cancel(noted, CauseKind.OPERATOR))
        _check_releasable(payment)
        logger().warning("operator", act="release", payment=payment.id, who=act.who, why=act.why)
        released = await self._parts.ledger.move(
            payment, _S.RELEASING, act.cause("release"), deadline=self._parts.clock()
        )
        return await self._driver.drive(released)

    async def _noted(self, payment: Payment, act: Act, what: str) -> Payment:
        logger().warning("operator", act=what, payment=payment.id, who=act.who, why=act.why)
        return await self._parts.ledger.note(payment, act.cause(what), payment.deadline, {})

    async def _read(self, payment_id: str) -> Payment:
        known = PaymentId.read(payment_id)
        payment = await self._parts.ledger.find(known) if known is not None else None
        if payment is None:
            raise PaymentNotFound
        return payment


def _check_releasable(payment: Payment) -> None:
    if payment.state is _S.ORDERING:
        raise NotReleasable(
            "payment", "Commerce may still be making the order. Wait until it is certain, or retry; then look again."
        )
    if payment.state in (_S.CAPTURING, _S.CAPTURED, _S.REFUNDING, _S.PARTIALLY_REFUNDED, _S.DISPUTED):
        raise NotReleasable(
            "payment", f"The payment is {payment.state}: refund it with a credit memo in the Admin, and it follows."
        )
    if payment.is_final or way_of(payment.state, _S.RELEASING) is None:
        raise NotReleasable("payment", f"The payment is {payment.state}: nothing is held that could go back.")
