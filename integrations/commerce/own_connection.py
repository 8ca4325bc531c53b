"""Commerce in our own name, connected: what every use of our own credentials shares."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from integrations.commerce import headers, wire
from integrations.commerce.credentials import (
    AdminCredentials,
    Clock,
    Credentials,
    IntegrationCredentials,
    NoCredentials,
    utc_now,
)
from integrations.commerce.oauth import SigningKeys
from integrations.commerce.rest import RestClient, admin_sign_in
from integrations.commerce.rest_settlement import RestSettlement
from integrations.commerce.settings import CommerceSettings, CredentialsSettings
from integrations.commerce.settlement import SettlementCommerce
from integrations.commerce.token_lifetime import Lifetime
from integrations.kit.circuit_breaker import BreakerOptions, CircuitBreaker
from integrations.kit.http import ExactHttpTransport
from integrations.kit.retry import Surroundings
from integrations.kit.transport import HttpTransport, TransportOptions, tls_context


@dataclass(frozen=True, slots=True)
class OwnConnection:
    """One set of connections, one breaker, one set of credentials; `rest` goes over them."""

    transport: HttpTransport
    credentials: Credentials
    breaker: CircuitBreaker
    surroundings: Surroundings
    rest: RestClient


@asynccontextmanager
async def connect(settings: CommerceSettings, *, now: Clock = utc_now) -> AsyncIterator[OwnConnection]:
    """For as long as the context lasts, over connections of its own.

    Makes no request: Commerce need not be up. Raises `OSError` if the file of certificate authorities cannot be read.
    """
    async with AsyncExitStack() as stack:
        transport = ExactHttpTransport(_options(settings))
        stack.push_async_callback(transport.aclose)
        clock = asyncio.get_running_loop().time
        breaker = CircuitBreaker(
            wire.SYSTEM, BreakerOptions(settings.breaker_failures, settings.breaker_open_seconds), clock
        )
        credentials = _credentials(settings, transport, breaker, now)
        if isinstance(credentials, AdminCredentials):
            stack.push_async_callback(credentials.aclose)
        surroundings = Surroundings(clock)
        rest = RestClient(
            settings, transport=transport, credentials=credentials, breaker=breaker, surroundings=surroundings
        )
        yield OwnConnection(transport, credentials, breaker, surroundings, rest)


@asynccontextmanager
async def connect_settlement(settings: CommerceSettings, *, now: Clock = utc_now) -> AsyncIterator[SettlementCommerce]:
    """What settlement asks of Commerce, for a process that needs nothing else of it. See `connect`."""
    async with connect(settings, now=now) as own:
        yield RestSettlement(own.rest)


def _credentials(
    settings: CommerceSettings, transport: HttpTransport, breaker: CircuitBreaker, now: Clock
) -> Credentials:
    given = settings.credentials
    match given.kind:
        case "integration":
            return IntegrationCredentials(_keys(given), now=now)
        case "admin":
            lifetime = Lifetime(given.admin_token_seconds, given.margin_seconds)
            return AdminCredentials(admin_sign_in(settings, transport, breaker), lifetime, now=now)
        case "none":
            return NoCredentials()


def _keys(given: CredentialsSettings) -> SigningKeys:
    parts = (given.consumer_key, given.consumer_secret, given.access_token, given.access_token_secret)
    return SigningKeys(*(part.get_secret_value() if part else "" for part in parts))


def _options(settings: CommerceSettings) -> TransportOptions:
    return TransportOptions(
        system=wire.SYSTEM,
        headers=headers.constant_headers(compression=settings.compression),
        connections=settings.mutation_connections,
        keep_alive=settings.keep_alive_seconds,
        connect_seconds=settings.connect_seconds,
        answer_bytes=settings.answer_bytes,
        tls=tls_context(settings.ca_file),
    )
