"""How often somebody may try something: exact in a sliding window, counted in Redis for all processes.

Each try is remembered with its time. The library `limits` would do, but refuses redis-py from 8.0 on. Counters lost
with Redis begin anew; so do they when the first encryption key changes, which their names depend on.
"""

import secrets
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Final, cast

from redis.asyncio import Redis

from bff.state import keys
from bff.state.clock import Clock, now
from bff.state.key_ring import KeyRing
from bff.state.redis import answered
from integrations.kit.errors import Throttled

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_COUNT: Final = """
local moment, window = tonumber(ARGV[1]), tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', moment - window)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then
    return tonumber(redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]) + window - moment
end
redis.call('ZADD', KEYS[1], moment, ARGV[4])
redis.call('PEXPIRE', KEYS[1], window)
return 0
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries of `what` in any `seconds`. `what` is a word, in lower case: it names the error too."""

    what: str
    most: int
    seconds: int

    def __post_init__(self) -> None:
        """Raises `ValueError` for a limit that lets nothing through or has no window."""
        if self.most < 1 or self.seconds < 1:
            raise ValueError(f"The limit of {self.what} must allow one try or more in one second or more.")


class RateLimits:
    """All counters. `who` (an address, an e-mail) is told to nobody: Redis holds a stand-in made with our key."""

    def __init__(self, redis: Redis, ring: KeyRing, clock: Clock = now) -> None:
        self._redis = redis
        self._ring = ring
        self._clock = clock

    @answered
    async def count(self, limit: Limit, who: str) -> None:
        """Count a try. Raises `Throttled` with `retry_after` where it is one too many; that one does not count.

        Raises `Unavailable("redis")`: whoever guards with it lets nobody through then.
        """
        moment, window = (self._clock() - _EPOCH) // timedelta(milliseconds=1), limit.seconds * 1000
        counted = self._redis.eval(
            _COUNT, 1, self._name(limit, who), moment, window, limit.most, secrets.token_urlsafe(9)
        )
        wait = ceil(int(await cast(Awaitable[int], counted)) / 1000)
        if wait > 0:
            raise Throttled(limit.what, f"Too many tries. Try again in {wait} seconds.", retry_after=float(wait))

    @answered
    async def forget(self, limit: Limit, who: str) -> None:
        """Begin anew: the shopper has proven who they are. Raises `Unavailable("redis")`."""
        await self._redis.delete(self._name(limit, who))

    def _name(self, limit: Limit, who: str) -> str:
        return keys.key("rate-limit", self._ring.pseudonym(f"{limit.what}|{who.strip().casefold()}"))
