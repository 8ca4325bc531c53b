"""Comparing the books: what providers and Commerce know of the last days, and what the ledger says.

What a rule covers is mended, by following the provider's word and driving on; the rest is told, and somebody looks.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bff.flows.payments.disputing import DISPUTES, Disputing
from bff.flows.payments.driving import Driver
from bff.flows.payments.parts import ORDER_CANCELLED, ORDER_HELD, PaymentParts
from bff.flows.payments.settlement import amount_of
from bff.flows.payments.watching import Watching
from bff.state.payments.payment import Payment, PaymentChanged, PaymentId
from bff.state.payments.states import MONEY_KEPT, PaymentState
from integrations.commerce.settlement import PlacedOrder
from integrations.kit.errors import IntegrationError
from integrations.payment.contract import Event, PaymentProvider, Reference, State, Status

_LOOKED_AT: Final = 10_000
_LAPSES_SOON: Final = timedelta(days=1)
_MONEY: Final = frozenset({Status.AUTHORISED, Status.CAPTURED, Status.PARTIALLY_REFUNDED})


_S: Final = PaymentState
_NOT_PAID: Final = frozenset(
    {_S.CREATED, _S.ACTION_REQUIRED, _S.PROCESSING, _S.DECLINED, _S.CANCELLED, _S.EXPIRED, _S.RELEASED}
)
"""There is no order for such a payment, unless somebody made it past us, or was given the money back for it."""


class Difference(StrEnum):
    """What was found."""

    MENDED = "mended"
    """The ledger was behind, and follows now."""
    UNKNOWN_PAYMENT = "unknown_payment"
    """The provider holds or took money for a payment that is not ours: begun elsewhere, or before the ledger."""
    ORDER_WITHOUT_PAYMENT = "order_without_payment"
    """An order of the reserved method that nobody paid here. It is held."""
    AMOUNT_DIFFERS = "amount_differs"
    LAPSES_SOON = "lapses_soon"
    """Money is held for an order, and the provider lets it go soon."""
    NEEDS_ATTENTION = "needs_attention"
    NOT_COMPARED = "not_compared"


@dataclass(frozen=True, slots=True)
class Found:
    """One difference, with whose it is and a sentence for operators."""

    difference: Difference
    sentence: str
    payment_id: str | None = None
    order_number: str | None = None


class Reconciliation:
    """Raises `Unavailable("redis")`. What does not answer is told, and the rest compared."""

    def __init__(self, parts: PaymentParts, driver: Driver, watching: Watching) -> None:
        self._parts = parts
        self._driver = driver
        self._watching = watching
        self._disputing = Disputing(parts, driver.look)

    async def compare(self, since: datetime) -> AsyncIterator[Found]:
        """All differences since, each as soon as it is found."""
        for provider in self._parts.providers.values():
            async for found in self._provider(provider, since):
                yield found
        async for found in self._commerce(since):
            yield found
        async for found in self._own():
            yield found

    async def _provider(self, provider: PaymentProvider, since: datetime) -> AsyncIterator[Found]:
        if not provider.capabilities.listing:
            yield Found(Difference.NOT_COMPARED, f"{provider.name} cannot list its payments: compare its reports.")
            return
        try:
            async for state in provider.list_since(since):
                found = await self._state(provider, state)
                if found is not None:
                    yield found
            async for event in provider.disputes_since(since):
                found = await self._dispute(provider, event)
                if found is not None:
                    yield found
        except IntegrationError as error:
            yield Found(Difference.NOT_COMPARED, f"{provider.name}: {error.message}")

    async def _state(self, provider: PaymentProvider, state: State) -> Found | None:
        payment = await self._payment_of(provider, state.payment_id, state.reference)
        if payment is None:
            if state.status not in _MONEY:
                return None
            return Found(Difference.UNKNOWN_PAYMENT, f"{provider.name} has {state.reference}: {state.status}.")
        try:
            after = await self._driver.drive(await self._driver.course.follow(payment, state))
        except PaymentChanged:
            return None  # somebody is at it
        except IntegrationError as error:
            return Found(Difference.NOT_COMPARED, f"{error.system}: {error.message}", payment.id)
        if after.state is payment.state:
            return None
        return Found(Difference.MENDED, f"It was {payment.state} and is {after.state}.", payment.id, after.order_number)

    async def _dispute(self, provider: PaymentProvider, event: Event) -> Found | None:
        """A dispute whose report never came here: no payment tells how its disputes stand."""
        payment = await self._payment_of(provider, event.payment_id, event.reference)
        if payment is None or event.kind not in DISPUTES:
            return None
        try:
            after = await self._disputing.follow(payment, event)
            if after.disputes == payment.disputes:
                return None
            await self._driver.drive(after)
        except PaymentChanged:
            return None  # somebody is at it
        except IntegrationError as error:
            return Found(Difference.NOT_COMPARED, f"{error.system}: {error.message}", payment.id)
        sentence = f"Its dispute is {DISPUTES[event.kind]}, and no report came."
        return Found(Difference.MENDED, sentence, payment.id, after.order_number)

    async def _payment_of(
        self, provider: PaymentProvider, ours: str | None, reference: Reference | None
    ) -> Payment | None:
        payment_id = PaymentId.read(ours or "")
        if payment_id is not None and (payment := await self._parts.ledger.find(payment_id)) is not None:
            return payment
        return None if reference is None else await self._parts.ledger.of_reference(provider.name, reference)

    async def _commerce(self, since: datetime) -> AsyncIterator[Found]:
        try:
            # What the Admin did while the money was being taken could not be followed then, and is not told twice.
            await self._watching.orders(since)
            async for order in self._parts.commerce.orders_by_method(self._parts.method, since):
                found = await self._order(order)
                if found is not None:
                    yield found
        except IntegrationError as error:
            yield Found(Difference.NOT_COMPARED, f"Commerce: {error.message}")

    async def _order(self, order: PlacedOrder) -> Found | None:
        payment = await self._parts.payment_of(order)
        if payment is None or payment.state in _NOT_PAID:
            return await self._unpaid(order)
        if payment.state in MONEY_KEPT and amount_of(order) != payment.amount:
            sentence = f"The order is of {order.grand_total} {order.currency}, paid was {payment.amount}."
            return Found(Difference.AMOUNT_DIFFERS, sentence, payment.id, order.number)
        return None

    async def _unpaid(self, order: PlacedOrder) -> Found | None:
        if order.state == ORDER_CANCELLED:
            return None
        if order.state == ORDER_HELD:
            return Found(Difference.ORDER_WITHOUT_PAYMENT, "It is held already.", None, order.number)
        try:
            await self._parts.commerce.hold(order.id)
        except IntegrationError as error:
            return Found(Difference.ORDER_WITHOUT_PAYMENT, f"It could not be held: {error.message}", None, order.number)
        return Found(Difference.ORDER_WITHOUT_PAYMENT, "It is held now.", None, order.number)

    async def _own(self) -> AsyncIterator[Found]:
        for payment in await self._parts.ledger.in_state(PaymentState.ATTENTION, _LOOKED_AT):
            history = await self._parts.ledger.history(PaymentId(payment.id))
            reason = history[-1].cause.reason if history else "nobody knows why"
            yield Found(Difference.NEEDS_ATTENTION, f"{reason}.", payment.id, payment.order_number)
        for payment in await self._parts.ledger.in_state(PaymentState.ORDERED, _LOOKED_AT):
            provider = self._parts.provider_of(payment)
            lapses = payment.created_at + provider.capabilities.authorisation_lasts
            if lapses - self._parts.clock() < _LAPSES_SOON:
                sentence = f"The money is held until about {lapses:%Y-%m-%d %H:%M}."
                yield Found(Difference.LAPSES_SOON, sentence, payment.id, payment.order_number)
