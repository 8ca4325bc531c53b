"""What is said about somebody who has signed on, or out; and how it is said wrongly where a test wants that."""

from typing import Any, Final

from authlib.oidc.core.util import create_half_hash  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.jwk import OctKey

from sandbox.identity.clients import Client
from sandbox.identity.signing_keys import ALGORITHM, foreign_key, signed
from sandbox.identity.world import Grant, Session, World, unguessable

_LIFETIME: Final = 600
_LOGOUT_LIFETIME: Final = 120
_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"


def id_token(world: World, grant: Grant, access_token: str, faults: frozenset[str]) -> str:
    """OpenID Connect Core 1.0, section 2; with `sid` (Back-Channel Logout 1.0, section 2.1)."""
    now = int(world.clock().timestamp())
    claims: dict[str, Any] = {
        "iss": world.issuer,
        "sub": grant.session.person.subject,
        "aud": grant.request.client.client_id,
        "iat": now,
        "exp": now + _LIFETIME,
        "auth_time": int(grant.authenticated_at.timestamp()),
        "acr": grant.acr,
        "sid": grant.session.sid,
        "at_hash": create_half_hash(access_token, ALGORITHM).decode(),
        **told_of(grant, faults),
    }
    if grant.request.nonce is not None:
        claims["nonce"] = grant.request.nonce
    return _signed(world, {**claims, **_wrong(now, faults)}, grant.request.client, faults)


def told_of(grant: Grant, faults: frozenset[str]) -> dict[str, Any]:
    """The claims about the person, in an id_token as in userinfo."""
    told = grant.session.person.claims(grant.request.scopes)
    if "unverified_email" in faults and "email" in told:
        told["email_verified"] = False
    if "no_email" in faults:
        told = {name: value for name, value in told.items() if not name.startswith("email")}
    return told


def logout_token(world: World, client: Client, session: Session) -> str:
    """OpenID Connect Back-Channel Logout 1.0, section 2.4."""
    now = int(world.clock().timestamp())
    claims = {
        "iss": world.issuer,
        "sub": session.person.subject,
        "aud": client.client_id,
        "iat": now,
        "exp": now + _LOGOUT_LIFETIME,
        "jti": unguessable(),
        "sid": session.sid,
        "events": {_EVENT: {}},
    }
    return world.keys.sign(claims, kind="logout+jwt")


def _wrong(now: int, faults: frozenset[str]) -> dict[str, Any]:
    lies: dict[str, dict[str, Any]] = {
        "wrong_nonce": {"nonce": unguessable()},
        "wrong_issuer": {"iss": "https://another.invalid"},
        "wrong_audience": {"aud": "somebody-else"},
        "expired_token": {"iat": now - 2 * 86_400, "exp": now - 86_400},
    }
    return {name: value for fault in sorted(faults & set(lies)) for name, value in lies[fault].items()}


def _signed(world: World, claims: dict[str, Any], client: Client, faults: frozenset[str]) -> str:
    if "unknown_key" in faults:
        return signed(claims, foreign_key())
    if "shared_secret" in faults:
        key = OctKey.import_key((client.client_secret or "no secret").encode().ljust(32, b"."))
        return jwt.encode({"alg": "HS256"}, claims, key)
    return world.keys.sign(claims)
