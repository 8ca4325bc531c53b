"""The shopper's way back from the provider: what is true is asked of the provider, never read off the address."""

import asyncio
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from bff.flows.payments.driving import Driver
from bff.flows.payments.parts import PaymentParts, because
from bff.state.payments.payment import CauseKind, Payment, PaymentChanged, PaymentId, PaymentNotFound
from bff.state.payments.states import Effect, PaymentState
from bff.telemetry import logger
from integrations.kit.errors import FinalError, Forbidden, IntegrationError
from integrations.payment.contract import Reference
from integrations.payment.idempotency import IdempotencyKey, Operation

_S: Final = PaymentState
_STILL_GOING: Final = frozenset({_S.CREATED, _S.PROCESSING, _S.AUTHORISED, _S.ORDERING})
_PAUSE_SECONDS: Final = 0.25


class Returning:
    """`wait_seconds` is how long a shopper may be kept waiting for their order."""

    def __init__(self, parts: PaymentParts, driver: Driver, wait_seconds: float) -> None:
        self._parts = parts
        self._driver = driver
        self._wait_seconds = wait_seconds

    async def back(self, provider_name: str, payment_text: str, details: Mapping[str, str]) -> str:
        """The storefront's address to go on to. `details` are what the browser brought.

        Whatever fails, the shopper goes on: the storefront asks how the payment stands. Raises `PaymentNotFound`.
        """
        payment = await self._payment(provider_name, payment_text)
        try:
            async with asyncio.timeout(self._wait_seconds):
                await self._driver.under_way.finish(self._find_out(payment, details))
                await self._wait(payment)
        except TimeoutError:
            logger().info("shopper goes on before the outcome", payment=payment.id)
        except IntegrationError as error:
            logger().warning("outcome not known", payment=payment.id, problem=type(error).__name__)
        return with_payment(payment)

    async def _find_out(self, payment: Payment, details: Mapping[str, str]) -> None:
        if payment.reference is not None and payment.state in _COMPLETABLE:
            try:
                payment = await self._completed(payment, details)
            except PaymentChanged:
                payment = await self._read(payment)
        await self._driver.drive(payment)

    async def _completed(self, payment: Payment, details: Mapping[str, str]) -> Payment:
        provider = self._parts.provider_of(payment)
        reference = Reference(payment.reference or "")
        if provider.capabilities.lookup:
            return await self._driver.course.follow(payment, await provider.inquire(reference))
        deadline = self._parts.clock() + self._parts.times.act
        cause = because(CauseKind.SHOPPER, "came back")
        planned = await self._parts.ledger.plan(payment, Effect.COMPLETE, deadline, cause)
        until = planned.created_at + self._parts.times.to_pay
        try:
            state = await provider.complete(reference, details, _completing(planned))
        except Forbidden:
            logger().error("credentials refused", payment=payment.id, provider=payment.provider)
            await self._parts.ledger.leave(planned, Effect.COMPLETE, until, cause, nothing_done=True)
            raise
        except FinalError as error:
            if not error.doubtful:
                # What was brought is no good. What is brought next is another act, with a key of its own.
                await self._parts.ledger.end(planned, Effect.COMPLETE, "refused", until, cause, {})
            raise
        if state.payment_id is not None and state.payment_id != payment.id:
            # Whoever has the address may have carried it over: it says nothing of this payment, and changes nothing.
            logger().warning("another payment's details brought back", payment=payment.id)
            return await self._parts.ledger.end(planned, Effect.COMPLETE, "refused", until, cause, {})
        ended = await self._parts.ledger.end(planned, Effect.COMPLETE, "done", until, cause, {})
        return await self._driver.course.follow(ended, state)

    async def _wait(self, payment: Payment) -> None:
        """Until the outcome is there: a report that came at the same time may be at it."""
        while True:
            if (await self._read(payment)).state not in _STILL_GOING:
                return
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _payment(self, provider_name: str, text: str) -> Payment:
        payment_id = PaymentId.read(text)
        payment = await self._parts.ledger.find(payment_id) if payment_id is not None else None
        if payment is None or payment.provider != provider_name:
            raise PaymentNotFound
        return payment

    async def _read(self, payment: Payment) -> Payment:
        return await self._payment(payment.provider, payment.id)


_COMPLETABLE: Final = frozenset({_S.CREATED, _S.ACTION_REQUIRED, _S.PROCESSING})


def _completing(planned: Payment) -> IdempotencyKey:
    last = planned.last(Effect.COMPLETE)
    assert last is not None, "completing is planned before it is done"
    return IdempotencyKey.of(planned.id, Operation.COMPLETE, last.attempt)


def with_payment(payment: Payment) -> str:
    """The storefront's address with the payment's id, which alone opens nothing."""
    parts = urlsplit(payment.return_url)
    query = "&".join(part for part in (parts.query, urlencode({"payment": payment.id})) if part)
    return urlunsplit(parts._replace(query=query))
