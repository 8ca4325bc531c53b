"""What the flows of payments share: the ledger, the providers, Commerce, and how long things may take."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bff.state.clock import Clock, now
from bff.state.payments.ledger import Ledger
from bff.state.payments.payment import Cause, CauseKind, Payment, PaymentId
from bff.state.payments.records import bucket_of
from bff.state.payments.states import Effect
from integrations.commerce.settlement import PaymentMethodChoice, PlacedOrder, SettlementCommerce
from integrations.kit.errors import NotFound
from integrations.payment.contract import PaymentProvider


@dataclass(frozen=True, slots=True)
class Times:
    """`to_pay`: how long a shopper may take. `act`: how long one act outside may take before another process looks.

    `commerce_longest` is Commerce's longest execution time: before it has passed, an order that is not there may come.
    `look_again` is the first pause after something could not be found out; each further one is twice as long.
    `outcome` is how long a provider may take to tell the outcome of an act that it took on.
    """

    to_pay: timedelta = timedelta(minutes=30)
    act: timedelta = timedelta(seconds=60)
    commerce_longest: timedelta = timedelta(seconds=300)
    look_again: timedelta = timedelta(seconds=5)
    outcome: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PaymentParts:
    """`method` is Commerce's for what is paid here; `choice` is that method with the provider's reference in it.

    `capture_at_once`: the money is taken with the order; otherwise when Commerce has shipped it.
    """

    ledger: Ledger
    providers: Mapping[str, PaymentProvider]
    commerce: SettlementCommerce
    method: str
    choice: Callable[[str], PaymentMethodChoice]
    capture_at_once: bool = True
    times: Times = field(default_factory=Times)
    most_orders_tried: int = 3
    clock: Clock = now

    def late_order_until(self, payment: Payment) -> datetime | None:
        """Until when an order may still come of a payment whose money is back; None where none was ever asked for."""
        if payment.last(Effect.ORDER) is None:
            return None
        return self.clock() + self.times.commerce_longest + self.times.act

    def provider(self, name: str) -> PaymentProvider:
        """Raises `NotFound` for one that is not configured (any more)."""
        try:
            return self.providers[name]
        except KeyError:
            raise NotFound("payment", "There is no such payment provider here.") from None

    async def payment_of(self, order: PlacedOrder) -> Payment | None:
        """The payment that an order was made for; None where nobody paid it here."""
        reference = order.reference or ""
        named = PaymentId.ending(bucket_of(order.quote_id), reference)
        if named is not None and (payment := await self.ledger.find(named)) is not None:
            return payment
        for name in self.providers if reference else ():
            if (payment := await self.ledger.of_reference(name, reference)) is not None:
                return payment
        return await self.ledger.of_quote(order.quote_id)

    def provider_of(self, payment: Payment) -> PaymentProvider:
        """Raises `NotFound`."""
        return self.provider(payment.provider)


ORDER_CANCELLED: Final = "canceled"
ORDER_HELD: Final = "holded"
"""Commerce's words for states of an order."""

_LONGEST_REFERENCE: Final = 32
"""What Commerce keeps of an order's reference."""


def own_reference(payment: Payment) -> str:
    """What an order is called after: the provider's reference, where Commerce can keep it, else ours."""
    if payment.reference is not None and len(payment.reference) <= _LONGEST_REFERENCE:
        return payment.reference
    return payment.order_reference


def because(kind: CauseKind, reason: str) -> Cause:
    """Why a payment moves."""
    return Cause(kind, reason)
