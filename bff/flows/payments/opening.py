"""Beginning a payment, and ending one that the shopper gave up or did not finish in time."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bff.flows.payments.acting import Act, Acting, key_of
from bff.flows.payments.course import Course
from bff.flows.payments.parts import PaymentParts, because
from bff.flows.payments.problems import CANCELLED, EXPIRED, declined
from bff.flows.payments.settlement import amount_of
from bff.state.payments.payment import (
    Begin,
    CauseKind,
    EffectForbidden,
    Payment,
    PaymentChanged,
    PaymentId,
    PaymentNotFound,
    PaymentSecret,
    Problem,
)
from bff.state.payments.states import Effect, PaymentState
from bff.telemetry import logger
from integrations.commerce.settlement import Payable, Quote
from integrations.kit.errors import Forbidden, IntegrationError, NotFound, Rejected, Unavailable
from integrations.payment.contract import (
    CaptureMode,
    Declined,
    Intent,
    NextAction,
    NothingToDo,
    Reference,
    State,
)
from integrations.payment.money import Money

_S: Final = PaymentState
_LOOKS: Final = 40
_LOOK_SECONDS: Final = 0.25
_DONE: Final = "done"
_OPEN: Final = frozenset({_S.CREATED, _S.ACTION_REQUIRED, _S.PROCESSING})


class CartNotPayable(Rejected):
    """The cart cannot be paid as it is. `reason` is a word for programs."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__("payment", message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Wish:
    """What a shopper wants to pay, and how. `owner` is a digest that names who they are between requests.

    `return_url` is the storefront's and allowed; `return_through` is ours, `{payment}` in it stands for the id.
    """

    cart_id: str = field(repr=False)
    provider: str
    method: str
    return_url: str
    return_through: str
    idempotency_key: str
    owner: str
    store_code: str | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """A payment that has begun. `secret` is None where the request is a repetition: it was told the first time.

    `is_earlier`: nothing was begun, because this one of the same shopper's has the cart already.
    """

    payment: Payment
    secret: PaymentSecret | None
    next_action: NextAction
    is_earlier: bool = False


