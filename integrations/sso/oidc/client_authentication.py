"""How we prove to the token endpoint who we are (OpenID Connect Core 1.0, section 9)."""

from collections.abc import Mapping
from typing import Final

from authlib.oauth2.rfc7523.auth import private_key_jwt_sign  # type: ignore[import-untyped]
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from integrations.circumstances import Clock
from integrations.sso.oidc import wire
from integrations.sso.oidc.client import ClientAuthentication
from integrations.sso.oidc.settings import OidcSettings

_ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASSERTION_SECONDS: Final = 60
_KEY_TYPES: Final[Mapping[str, type[RSAKey] | type[ECKey] | type[OKPKey]]] = {
    "R": RSAKey,
    "P": RSAKey,
    "E": ECKey,
    "EdDSA": OKPKey,
}


def client_authentication(settings: OidcSettings, now: Clock) -> ClientAuthentication:
    """The configured way.

    Raises `OSError` where the private key cannot be read, `ValueError` where it is no key for the algorithm.
    """
    method = settings.token_endpoint_auth_method
    if method == "private_key_jwt":
        return _with_private_key(settings, _private_key(settings), now)
    secret = settings.client_secret.get_secret_value() if settings.client_secret else ""
    headers = {"authorization": wire.basic(settings.client_id, secret)} if method == "client_secret_basic" else {}
    fields = {} if method == "client_secret_basic" else {"client_id": settings.client_id}
    if method == "client_secret_post":
        fields["client_secret"] = secret

    def authenticated(form: Mapping[str, str], _: str) -> tuple[dict[str, str], dict[str, str]]:
        return {**form, **fields}, dict(headers)

    return authenticated


def _with_private_key(settings: OidcSettings, key: Key, now: Clock) -> ClientAuthentication:
    header = {"kid": settings.private_key_id} if settings.private_key_id else {}

    def authenticated(form: Mapping[str, str], endpoint: str) -> tuple[dict[str, str], dict[str, str]]:
        assertion = private_key_jwt_sign(
            key,
            settings.client_id,
            endpoint,
            alg=settings.private_key_algorithm,
            header=dict(header),
            issued_at=int(now().timestamp()),
            expires_in=_ASSERTION_SECONDS,
        )
        ours = {
            "client_id": settings.client_id,
            "client_assertion_type": _ASSERTION_TYPE,
            "client_assertion": assertion,
        }
        return {**form, **ours}, {}

    return authenticated


def _private_key(settings: OidcSettings) -> Key:
    assert settings.private_key_file is not None
    algorithm = settings.private_key_algorithm
    kind = _KEY_TYPES[algorithm if algorithm == "EdDSA" else algorithm[0]]
    try:
        key = kind.import_key(settings.private_key_file.read_bytes())
    except (JoseError, ValueError, TypeError):
        raise ValueError(f"private_key_file holds no private key (PEM) for {algorithm}.") from None
    if not key.is_private:
        raise ValueError("private_key_file holds a public key: give the private one.")
    return key
