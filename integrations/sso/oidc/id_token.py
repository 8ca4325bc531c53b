"""What an id_token must hold to be believed (OpenID Connect Core 1.0, section 3.1.3.7). Pure functions."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwt import Token

from integrations.sso.contract import SignOnRefused, Wishes

_TYPES: Final = frozenset({"", "jwt"})
_LONGEST_SUBJECT: Final = 255
STEP_UP: Final = "unmet_authentication_requirements"
"""The reason where the shopper was signed on in another way than was asked for (OpenID Connect's own error code)."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What this token, of this sign-on, is measured by. Times are in seconds."""

    issuer: str
    client_id: str
    nonce: str
    wishes: Wishes
    access_token: str | None
    now: datetime
    skew: int


def check_id_token(token: Token, expected: Expected) -> None:
    """Raises `SignOnRefused` unless it was issued by this issuer, for us, for this sign-on, and is not over."""
    if str(token.header.get("typ", "")).lower() not in _TYPES:
        raise invalid_token("It is a token of another kind.")
    claims = CodeIDToken(
        token.claims,
        token.header,
        options={
            "iss": {"essential": True, "value": expected.issuer},
            "aud": {"essential": True, "value": expected.client_id},
            "nonce": {"essential": True, "value": expected.nonce},
        },
        params={
            "nonce": expected.nonce,
            "client_id": expected.client_id,
            "access_token": expected.access_token,
        },
    )
    try:
        claims.validate(now=int(expected.now.timestamp()), leeway=expected.skew)
    except ExpiredTokenError as error:
        raise invalid_token("It is over.") from error
    except (JoseError, ValueError, TypeError) as error:
        raise invalid_token(f"{error}.") from error
    _check_subject(token.claims["sub"])
    _check_authentication(token.claims, expected)


def moment(claim: object) -> datetime | None:
    """A NumericDate as a time, None for anything else."""
    if isinstance(claim, bool) or not isinstance(claim, int | float):
        return None
    try:
        return datetime.fromtimestamp(claim, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def invalid_token(message: str) -> SignOnRefused:
    """The refusal of a token; `message` says what is wrong with it, and nothing that it holds."""
    return SignOnRefused("invalid_token", f"What the identity provider sent is not believed. {message}")


def _check_subject(subject: str) -> None:
    if not 0 < len(subject) <= _LONGEST_SUBJECT:
        raise invalid_token("Its subject is empty or too long.")


def _check_authentication(claims: dict[str, Any], expected: Expected) -> None:
    authenticated_at = moment(claims.get("auth_time"))
    if authenticated_at is not None and _age(authenticated_at, expected.now) < -expected.skew:
        raise invalid_token("It says that the shopper will have signed on in the future.")
    most = expected.wishes.max_age
    if most is not None and (authenticated_at is None or _age(authenticated_at, expected.now) > most + expected.skew):
        raise SignOnRefused(STEP_UP, "The shopper has not signed on as recently as was asked for.")
    if expected.wishes.acr_values and claims.get("acr") not in expected.wishes.acr_values:
        raise SignOnRefused(STEP_UP, "The shopper was not signed on in the way that was asked for.")


def _age(then: datetime, now: datetime) -> float:
    return (now - then).total_seconds()
