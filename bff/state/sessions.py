"""The shoppers' sessions. A lost session costs a sign-on; a guest's, the cart that it remembered.

Nothing here writes to a session that has ended: that is decided in Redis, in the same step as the writing.
"""

import asyncio
import random
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from redis.asyncio import Redis

from bff.settings_session import SessionSettings
from bff.state.clock import Clock, now
from bff.state.key_ring import KeyRing
from bff.state.redis import answered
from bff.state.session import (
    Changes,
    Customer,
    Details,
    Device,
    Opened,
    Presentation,
    Session,
    SessionChanged,
    SessionId,
)
from bff.state.session_index import of_customer, of_sid, of_subject
from bff.state.session_life import SessionLife

_TOUCH_AFTER: Final = timedelta(minutes=1)
_TRIES: Final = 5
_FIRST_PAUSE_SECONDS: Final = 0.02
_LONGEST_PAUSE_SECONDS: Final = 0.25

DEFAULT_LEASE: Final = timedelta(seconds=30)
"""How long one may take to mint a token again before another may try."""


class Sessions:
    """All sessions. Every call may raise `Unavailable("redis")`.

    `SessionEnded` means that there is no session of that id (any more), `SessionChanged` that it is not the one that
    was read; in both cases nothing was written.
    """

    def __init__(self, redis: Redis, settings: SessionSettings, keys: KeyRing, clock: Clock = now) -> None:
        self._life = SessionLife(redis, settings, keys, clock)
        self._touch_after = min(_TOUCH_AFTER, self._life.idle / 10)
        self._clock = clock

    @answered
    async def create(self, presentation: Presentation, content: Changes) -> Opened:
        """A new session, a guest's or a customer's. Raises `ValueError` where its content contradicts itself."""
        return await self._life.begin(presentation, content)

    @answered
    async def load(self, session_id: SessionId, presented: Presentation) -> Session | None:
        """The session; None where it has ended or may not be presented so. Counts as use of it."""
        session = await self._life.read(session_id.digest)
        if session is None or session.presentation is not presented:
            return None
        moment = self._clock()
        if moment - session.last_seen_at < self._touch_after:
            return session
        session = replace(session, last_seen_at=moment)
        lasts = await self._life.records.touch(session_id.digest, moment, self._life.left(session))
        return session if lasts else None

    @answered
    async def is_alive(self, session_id: SessionId) -> bool:
        """Whether it has not ended. Does not count as use: for connections that stay open."""
        return await self._life.read(session_id.digest) is not None

    @answered
    async def update(self, session_id: SessionId, version: int, changes: Details) -> Session:
        """Change details of the session that was read as `version`.

        Raises `SessionEnded`, `SessionChanged`; `ValueError` for what only `rotate` may change.
        """
        if beyond := changes.keys() - Details.__optional_keys__:
            raise ValueError(f"A change of {', '.join(sorted(beyond))} is one of privilege: rotate the session.")
        current = await self._life.present(session_id)
        if current.version != version:
            raise SessionChanged
        changed = replace(current, **changes, version=version + 1)
        await self._life.records.replace(session_id.digest, version, changed)
        return changed

    @answered
    async def rotate(self, session_id: SessionId, changes: Changes, *, renew: bool = False) -> Opened:
        """The session under a new id, with `changes`; the old id ends at once, and is never good beside the new one.

        For each change of privilege. `renew` starts the absolute limit anew: after the shopper has proven who they are.
        Raises `SessionEnded`, also when it is ended meanwhile by whatever means; of two who rotate, one does.
        """
        for _ in range(_TRIES):
            current = await self._life.present(session_id)
            opened = self._life.rotated(current, changes, renew=renew)
            try:
                await self._life.move(session_id.digest, current, opened)
            except SessionChanged:
                continue
            return opened
        raise SessionChanged

    @answered
    async def end(self, session_id: SessionId) -> Session | None:
        """End it; what it was (for signing out at the provider), None where it had ended already."""
        return await self._life.end(session_id.digest)

    @answered
    async def end_all_of_customer(self, customer: Customer, *, spare: SessionId | None = None) -> int:
        """End every session of a customer but the one to `spare`; how many there were."""
        return await self._life.end_all(of_customer(customer), spare=spare)

    @answered
    async def end_by_sid(self, issuer: str, sid: str) -> int:
        """End every session that came of one session at the provider; how many there were."""
        return await self._life.end_all(of_sid(issuer, sid))

    @answered
    async def end_by_subject(self, issuer: str, subject: str) -> int:
        """End every session of somebody at a provider; how many there were."""
        return await self._life.end_all(of_subject(issuer, subject))

    @answered
    async def devices(self, customer: Customer, current: SessionId | None = None) -> tuple[Device, ...]:
        """The customer's sessions, the last used first."""
        name, found, gone = of_customer(customer), dict[str, Device](), list[str]()
        for digest in await self._life.index.members(name):
            session = await self._life.read(digest)
            if session is None:
                gone.append(digest)
                continue
            is_current = current is not None and digest == current.digest
            if is_current or session.device_handle not in found:  # both ids stand there while a session rotates
                found[session.device_handle] = Device.of(session, current=is_current)
        await self._life.index.heal(name, gone)
        return tuple(sorted(found.values(), key=lambda device: device.last_seen_at, reverse=True))

    @answered
    async def end_device(self, customer: Customer, handle: str) -> bool:
        """End the customer's session of that handle. False where the customer has none."""
        name = of_customer(customer)
        return await self._life.end_matching(name, lambda session: session.device_handle == handle) > 0

    @answered
    async def reserve_remint(self, session_id: SessionId, version: int, lease: timedelta = DEFAULT_LEASE) -> str | None:
        """The right to mint the token anew that was read in `version`, for `lease`, as a word to release it with.

        None where another has it, or there is a newer token already: see `wait_for_change`. Raises `SessionEnded`.
        """
        owner = secrets.token_urlsafe(16)
        return owner if await self._life.records.reserve(session_id.digest, version, owner, lease) else None

    @answered
    async def release_remint(self, session_id: SessionId, owner: str) -> bool:
        """Give the right back. False where it had run out: then it may be another's, and stays so."""
        return await self._life.records.release(session_id.digest, owner)

    async def wait_for_change(self, session_id: SessionId, version: int, seconds: float) -> Session | None:
        """Wait until the token that was read in `version` has been replaced; the session with the new one.

        None where nobody is at it any more (reserve it yourself), or after `seconds`. Raises `SessionEnded`.
        """
        loop = asyncio.get_running_loop()
        deadline, pause = loop.time() + seconds, _FIRST_PAUSE_SECONDS
        while True:
            changed, reserved = await self._look(session_id, version)
            if changed is not None or not reserved:
                return changed
            left = deadline - loop.time()
            if left <= 0:
                return None
            # Those who began to wait together shall not all ask together.
            await asyncio.sleep(min(left, pause * random.uniform(0.5, 1)))  # noqa: S311 - no secret
            pause = min(pause * 1.5, _LONGEST_PAUSE_SECONDS)

    @answered
    async def replace_commerce_token(
        self, session_id: SessionId, version: int, token: str, ends_at: datetime
    ) -> Session:
        """Put a new token in the place of the one that was read in `version`.

        Other changes meanwhile do not matter and stay. Raises `SessionEnded`; `SessionChanged` if somebody else has
        replaced the token; `ValueError` for a guest's session.
        """
        for _ in range(_TRIES):
            current = await self._life.present(session_id)
            if current.token_since > version:
                raise SessionChanged
            changed = replace(
                current,
                commerce_token=token,
                commerce_token_ends_at=ends_at,
                version=current.version + 1,
                token_since=current.version + 1,
            )
            try:
                await self._life.records.replace(session_id.digest, current.version, changed)
            except SessionChanged:
                continue
            return changed
        raise SessionChanged

    @answered
    async def _look(self, session_id: SessionId, version: int) -> tuple[Session | None, bool]:
        progress = await self._life.records.progress(session_id.digest)
        if progress.token_since > version:
            return await self._life.present(session_id), progress.reserved
        return None, progress.reserved
