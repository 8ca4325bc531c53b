"""How one OpenID Connect provider is reached and believed: `BFF_SIGN_ON__PROVIDERS__{NAME}__...`."""

import re
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator

from integrations.kit.address import base_address
from integrations.sso.oidc.addresses import is_loopback_http

_CONFIG: Final = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

Algorithm = Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures that only the provider can make. Neither `none` nor a signature with a shared secret is among them."""

AuthMethod = Literal["client_secret_basic", "client_secret_post", "private_key_jwt", "none"]


def _issuer(text: str) -> str:
    """As written, its closing slash included: a provider's tokens repeat the issuer letter by letter."""
    base_address(text)
    if text != text.strip():
        raise ValueError("It must not begin or end with a space.")
    if not text.startswith("https://") and not is_loopback_http(text):
        raise ValueError("It must begin with https://; http:// is taken for this machine alone, in sandbox mode.")
    if "/.well-known/" in text:
        raise ValueError("Leave /.well-known/... off: it is added.")
    return text


def _words(value: object) -> object:
    """A list may be written with commas or spaces."""
    return [word for word in re.split(r"[\s,]+", value) if word] if isinstance(value, str) else value


def _with_openid(scopes: tuple[str, ...]) -> tuple[str, ...]:
    if "openid" not in scopes:
        raise ValueError('"openid" must be among them: without it a provider sends no id_token.')
    return scopes


class ClaimNames(BaseModel):
    """Which claims say who the shopper is, where a provider has names of its own."""

    model_config = _CONFIG

    email: str = Field(default="email", min_length=1, description="The e-mail address.")
    email_verified: str = Field(
        default="email_verified",
        min_length=1,
        description='Whether the provider has verified it: true, or "true", "1" or 1 as some providers write it.',
    )
    given_name: str = Field(default="given_name", min_length=1, description="The first name.")
    family_name: str = Field(default="family_name", min_length=1, description="The last name.")


class OidcSettings(BaseModel):
    """One OpenID Connect provider, as set up for one shop."""

    model_config = _CONFIG

    issuer: Annotated[str, AfterValidator(_issuer)] = Field(
        description='The issuer identifier, exactly as the provider writes it: "https://login.shop.example/".'
    )
    client_id: str = Field(min_length=1, description="What the provider calls us.")
    client_secret: SecretStr | None = Field(default=None, description="The secret that goes with it.")
    token_endpoint_auth_method: AuthMethod = Field(
        default="client_secret_basic", description="How we prove to the provider who we are; `none`: by PKCE alone."
    )
    private_key_file: Path | None = Field(
        default=None, description="Our private key (PEM), for `private_key_jwt`. The provider has the public one."
    )
    private_key_id: str | None = Field(default=None, description="The `kid` under which the provider has it.")
    private_key_algorithm: Algorithm = Field(default="RS256", description="What we sign with.")
    scopes: Annotated[tuple[str, ...], BeforeValidator(_words), AfterValidator(_with_openid)] = Field(
        default=("openid", "profile", "email"), description="What we ask to know."
    )
    algorithms: Annotated[tuple[Algorithm, ...], BeforeValidator(_words)] = Field(
        default=("RS256", "PS256", "ES256", "EdDSA"), min_length=1, description="Signatures of tokens that are taken."
    )
    claims: ClaimNames = Field(default=ClaimNames(), description="Which claims say who the shopper is.")
    userinfo: Literal["when_needed", "never"] = Field(
        default="when_needed", description="Whether the userinfo endpoint is asked for claims that no id_token holds."
    )
    clock_skew_seconds: int = Field(
        default=60, ge=0, le=600, description="By how much the provider's clock may differ from ours."
    )
    logout_token_seconds: int = Field(
        default=600, ge=60, le=43_200, description="How old a back-channel logout may be."
    )
    seconds: float = Field(default=10, gt=0, description="Time budget of one step of a sign-on, in seconds.")
    connect_seconds: float = Field(
        default=3, gt=0, description="Longest time that one connection may take to come about."
    )
    breaker_failures: int = Field(
        default=10, ge=1, description="After so many steps in a row that it did not answer it is left alone."
    )
    breaker_open_seconds: float = Field(
        default=5, gt=0, description="For how long, before one step is let through as a trial."
    )
    connections: int = Field(default=32, ge=1, description="Most connections that one process keeps open.")
    keep_alive_seconds: float = Field(default=4, ge=0, description="How long an idle connection is kept.")
    answer_bytes: int = Field(default=1024 * 1024, ge=1024, description="Most bytes that an answer may hold.")
    discovery_seconds: float = Field(
        default=3600, gt=0, description="How long discovery and keys are kept before they are fetched again."
    )
    key_refetch_seconds: float = Field(
        default=30, ge=1, description="Shortest time between two fetches of the keys because of an unknown one."
    )
    ca_file: Path | None = Field(
        default=None, description="Certificate authorities (PEM) trusted instead of the machine's."
    )

    @model_validator(mode="after")
    def _can_prove_who_we_are(self) -> Self:
        method = self.token_endpoint_auth_method
        if method.startswith("client_secret") and not (self.client_secret and self.client_secret.get_secret_value()):
            raise ValueError(f"{method} needs client_secret.")
        if method == "private_key_jwt" and self.private_key_file is None:
            raise ValueError("private_key_jwt needs private_key_file.")
        return self
