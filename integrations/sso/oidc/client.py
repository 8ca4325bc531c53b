"""Asks one provider: discovery, keys, the token endpoint, userinfo."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from joserfc.jwk import KeySet

from integrations.kit.retry import RetryOptions, Surroundings, ask
from integrations.kit.transport import HttpRequest, HttpResponse, HttpTransport
from integrations.sso.oidc import wire
from integrations.sso.oidc.cached import Cached
from integrations.sso.oidc.key_set import read_keys
from integrations.sso.oidc.metadata import Metadata, discovery_address, read_metadata
from integrations.sso.oidc.settings import OidcSettings

_READING: Final = RetryOptions(attempts=2, first_wait=0.1, longest_wait=0.5)

ClientAuthentication = Callable[[Mapping[str, str], str], tuple[dict[str, str], dict[str, str]]]
"""From a form and the token endpoint's address: the form, and headers, that also say who we are."""


class ProviderClient:
    """Discovery and keys are kept; reading is tried again once, redeeming a code never: a code is good once.

    All raise a leaf of the tree; what they return is not verified yet, but for discovery.
    """

    def __init__(
        self,
        settings: OidcSettings,
        *,
        transport: HttpTransport,
        authentication: ClientAuthentication,
        surroundings: Surroundings,
        sandbox: bool,
    ) -> None:
        self._settings = settings
        self._transport = transport
        self._authentication = authentication
        self._surroundings = surroundings
        self._sandbox = sandbox
        kept = settings.discovery_seconds
        self._metadata = Cached(self._discover, seconds=kept, clock=surroundings.clock)
        self._keys = Cached(self._fetch_keys, seconds=kept, clock=surroundings.clock)

    async def metadata(self) -> Metadata:
        """What discovery says."""
        return await self._metadata.get()

    async def keys(self) -> KeySet:
        """The provider's keys, as far as known."""
        return await self._keys.get()

    async def newer_keys(self, than: KeySet) -> KeySet | None:
        """Those after `than`, after a rotation; None where they were asked for a moment ago."""
        return await self._keys.newer(than, not_sooner_than=self._settings.key_refetch_seconds)

    async def redeem(self, code: str, redirect_uri: str, code_verifier: str) -> wire.Tokens:
        """What the code is worth. Raises `SignOnRefused` where the provider does not take it."""
        endpoint = (await self.metadata()).token_endpoint
        fields, headers = self._authentication(wire.token_request(code, redirect_uri, code_verifier), endpoint)
        headers["content-type"] = "application/x-www-form-urlencoded"
        request = HttpRequest("POST", endpoint, headers, wire.form(fields))
        return wire.tokens(await self._transport.send(request, seconds=self._settings.seconds))

    async def userinfo(self, endpoint: str, access_token: str) -> dict[str, Any]:
        """What the provider says about the shopper whose token it is."""
        return wire.content(await self._read(endpoint, {"authorization": f"Bearer {access_token}"}))

    async def _discover(self) -> Metadata:
        response = await self._read(discovery_address(self._settings.issuer))
        wire.content(response)
        return read_metadata(response.body, self._settings.issuer, sandbox=self._sandbox)

    async def _fetch_keys(self) -> KeySet:
        return read_keys(wire.content(await self._read((await self.metadata()).jwks_uri)))

    async def _read(self, url: str, headers: Mapping[str, str] | None = None) -> HttpResponse:
        async def attempt(left: float) -> HttpResponse:
            response = await self._transport.send(HttpRequest("GET", url, headers or {}), seconds=left)
            wire.check_serving(response)
            return response

        return await ask(attempt, seconds=self._settings.seconds, options=_READING, surroundings=self._surroundings)
