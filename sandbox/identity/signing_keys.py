"""The provider's keys: one signs, those before it can still be verified with."""

import secrets
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

ALGORITHM: Final = "RS256"
_BITS: Final = 2048


class SigningKeys:
    """RSA keys. After `rotate` what was signed before is still good; `forget` ends that."""

    def __init__(self) -> None:
        self._keys = [_new_key()]

    def rotate(self) -> str:
        """Sign with a new key from now on. Its id."""
        self._keys.insert(0, _new_key())
        return str(self._keys[0].kid)

    def forget(self) -> None:
        """Keep the newest key alone."""
        del self._keys[1:]

    def published(self) -> dict[str, Any]:
        """The public halves, as a JWK set."""
        return {"keys": [key.as_dict(private=False) for key in self._keys]}

    def sign(self, claims: dict[str, Any], *, kind: str = "JWT") -> str:
        """A JWT of this `typ`, by the newest key."""
        return signed(claims, self._keys[0], kind=kind)

    def read(self, token: str) -> dict[str, Any] | None:
        """What we signed, however long ago; None for anything else."""
        try:
            return jwt.decode(token, KeySet(list(self._keys)), algorithms=[ALGORITHM]).claims
        except (JoseError, ValueError):
            return None


def signed(claims: dict[str, Any], key: RSAKey, *, kind: str = "JWT") -> str:
    """A JWT by this key."""
    return jwt.encode({"alg": ALGORITHM, "typ": kind, "kid": key.kid}, claims, key)


def foreign_key() -> RSAKey:
    """A key that is published nowhere."""
    return _new_key()


def _new_key() -> RSAKey:
    return RSAKey.generate_key(_BITS, {"use": "sig", "alg": ALGORITHM, "kid": secrets.token_hex(8)})
