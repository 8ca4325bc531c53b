"""Paying: what a shopper may choose, how a payment goes on, and what became of it."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Annotated

import strawberry

from bff.flows.payments.opening import Started
from bff.flows.payments.payments import Pay, Payments
from bff.flows.payments.problems import next_step
from bff.schema.context import Info
from bff.state.payments.payment import Payment as PaymentOfLedger
from bff.state.payments.states import MAY_BE_GIVEN_UP, PaymentState
from integrations.payment.contract import ConfirmOnClient, NextAction, Redirect
from integrations.payment.declines import NextStep
from integrations.payment.money import Money as MoneyOfPayment

strawberry.enum(
    PaymentState, name="PaymentStatus", description="Where a payment stands: docs/payments.md shows the ways."
)
strawberry.enum(NextStep, name="PaymentNextStep", description="What to offer the shopper next.")


@strawberry.type(name="PaymentAmount", description="An amount of money.")
class Amount:
    """In major units for people, in minor units for programs."""

    value: str = strawberry.field(description='In major units, with all decimals of the currency: "12.50".')
    minor_units: int = strawberry.field(description="In the currency's smallest units.")
    currency: str = strawberry.field(description="ISO 4217.")


@strawberry.type(name="PaymentRedirect", description="Send the browser there.")
class RedirectAction:
    """A page of the provider's."""

    url: str


@strawberry.type(name="PaymentKeyValue", description="One entry of what a provider's script is started with.")
class KeyValue:
    """A name and a value."""

    name: str
    value: str


@strawberry.type(name="PaymentConfirmation", description="Start the provider's script in the browser with this.")
class ConfirmAction:
    """For this shopper's eyes alone."""

    public_key: str
    client_secret: str
    session: list[KeyValue]


PaymentAction = Annotated[RedirectAction | ConfirmAction, strawberry.union("PaymentAction")]


@strawberry.type(name="PaymentOrder", description="The order that was paid.")
class Order:
    """Asked for with Commerce's own `customer { orders }` or `guestOrder`."""

    number: str


@strawberry.type(name="PaymentError", description="What went wrong, and what to do next.")
class PaymentError:
    """`message` may be shown to the shopper."""

    code: str
    message: str
    next_step: NextStep | None = strawberry.field(description="Null where the shop has to look into it.")


@strawberry.type(name="PaymentAlreadyOpen", description="Nothing was begun: this payment has the cart.")
class AlreadyOpen:
    """What the shopper who began it may do with it now."""

    can_go_on: bool = strawberry.field(description="With `nextAction`, as if it had just been begun.")
    can_be_cancelled: bool = strawberry.field(description="With `cancelPayment(id)`: then another can be begun.")


@strawberry.type(name="Payment", description="One attempt to pay for one cart.")
class Payment:
    """Fields are of the moment in which it was read."""

    kept: strawberry.Private[PaymentOfLedger]
    told: strawberry.Private[NextAction | None] = None

    id: strawberry.ID
    secret: str | None = strawberry.field(
        default=None, description="Opens this payment without its session. Told once, when it is begun."
    )
    already_open: AlreadyOpen | None = strawberry.field(
        default=None,
        description="Told by `startPayment` alone, where an earlier payment of the same shopper's has the cart.",
    )

    @strawberry.field(description="Where it stands.")
    def status(self) -> PaymentState:
        """Its state in the ledger."""
        return self.kept.state

    @strawberry.field(description="What is to be paid, by Commerce's word.")
    def amount(self) -> Amount:
        """The cart's grand total."""
        return _amount(self.kept.amount)

    @strawberry.field(description="What the shopper has to do now; null where there is nothing.")
    async def next_action(self, info: Info) -> PaymentAction | None:
        """From the provider: secrets are kept nowhere."""
        told = self.told if self.told is not None else await info.context.payments.next_action(self.kept)
        return _action(told)

    @strawberry.field(description="The order, once there is one.")
    def order(self) -> Order | None:
        """The order's number."""
        return Order(number=self.kept.order_number) if self.kept.order_number else None

    @strawberry.field(description="What went wrong, if anything did.")
    def error(self) -> PaymentError | None:
        """The problem of the moment."""
        problem = self.kept.problem
        if problem is None:
            return None
        return PaymentError(code=problem.code, message=problem.message, next_step=next_step(problem))


