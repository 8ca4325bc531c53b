"""A provider that says what a test wants, well or badly signed."""

import asyncio
import hmac
import secrets as random
import time
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import orjson
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt
from joserfc.jwk import Key, OctKey, RSAKey
from joserfc.jws import JWSRegistry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from integrations.sso.contract import Identity, IdentityProvider, Secrets, Wishes
from sandbox.identity.browsers import form_of
from tests.contract.identity_providers.houses import REDIRECT_URI, SECRET, configured, opened
from tests.contract.listening import listening

SECRETS: Final = Secrets("state", "the nonce of this sign-on", "the verifier of this sign-on, long enough to be one")
EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"


@cache
def rsa_key(number: int) -> RSAKey:
    """`key-{number}`, the same one each time: RSA keys take their time."""
    return RSAKey.generate_key(2048, {"kid": f"key-{number}", "use": "sig"})


@dataclass
class Evil:
    """What it says next. `answers` replaces whole answers by path."""

    address: str = ""
    provider: IdentityProvider = field(default=None)  # type: ignore[assignment]  # there once it is opened
    key: Key = field(default_factory=lambda: rsa_key(0))
    published: list[dict[str, Any]] = field(default_factory=lambda: [rsa_key(0).as_dict(private=False)])
    metadata: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=lambda: {"sub": "ada"})
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": "key-0"})
    answers: dict[str, Response] = field(default_factory=dict)
    waits: dict[str, asyncio.Event] = field(default_factory=dict)
    id_token: str | None = None
    access_token: str = "an access token"
    asked: Counter[str] = field(default_factory=Counter)
    forms: list[Mapping[str, str]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)

    def application(self, address: str) -> Starlette:
        self.address = address
        paths = {
            "/.well-known/openid-configuration": self._discovery,
            "/keys": self._keys,
            "/token": self._token,
            "/userinfo": self._userinfo,
        }

        async def answer(request: Request) -> Response:
            path = request.url.path
            self.asked[path] += 1
            if path in self.waits:
                await self.waits[path].wait()
            return self.answers.get(path) or await paths[path](request)

        return Starlette(routes=[Route(path, answer, methods=["GET", "POST"]) for path in (*paths, "/moved")])

    async def finish(self, wishes: Wishes | None = None, came_with: Mapping[str, str] | None = None) -> Identity:
        """What comes of a callback with a code of its."""
        came = {"code": "a code", "iss": self.address, **(came_with or {})}
        return await self.provider.finish(came, REDIRECT_URI, SECRETS, wishes or Wishes())

    def signed(self, **changes: Any) -> str:
        """An id_token as it should be, with these changes; None leaves a claim out."""
        return self.sign({**self.good_claims(), **changes})

    def good_claims(self) -> dict[str, Any]:
        """What its id_token holds."""
        now = int(time.time())
        return {
            "iss": self.address, "sub": "ada", "aud": "storefront", "iat": now, "exp": now + 300,
            "nonce": SECRETS.nonce, "auth_time": now,
        }  # fmt: skip

    def logout_token(self, **changes: Any) -> str:
        """A logout token as it should be, with these changes; None leaves a claim out."""
        now = int(time.time())
        good = {
            "iss": self.address, "sub": "ada", "aud": "storefront", "iat": now, "exp": now + 120,
            "jti": random.token_urlsafe(8), "sid": "a session", "events": {EVENT: {}},
        }  # fmt: skip
        return self.sign({**good, **changes})

    def sign(self, claims: Mapping[str, Any]) -> str:
        kept = {name: value for name, value in claims.items() if value is not None}
        algorithms = [self.header["alg"]]
        registry = JWSRegistry(algorithms=algorithms, strict_check_header=False)
        return jwt.encode(self.header, kept, self.key, algorithms=algorithms, registry=registry)

    async def _discovery(self, _: Request) -> Response:
        good = {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "userinfo_endpoint": f"{self.address}/userinfo",
        }
        return JSONResponse({**good, **self.metadata})

    async def _keys(self, _: Request) -> Response:
        return JSONResponse({"keys": self.published})

    async def _token(self, request: Request) -> Response:
        self.forms.append(await form_of(request))
        self.headers.append(request.headers)
        id_token = self.id_token or self.signed(**self.claims)
        return JSONResponse({"id_token": id_token, "access_token": self.access_token, "token_type": "Bearer"})

    async def _userinfo(self, _: Request) -> Response:
        return JSONResponse(self.userinfo)


def unsigned(claims: Mapping[str, Any]) -> str:
    """A JWT with the algorithm `none`."""
    return f"{_signing_input({'alg': 'none'}, claims)}."


def with_critical_header(claims: Mapping[str, Any], critical: Mapping[str, Any]) -> str:
    """A JWT with header parameters that must be understood (RFC 7515, section 4.1.11)."""
    header = {"alg": "RS256", "kid": "key-0", "crit": list(critical), **critical}
    text = _signing_input(header, claims)
    key = rsa_key(0).private_key
    assert key is not None
    return f"{text}.{_base64(key.sign(text.encode(), PKCS1v15(), SHA256()))}"


def signed_with_the_public_key(evil: Evil) -> str:
    """A JWT with HS256, whose secret is the provider's public key: what confuses a verifier that believes `alg`."""
    text = _signing_input({"alg": "HS256", "kid": "key-0"}, evil.good_claims())
    secret = rsa_key(0).as_bytes(private=False)
    return f"{text}.{_base64(hmac.digest(secret, text.encode(), 'sha256'))}"


def signed_with_the_client_secret(evil: Evil) -> str:
    """A JWT with HS256, whose secret we share with the provider, and with whoever else has read our settings."""
    evil.key, evil.header = OctKey.import_key(SECRET), {"alg": "HS256", "kid": "key-0"}
    return evil.signed()


def _signing_input(header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    return ".".join(_base64(orjson.dumps(part)) for part in (header, claims))


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def redirect(evil: Evil) -> Response:
    """To another address of its."""
    return RedirectResponse(f"{evil.address}/moved", 302)


@asynccontextmanager
async def evil_provider(**changes: Any) -> AsyncIterator[Evil]:
    """It listens, and the adapter is set up for it."""
    evil = Evil()
    async with listening(evil.application) as issuer, opened("oidc", configured(issuer, **changes)) as provider:
        evil.provider = provider
        yield evil
