"""How long a token of Commerce's is used. Pure functions.

Commerce never says when a token ends, unless the token is a JWT: then it says so itself. Its signature is not checked,
because nothing is granted by it; whoever misses the end is told by Commerce.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Seconds: how long a token lives that does not say so itself, and how long before its end it is left."""

    seconds: float
    margin: float


def last_use(token: str, asked_at: datetime, lifetime: Lifetime) -> datetime:
    """Until when to use a token for which Commerce was asked at `asked_at`.

    The margin takes at most half of the life, so that a short-lived token is of some use.
    """
    seconds = _life_of_jwt(token, asked_at)
    if seconds is None:
        seconds = lifetime.seconds
    return asked_at + timedelta(seconds=seconds - min(lifetime.margin, seconds / 2))


def _life_of_jwt(token: str, asked_at: datetime) -> float | None:
    claims = _claims(token)
    if claims is None or not isinstance(claims.get("exp"), int | float):
        return None
    # From `iat` where it is there: then it does not matter that Commerce's clock and ours differ.
    issued = claims.get("iat")
    begin = issued if isinstance(issued, int | float) else asked_at.timestamp()
    return max(0.0, float(claims["exp"]) - float(begin))


def _claims(token: str) -> dict[str, Any] | None:
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = orjson.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError):
        return None
    return claims if isinstance(claims, dict) else None
