"""What the browser is sent with and comes back with, and what the token endpoint is told. Pure functions."""

import hmac
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote_plus, urlencode

import orjson
from authlib.common.urls import add_params_to_uri  # type: ignore[import-untyped]
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # type: ignore[import-untyped]
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]

from integrations.kit.errors import Forbidden, Invalid, Throttled, Unavailable
from integrations.kit.transport import HttpResponse
from integrations.sso.contract import Secrets, SignOnRefused, Wishes
from integrations.sso.oidc.metadata import SYSTEM, Metadata
from integrations.sso.oidc.settings import OidcSettings

_ERROR_CODE: Final = re.compile(r"[a-z_]{1,64}")
_OUR_FAULT: Final = frozenset({"invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_scope"})
_NOT_AN_OBJECT: Final = "The identity provider answered with something that is no JSON object."


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a code was worth. Neither is printed."""

    id_token: str = field(repr=False)
    access_token: str | None = field(repr=False)


def authorization_address(
    metadata: Metadata, settings: OidcSettings, redirect_uri: str, secrets: Secrets, wishes: Wishes
) -> str:
    """Where the browser goes to sign on (OpenID Connect Core 1.0, section 3.1.2.1; RFC 7636)."""
    return str(
        prepare_grant_uri(
            metadata.authorization_endpoint,
            client_id=settings.client_id,
            response_type="code",
            redirect_uri=redirect_uri,
            scope=list(settings.scopes),
            state=secrets.state,
            nonce=secrets.nonce,
            code_challenge=create_s256_code_challenge(secrets.code_verifier),
            code_challenge_method="S256",
            max_age=None if wishes.max_age is None else str(wishes.max_age),
            acr_values=" ".join(wishes.acr_values) or None,
            login_hint=wishes.login_hint,
            prompt=wishes.prompt,
        )
    )


def code_of(parameters: Mapping[str, str], metadata: Metadata) -> str:
    """The code in a callback, once it is clear that this provider sent it (RFC 9207).

    Raises `SignOnRefused` with the provider's own reason where it sent an error instead.
    """
    came_from = parameters.get("iss")
    if came_from is None and metadata.authorization_response_iss_parameter_supported:
        raise SignOnRefused("invalid_response", "The answer does not say which identity provider it comes from.")
    if came_from is not None and not same(came_from, metadata.issuer):
        raise SignOnRefused("invalid_response", "The answer comes from another identity provider than was asked.")
    if "error" in parameters:
        raise _refusal(parameters["error"])
    code = parameters.get("code")
    if not code:
        raise SignOnRefused("invalid_response", "The identity provider sent the shopper back without a code.")
    return code


def _refusal(error: str) -> SignOnRefused:
    reason = error if _ERROR_CODE.fullmatch(error) else "invalid_response"
    return SignOnRefused(reason, "The identity provider did not sign the shopper on.")


def same(one: str, other: str) -> bool:
    """Whether two texts are equal, in a time that does not tell how far they agree."""
    return hmac.compare_digest(one.encode(), other.encode())


def token_request(code: str, redirect_uri: str, code_verifier: str) -> dict[str, str]:
    """The form that turns a code into tokens."""
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": code_verifier,
    }


def basic(client_id: str, client_secret: str) -> str:
    """The `Authorization` header. Each part is form-encoded first (RFC 6749, section 2.3.1)."""
    pair = f"{quote_plus(client_id)}:{quote_plus(client_secret)}"
    return f"Basic {b64encode(pair.encode()).decode()}"


def form(fields: Mapping[str, str]) -> bytes:
    """As `application/x-www-form-urlencoded`."""
    return urlencode(fields).encode()


def content(response: HttpResponse) -> dict[str, Any]:
    """The JSON object of an answer with status 200. Raises a leaf of the tree for any other answer."""
    check_serving(response)
    if response.status != 200:
        raise Invalid(SYSTEM, f"The identity provider answered with status {response.status}.")
    decoded = _object(response)
    if decoded is None:
        raise Invalid(SYSTEM, _NOT_AN_OBJECT)
    return decoded


def check_serving(response: HttpResponse) -> None:
    """Raises `Unavailable` or `Throttled` where it says that it cannot serve now."""
    if response.status == 429:
        raise Throttled(SYSTEM, "The identity provider was asked too often.")
    if response.status >= 500:
        raise Unavailable(SYSTEM, f"The identity provider cannot serve (status {response.status}).", doubtful=True)


def tokens(response: HttpResponse) -> Tokens:
    """What the token endpoint gave (OpenID Connect Core 1.0, section 3.1.3.3).

    Raises `SignOnRefused` where it does not take the code, `Forbidden` where it does not take us.
    """
    if 400 <= response.status < 429:
        raise _token_refusal(_object(response) or {}, response.status)
    answer = content(response)
    id_token, access_token = answer.get("id_token"), answer.get("access_token")
    if not isinstance(id_token, str) or not id_token:
        raise SignOnRefused("invalid_response", "The identity provider sent no id_token.")
    if str(answer.get("token_type", "")).lower() != "bearer" or not isinstance(access_token, str):
        access_token = None
    return Tokens(id_token, access_token)


def _token_refusal(answer: Mapping[str, Any], status: int) -> SignOnRefused | Forbidden | Invalid:
    error = str(answer.get("error"))
    if error == "invalid_grant":
        return SignOnRefused("invalid_grant", "The identity provider does not take the code: it was used, or is old.")
    if error in _OUR_FAULT or status == 401:
        return Forbidden(
            SYSTEM, "The identity provider refuses us: client_id, secret or set-up are not as it has them."
        )
    return Invalid(SYSTEM, f"The identity provider did not understand how its code was redeemed (status {status}).")


def logout_address(metadata: Metadata, client_id: str, id_token: str, back_to: str) -> str | None:
    """Where the browser signs out (OpenID Connect RP-Initiated Logout 1.0)."""
    if metadata.end_session_endpoint is None:
        return None
    parameters = [("id_token_hint", id_token), ("post_logout_redirect_uri", back_to), ("client_id", client_id)]
    return str(add_params_to_uri(metadata.end_session_endpoint, parameters))


def _object(response: HttpResponse) -> dict[str, Any] | None:
    try:
        decoded = orjson.loads(response.body)
    except orjson.JSONDecodeError:
        return None
    return decoded if isinstance(decoded, dict) else None
