"""Ways out that a page must not see: where a browser goes to sign out at its provider. Taken once, within a minute.

The address holds the provider's `id_token` as a hint, which the protocol wants and no script of a page may read. A lost
one costs the shopper a sign-out at the provider's own page.
"""

import secrets
from datetime import timedelta
from typing import Final

from redis.asyncio import Redis

from bff.state.key_ring import KeyRing, UnreadableError
from bff.state.redis import answered
from bff.state.sealed_values import SealedValues

_LIFETIME: Final = timedelta(minutes=1)
_HOLDER: Final = "whoever has the handle"


class Departures:
    """Every call may raise `Unavailable("redis")`."""

    def __init__(self, redis: Redis, ring: KeyRing) -> None:
        self._values = SealedValues(redis, ring, "departure", str, _LIFETIME)

    @answered
    async def keep(self, address: str) -> str:
        """A handle for the address, which may stand in an address of ours."""
        handle = secrets.token_urlsafe(32)
        await self._values.put(handle, _HOLDER, address)
        return handle

    @answered
    async def take(self, handle: str) -> str | None:
        """The address; None where there is none (any more)."""
        try:
            return await self._values.take(handle, _HOLDER)
        except UnreadableError:
            return None
