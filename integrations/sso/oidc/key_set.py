"""A provider's public keys (RFC 7517). Pure functions."""

from collections.abc import Mapping
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key, KeySet, RSAKey

from integrations.kit.errors import Invalid
from integrations.sso.oidc.metadata import SYSTEM

_ASYMMETRIC: Final = frozenset({"RSA", "EC", "OKP"})
_FEWEST_RSA_BITS: Final = 2048


def read_keys(document: Mapping[str, Any]) -> KeySet:
    """The keys that verify signatures; what is for something else, or not understood, is left out.

    A set without any is taken: what is signed with an unknown key is refused later. Raises `Invalid` for no set.
    """
    listed = document.get("keys")
    if not isinstance(listed, list):
        raise Invalid(SYSTEM, "The identity provider's keys were not understood.")
    keys = (_key(entry) for entry in listed if isinstance(entry, dict))
    return KeySet([key for key in keys if key is not None])


def _key(entry: dict[str, Any]) -> Key | None:
    if str(entry.get("kty")) not in _ASYMMETRIC or entry.get("use", "sig") != "sig":
        return None
    try:
        key = JWKRegistry.import_key(entry)
        if isinstance(key, RSAKey) and key.public_key.key_size < _FEWEST_RSA_BITS:
            return None
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return key
