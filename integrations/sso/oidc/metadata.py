"""What a provider's discovery document says (OpenID Connect Discovery 1.0, RFC 8414, RFC 9207). Pure functions."""

from typing import Final

from authlib.oidc.discovery import get_well_known_url  # type: ignore[import-untyped]
from pydantic import BaseModel, ConfigDict, ValidationError

from integrations.kit.errors import Invalid
from integrations.sso.oidc.addresses import may_be_used

SYSTEM: Final = "sso"
_ENDPOINTS: Final = (
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "userinfo_endpoint",
    "end_session_endpoint",
)


class Metadata(BaseModel):
    """The part of it that is used."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    end_session_endpoint: str | None = None
    code_challenge_methods_supported: tuple[str, ...] | None = None
    authorization_response_iss_parameter_supported: bool = False


def discovery_address(issuer: str) -> str:
    """Where an issuer's discovery document lies."""
    return str(get_well_known_url(issuer, external=True))


def read_metadata(body: bytes, issuer: str, *, sandbox: bool) -> Metadata:
    """The document, if it is the issuer's own and every address in it may be used. Raises `Invalid` otherwise."""
    try:
        metadata = Metadata.model_validate_json(body)
    except ValidationError as error:
        fields = sorted({str(details["loc"][0]) for details in error.errors() if details["loc"]})
        about = f": {', '.join(fields)}" if fields else ""
        raise Invalid(SYSTEM, f"The identity provider's discovery document was not understood{about}.") from None
    if metadata.issuer != issuer:
        raise Invalid(SYSTEM, "The identity provider's discovery document is another issuer's than the configured one.")
    for name in _ENDPOINTS:
        address = getattr(metadata, name)
        if address is not None and not may_be_used(address, sandbox=sandbox):
            raise Invalid(SYSTEM, f"The identity provider's discovery document names a {name} that is not https.")
    methods = metadata.code_challenge_methods_supported
    if methods is not None and "S256" not in methods:
        raise Invalid(SYSTEM, "The identity provider does not offer PKCE with S256.")
    return metadata
