"""Signatures of the form `t=<seconds since 1970>,v1=<hexadecimal>`: HMAC-SHA256 over "t.body".

Stripe's scheme ("Verify webhook signatures manually" in its documentation), and that of the sandbox's systems.
"""

import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256


class BadSignature(Exception):
    """It does not prove anything. The message says why, and may be told to whoever sent it."""


def check(header: str, body: bytes, keys: Sequence[str], *, now: datetime, tolerance: timedelta) -> None:
    """Raises `BadSignature` unless one of `keys` signed `body` no longer ago, or ahead, than `tolerance`.

    Several `v1` may be there, and several keys be good, while a key changes.
    """
    parts = [part.strip().partition("=") for part in header.split(",")]
    given = [value for name, _, value in parts if name == "v1"]
    times = [value for name, _, value in parts if name == "t"]
    if len(times) != 1 or not given or not (times[0].isascii() and times[0].isdigit() and len(times[0]) <= 12):
        raise BadSignature("The callback has no signature that could be checked.")
    signed = times[0].encode() + b"." + body
    wanted = [hmac.new(key.encode(), signed, sha256).hexdigest() for key in keys]
    if not any(hmac.compare_digest(one.encode(), other.encode()) for one in given for other in wanted):
        raise BadSignature("The callback's signature is wrong: it is not the provider's, or was altered.")
    if abs(now - datetime.fromtimestamp(int(times[0]), UTC)) > tolerance:
        raise BadSignature("The callback's signature is too old, or from the future.")