class Opening:
    """Raises `CartNotPayable`, `CartTaken`, `KeyReused`, and what Commerce, the provider and Redis raise."""

    def __init__(self, parts: PaymentParts, capture: CaptureMode = CaptureMode.MANUAL) -> None:
        self._parts = parts
        self._capture = capture
        self._course = Course(parts)
        self._acting = Acting(parts, self._course)

    async def start(self, wish: Wish) -> Started:
        """Write the payment down, then tell the provider. Safe to repeat with its idempotency key.

        Amount and currency are Commerce's. A repetition gets the next action again, from the provider.
        """
        self._parts.provider(wish.provider)
        quote, payable = await self._payable(wish.cart_id)
        begun = await self._parts.ledger.begin(
            self._begin(wish, quote, payable),
            because(CauseKind.SHOPPER, "pay"),
            self._parts.clock() + self._parts.times.to_pay,
        )
        if begun.payment.state is not _S.CREATED:
            return Started(begun.payment, begun.secret, await self._next_again(begun.payment, wish.return_through))
        try:
            payment, state = await self._open(begun.payment, wish.return_through)
        except (PaymentChanged, EffectForbidden):
            payment = await self._opened_by_another(begun.payment)
            return Started(payment, begun.secret, await self._next_again(payment, wish.return_through))
        return Started(payment, begun.secret, state.next_action if state else NothingToDo())

    async def earlier(self, payment: Payment, return_through: str) -> Started:
        """The payment that has the cart of a wish already, to go on with or to give up."""
        return Started(payment, None, await self._next_again(payment, return_through), is_earlier=True)

    async def next_action(self, payment: Payment) -> NextAction:
        """What the shopper has to do, from the provider: secrets are kept nowhere."""
        provider = self._parts.provider_of(payment)
        if payment.state is not _S.ACTION_REQUIRED or payment.reference is None or not provider.capabilities.lookup:
            return NothingToDo()
        return (await provider.inquire(Reference(payment.reference))).next_action

    async def _next_again(self, payment: Payment, return_through: str) -> NextAction:
        """The same where the provider cannot be asked: opened again with its key, it answers as it did."""
        provider = self._parts.provider_of(payment)
        if provider.capabilities.lookup or payment.state is not _S.ACTION_REQUIRED:
            return await self.next_action(payment)
        return (await self._told(payment, return_through)).next_action

    async def cancel(self, payment: Payment, who: CauseKind = CauseKind.SHOPPER) -> Payment:
        """Somebody gives it up. Where it turns out that the shopper has paid, the money goes back."""
        return await self._close(payment, _S.CANCELLED, CANCELLED, who)

    async def close_if_due(self, payment: Payment) -> Payment:
        """One that is open for too long: the provider is asked, and it is ended where it still is open."""
        if payment.deadline is not None and payment.deadline > self._parts.clock():
            return payment
        looked = await self._acting.look(payment)
        if looked.state not in _OPEN:
            return looked
        if looked.state is _S.PROCESSING and self._may_take_longer(looked):
            again = self._parts.clock() + self._parts.times.to_pay
            return await self._parts.ledger.note(looked, because(CauseKind.SCHEDULE, "still in process"), again, {})
        return await self._close(looked, _S.EXPIRED, EXPIRED, CauseKind.SCHEDULE)

    async def _opened_by_another(self, payment: Payment) -> Payment:
        """The same press came twice at the same time: the payment once the provider has answered the other one."""
        for _ in range(_LOOKS):
            found = await self._parts.ledger.find(PaymentId(payment.id))
            if found is None:
                raise PaymentNotFound
            if found.state is not _S.CREATED:
                return found
            await asyncio.sleep(_LOOK_SECONDS)
        raise PaymentChanged

    async def _payable(self, cart_id: str) -> tuple[Quote, Payable]:
        try:
            quote = await self._parts.commerce.cart(await self._parts.commerce.quote_of(cart_id))
        except NotFound:
            raise CartNotPayable("no_cart", "There is no such cart, or it has been ordered already.") from None
        if quote.payable is None:
            raise CartNotPayable("ordered", "This cart has been ordered already.")
        if not quote.has_email or (quote.needs_shipping and not quote.has_shipping_method):
            raise CartNotPayable("incomplete", "The cart lacks an e-mail address, an address or a shipping method.")
        amount = amount_of(quote.payable)
        if amount is None:
            raise CartNotPayable("amount", "The cart's total is no amount of its currency.")
        if amount.minor == 0:
            raise CartNotPayable("nothing_to_pay", "There is nothing to pay: place the order with Commerce's `free`.")
        return quote, quote.payable

    def _begin(self, wish: Wish, quote: Quote, payable: Payable) -> Begin:
        return Begin(
            quote_id=quote.id,
            cart_id=wish.cart_id,
            session_digest=wish.owner,
            idempotency_key=wish.idempotency_key,
            provider=wish.provider,
            method=wish.method,
            amount=Money.of(payable.grand_total, payable.currency),
            capture=self._capture,
            return_url=wish.return_url,
            store_code=wish.store_code,
            fingerprint=payable.fingerprint,
        )

    async def _open(self, payment: Payment, return_through: str) -> tuple[Payment, State | None]:
        """Tell the provider: one process does. After a failure the next press takes it over, with the same key."""
        cause = because(CauseKind.SHOPPER, "open")
        last = payment.last(Effect.OPEN)
        if last is not None and last.outcome == _DONE:  # and whoever did it came no further
            state = await self._told(payment, return_through)
            return await self._course.follow(payment, state), state
        until = self._parts.clock() + self._parts.times.act
        payment = await self._parts.ledger.plan(payment, Effect.OPEN, until, cause)
        try:
            state = await self._told(payment, return_through)
        except Declined as error:
            return await self._declined(payment, declined(error.decline)), None
        except IntegrationError as error:
            if isinstance(error, Forbidden):
                logger().error("credentials refused", payment=payment.id, provider=payment.provider)
            failed = because(CauseKind.PROVIDER, f"open: {type(error).__name__}")
            with suppress(PaymentChanged, Unavailable):
                await self._parts.ledger.leave(payment, Effect.OPEN, self._until(payment), failed, nothing_done=False)
            raise
        payment = await self._parts.ledger.end(
            payment, Effect.OPEN, _DONE, self._until(payment), cause, {"reference": state.reference}
        )
        return await self._course.follow(payment, state), state

    async def _told(self, payment: Payment, return_through: str) -> State:
        intent = _intent(payment, return_through)
        return await self._parts.provider_of(payment).open(intent, key_of(payment, Effect.OPEN))

    async def _declined(self, payment: Payment, problem: Problem) -> Payment:
        return await self._parts.ledger.move(
            payment,
            _S.DECLINED,
            because(CauseKind.PROVIDER, "declined at once"),
            details={"problem": problem},
            ends=(Effect.OPEN, "declined"),
        )

    async def _close(self, payment: Payment, to: PaymentState, problem: Problem, who: CauseKind) -> Payment:
        """End what is open at the provider first, so that nobody can pay it any more, then here."""
        if payment.state in _OPEN and payment.reference is not None:
            payment = await self._acting.look(await self._acting.act(payment, _END))
        if payment.state is _S.AUTHORISED:
            return await self._parts.ledger.move(
                payment,
                _S.RELEASING,
                because(who, "paid, and given up"),
                deadline=self._parts.clock(),
                details={"problem": problem},
            )
        if payment.state not in _OPEN or self._may_still_be_paid(payment):
            return payment
        return await self._parts.ledger.move(payment, to, because(who, problem.code), details={"problem": problem})

    def _may_still_be_paid(self, payment: Payment) -> bool:
        """Whether the provider may not have heard yet that it is over: somebody looks again."""
        last = payment.last(Effect.RELEASE)
        return payment.reference is not None and (last is None or last.outcome is None)

    def _may_take_longer(self, payment: Payment) -> bool:
        return self._parts.clock() - payment.created_at < self._parts.times.outcome

    def _until(self, payment: Payment) -> datetime:
        return payment.created_at + self._parts.times.to_pay


def _intent(payment: Payment, return_through: str) -> Intent:
    return Intent(
        payment_id=payment.id,
        amount=payment.amount,
        method=payment.method,
        return_url=return_through.format(payment=payment.id),
        description=f"Cart {payment.quote_id}",
        capture=payment.capture,
    )


_END: Final = Act(Effect.RELEASE, lambda provider, reference, key: provider.release(reference, key))
