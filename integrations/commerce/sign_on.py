"""Commerce's half of the sign-on, connected: what of it must be opened and closed."""

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
from integrations.commerce.customers import CommerceCustomers
from integrations.commerce.graphql_carts import CartDocuments, CommerceCarts
from integrations.commerce.identity import CustomerDirectory, TokenExchange
from integrations.commerce.oauth import SigningKeys
from integrations.commerce.own_graphql import OwnGraphQL
from integrations.commerce.rest import RestClient, admin_sign_in
from integrations.commerce.settings import CommerceSettings, CredentialsSettings
from integrations.commerce.shopper_carts import ShopperCarts
from integrations.commerce.token_exchange.as_admin import AsAdminExchange
from integrations.commerce.token_exchange.external import ExternalExchange
from integrations.commerce.token_exchange.minting import Minting
from integrations.commerce.token_exchange.one_time_code import OneTimeCodeExchange
from integrations.commerce.token_exchange.password import PasswordTokens
from integrations.commerce.token_lifetime import Lifetime
from integrations.kit.circuit_breaker import BreakerOptions, CircuitBreaker
from integrations.kit.http import ExactHttpTransport
from integrations.kit.retry import Surroundings
from integrations.kit.transport import HttpTransport, TransportOptions, tls_context


@dataclass(frozen=True, slots=True)
class SignOnDocuments:
    """The GraphQL documents that are sent, one operation each; they are named after it.

    Variables: `$customer` (external), `$email` (as admin), `$email $code` (one-time code), `$email $password`; those of
    the carts are told by `CartDocuments`.
    """

    exchange_external_customer_token: str
    generate_customer_token_as_admin: str
    exchange_otp_for_customer_token: str
    generate_customer_token: str
    customer_of_token: str
    revoke_customer_token: str
    customer_cart: str
    cart_contents: str
    merge_carts: str
    add_product_to_cart: str


@dataclass(frozen=True, slots=True)
class CommerceSignOn:
    """What a sign-on needs of Commerce. `exchange` is None where only the shopper's password makes a token.

    `carts` go with the shopper's token or none. `rest` is what everything else that goes in our own name is asked by.
    """

    customers: CustomerDirectory
    exchange: TokenExchange | None
    passwords: PasswordTokens
    carts: ShopperCarts
    rest: RestClient

    async def check(self) -> None:
        """Whether the connected Commerce would take the configured strategy, for `bff doctor`. See `TokenExchange`."""
        await (self.exchange or self.passwords).check()


@asynccontextmanager
async def connect(
    settings: CommerceSettings, documents: SignOnDocuments, *, now: Clock = utc_now
) -> AsyncIterator[CommerceSignOn]:
    """Commerce's half of the sign-on, for as long as the context lasts, over connections of its own.

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
        graphql = OwnGraphQL(
            settings, transport=transport, credentials=credentials, breaker=breaker, surroundings=surroundings
        )
        lifetime = Lifetime(settings.tokens.lifetime_seconds, settings.tokens.margin_seconds)
        minting = Minting(graphql, lifetime, documents.customer_of_token, now=now)
        exchange = _exchange(settings, documents, minting, rest)
        yield CommerceSignOn(
            customers=CommerceCustomers(rest, graphql, exchange, documents.revoke_customer_token),
            exchange=exchange,
            passwords=PasswordTokens(minting, documents.generate_customer_token),
            carts=CommerceCarts(graphql, _cart_documents(documents)),
            rest=rest,
        )


def _cart_documents(documents: SignOnDocuments) -> CartDocuments:
    return CartDocuments(
        customer_cart=documents.customer_cart,
        cart_contents=documents.cart_contents,
        merge_carts=documents.merge_carts,
        add_product_to_cart=documents.add_product_to_cart,
    )


def _exchange(
    settings: CommerceSettings, documents: SignOnDocuments, minting: Minting, rest: RestClient
) -> TokenExchange | None:
    match settings.tokens.strategy:
        case "external":
            return ExternalExchange(minting, rest, documents.exchange_external_customer_token)
        case "as_admin":
            return AsAdminExchange(minting, documents.generate_customer_token_as_admin)
        case "otp":
            reason = settings.tokens.reason
            return OneTimeCodeExchange(minting, rest, documents.exchange_otp_for_customer_token, reason)
        case "password":
            return None


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
