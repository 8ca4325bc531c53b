"""An OpenID Connect provider, as the contract has it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from integrations.circumstances import Clock
from integrations.kit.circuit_breaker import CircuitBreaker
from integrations.kit.errors import Timeout
from integrations.sso.contract import Identity, LogoutNotice, Secrets, Wishes
from integrations.sso.oidc import wire
from integrations.sso.oidc.claims import identity, lacks_something
from integrations.sso.oidc.client import ProviderClient
from integrations.sso.oidc.id_token import Expected, check_id_token, invalid_token
from integrations.sso.oidc.logout_token import read_logout_notice
from integrations.sso.oidc.metadata import SYSTEM
from integrations.sso.oidc.settings import OidcSettings
from integrations.sso.oidc.signatures import verified


class OidcProvider:
    """See `IdentityProvider`. Each call keeps to the time budget `seconds`, whatever it has to ask.

    A provider that does not answer again and again is left alone for a while: shoppers learn at once that it is down.
    """

    def __init__(
        self, name: str, settings: OidcSettings, client: ProviderClient, breaker: CircuitBreaker, now: Clock
    ) -> None:
        self._name = name
        self._settings = settings
        self._client = client
        self._breaker = breaker
        self._now = now

    @property
    def name(self) -> str:
        """See `IdentityProvider.name`."""
        return self._name

    @property
    def issuer(self) -> str:
        """See `IdentityProvider.issuer`."""
        return self._settings.issuer

    async def begin(self, redirect_uri: str, secrets: Secrets, wishes: Wishes) -> str:
        """See `IdentityProvider.begin`."""
        async with self._budget():
            metadata = await self._client.metadata()
        return wire.authorization_address(metadata, self._settings, redirect_uri, secrets, wishes)

    async def finish(
        self, parameters: Mapping[str, str], redirect_uri: str, secrets: Secrets, wishes: Wishes
    ) -> Identity:
        """See `IdentityProvider.finish`."""
        async with self._budget():
            code = wire.code_of(parameters, await self._client.metadata())
            tokens = await self._client.redeem(code, redirect_uri, secrets.code_verifier)
            claims = await self._believed(tokens, secrets.nonce, wishes)
            userinfo = await self._userinfo(tokens, claims)
        return identity(tokens.id_token, claims, userinfo, self._settings.claims)

    async def logout_address(self, id_token: str, back_to: str) -> str | None:
        """See `IdentityProvider.logout_address`."""
        async with self._budget():
            metadata = await self._client.metadata()
        return wire.logout_address(metadata, self._settings.client_id, id_token, back_to)

    async def read_logout_token(self, token: str) -> LogoutNotice:
        """See `IdentityProvider.read_logout_token`."""
        async with self._budget():
            signed = await verified(token, self._client, self._settings.algorithms)
        return read_logout_notice(signed, self._settings, self._now())

    async def _believed(self, tokens: wire.Tokens, nonce: str, wishes: Wishes) -> dict[str, Any]:
        signed = await verified(tokens.id_token, self._client, self._settings.algorithms)
        check_id_token(
            signed,
            Expected(
                issuer=self._settings.issuer,
                client_id=self._settings.client_id,
                nonce=nonce,
                wishes=wishes,
                access_token=tokens.access_token,
                now=self._now(),
                skew=self._settings.clock_skew_seconds,
            ),
        )
        return signed.claims

    async def _userinfo(self, tokens: wire.Tokens, claims: Mapping[str, Any]) -> Mapping[str, Any]:
        endpoint = (await self._client.metadata()).userinfo_endpoint
        if self._settings.userinfo == "never" or endpoint is None or tokens.access_token is None:
            return {}
        if not lacks_something(claims, self._settings.claims):
            return {}
        userinfo = await self._client.userinfo(endpoint, tokens.access_token)
        if userinfo.get("sub") != claims["sub"]:
            raise invalid_token("Its userinfo is about somebody else.")
        return userinfo

    @asynccontextmanager
    async def _budget(self) -> AsyncIterator[None]:
        with self._breaker.call():
            try:
                async with asyncio.timeout(self._settings.seconds):
                    yield
            except TimeoutError as error:
                raise Timeout(SYSTEM, "The identity provider did not answer in time.", doubtful=True) from error
