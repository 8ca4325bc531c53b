"""Turning an authorised payment into exactly one order, or giving the money back. Safe to repeat at any point.

Commerce is asked for an order of the cart before it is asked to make one, and after every failure: the loser of a race
is told that it failed although the order exists. That there is none proves nothing before Commerce's longest execution
time has passed since it was last asked; until then nothing is tried again and nothing given back.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final, TypeVar

from bff.flows.payments.acting import was_refused
from bff.flows.payments.parts import ORDER_CANCELLED, PaymentParts, because, own_reference
from bff.flows.payments.problems import ALREADY_ORDERED, CANCELLED, CART_CHANGED, ORDER_MISMATCH, order_refused
from bff.state.payments.payment import CauseKind, EffectIntent, Payment, Problem
from bff.state.payments.states import Effect, PaymentState
from bff.telemetry import logger
from integrations.commerce.settlement import Payable, PlacedOrder, Quote
from integrations.kit.errors import Conflict, IntegrationError, NotFound, Rejected, Timeout
from integrations.payment.money import Money

T = TypeVar("T")

_REFUSED: Final = "refused"
_DOUBTFUL: Final = "doubtful"
_NOT_SENT: Final = "not_sent"
_NOT_SENT_REFUSED: Final = "not_sent_refused"
_DONE: Final = "done"
_MOST_NOT_SENT: Final = 10
_LONGEST_PAUSE: Final = timedelta(minutes=10)


class Settlement:
    """Raises `PaymentChanged` and `EffectForbidden` where another process is at it, and what Commerce's look-ups raise:

    then nothing has been decided, and it is to be called again.
    """

    def __init__(self, parts: PaymentParts) -> None:
        self._parts = parts

    async def begin(self, payment: Payment) -> Payment:
        """An authorised payment: on to the order where the cart still is what was paid, back with the money if not.

        One that somebody has begun to end goes back too: the provider may let the money go at any moment.
        """
        if _may_be_let_go(payment):
            return await self._give_back(payment, CANCELLED, "it was being given up when it was paid")
        orders = await self._parts.commerce.orders_of(payment.quote_id)
        if not orders and (problem := await self._why_not(payment)):
            return await self._give_back(payment, problem, problem.code)
        return await self._parts.ledger.move(
            payment,
            PaymentState.ORDERING,
            because(CauseKind.SCHEDULE, "the cart is what was paid"),
            deadline=self._parts.clock(),
        )

    async def go_on(self, payment: Payment) -> Payment:
        """An order is being made: find it, make it, or wait until it is certain that there is none."""
        moment = self._parts.clock()  # before the look: what it did not see may have come since
        orders = await self._parts.commerce.orders_of(payment.quote_id)
        if orders:
            return await self._found(payment, orders)
        intent = payment.last(Effect.ORDER)
        if intent is None:
            return await self._place(payment)
        if intent.is_under_way(moment):
            return payment
        if moment < self._certain_from(intent):
            return await self._wait(payment, intent)
        return await self._certainly_none(payment, intent)

    async def _certainly_none(self, payment: Payment, intent: EffectIntent) -> Payment:
        if intent.outcome in (_REFUSED, _NOT_SENT_REFUSED):
            return await self._give_back(payment, payment.problem or order_refused(""), "Commerce refuses the order")
        if self._was_tried_enough(payment):
            gave_up = order_refused("the shop could not be reached. Try again later.")
            return await self._give_back(payment, gave_up, "no order after several tries")
        if problem := await self._why_not(payment):
            return await self._give_back(payment, problem, problem.code)
        return await self._place(payment)

    def _was_tried_enough(self, payment: Payment) -> bool:
        """A Commerce that is not reached is tried for longer than one that takes the order and makes none."""
        outcomes = [each.outcome for each in payment.effects if each.effect is Effect.ORDER]
        not_sent = outcomes.count(_NOT_SENT)
        return not_sent >= _MOST_NOT_SENT or len(outcomes) - not_sent >= self._parts.most_orders_tried

    def _certain_from(self, intent: EffectIntent) -> datetime:
        """From when on the absence of an order is believed. Its owner sends nothing after the intent's deadline."""
        if intent.outcome == _NOT_SENT_REFUSED and intent.ended_at is not None:
            return intent.ended_at
        if intent.outcome == _NOT_SENT and intent.ended_at is not None:
            pause = self._parts.times.look_again * 2.0 ** min(intent.attempt - 1, _MOST_NOT_SENT)
            return intent.ended_at + min(pause, _LONGEST_PAUSE)
        return (intent.ended_at or intent.deadline) + self._parts.times.commerce_longest

    async def _wait(self, payment: Payment, intent: EffectIntent) -> Payment:
        again = min(self._parts.clock() + self._parts.times.look_again, self._certain_from(intent))
        cause = because(CauseKind.SCHEDULE, "no order yet")
        return await self._parts.ledger.note(payment, cause, again, {})

    async def _place(self, payment: Payment) -> Payment:
        moment = self._parts.clock()
        cause = because(CauseKind.SCHEDULE, "make the order")
        until = moment + self._parts.times.act
        payment = await self._parts.ledger.plan(payment, Effect.ORDER, until, cause)
        try:
            problem = await self._before(until, lambda: self._chosen(payment))
        except IntegrationError as error:
            return await self._not_placed(payment, _NOT_SENT_REFUSED if _is_refusal(error) else _NOT_SENT, error)
        if problem is not None:
            return await self._give_back(payment, problem, problem.code)
        try:
            await self._before(until, lambda: self._parts.commerce.place_order(payment.quote_id))
        except IntegrationError as error:
            return await self._look_after(payment, error)
        return await self._found(payment, await self._parts.commerce.orders_of(payment.quote_id))

    async def _chosen(self, payment: Payment) -> Problem | None:
        """Set how the cart is paid, which prices it anew: the problem where it is not what was paid any more."""
        await self._parts.commerce.set_payment_method(payment.quote_id, self._parts.choice(own_reference(payment)))
        return CART_CHANGED if await self._is_repriced(payment) else None

    async def _before(self, until: datetime, call: Callable[[], Awaitable[T]]) -> T:
        """Nothing is sent once the intent's time is over: from then on others count how long an order may take."""
        left = (until - self._parts.clock()).total_seconds()
        if left <= 0:
            raise Timeout("commerce", "There was no time left to ask Commerce.")
        try:
            async with asyncio.timeout(left):
                return await call()
        except TimeoutError as error:
            raise Timeout("commerce", "Commerce took longer than an act may.", doubtful=True) from error

    async def _is_repriced(self, payment: Payment) -> bool:
        """Whether an open cart is not what was paid any more: Commerce prices it anew when its method is set.

        One that is not open may be an order: then the order is looked at.
        """
        quote = await self._parts.commerce.cart(payment.quote_id)
        return quote.payable is not None and not _is_what_was_paid(quote, payment)

    async def _look_after(self, payment: Payment, error: IntegrationError) -> Payment:
        """Whatever Commerce said, the order may be there. What is neither doubtful nor a refusal never began."""
        logger().warning("order in doubt", payment=payment.id, problem=type(error).__name__)
        orders = await self._parts.commerce.orders_of(payment.quote_id)
        if orders:
            return await self._found(payment, orders)
        if error.doubtful:
            return await self._not_placed(payment, _DOUBTFUL, error)
        return await self._not_placed(payment, _REFUSED if _is_refusal(error) else _NOT_SENT, error)

    async def _not_placed(self, payment: Payment, outcome: str, error: IntegrationError) -> Payment:
        told = outcome in (_REFUSED, _NOT_SENT_REFUSED)
        again = self._parts.clock() + self._parts.times.look_again / (5 if told else 1)
        return await self._parts.ledger.end(
            payment,
            Effect.ORDER,
            outcome,
            again,
            because(CauseKind.COMMERCE, f"{outcome}: {type(error).__name__}"),
            {"problem": order_refused(error.message) if told else payment.problem},
        )

    async def _found(self, payment: Payment, orders: tuple[PlacedOrder, ...]) -> Payment:
        """There is an order of this cart. It is this payment's where it is of our method, and of the amount paid."""
        order = next((each for each in orders if each.payment_method == self._parts.method), None)
        if order is None or (order.reference or own_reference(payment)) != own_reference(payment):
            return await self._give_back(payment, ALREADY_ORDERED, "the cart was ordered without this payment")
        if order.state == ORDER_CANCELLED:
            return await self._give_back(payment, order_refused("It was cancelled."), "the order was cancelled")
        if amount_of(order) != payment.amount:
            return await self._hold(payment, order)
        # Idempotent, and before the move: an order without its payment's name would look like nobody's.
        await self._parts.commerce.set_reference(order.id, own_reference(payment))
        return await self._parts.ledger.move(
            payment,
            PaymentState.ORDERED,
            because(CauseKind.COMMERCE, "the order is there"),
            deadline=self._parts.clock(),
            details={"order_number": order.number, "problem": None},
            ends=_ended(payment, _DONE),
        )

    async def _hold(self, payment: Payment, order: PlacedOrder) -> Payment:
        """Before any money is taken for it somebody must look."""
        logger().error("order differs from its payment", payment=payment.id, order=order.number)
        await self._parts.commerce.hold(order.id)
        return await self._parts.ledger.move(
            payment,
            PaymentState.ATTENTION,
            because(
                CauseKind.COMMERCE, f"the order is of {order.grand_total} {order.currency}, paid was {payment.amount}"
            ),
            details={"order_number": order.number, "problem": ORDER_MISMATCH},
            ends=_ended(payment, _DONE),
        )

    async def _give_back(self, payment: Payment, problem: Problem, reason: str) -> Payment:
        return await self._parts.ledger.move(
            payment,
            PaymentState.RELEASING,
            because(CauseKind.COMMERCE, reason),
            deadline=self._parts.clock(),
            details={"problem": problem},
            ends=_ended(payment, _REFUSED),
        )

    async def _why_not(self, payment: Payment) -> Problem | None:
        """Why the cart must not be ordered with this payment any more."""
        try:
            quote = await self._parts.commerce.cart(payment.quote_id)
        except NotFound:
            return CART_CHANGED
        return None if _is_what_was_paid(quote, payment) else CART_CHANGED


def _is_what_was_paid(quote: Quote, payment: Payment) -> bool:
    return (
        quote.payable is not None
        and amount_of(quote.payable) == payment.amount
        and quote.payable.fingerprint == payment.fingerprint
    )


def _is_refusal(error: IntegrationError) -> bool:
    """Whether it is Commerce's word on this cart; what cannot be read, or is not allowed us, says nothing of it."""
    return isinstance(error, Rejected | Conflict | NotFound) and not error.doubtful


def _may_be_let_go(payment: Payment) -> bool:
    return payment.last(Effect.RELEASE) is not None and not was_refused(payment, Effect.RELEASE)


def amount_of(what: Payable | PlacedOrder) -> Money | None:
    """What the shopper pays for a cart or an order; None for an amount that no payment can have."""
    try:
        return Money.of(what.grand_total, what.currency)
    except ValueError:
        return None


def _ended(payment: Payment, outcome: str) -> tuple[Effect, str] | None:
    last = payment.last(Effect.ORDER)
    return (Effect.ORDER, outcome) if last is not None and last.outcome is None else None
