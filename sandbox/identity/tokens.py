"""The token endpoint and userinfo."""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote_plus

from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.identity.browsers import form_of
from sandbox.identity.clients import Client
from sandbox.identity.id_tokens import id_token, told_of
from sandbox.identity.struck import faults_of
from sandbox.identity.world import ACCESS_TOKEN_LIFETIME, Grant, World

_NO_STORE: Final = {"cache-control": "no-store"}


class Tokens:
    """Its handlers, for one provider."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def token(self, request: Request) -> Response:
        """A code becomes tokens, once (RFC 6749, section 4.1.3)."""
        form = await form_of(request)
        client = self._client(request, form)
        if client is None:
            return _error("invalid_client", 401, {"www-authenticate": "Basic"})
        if form.get("grant_type") != "authorization_code":
            return _error("unsupported_grant_type")
        # Whoever brings it, a code is spent by the attempt.
        grant = self._world.good(self._world.codes.pop(form.get("code", ""), None))
        if grant is None or not _belongs(grant, client, form):
            return _error("invalid_grant")
        access_token = self._world.access_token(grant)
        return JSONResponse(
            {
                "access_token": access_token,
                "token_type": "Bearer",
                "expires_in": int(ACCESS_TOKEN_LIFETIME.total_seconds()),
                "scope": " ".join(sorted(grant.request.scopes)),
                "id_token": id_token(self._world, grant, access_token, faults_of(request)),
            },
            headers=_NO_STORE,
        )

    async def userinfo(self, request: Request) -> Response:
        """What may be known about whoever the access token stands for (OpenID Connect Core 1.0, section 5.3)."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        grant = self._world.good(self._world.access_tokens.get(token)) if scheme.lower() == "bearer" else None
        if grant is None:
            return _error("invalid_token", 401, {"www-authenticate": 'Bearer error="invalid_token"'})
        told: dict[str, Any] = {"sub": grant.session.person.subject, **told_of(grant, faults_of(request))}
        return JSONResponse(told, headers=_NO_STORE)

    def _client(self, request: Request, form: Mapping[str, str]) -> Client | None:
        """Whoever proves to be one, in one of the two ways or, if public, by its name."""
        name, secret = _basic(request.headers.get("authorization")) or (
            form.get("client_id", ""),
            form.get("client_secret"),
        )
        client = self._world.client(name)
        return client if client is not None and client.is_proven_by(secret) else None


def _belongs(grant: Grant, client: Client, form: Mapping[str, str]) -> bool:
    """Whether this client began the sign-on, from this address, and knows its verifier."""
    challenge = create_s256_code_challenge(form.get("code_verifier", ""))
    return (
        grant.request.client == client
        and grant.request.redirect_uri == form.get("redirect_uri")
        and grant.request.code_challenge == challenge
    )


def _basic(header: str | None) -> tuple[str, str] | None:
    scheme, _, encoded = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return unquote_plus(name), unquote_plus(secret)


def _error(error: str, status: int = 400, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"error": error}, status, {**_NO_STORE, **(headers or {})})
