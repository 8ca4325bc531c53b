"""Encryption of what is secret in Redis: AES-256-GCM, bound to its place, with keys that can be changed.

Sealed bytes are: format (1), key id (4), nonce (12), ciphertext and tag. Nonces are random: with one key at most 2**32
values may be sealed (NIST SP 800-38D, 8.3), so a key is changed at least once a year.
"""

import hmac
import os
from collections.abc import Sequence
from hashlib import sha256
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bff.settings_session import SessionSettings, key_bytes

_FORMAT: Final = b"\x01"
_KEY_ID_BYTES: Final = 4
_NONCE_BYTES: Final = 12
_HEAD_BYTES: Final = len(_FORMAT) + _KEY_ID_BYTES


class UnreadableError(Exception):
    """These bytes were not sealed for this place, or not with a key that we have. Nothing more can be known."""


class KeyRing:
    """Seals and opens. The first key seals, all open."""

    def __init__(self, keys: Sequence[bytes], environment: str = "") -> None:
        """`keys` are 32 bytes each. Raises `ValueError` without any, or for one of another length."""
        if not keys:
            raise ValueError("BFF_SESSION__KEYS is not set. Make a key with `openssl rand -base64 32`.")
        if any(len(key) != 32 for key in keys):
            raise ValueError("Each of BFF_SESSION__KEYS must be 32 bytes: `openssl rand -base64 32` makes one.")
        self._environment = environment
        self._ciphers = {_key_id(key): AESGCM(key) for key in keys}
        if len(self._ciphers) != len(keys):
            raise ValueError("A key stands twice in BFF_SESSION__KEYS. Each must be its own.")
        self._first = _key_id(keys[0])
        self._pseudonym_key = hmac.digest(keys[0], b"bff pseudonym", sha256)

    @classmethod
    def of(cls, settings: SessionSettings) -> Self:
        """The ring of the settings. Raises `ValueError` where no key is set."""
        return cls([key_bytes(key) for key in settings.keys], settings.environment)

    def seal(self, plain: bytes, place: str) -> bytes:
        """`plain`, unreadable, and only to be opened for the same `place`."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self._first].encrypt(nonce, plain, self._bound_to(place))
        return _FORMAT + self._first + nonce + sealed

    def open(self, sealed: bytes, place: str) -> bytes:
        """What was sealed for `place`. Raises `UnreadableError`."""
        cipher = self._ciphers.get(sealed[len(_FORMAT) : _HEAD_BYTES])
        if not sealed.startswith(_FORMAT) or cipher is None or len(sealed) < _HEAD_BYTES + _NONCE_BYTES + 16:
            raise UnreadableError
        nonce, rest = sealed[_HEAD_BYTES : _HEAD_BYTES + _NONCE_BYTES], sealed[_HEAD_BYTES + _NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, rest, self._bound_to(place))
        except InvalidTag:
            raise UnreadableError from None

    def pseudonym(self, text: str) -> str:
        """A stand-in for what could be guessed (an address, an e-mail), the same until the first key changes."""
        return hmac.digest(self._pseudonym_key, text.encode(), sha256).hex()

    def _bound_to(self, place: str) -> bytes:
        return f"bff|{self._environment}|{place}".encode()


def _key_id(key: bytes) -> bytes:
    return sha256(b"bff key id" + key).digest()[:_KEY_ID_BYTES]
