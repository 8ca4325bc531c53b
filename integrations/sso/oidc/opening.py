"""An OpenID Connect provider, opened and closed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from integrations.circumstances import Circumstances, SandboxOnly
from integrations.kit.circuit_breaker import BreakerOptions, CircuitBreaker
from integrations.kit.http import ExactHttpTransport
from integrations.kit.retry import Surroundings
from integrations.kit.transport import TransportOptions, tls_context
from integrations.sso.contract import IdentityProvider
from integrations.sso.oidc.adapter import OidcProvider
from integrations.sso.oidc.addresses import is_loopback_http
from integrations.sso.oidc.client import ProviderClient
from integrations.sso.oidc.client_authentication import client_authentication
from integrations.sso.oidc.metadata import SYSTEM
from integrations.sso.oidc.settings import OidcSettings

_CALLED: Final = "The identity provider"
_HEADERS: Final = {"accept": "application/json", "accept-encoding": "identity", "user-agent": "storefront-bff"}


@asynccontextmanager
async def open_oidc_provider(
    name: str, settings: OidcSettings, circumstances: Circumstances
) -> AsyncIterator[IdentityProvider]:
    """The provider, for as long as the context lasts, over connections of its own. See `integrations.registry.Adapter`.

    Plain http to this machine is taken in sandbox mode alone, for the issuer and for all that discovery names.
    """
    if is_loopback_http(settings.issuer) and not circumstances.sandbox:
        raise SandboxOnly(
            f"The issuer of the identity provider {name!r} must begin with https:// outside sandbox mode."
        )
    transport = ExactHttpTransport(_options(settings))
    clock = asyncio.get_running_loop().time
    try:
        client = ProviderClient(
            settings,
            transport=transport,
            authentication=client_authentication(settings, circumstances.now),
            surroundings=Surroundings(clock),
            sandbox=circumstances.sandbox,
        )
        patience = BreakerOptions(settings.breaker_failures, settings.breaker_open_seconds)
        breaker = CircuitBreaker(SYSTEM, patience, clock, called=_CALLED)
        yield OidcProvider(name, settings, client, breaker, circumstances.now)
    finally:
        await transport.aclose()


def _options(settings: OidcSettings) -> TransportOptions:
    return TransportOptions(
        system=SYSTEM,
        called=_CALLED,
        headers=_HEADERS,
        connections=settings.connections,
        keep_alive=settings.keep_alive_seconds,
        connect_seconds=settings.connect_seconds,
        answer_bytes=settings.answer_bytes,
        tls=tls_context(settings.ca_file),
    )
