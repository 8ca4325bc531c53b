"""The ids, tokens and numbers that Commerce hands out."""

import base64
import binascii
import hashlib
import secrets
import sqlite3
import string
from typing import Final

from sandbox.commerce.database import next_number

ALPHABET: Final = string.ascii_letters + string.digits
LOWER: Final = string.ascii_lowercase + string.digits


class Identifiers:
    """Random ids, or, with `fixed`, ids that follow from the seed and from counters kept in the database."""

    def __init__(self, connection: sqlite3.Connection, *, seed: int, fixed: bool) -> None:
        self._connection = connection
        self._seed = seed
        self._fixed = fixed

    def masked(self, kind: str = "cart") -> str:
        """32 letters and digits, as a masked cart id has them."""
        return self._text(kind, ALPHABET)

    def token(self, kind: str = "token") -> str:
        """32 lower-case letters and digits, as an opaque access token has them."""
        return self._text(kind, LOWER)

    def number(self, kind: str) -> int:
        """1, 2, 3, ... for each kind, whether ids are fixed or not."""
        return next_number(self._connection, f"number:{kind}")

    def order_number(self, store_id: int = 1) -> str:
        """An order's increment id: nine digits, counted per store view; views after the first put their id in front."""
        number = self.number(f"order:{store_id}")
        return f"{number:09d}" if store_id == 1 else f"{store_id}{number:09d}"

    def _text(self, kind: str, alphabet: str) -> str:
        if not self._fixed:
            return "".join(secrets.choice(alphabet) for _ in range(32))
        count = next_number(self._connection, f"text:{kind}")
        digest = hashlib.sha256(f"{self._seed}:{kind}:{count}".encode()).digest()
        return "".join(alphabet[byte % len(alphabet)] for byte in digest)


def uid(value: int | str) -> str:
    """Commerce's `uid` of an entity: base64 of its id."""
    return base64.b64encode(str(value).encode()).decode()


def from_uid(value: str) -> str | None:
    """The id inside a `uid`, or None where the text is no base64."""
    try:
        return base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
