"""The fake identity provider, as the contract has it."""

import secrets as random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]

from integrations.circumstances import Circumstances, SandboxOnly
from integrations.sso.contract import Identity, IdentityProvider, LogoutNotice, Secrets, SignOnRefused, Wishes
from integrations.sso.fake.papers import Papers
from integrations.sso.fake.settings import FakePerson, FakeSettings

_CODE_SECONDS: Final = 60
_LOGOUT_SECONDS: Final = 120
_ID_TOKEN_SECONDS: Final = 3600
_ACR: Final = "urn:fake:nobody-was-asked"


class FakeProvider:
    """See `IdentityProvider`. Raises `SandboxOnly` outside sandbox mode: it lets anybody in as anybody."""

    def __init__(self, name: str, settings: FakeSettings, circumstances: Circumstances) -> None:
        if not circumstances.sandbox:
            raise SandboxOnly(
                f"The identity provider {name!r} is a fake: it lets anybody in as anybody, and opens in sandbox mode "
                "only. Configure a real one (kind oidc)."
            )
        self._name = name
        self._settings = settings
        self._papers = Papers(settings.issuer, circumstances.now)
        self._used: set[str] = set()
        self._session = random.token_urlsafe(16)

    @property
    def name(self) -> str:
        """See `IdentityProvider.name`."""
        return self._name

    @property
    def issuer(self) -> str:
        """See `IdentityProvider.issuer`."""
        return self._settings.issuer

    async def begin(self, redirect_uri: str, secrets: Secrets, wishes: Wishes) -> str:
        """See `IdentityProvider.begin`: the way back, with a code, since nobody need be asked."""
        answer = {"state": secrets.state, "iss": self.issuer}
        if wishes.prompt == "none":
            return _address(redirect_uri, {**answer, "error": "login_required"})
        claims = {
            "jti": random.token_urlsafe(16),
            "sub": self._person(wishes.login_hint).subject,
            "nonce": secrets.nonce,
            "challenge": create_s256_code_challenge(secrets.code_verifier),
            "redirect_uri": redirect_uri,
        }
        return _address(redirect_uri, {**answer, "code": self._papers.sign("code", claims, seconds=_CODE_SECONDS)})

    async def finish(
        self, parameters: Mapping[str, str], redirect_uri: str, secrets: Secrets, wishes: Wishes
    ) -> Identity:
        """See `IdentityProvider.finish`."""
        if parameters.get("iss") != self.issuer:
            raise SignOnRefused("invalid_response", "The answer comes from another identity provider than was asked.")
        if "error" in parameters:
            raise SignOnRefused(parameters["error"], "The fake identity provider did not sign the shopper on.")
        code = self._papers.read("code", parameters.get("code", ""))
        self._check(code, redirect_uri, secrets)
        if wishes.acr_values and _ACR not in wishes.acr_values:
            raise SignOnRefused("unmet_authentication_requirements", "A fake cannot ask for a stronger proof.")
        self._used.add(code["jti"])
        return self._identity(self._known(code["sub"]), code)

    async def logout_address(self, id_token: str, back_to: str) -> str | None:
        """See `IdentityProvider.logout_address`: straight back, since nobody stays signed on here."""
        return back_to

    async def read_logout_token(self, token: str) -> LogoutNotice:
        """See `IdentityProvider.read_logout_token`."""
        claims = self._papers.read("logout+jwt", token)
        return LogoutNotice(
            issuer=self.issuer,
            token_id=claims["jti"],
            issued_at=datetime.fromtimestamp(claims["iat"], UTC),
            subject=claims.get("sub"),
            sid=claims.get("sid"),
        )

    def logout_token(self, *, subject: str | None = None, sid: str | None = None) -> str:
        """What it would send to say that somebody was signed out there; a fake sends nothing by itself."""
        said = {"jti": random.token_urlsafe(16), "sub": subject, "sid": sid}
        claims = {name: value for name, value in said.items() if value is not None}
        return self._papers.sign("logout+jwt", claims, seconds=_LOGOUT_SECONDS)

    def _check(self, code: Mapping[str, Any], redirect_uri: str, secrets: Secrets) -> None:
        if code["jti"] in self._used:
            raise SignOnRefused("invalid_grant", "The fake identity provider does not take the code: it was used.")
        if code["challenge"] != create_s256_code_challenge(secrets.code_verifier):
            raise SignOnRefused("invalid_grant", "The code belongs to another sign-on than the one that is finished.")
        if code["redirect_uri"] != redirect_uri:
            raise SignOnRefused("invalid_grant", "The code was sent to another address.")
        if code["nonce"] != secrets.nonce:
            raise SignOnRefused("invalid_token", "What came belongs to another sign-on than the one that is finished.")

    def _identity(self, person: FakePerson, code: Mapping[str, Any]) -> Identity:
        signed_on = datetime.fromtimestamp(code["iat"], UTC)
        claims = {**person.model_dump(exclude={"subject"}, exclude_none=True), "sub": person.subject, "acr": _ACR}
        return Identity(
            issuer=self.issuer,
            subject=person.subject,
            id_token=self._papers.sign("JWT", claims, seconds=_ID_TOKEN_SECONDS),
            email=person.email,
            email_verified=person.email is not None and person.email_verified,
            given_name=person.given_name,
            family_name=person.family_name,
            sid=f"{self._session}.{code['jti']}",
            authenticated_at=signed_on,
            issued_at=signed_on,
            acr=_ACR,
            claims=claims,
        )

    def _person(self, hint: str | None) -> FakePerson:
        hinted = (person for person in self._settings.people if hint and hint in (person.subject, person.email))
        return next(hinted, self._settings.people[0])

    def _known(self, subject: str) -> FakePerson:
        return next(person for person in self._settings.people if person.subject == subject)


@asynccontextmanager
async def open_fake_provider(
    name: str, settings: FakeSettings, circumstances: Circumstances
) -> AsyncIterator[IdentityProvider]:
    """The provider, for as long as the context lasts. See `integrations.registry.Adapter`."""
    yield FakeProvider(name, settings, circumstances)


def _address(redirect_uri: str, parameters: Mapping[str, str]) -> str:
    return f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{urlencode(parameters)}"
