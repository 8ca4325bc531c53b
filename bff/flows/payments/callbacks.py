"""What providers report: stored once before it is answered, worked after, by whoever takes it.

A report is not the truth: it comes late, twice and in any order. Where the provider can be asked it is, and its answer
counts; elsewhere the report itself does, and the table of states decides what may follow.
"""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Final

from pydantic import TypeAdapter, ValidationError

from bff.flows.payments.disputing import DISPUTES, Disputing
from bff.flows.payments.driving import Driver
from bff.flows.payments.parts import PaymentParts, because
from bff.flows.payments.problems import UNKNOWN
from bff.state.payments.inbox import Callback, Inbox
from bff.state.payments.payment import CauseKind, Payment, PaymentChanged, PaymentId
from bff.state.payments.states import Effect, PaymentState, way_of
from bff.telemetry import logger
from integrations.kit.errors import IntegrationError, Unavailable
from integrations.payment.contract import Event, EventKind, PaymentProvider, Reference, State, Status

_RAW: Final = b"raw "
_EVENT: Final = b"event "
_LONGEST_PAUSE: Final = timedelta(minutes=10)

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


class Callbacks:
    """`receive` is what a provider waits for; `work` is for the background process, and for whoever has time."""

    def __init__(self, parts: PaymentParts, inbox: Inbox, driver: Driver) -> None:
        self._parts = parts
        self._inbox = inbox
        self._driver = driver
        self._disputing = Disputing(parts)
        self._events = TypeAdapter(Event)

    async def receive(self, provider_name: str, headers: Mapping[str, str], body: bytes) -> int:
        """Store what a callback says, verified where that needs nobody else; how many reports were new.

        Raises `InvalidSignature`, `Invalid`, `NotFound`, and `Unavailable("redis")`: then nothing is certain, and the
        provider sends it again.
        """
        provider = self._parts.provider(provider_name)
        if not provider.capabilities.local_signatures:
            kept = _RAW + TypeAdapter(tuple[dict[str, str], bytes]).dump_json((dict(headers), body))
            return int(await self._inbox.store(provider_name, sha256(body).hexdigest(), kept))
        new = 0
        for event in provider.read_webhook(headers, body):
            new += await self._inbox.store(provider_name, event.id, _EVENT + self._events.dump_json(event))
        return new

    async def work(self, limit: int) -> int:
        """Work what waits; how many were taken."""
        taken = await self._inbox.take(limit)
        for callback in taken:
            try:
                await self._work(callback)
            except IntegrationError as error:
                await self._again(callback, f"{error.system}: {type(error).__name__}")
            except ValidationError:
                await self._again(callback, "what was stored cannot be read")
            else:
                await self._inbox.done(callback)
        return len(taken)

    async def _again(self, callback: Callback, problem: str) -> None:
        pause = min(self._parts.times.look_again * 2 ** min(callback.attempts, 10), _LONGEST_PAUSE)
        logger().warning("callback not worked", callback=callback.id, problem=problem, attempts=callback.attempts)
        await self._inbox.failed(callback, problem, self._parts.clock() + pause)

    async def _work(self, callback: Callback) -> None:
        provider = self._parts.provider(callback.provider)
        if callback.content.startswith(_EVENT):
            await self._follow(provider, self._events.validate_json(callback.content.removeprefix(_EVENT)))
            return
        headers, body = TypeAdapter(tuple[dict[str, str], bytes]).validate_json(callback.content.removeprefix(_RAW))
        for event in await provider.verify_webhook(headers, body):
            await self._follow(provider, event)

    async def _follow(self, provider: PaymentProvider, event: Event) -> None:
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


def _ended(payment: Payment, effect: Effect) -> tuple[Effect, str] | None:
    last = payment.last(effect)
    return (effect, "refused") if last is not None and last.is_open else None


_TRIES: Final = 5


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
