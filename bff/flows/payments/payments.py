"""All that shoppers, providers and the background process do with payments, as one value."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_plus

from bff.card_numbers import holds_card_number
from bff.flows.payments.callbacks import Callbacks
from bff.flows.payments.cart_guarding import CartGuarding
from bff.flows.payments.driving import Driver
from bff.flows.payments.opening import Opening, Started, Wish
from bff.flows.payments.operating import Operating
from bff.flows.payments.parts import PaymentParts
from bff.flows.payments.reconciliation import Reconciliation
from bff.flows.payments.returning import Returning
from bff.flows.payments.watching import Watching
from bff.flows.return_addresses import ReturnAddresses
from bff.flows.shopper import Shopper
from bff.flows.sign_on.guests import Guests
from bff.state.keys import digest
from bff.state.payments.payment import CartTaken, Payment, PaymentId, PaymentNotFound, PaymentSecret
from bff.state.payments.states import PaymentState
from bff.state.rate_limits import Limit, RateLimits
from integrations.kit.errors import Rejected
from integrations.payment.contract import NextAction

_HOUR: Final = 3_600
_LOOK_SECONDS: Final = 1.0
_LONGEST_KEY: Final = 200


@dataclass(frozen=True, slots=True)
class Option:
    """One way to pay that a shopper may choose."""

    provider: str
    method: str
    label: str


@dataclass(frozen=True, slots=True)
class PaymentTries:
    """How often a payment may be begun, against the testing of stolen cards. Raises `Throttled`."""

    limits: RateLimits
    per_session: int
    per_address: int

    async def count(self, owner: str, address: str | None) -> None:
        """One more payment of this session, from this network address where it is known."""
        await self.limits.count(Limit("payment", self.per_session, _HOUR), owner)
        if address is not None:
            await self.limits.count(Limit("payment", self.per_address, _HOUR), f"address {address}")


@dataclass(frozen=True, slots=True)
class Pay:
    """What a shopper asks for with `startPayment`."""

    cart_id: str
    provider: str
    method: str
    return_url: str | None
    idempotency_key: str


@dataclass(frozen=True, slots=True)
class Payments:
    """`address` is our own base address, to which providers send shoppers back."""

    parts: PaymentParts
    opening: Opening
    driver: Driver
    callbacks: Callbacks
    returning: Returning
    watching: Watching
    reconciliation: Reconciliation
    operating: Operating
    guarding: CartGuarding
    guests: Guests
    tries: PaymentTries
    return_addresses: ReturnAddresses
    methods: Mapping[str, Mapping[str, str]]
    address: str

    @property
    def options(self) -> tuple[Option, ...]:
        """What may be chosen."""
        return tuple(
            Option(provider, method, label)
            for provider in self.parts.providers
            for method, label in self.methods.get(provider, {"card": "Card"}).items()
        )

    async def start(self, asked: Pay, shopper: Shopper) -> Started:
        """Begin a payment for a cart that is the shopper's. See `Opening.start`."""
        if not any((each.provider, each.method) == (asked.provider, asked.method) for each in self.options):
            raise Rejected("payment", "There is no such way to pay here: ask paymentOptions.")
        if not asked.idempotency_key or len(asked.idempotency_key) > _LONGEST_KEY:
            raise Rejected("payment", f"An idempotency key has 1 to {_LONGEST_KEY} characters.")
        return_url = self.return_addresses.resolve(asked.return_url)
        if holds_card_number(unquote_plus(return_url)):
            raise Rejected("payment", "The address to go back to holds the number of a card. Never send us one.")
        is_new = shopper.session is None
        if not shopper.is_customer:
            await self.guests.remember_cart(shopper, asked.cart_id)
        owner = owner_of(shopper)
        await self.tries.count(owner, shopper.address)
        wish = Wish(
            cart_id=asked.cart_id,
            provider=asked.provider,
            method=asked.method,
            return_url=return_url,
            return_through=self._return_through(asked.provider),
            idempotency_key=asked.idempotency_key,
            owner=owner,
            store_code=shopper.store_code,
        )
        try:
            return await self.driver.under_way.finish(self._started(wish))
        except CartTaken as taken:
            known = PaymentId.read(taken.payment_id)
            payment = await self.parts.ledger.find(known) if known is not None else None
            if payment is not None and payment.belongs_to(owner):
                return await self.opening.earlier(payment, self._return_through(payment.provider))
            if is_new:
                # The same guest may have pressed twice: the browser keeps the cookie of the press that succeeded.
                await self.guests.take_back(shopper)
            raise

    def _return_through(self, provider: str) -> str:
        return f"{self.address}/payments/{provider}/return?attempt={{payment}}"

    async def _started(self, wish: Wish) -> Started:
        started = await self.opening.start(wish)
        return Started(await self.driver.drive(started.payment), started.secret, started.next_action)

    async def ordered_before(self, asked: Pay, shopper: Shopper) -> Payment | None:
        """The payment that made the order, where this is the same press again and there is no cart any more."""
        if shopper.session is None:
            return None
        begun = await self.parts.ledger.begun_before(owner_of(shopper), asked.cart_id, asked.idempotency_key)
        return begun if begun is not None and begun.order_number is not None else None

    async def of_shopper(self, payment_id: str, secret: str | None, shopper: Shopper) -> Payment:
        """A payment of the shopper's own session, or one whose secret they have. Raises `PaymentNotFound`."""
        known = PaymentId.read(payment_id)
        payment = await self.parts.ledger.find(known) if known is not None else None
        if payment is None:
            raise PaymentNotFound
        if secret is not None and payment.opens_with(PaymentSecret(secret)):
            return payment
        if shopper.session is not None and payment.belongs_to(owner_of(shopper)):
            return payment
        raise PaymentNotFound

    async def cancel(self, payment: Payment) -> Payment:
        """The shopper gives it up."""
        return await self.driver.drive(await self.driver.under_way.finish(self.opening.cancel(payment)))

    async def next_action(self, payment: Payment) -> NextAction:
        """What the shopper has to do now."""
        return await self.opening.next_action(payment)

    async def changes(self, payment: Payment) -> AsyncIterator[Payment]:
        """The payment as it is, and again each time it has changed, until nothing more is to come of it.

        One that needs somebody of the shop's is over for its shopper, too.
        """
        while True:
            yield payment
            if payment.is_final or payment.order_number is not None or payment.state is PaymentState.ATTENTION:
                return
            payment = await self._changed(payment)

    async def _changed(self, payment: Payment) -> Payment:
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            found = await self.parts.ledger.find(PaymentId(payment.id))
            if found is None:
                raise PaymentNotFound
            if found.version != payment.version:
                return found


def owner_of(shopper: Shopper) -> str:
    """A stand-in for the shopper's session that outlives its rotation. Raises `PaymentNotFound` without a session."""
    if shopper.session is None:
        raise PaymentNotFound
    return digest("payment-owner", shopper.session.device_handle)
