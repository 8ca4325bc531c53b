"""What the fake provider signs, for itself alone: codes, id_tokens, logout tokens."""

from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from joserfc.jwt import JWTClaimsRegistry

from integrations.circumstances import Clock
from integrations.sso.contract import SignOnRefused

_ALGORITHM: Final = "HS256"
"""Signer and reader are the same: a shared secret is enough, and it dies with the process."""


class Papers:
    """Signs and reads papers of one provider; each kind is taken for itself only, and until it ends."""

    def __init__(self, issuer: str, now: Clock) -> None:
        self._issuer = issuer
        self._now = now
        self._key = OctKey.generate_key(256)

    def sign(self, kind: str, claims: dict[str, Any], *, seconds: int) -> str:
        """A paper that is good for so many seconds."""
        issued = int(self._now().timestamp())
        content = {**claims, "iss": self._issuer, "iat": issued, "exp": issued + seconds}
        return jwt.encode({"alg": _ALGORITHM, "typ": kind}, content, self._key)

    def read(self, kind: str, paper: str) -> dict[str, Any]:
        """What it says. Raises `SignOnRefused` for anything else than a paper of this kind that is still good."""
        try:
            token = jwt.decode(paper, self._key, algorithms=[_ALGORITHM])
            JWTClaimsRegistry(now=int(self._now().timestamp())).validate(token.claims)
        except (JoseError, ValueError) as error:
            raise SignOnRefused(
                "invalid_token", "What came is not the fake identity provider's, or is over."
            ) from error
        if token.header.get("typ") != kind:
            raise SignOnRefused("invalid_token", "What came is a paper of another kind.")
        return token.claims
