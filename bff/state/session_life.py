"""How sessions begin, move to another id and end: records and sets together, within the time limits."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from redis.asyncio import Redis

from bff.settings_session import SessionSettings
from bff.state.clock import Clock
from bff.state.key_ring import KeyRing
from bff.state.redis import CALL_SECONDS
from bff.state.session import Changes, Opened, Presentation, Session, SessionChanged, SessionEnded, SessionId
from bff.state.session_index import SessionIndex
from bff.state.session_records import SessionRecords

_STAGED: Final = timedelta(seconds=CALL_SECONDS * 3)
"""How long the next id of a rotating session waits for it. Nobody knows the id yet, so nobody can use it."""


class SessionLife:
    """`idle` and `absolute` are the limits. Redis forgets what is beyond them; the clock is asked all the same."""

    def __init__(self, redis: Redis, settings: SessionSettings, keys: KeyRing, clock: Clock) -> None:
        self.idle = timedelta(seconds=settings.idle_seconds)
        self.absolute = timedelta(seconds=settings.absolute_seconds)
        self.records = SessionRecords(redis, keys)
        self.index = SessionIndex(redis, self.absolute, settings.environment)
        self._clock = clock

    async def begin(self, presentation: Presentation, content: Changes) -> Opened:
        """A new session. Raises `ValueError` where its content contradicts itself."""
        moment = self._clock()
        blank = Session(
            presentation=presentation,
            created_at=moment,
            last_seen_at=moment,
            expires_at=moment + self.absolute,
            device_handle=secrets.token_urlsafe(16),
        )
        opened = Opened(SessionId.new(), replace(blank, **content))
        await self.records.create(opened.id.digest, opened.session, self.left(opened.session))
        await self.index.add(opened.session, opened.id.digest)
        return opened

    async def read(self, digest: str) -> Session | None:
        """The session; None where it has ended. One beyond its limits ends now."""
        session = await self.records.read(digest)
        if session is not None and self.left(session) <= timedelta():
            await self.end(digest)
            return None
        return session

    async def present(self, session_id: SessionId) -> Session:
        """The session. Raises `SessionEnded`."""
        session = await self.read(session_id.digest)
        if session is None:
            raise SessionEnded
        return session

    def left(self, session: Session) -> timedelta:
        """How much longer it lasts if nothing is asked with it."""
        return min(session.last_seen_at + self.idle, session.expires_at) - self._clock()

    def rotated(self, current: Session, changes: Changes, *, renew: bool) -> Opened:
        """What follows `current`, under an id of its own. `renew` starts the absolute limit anew."""
        moment, version = self._clock(), current.version + 1
        following = replace(
            current,
            **changes,
            last_seen_at=moment,
            expires_at=moment + self.absolute if renew else current.expires_at,
            version=version,
            token_since=version if "commerce_token" in changes else current.token_since,
        )
        return Opened(SessionId.new(), following)

    async def move(self, old: str, current: Session, opened: Opened) -> None:
        """End `old` if it is still as `current`, and let the new id, which lay ready for a moment, last.

        The two stand in different slots, so no script sees both; the order does it. The new one is in every set before
        the old one ends, so whoever ends all sessions finds one of them. Should this break off anywhere, the new id,
        known to nobody, is gone after `_STAGED`: to let it last comes last. Raises `SessionEnded`, `SessionChanged`.
        """
        new = opened.id.digest
        await self.records.create(new, opened.session, _STAGED)
        await self.index.add(opened.session, new)
        try:
            await self.records.end_version(old, current.version)
        except (SessionChanged, SessionEnded):
            await self.end(new)
            raise
        await self.index.remove(current, old)
        if not await self.records.keep(new, self.left(opened.session)):
            raise SessionEnded

    async def end(self, digest: str) -> Session | None:
        """End it, readable or not; what it was."""
        session = await self.records.end(digest)
        if session is not None:
            await self.index.remove(session, digest)
        return session

    async def end_all(self, name: str, *, spare: SessionId | None = None) -> int:
        """End all of a set but the one to spare; how many there were."""
        ended, seen = 0, {spare.digest} if spare is not None else set[str]()
        while fresh := await self._fresh(name, seen):
            for digest in fresh:
                ended += await self.end(digest) is not None
            await self.index.discard(name, fresh)
        return ended

    async def end_matching(self, name: str, condition: Callable[[Session], bool]) -> int:
        """End those of a set that meet the condition; how many there were."""
        ended, seen = 0, set[str]()
        while fresh := await self._fresh(name, seen):
            for digest in fresh:
                session = await self.read(digest)
                if session is not None and condition(session):
                    ended += await self.end(digest) is not None
        return ended

    async def _fresh(self, name: str, seen: set[str]) -> list[str]:
        """What is in a set and was not seen yet: a session that rotates meanwhile comes back under its next id."""
        fresh = [digest for digest in await self.index.members(name) if digest not in seen]
        seen.update(fresh)
        return fresh
