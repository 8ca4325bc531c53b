"""Whether a token was signed by the provider."""

from typing import Final, Protocol

from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from joserfc.jwt import Token

from integrations.sso.oidc.id_token import invalid_token
from integrations.sso.oidc.settings import Algorithm


class Keys(Protocol):
    """Where a provider's keys are had."""

    async def keys(self) -> KeySet:
        """As far as known."""
        ...

    async def newer_keys(self, than: KeySet) -> KeySet | None:
        """Those after a rotation, None where there can be none yet."""
        ...


_ROTATED: Final = (InvalidKeyIdError, BadSignatureError)
"""What a token looks like whose key is newer than those we know; without `kid`, its signature is all there is."""


async def verified(text: str, keys: Keys, algorithms: tuple[Algorithm, ...]) -> Token:
    """Header and claims of a token that the provider signed. Raises `SignOnRefused` for any other text."""
    known = await keys.keys()
    try:
        return _decoded(text, known, algorithms)
    except _ROTATED as error:
        newer = await keys.newer_keys(known)
        if newer is None:
            raise _not_signed() from error
    except (JoseError, ValueError, TypeError) as error:
        raise invalid_token("It is not signed in a way that is taken.") from error
    try:
        return _decoded(text, newer, algorithms)
    except (JoseError, ValueError, TypeError) as error:
        raise _not_signed() from error


def _decoded(text: str, keys: KeySet, algorithms: tuple[Algorithm, ...]) -> Token:
    # Header parameters that nobody knows are to be ignored (RFC 7515, section 4); joserfc refuses them by default.
    registry = JWSRegistry(algorithms=algorithms, strict_check_header=False)
    return jwt.decode(text, keys, algorithms=algorithms, registry=registry)


def _not_signed() -> Exception:
    return invalid_token("It is not signed with a key of the identity provider's.")