@strawberry.type(name="PaymentOption", description="A way to pay that is settled by this service.")
class PaymentOption:
    """Give both to `startPayment`."""

    provider: str
    method: str
    label: str


@strawberry.input(name="StartPaymentInput", description="What to pay, and how.")
class StartPaymentInput:
    """Amount and currency are Commerce's to say."""

    cart_id: strawberry.ID
    provider: str
    method: str
    return_url: str | None = strawberry.field(
        default=None, description="A path of the storefront's, or an address of one of its origins."
    )
    idempotency_key: str = strawberry.field(
        description="One for each press of the button: the same again gives the same payment."
    )


@strawberry.type(name="Query", extend=True)
class PaymentQuery:
    """What may be known of payments."""

    @strawberry.field(description="How this cart may be paid here; empty where there is nothing to pay here.")
    async def payment_options(self, info: Info, cart_id: strawberry.ID) -> list[PaymentOption]:
        """The ways to pay that are configured."""
        if not info.context.has_payments:
            return []
        await info.context.check_cart(cart_id)
        options = info.context.payments.options
        return [PaymentOption(provider=each.provider, method=each.method, label=each.label) for each in options]

    @strawberry.field(description="A payment of this session, or one whose secret is given.")
    async def payment(self, info: Info, id: strawberry.ID, secret: str | None = None) -> Payment:  # noqa: A002
        """The payment as it stands."""
        return _told(await _payments(info).of_shopper(id, secret, info.context.shopper))


@strawberry.type(name="Mutation", extend=True)
class PaymentMutation:
    """Beginning a payment, and giving one up."""

    @strawberry.mutation(description="Begin to pay for a cart. The shopper goes on with `nextAction`.")
    async def start_payment(self, info: Info, input: StartPaymentInput) -> Payment:  # noqa: A002
        """Begin a payment."""
        asked = Pay(input.cart_id, input.provider, input.method, input.return_url, input.idempotency_key)
        if (ordered := await _payments(info).ordered_before(asked, info.context.shopper)) is not None:
            return _told(ordered)
        await info.context.check_cart(input.cart_id)
        started = await _payments(info).start(asked, info.context.shopper)
        return _begun(started)

    @strawberry.mutation(description="Give up a payment. One that was made all the same goes back.")
    async def cancel_payment(self, info: Info, id: strawberry.ID, secret: str | None = None) -> Payment:  # noqa: A002
        """Give up a payment."""
        payments = _payments(info)
        return _told(await payments.cancel(await payments.of_shopper(id, secret, info.context.shopper)))


@strawberry.type(name="Subscription", extend=True)
class PaymentSubscription:
    """How a payment goes on."""

    @strawberry.subscription(description="A payment as it is, and again whenever it has changed, until it is over.")
    async def payment_changed(
        self,
        info: Info,
        id: strawberry.ID,  # noqa: A002
        secret: str | None = None,
    ) -> AsyncGenerator[Payment, None]:
        """The payment, each time it changes."""
        payments = _payments(info)
        changes: AsyncIterator[PaymentOfLedger] = payments.changes(
            await payments.of_shopper(id, secret, info.context.shopper)
        )
        async for payment in changes:
            yield _told(payment)


def _payments(info: Info) -> Payments:
    return info.context.payments


def _told(payment: PaymentOfLedger, secret: str | None = None, action: NextAction | None = None) -> Payment:
    return Payment(kept=payment, told=action, id=strawberry.ID(payment.id), secret=secret)


def _begun(started: Started) -> Payment:
    payment = _told(started.payment, started.secret.text if started.secret else None, started.next_action)
    if started.is_earlier:
        state = started.payment.state
        payment.already_open = AlreadyOpen(
            can_go_on=state is PaymentState.ACTION_REQUIRED, can_be_cancelled=state in MAY_BE_GIVEN_UP
        )
    return payment


def _amount(amount: MoneyOfPayment) -> Amount:
    return Amount(value=str(amount.major), minor_units=amount.minor, currency=amount.currency)


def _action(action: NextAction) -> RedirectAction | ConfirmAction | None:
    match action:
        case Redirect(url=url):
            return RedirectAction(url=url)
        case ConfirmOnClient(public_key=public_key, client_secret=client_secret, session=session):
            entries = [KeyValue(name=name, value=value) for name, value in session.items()]
            return ConfirmAction(public_key=public_key, client_secret=client_secret, session=entries)
    return None
