"""What a logout token must hold to be believed (OpenID Connect Back-Channel Logout 1.0, section 2.6).

Pure functions.
"""

from datetime import datetime
from typing import Any, Final

from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwt import JWTClaimsRegistry, Token

from integrations.sso.contract import LogoutNotice
from integrations.sso.oidc.id_token import invalid_token, moment
from integrations.sso.oidc.settings import OidcSettings

EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
_TYPES: Final = frozenset({"", "jwt", "logout+jwt", "application/logout+jwt"})
"""Explicit typing is recommended only, so plain tokens are taken: their `events` tells them from all others."""


def read_logout_notice(token: Token, settings: OidcSettings, now: datetime) -> LogoutNotice:
    """What it says. Raises `SignOnRefused` unless it is this issuer's, for us, fresh, and a logout token.

    Whether it has been carried out before is for the caller to remember, by `token_id`.
    """
    if str(token.header.get("typ", "")).lower() not in _TYPES:
        raise invalid_token("It is a token of another kind.")
    claims = token.claims
    _check_registered(claims, settings, now)
    _check_events(claims)
    return LogoutNotice(
        issuer=claims["iss"],
        token_id=claims["jti"],
        issued_at=_issued(claims, settings, now),
        subject=_text(claims, "sub"),
        sid=_text(claims, "sid"),
    )


def _check_registered(claims: dict[str, Any], settings: OidcSettings, now: datetime) -> None:
    registry = JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=settings.clock_skew_seconds,
        iss={"essential": True, "value": settings.issuer},
        aud={"essential": True, "value": settings.client_id},
        iat={"essential": True},
        jti={"essential": True},
    )
    try:
        registry.validate(claims)
    except ExpiredTokenError as error:
        raise invalid_token("It is over.") from error
    except (JoseError, ValueError, TypeError) as error:
        raise invalid_token(f"{error}.") from error


def _check_events(claims: dict[str, Any]) -> None:
    if "nonce" in claims:
        raise invalid_token("A logout token holds no nonce: this is a token of another kind.")
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
        raise invalid_token("It does not say that it is a logout.")
    if not (_text(claims, "sub") or _text(claims, "sid")):
        raise invalid_token("It does not say who was signed out.")


def _issued(claims: dict[str, Any], settings: OidcSettings, now: datetime) -> datetime:
    issued_at = moment(claims["iat"])
    oldest = settings.logout_token_seconds + settings.clock_skew_seconds
    if issued_at is None or (now - issued_at).total_seconds() > oldest:
        raise invalid_token("It is older than a logout may be.")
    return issued_at


def _text(claims: dict[str, Any], name: str) -> str | None:
    value = claims.get(name)
    if value is None or (isinstance(value, str) and value):
        return value
    raise invalid_token(f"Its {name} is no text.")
