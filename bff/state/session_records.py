"""One session in Redis: a hash that scripts change as a whole, or not at all.

Fields: `content` (sealed), `version`, `token` (the version that brought the token of today), `seen` (milliseconds since
1970). Beside it, in the same slot, the lock of whoever mints a token again.

Compare-and-set is one Lua script on one key rather than WATCH and MULTI: one round trip instead of three, no connection
held meanwhile, and among fifty who try nobody repeats for another's sake. Each script begins by looking whether the
session is still there and writes nothing otherwise, so none can bring an ended one back. Scripts are sent as text: a
Redis that has lost its script cache, or a node that never had it, makes no difference.
"""

from collections.abc import Awaitable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

import structlog
from pydantic import TypeAdapter, ValidationError
from redis.asyncio import Redis

from bff.state.key_ring import KeyRing, UnreadableError
from bff.state.keys import key
from bff.state.session import Session, SessionChanged, SessionEnded

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ENDED: Final = -1

_CREATE: Final = """
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], 'content', ARGV[1], 'version', ARGV[2], 'token', ARGV[3], 'seen', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 1
"""

_REPLACE: Final = """
local version = redis.call('HGET', KEYS[1], 'version')
if not version then return -1 end
if version ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'content', ARGV[2], 'version', ARGV[3], 'token', ARGV[4])
return 1
"""

_TOUCH: Final = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'seen', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
"""

_END: Final = """
local record = redis.call('HGETALL', KEYS[1])
redis.call('DEL', KEYS[1], KEYS[2])
return record
"""

_END_VERSION: Final = """
local version = redis.call('HGET', KEYS[1], 'version')
if not version then return -1 end
if version ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1], KEYS[2])
return 1
"""

_RESERVE: Final = """
local token = redis.call('HGET', KEYS[1], 'token')
if not token then return -1 end
if tonumber(token) > tonumber(ARGV[1]) then return 0 end
if redis.call('SET', KEYS[2], ARGV[2], 'NX', 'PX', ARGV[3]) then return 1 end
return 0
"""

_RELEASE: Final = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""

_PROGRESS: Final = """
local token = redis.call('HGET', KEYS[1], 'token')
if not token then return {-1, 0} end
return {tonumber(token), redis.call('EXISTS', KEYS[2])}
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far minting again has come: which version brought the token of today, and whether somebody is at it."""

    token_since: int
    reserved: bool


class SessionRecords:
    """The records, by digest of the session's id. Decides nothing about time limits."""

    def __init__(self, redis: Redis, keys: KeyRing) -> None:
        self._redis = redis
        self._keys = keys
        self._adapter = TypeAdapter(Session)

    async def create(self, digest: str, session: Session, lifetime: timedelta) -> None:
        """Write a session that was not there, for so long."""
        seen, lasting = _milliseconds(session.last_seen_at - _EPOCH), _milliseconds(lifetime)
        written = (self._seal(digest, session), session.version, session.token_since, seen, lasting)
        if await self._run(_CREATE, (record_key(digest),), *written) != 1:
            raise SessionChanged

    async def keep(self, digest: str, lifetime: timedelta) -> bool:
        """Let it last for so long from now. False where it has ended."""
        return bool(await self._redis.pexpire(record_key(digest), _milliseconds(lifetime)))

    async def read(self, digest: str) -> Session | None:
        """The session; None where it has ended or cannot be read."""
        # By name, not all: each request reads a session, and parsing what Redis says is a good part of that.
        asked = self._redis.hmget(record_key(digest), "content", "seen")
        content, seen = await cast(Awaitable[list[bytes | None]], asked)
        return self._session(digest, content, seen)

    async def exists(self, digest: str) -> bool:
        """Whether it is there."""
        return bool(await self._redis.exists(record_key(digest)))

    async def touch(self, digest: str, seen_at: datetime, lifetime: timedelta) -> bool:
        """Note that it was used, and let it last for so long from now. False where it has ended."""
        seen = _milliseconds(seen_at - _EPOCH)
        return bool(await self._run(_TOUCH, (record_key(digest),), seen, _milliseconds(lifetime)))

    async def replace(self, digest: str, expected: int, session: Session) -> None:
        """Write `session` over version `expected`. Raises `SessionEnded`, `SessionChanged`."""
        written = (expected, self._seal(digest, session), session.version, session.token_since)
        _check(await self._run(_REPLACE, (record_key(digest),), *written))

    async def end(self, digest: str) -> Session | None:
        """End it; what it was, None where it had ended already or cannot be read."""
        flat = await self._run(_END, (record_key(digest), lock_key(digest)))
        found = dict(zip(flat[::2], flat[1::2], strict=True))
        return self._session(digest, found.get(b"content"), found.get(b"seen"))

    async def end_version(self, digest: str, expected: int) -> None:
        """End it if it is of version `expected`. Raises `SessionEnded`, `SessionChanged`."""
        _check(await self._run(_END_VERSION, (record_key(digest), lock_key(digest)), expected))

    async def reserve(self, digest: str, version: int, owner: str, lease: timedelta) -> bool:
        """Make `owner` the one who mints again. False where another is, or a newer token than of `version` is there.

        Raises `SessionEnded`.
        """
        asked = (version, owner, _milliseconds(lease))
        outcome = await self._run(_RESERVE, (record_key(digest), lock_key(digest)), *asked)
        if outcome == _ENDED:
            raise SessionEnded
        return bool(outcome)

    async def release(self, digest: str, owner: str) -> bool:
        """Give the reservation back. False where it is not `owner`'s any more."""
        return bool(await self._run(_RELEASE, (lock_key(digest),), owner))

    async def progress(self, digest: str) -> Progress:
        """Raises `SessionEnded`."""
        since, reserved = await self._run(_PROGRESS, (record_key(digest), lock_key(digest)))
        if since == _ENDED:
            raise SessionEnded
        return Progress(int(since), bool(reserved))

    async def _run(self, script: str, keys: tuple[str, ...], *arguments: str | int | bytes) -> Any:
        return await self._redis.eval(script, len(keys), *keys, *arguments)

    def _seal(self, digest: str, session: Session) -> bytes:
        return self._keys.seal(self._adapter.dump_json(session), _place(digest))

    def _session(self, digest: str, content: bytes | None, seen: bytes | None) -> Session | None:
        if content is None or seen is None:
            return None
        try:
            session = self._adapter.validate_json(self._keys.open(content, _place(digest)))
        except (UnreadableError, ValidationError) as error:
            # Left where it is: during a change of keys another process may still read it.
            structlog.get_logger().warning("session.unreadable", problem=type(error).__name__)
            return None
        return replace(session, last_seen_at=_EPOCH + timedelta(milliseconds=int(seen)))


def record_key(digest: str) -> str:
    """The key of a session."""
    return key("session", digest)


def lock_key(digest: str) -> str:
    """The key of the lock of whoever mints the session's token again."""
    return key("session", digest, "remint")


def _place(digest: str) -> str:
    return f"session {digest}"


def _milliseconds(duration: timedelta) -> int:
    return max(1, round(duration / timedelta(milliseconds=1)))


def _check(outcome: int) -> None:
    if outcome == _ENDED:
        raise SessionEnded
    if outcome == 0:
        raise SessionChanged
