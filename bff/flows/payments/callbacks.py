"""What providers report: stored once before it is answered, worked after, by whoever takes it."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from pydantic import ConfigDict, TypeAdapter, ValidationError

from bff.flows.payments.bundles import Bundles, Question
from bff.flows.payments.driving import Driver
from bff.flows.payments.following import Following, question_of
from bff.flows.payments.lines import Lines
from bff.flows.payments.parts import PaymentParts
from bff.state.payments.inbox import Callback, Inbox
from bff.telemetry import logger
from integrations.kit.errors import IntegrationError, Invalid, Unavailable
from integrations.payment.contract import Event, InvalidSignature, PaymentProvider

_RAW: Final = b"raw "
_UNREAD: Final = b"unread "
_EVENT: Final = b"event "
_LONGEST_PAUSE: Final = timedelta(minutes=10)

_EVENTS: Final = TypeAdapter(Event)
_RECEIVED: Final = TypeAdapter(
    tuple[dict[str, str], bytes, datetime], config=ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
)
"""Headers and body, as they came, and when."""


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
        self._following = Following(parts, driver)
        self._bundles = Bundles(lines, self._worked, self._given_back)

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
        places = await asyncio.gather(*(self._place_of(callback) for callback in taken))
        left = [
            callback
            for (line, question), callback in zip(places, taken, strict=True)
            if not self._bundles.add(line, callback, question)
        ]
        await self._given_back(left)
        return len(taken)

    async def _place_of(self, callback: Callback) -> tuple[str, Question | None]:
        """Its payment's line where that is known without asking the provider, else one of its own; and what it asks."""
        try:
            if callback.content.startswith(_EVENT):
                provider, event = self._parts.provider(callback.provider), _event_of(callback)
                return await self._following.line_of(provider, event), question_of(provider, event)
        except (IntegrationError, ValidationError):
            pass  # told when it is worked, in its own line
        return f"callback {callback.id}", None

    async def _worked(self, bundle: Sequence[Callback]) -> None:
        """What comes of the first comes of all: they want the same, and it is theirs from before it is begun."""
        held = [each for each in bundle if self._inbox.is_held(each) or await self._inbox.hold(each)]
        if not held:
            return  # they waited too long for their turn, and somebody else has taken them
        keeping = asyncio.create_task(self._keep(held))
        try:
            await self._work(held[0])
        except _UnreadError as error:
            await self._not_read(held[0], error.cause)
        except IntegrationError as error:
            await self._again(held, f"{error.system}: {type(error).__name__}")
        except ValidationError:
            await self._again(held, "what was stored cannot be read")
        except Exception as error:  # noqa: BLE001 - a defect over one callback: it is tried again, and given up in time
            logger().exception("callback not worked", callback=held[0].id)
            await self._again(held, f"bff: {type(error).__name__}")
        else:
            await self._inbox.done(*held)
        finally:
            keeping.cancel()

    async def _keep(self, held: Sequence[Callback]) -> None:
        """Have them longer than a lease, as long as they are worked here: nobody else is to begin them meanwhile."""
        while True:
            await asyncio.sleep(self._inbox.lease.total_seconds() / 3)
            for callback in held:
                try:
                    await self._inbox.hold(callback)
                except Unavailable:
                    break  # what is left of the lease is time enough to try again

    async def _given_back(self, bundle: Sequence[Callback]) -> None:
        for callback in bundle:
            await self._inbox.give_back(callback, self._parts.clock() + self._parts.times.look_again)

    async def _again(self, held: Sequence[Callback], problem: str) -> None:
        for callback in held:
            pause = min(self._parts.times.look_again * 2 ** min(callback.attempts, 10), _LONGEST_PAUSE)
            logger().warning("callback not worked", callback=callback.id, problem=problem, attempts=callback.attempts)
            await self._inbox.failed(callback, problem, self._parts.clock() + pause)

    async def _work(self, callback: Callback) -> None:
        provider = self._parts.provider(callback.provider)
        if callback.content.startswith(_EVENT):
            await self._following.follow(provider, _event_of(callback))
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


def _event_of(callback: Callback) -> Event:
    return _EVENTS.validate_json(callback.content.removeprefix(_EVENT))
