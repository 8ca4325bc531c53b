"""Payments, put together out of settings, ledger, providers and Commerce: for the service and for the worker."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Final

from redis.asyncio import Redis

from bff.flows.payments.callbacks import Callbacks
from bff.flows.payments.cart_guarding import CartGuarding
from bff.flows.payments.driving import Driver
from bff.flows.payments.opening import Opening
from bff.flows.payments.operating import Operating
from bff.flows.payments.parts import PaymentParts, Times
from bff.flows.payments.payments import Payments, PaymentTries
from bff.flows.payments.reconciliation import Reconciliation
from bff.flows.payments.returning import Returning
from bff.flows.payments.watching import Watching
from bff.flows.sign_on.guests import Guests
from bff.session_assembly import return_addresses
from bff.settings import Settings
from bff.settings_payments import enabled_providers
from bff.settings_problems import SettingsError, variable_of
from bff.state import redis as redis_connection
from bff.state.key_ring import KeyRing
from bff.state.payments.inbox import Inbox
from bff.state.payments.ledger import Ledger
from bff.state.rate_limits import RateLimits
from bff.state.sessions import Sessions
from integrations.circumstances import Circumstances
from integrations.commerce.own_connection import connect_settlement
from integrations.commerce.payment_reference import paid_by
from integrations.commerce.settlement import SettlementCommerce
from integrations.payment.contract import CaptureMode, PaymentProvider
from integrations.registry import PAYMENT_PROVIDERS

_LEASE: Final = timedelta(seconds=60)


@asynccontextmanager
async def payments_of(settings: Settings, sessions: Redis) -> AsyncIterator[Payments | None]:
    """Payments for as long as the context lasts; None where no provider is switched on.

    Makes no request. Raises `SettingsError` for a provider that must not run here. What is under way at the end of the
    context is finished first.
    """
    enabled = enabled_providers(settings.payments)
    if not enabled or settings.ledger.url is None:
        yield None
        return
    async with AsyncExitStack() as stack:
        ledger = await stack.enter_async_context(
            redis_connection.connect(
                settings.ledger.url.get_secret_value(),
                connect_seconds=settings.ledger.connect_seconds,
                seconds=settings.ledger.seconds,
            )
        )
        commerce = await stack.enter_async_context(connect_settlement(settings.commerce))
        providers = await _opened(settings, stack)
        payments = _payments(settings, sessions, ledger, commerce, providers)
        stack.push_async_callback(payments.driver.under_way.end)
        yield payments


async def _opened(settings: Settings, stack: AsyncExitStack) -> Mapping[str, PaymentProvider]:
    opened: dict[str, PaymentProvider] = {}
    for name, own in enabled_providers(settings.payments).items():
        try:
            adapter = PAYMENT_PROVIDERS[name]
            opened[name] = await stack.enter_async_context(
                adapter.open(name, own, Circumstances(sandbox=settings.sandbox))
            )
        except ValueError as error:
            raise SettingsError([f"{variable_of(('payments', name))}: {error}"]) from error
    return opened


def _payments(
    settings: Settings,
    sessions: Redis,
    ledger_redis: Redis,
    commerce: SettlementCommerce,
    providers: Mapping[str, PaymentProvider],
) -> Payments:
    ring = KeyRing.of(settings.session)
    parts = _parts(settings, ledger_redis, commerce, providers)
    capture = CaptureMode.AUTOMATIC if settings.checkout.capture == "by_provider" else CaptureMode.MANUAL
    opening = Opening(parts, capture)
    driver = Driver(parts, opening)
    inbox = Inbox(ledger_redis, ring, attempts=settings.ledger.callback_attempts, lease=_LEASE)
    checkout = settings.checkout
    watching = Watching(parts, driver)
    return Payments(
        parts=parts,
        opening=opening,
        driver=driver,
        callbacks=Callbacks(parts, inbox, driver),
        returning=Returning(parts, driver, checkout.return_seconds),
        watching=watching,
        reconciliation=Reconciliation(parts, driver, watching),
        operating=Operating(parts, opening, driver, inbox),
        guarding=CartGuarding(parts),
        guests=Guests(Sessions(sessions, settings.session, ring)),
        tries=PaymentTries(RateLimits(sessions, ring), checkout.tries_per_session, checkout.tries_per_address),
        return_addresses=return_addresses(settings),
        methods=checkout.methods,
        address=settings.http.url or "",
    )


def _parts(
    settings: Settings, ledger: Redis, commerce: SettlementCommerce, providers: Mapping[str, PaymentProvider]
) -> PaymentParts:
    checkout, settlement = settings.checkout, settings.commerce.settlement
    assert settlement.method is not None, "the settings refuse payments without a method"
    return PaymentParts(
        ledger=Ledger(ledger, timedelta(days=settings.ledger.keep_days)),
        providers=providers,
        commerce=commerce,
        method=settlement.method,
        choice=partial(paid_by, settlement.method, settlement),
        capture_at_once=checkout.capture != "on_shipment",
        times=Times(
            to_pay=timedelta(seconds=checkout.seconds_to_pay),
            act=timedelta(seconds=checkout.act_seconds),
            commerce_longest=timedelta(seconds=settlement.longest_execution_seconds),
            look_again=timedelta(seconds=checkout.look_again_seconds),
        ),
    )
