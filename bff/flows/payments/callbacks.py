"""What providers report: stored once before it is answered, worked after, by whoever takes it.

A report is not the truth: it comes late, twice and in any order. Where the provider can be asked it is, and its answer
counts; elsewhere the report itself does, and the table of states decides what may follow.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Final

from pydantic import ConfigDict, TypeAdapter, ValidationError

from bff.flows.payments.disputing import DISPUTES, Disputing
from bff.flows.payments.driving import Driver
from bff.flows.payments.lines import Lines, Piece
from bff.flows.payments.parts import PaymentParts, because
from bff.flows.payments.problems import UNKNOWN
from bff.state.payments.inbox import Callback, Inbox
from bff.state.payments.payment import CauseKind, Payment, PaymentChanged, PaymentId
from bff.state.payments.states import Effect, PaymentState, way_of
from bff.telemetry import logger
from integrations.kit.errors import IntegrationError, Invalid, Unavailable
from integrations.payment.contract import Event, EventKind, InvalidSignature, PaymentProvider, Reference, State, Status

_RAW: Final = b"raw "
_UNREAD: Final = b"unread "
_EVENT: Final = b"event "
_LONGEST_PAUSE: Final = timedelta(minutes=10)

_EVENTS: Final = TypeAdapter(Event)
_RECEIVED: Final = TypeAdapter(
    tuple[dict[str, str], bytes, datetime], config=ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
)
"""Headers and body, as they came, and when."""

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


class _UnreadError(Exception):
    """What was sent is forged, or not understood: the same again would end the same."""

    def __init__(self, cause: InvalidSignature | Invalid) -> None:
        super().__init__()
        self.cause = cause


class Callbacks:
    """`receive` is what a provider waits for; `work` is for the background process, and for whoever has time."""

    def __init__(self, parts: PaymentParts, inbox: Inbox, driver: Driver, lines: Lines) -> None:
        self._parts = parts
        self._lines = lines
        self._inbox = inbox
        self._driver = driver
        self._disputing = Disputing(parts, driver.look)

    async def receive(self, provider_name: str, headers: Mapping[str, str], body: bytes) -> int:
        """Store what a callback says, verified where that needs nobody else; how many reports were new.

        What the provider signed and we do not understand is set aside, whole, for an operator: it is no use to have it
        sent again. Raises `InvalidSignature`, `NotFound`, `Throttled` where too many wait that nobody has verified, and
        `Unavailable("redis")`: then nothing is certain, and the provider sends it again.
        """
        provider = self._parts.provider(provider_name)
        if not provider.capabilities.local_signatures:
            kept = _RAW + _RECEIVED.dump_json((dict(headers), body, self._parts.clock()))
            return int(await self._inbox.store_unproven(provider_name, sha256(body).hexdigest(), kept))
        try:
            events = provider.read_webhook(headers, body)
        except Invalid as error:
            return await self._set_aside(provider_name, headers, body, error)
        new = 0
        for event in events:
            new += await self._inbox.store(provider_name, event.id, _EVENT + _EVENTS.dump_json(event))
        return new

    async def _set_aside(self, provider_name: str, headers: Mapping[str, str], body: bytes, error: Invalid) -> int:
        kept = _UNREAD + _RECEIVED.dump_json((dict(headers), body, self._parts.clock()))
        name = f"unread {sha256(body).hexdigest()}"
        new = await self._inbox.set_aside(provider_name, name, kept, error.message)
        if new:
            logger().error("callback needs attention", provider=provider_name, reason=error.message)
        return int(new)

    async def work(self) -> int:
        """Begin to work what waits, of different payments side by side; how many were taken.

        Waits for room, and for nothing else: one that is slow holds up its own payment's alone.
        """
        await self._lines.until_free()
        taken = await self._inbox.take(self._lines.free)
        names = await asyncio.gather(*(self._line_of(callback) for callback in taken))
        for name, callback in zip(names, taken, strict=True):
            if self._lines.has_room(name):
                self._lines.add(name, Piece(partial(self._worked, callback), partial(self._given_back, callback)))
            else:
                await self._given_back(callback)
        return len(taken)

    async def _line_of(self, callback: Callback) -> str:
        """The payment's id where that is known without asking the provider; else a line of its own."""
        try:
            if callback.content.startswith(_EVENT):
                event = _EVENTS.validate_json(callback.content.removeprefix(_EVENT))
                return (await self._payment_of(self._parts.provider(callback.provider), event)).id
        except (IntegrationError, ValidationError):
            pass  # told when it is worked, in its own line
        return f"callback {callback.id}"

    async def _worked(self, callback: Callback) -> None:
        if not await self._inbox.hold(callback):
            return  # it waited too long for its turn, and somebody else has taken it
        keeping = asyncio.create_task(self._keep(callback))
        try:
            await self._work(callback)
        except _UnreadError as error:
            await self._not_read(callback, error.cause)
        except IntegrationError as error:
            await self._again(callback, f"{error.system}: {type(error).__name__}")
        except ValidationError:
            await self._again(callback, "what was stored cannot be read")
        except Exception as error:  # noqa: BLE001 - a defect over one callback: it is tried again, and given up in time
            logger().exception("callback not worked", callback=callback.id)
            await self._again(callback, f"bff: {type(error).__name__}")
        else:
            await self._inbox.done(callback)
        finally:
            keeping.cancel()

    async def _keep(self, callback: Callback) -> None:
        """Have it longer than a lease, as long as it is worked here: nobody else is to begin it meanwhile."""
        while True:
            await asyncio.sleep(self._inbox.lease.total_seconds() / 3)
            try:
                if not await self._inbox.hold(callback):
                    return
            except Unavailable:
                continue  # what is left of the lease is time enough to try again

    async def _given_back(self, callback: Callback) -> None:
        await self._inbox.give_back(callback, self._parts.clock() + self._parts.times.look_again)

    async def _again(self, callback: Callback, problem: str) -> None:
        pause = min(self._parts.times.look_again * 2 ** min(callback.attempts, 10), _LONGEST_PAUSE)
        logger().warning("callback not worked", callback=callback.id, problem=problem, attempts=callback.attempts)
        await self._inbox.failed(callback, problem, self._parts.clock() + pause)

    async def _work(self, callback: Callback) -> None:
        provider = self._parts.provider(callback.provider)
        if callback.content.startswith(_EVENT):
            await self._follow(provider, _EVENTS.validate_json(callback.content.removeprefix(_EVENT)))
            return
        # Once it is believed and read, each report is kept as any other: once by its id, worked in its payment's line.
        for event in await self._read(provider, callback):
            await self._inbox.store(callback.provider, event.id, _EVENT + _EVENTS.dump_json(event))

    async def _read(self, provider: PaymentProvider, callback: Callback) -> Sequence[Event]:
        """Raises `_UnreadError`, and what asking the provider does."""
        try:
            if callback.content.startswith(_UNREAD):
                headers, body, received_at = _RECEIVED.validate_json(callback.content.removeprefix(_UNREAD))
                return provider.read_webhook(headers, body, received_at)
            headers, body, _ = _RECEIVED.validate_json(callback.content.removeprefix(_RAW))
            return await provider.verify_webhook(headers, body)
        except (InvalidSignature, Invalid) as error:
            if error.doubtful:
                raise  # the provider's answer was not understood, which says nothing of what was sent
            raise _UnreadError(error) from error

    async def _not_read(self, callback: Callback, error: InvalidSignature | Invalid) -> None:
        """What was sent by somebody else is dropped, all else kept for an operator."""
        if isinstance(error, InvalidSignature) and callback.content.startswith(_RAW):
            logger().warning("callback not believed", callback=callback.id, provider=callback.provider)
            await self._inbox.forget(callback)
            return
        logger().error("callback needs attention", callback=callback.id, reason=error.message)
        await self._inbox.give_up(callback, error.message)

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
