"""Commerce's half of the sign-on, connected: what of it must be opened and closed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from integrations.commerce import own_connection
from integrations.commerce.credentials import Clock, utc_now
from integrations.commerce.customers import CommerceCustomers
from integrations.commerce.graphql_carts import CartDocuments, CommerceCarts
from integrations.commerce.identity import CustomerDirectory, CustomerTokens, TokenExchange, Websites
from integrations.commerce.own_graphql import OwnGraphQL
from integrations.commerce.rest import RestClient
from integrations.commerce.rest_settlement import RestSettlement
from integrations.commerce.settings import CommerceSettings
from integrations.commerce.settlement import SettlementCommerce
from integrations.commerce.shopper_carts import ShopperCarts
from integrations.commerce.token_exchange.as_admin import AsAdminExchange
from integrations.commerce.token_exchange.external import ExternalExchange
from integrations.commerce.token_exchange.minting import Minting
from integrations.commerce.token_exchange.one_time_code import OneTimeCodeExchange
from integrations.commerce.token_exchange.password import PasswordTokens
from integrations.commerce.token_lifetime import Lifetime
from integrations.commerce.websites import StoreWebsites


@dataclass(frozen=True, slots=True)
class SignOnDocuments:
    """The GraphQL documents that are sent, one operation each; they are named after it.

    Variables: `$customer` (external), `$email` (as admin), `$email $code` (one-time code), `$email $password`.
    """

    exchange_external_customer_token: str
    generate_customer_token_as_admin: str
    exchange_otp_for_customer_token: str
    generate_customer_token: str
    customer_of_token: str
    revoke_customer_token: str
    website_of_store: str
    customer_cart: str
    cart_contents: str
    merge_carts: str
    add_product_to_cart: str


@dataclass(frozen=True, slots=True)
class CommerceSignOn:
    """What a sign-on needs of Commerce. `exchange` is None where only the shopper's password makes a token.

    `settlement` is here for a process that also signs on; `own_connection.connect_settlement` is for one that does not.
    `rest` is what everything else that goes in our own name is asked by.
    """

    customers: CustomerDirectory
    exchange: TokenExchange | None
    passwords: PasswordTokens
    tokens: CustomerTokens
    carts: ShopperCarts
    websites: Websites
    settlement: SettlementCommerce
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
    async with own_connection.connect(settings, now=now) as own:
        rest = own.rest
        graphql = OwnGraphQL(
            settings,
            transport=own.transport,
            credentials=own.credentials,
            breaker=own.breaker,
            surroundings=own.surroundings,
        )
        lifetime = Lifetime(settings.tokens.lifetime_seconds, settings.tokens.margin_seconds)
        minting = Minting(graphql, lifetime, documents.customer_of_token, now=now)
        exchange = _exchange(settings, documents, minting, rest)
        yield CommerceSignOn(
            customers=CommerceCustomers(rest, graphql, exchange, documents.revoke_customer_token),
            exchange=exchange,
            passwords=PasswordTokens(minting, documents.generate_customer_token),
            tokens=minting,
            carts=CommerceCarts(graphql, _cart_documents(documents)),
            websites=StoreWebsites(graphql, documents.website_of_store),
            settlement=RestSettlement(rest),
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
