"""Who may see drafts, and until when: short sessions of their own, apart from the shopper's.

The browser holds a random id, Redis its digest. A link opens one once: that it was used is remembered until it would
have ended anyway. Lost with Redis, a preview ends, and a used link may be used once more until it ends.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, cast

from redis.asyncio import Redis

from bff.state import keys
from bff.state.clock import Clock, now
from bff.state.redis import answered
from bff.state.session import SessionId

_KIND: Final = "preview"
_LINK: Final = "preview-link"


@dataclass(frozen=True, slots=True)
class Preview:
    """Drafts may be seen until `ends_at`."""

    ends_at: datetime


class Previews:
    """Every call may raise `Unavailable("redis")`."""

    def __init__(self, redis: Redis, lifetime: timedelta, clock: Clock = now) -> None:
        self._redis = redis
        self._lifetime = lifetime
        self._clock = clock

    @answered
    async def use(self, link: str, until: datetime) -> bool:
        """Use up a link by its id; False where it was used already. `until` is when it ends by itself."""
        left = max(until - self._clock(), timedelta(seconds=1))
        return bool(await self._redis.set(keys.key(_LINK, keys.digest(link)), b"used", nx=True, px=left))

    @answered
    async def open(self) -> SessionId:
        """Begin a preview: its id, for the browser alone."""
        opened = SessionId.new()
        ends_at = self._clock() + self._lifetime
        await self._redis.set(_name(opened), ends_at.astimezone(UTC).isoformat(), px=self._lifetime)
        return opened

    @answered
    async def find(self, text: str) -> Preview | None:
        """The preview that a browser's cookie names; None where there is none (any more)."""
        named = SessionId.read(text)
        value = cast(bytes | None, await self._redis.get(_name(named))) if named is not None else None
        if value is None:
            return None
        preview = Preview(datetime.fromisoformat(value.decode()))
        return preview if preview.ends_at > self._clock() else None

    @answered
    async def end(self, text: str) -> None:
        """End a preview before its time."""
        named = SessionId.read(text)
        if named is not None:
            await self._redis.delete(_name(named))


def _name(opened: SessionId) -> str:
    return keys.key(_KIND, opened.digest)
