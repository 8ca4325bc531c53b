"""Callbacks of providers, each stored once before it is answered, and kept until it was worked.

A callback and the mark that it waits are written by one script; so is everything after. Its content is sealed, because
a provider puts into it what it likes. A lost callback would cost until reconciliation finds out; none is lost.
"""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final, cast

import structlog
from redis.asyncio import Redis

from bff.state.clock import Clock, now
from bff.state.key_ring import KeyRing, UnreadableError
from bff.state.keys import digest, key
from bff.state.payments import inbox_scripts
from bff.state.payments.payment import BUCKETS
from bff.state.redis import answered
from integrations.kit.errors import Throttled

REMEMBERED: Final = timedelta(days=30)
"""How long a worked callback is known, so that one that comes again is not worked again."""

UNPROVEN_BYTES: Final = 64 * 1024 * 1024
"""Enough for some thousands of reports while a provider does not answer, and no danger to a Redis of a gigabyte."""

_BYTES_BESIDE: Final = 512
"""What Redis takes for a callback beside its content."""

_SECONDS_WHILE_FULL: Final = 60.0
_KEYS: Final = 4
_KEPT: Final = 1
_FULL: Final = -1

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Callback:
    """What waits to be worked. `content` is what was stored; `attempts` counts this one.

    It is whose it was given to until `ours_until`, and longer where they hold it.
    """

    id: str
    provider: str
    content: bytes = field(repr=False)
    stored_at: datetime
    attempts: int
    ours_until: datetime


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A callback that was given up. `problem` is what the last attempt said."""

    id: str
    provider: str
    stored_at: datetime
    attempts: int
    problem: str


class Inbox:
    """All callbacks. Every call may raise `Unavailable("redis")`: what was to be stored may not be, so say no 2xx.

    `attempts` is how often one is tried before it is given up; `lease` how long one who took it may take;
    `unproven_bytes` how much may wait of what nobody has verified yet.
    """

    def __init__(
        self,
        redis: Redis,
        ring: KeyRing,
        *,
        attempts: int,
        lease: timedelta,
        unproven_bytes: int = UNPROVEN_BYTES,
        clock: Clock = now,
    ) -> None:
        self._redis = redis
        self._ring = ring
        self._attempts = attempts
        self.lease = lease
        self._unproven_bytes = unproven_bytes
        self._clock = clock

    @answered
    async def store(self, provider: str, event_id: str, content: bytes) -> bool:
        """Keep it until it is worked. False where the same event is known already; nothing is written then."""
        return await self._stored(provider, event_id, content, unproven=False) == _KEPT

    @answered
    async def store_unproven(self, provider: str, event_id: str, content: bytes) -> bool:
        """The same for what anybody may have sent, until somebody has asked the provider.

        Raises `Throttled` where as many bytes of such wait as may: nothing is written then.
        """
        stored = await self._stored(provider, event_id, content, unproven=True)
        if stored == _FULL:
            message = "Too many reports wait to be verified. Send it again later."
            raise Throttled("payment", message, retry_after=_SECONDS_WHILE_FULL)
        return stored == _KEPT

    @answered
    async def set_aside(self, provider: str, event_id: str, content: bytes, problem: str) -> bool:
        """Keep what cannot be worked among those that were given up. False where it is known already."""
        name = callback_id(provider, event_id)
        sealed, moment = self._ring.seal(content, _place(name)), _milliseconds(self._clock())
        return bool(await self._run(inbox_scripts.SET_ASIDE, name, name, provider, sealed, moment, problem))

    @answered
    async def take(self, limit: int) -> tuple[Callback, ...]:
        """Callbacks that wait, the oldest first, each for the caller alone until its lease ends.

        One that was tried too often, or cannot be read with any of our keys, is given up instead.
        """
        names, moment = await self._members("waiting", limit), self._clock()
        until = moment + self.lease
        async with self._redis.pipeline(transaction=False) as pipe:
            for name in names:
                due, lease_ends = _milliseconds(moment), _milliseconds(until)
                pipe.eval(inbox_scripts.TAKE, _KEYS, *_keys(name), name, due, lease_ends, self._attempts)
            found = await pipe.execute()
        taken = [await self._opened(name, fields, until) for name, fields in zip(names, found, strict=True) if fields]
        return tuple(callback for callback in taken if callback is not None)

    def is_held(self, callback: Callback) -> bool:
        """Whether half a lease of it is left at least, so that `hold` may wait until then."""
        return self._clock() + self.lease / 2 <= callback.ours_until

    @answered
    async def hold(self, callback: Callback) -> bool:
        """Have a whole lease of it from now on. False where it is somebody else's by now, or done."""
        until = _milliseconds(self._clock() + self.lease)
        return bool(await self._run(inbox_scripts.HOLD, callback.id, callback.id, until, callback.attempts))

    @answered
    async def give_back(self, callback: Callback, again_at: datetime) -> bool:
        """It was not tried, and may be at `again_at`. False where it is somebody else's by now, or done."""
        again = _milliseconds(again_at)
        return bool(await self._run(inbox_scripts.GIVE_BACK, callback.id, callback.id, again, callback.attempts))

    @answered
    async def done(self, *callbacks: Callback) -> bool:
        """They were worked. Their content is gone then. False where one of them is not known any more."""
        lasting = REMEMBERED // timedelta(milliseconds=1)
        async with self._redis.pipeline(transaction=False) as pipe:
            for name in (callback.id for callback in callbacks):
                pipe.eval(inbox_scripts.DONE, _KEYS, *_keys(name), name, lasting)
            return all(await pipe.execute())

    @answered
    async def failed(self, callback: Callback, problem: str, again_at: datetime) -> bool:
        """It could not be worked, for a reason without a person or a secret in it. False where it waits no more."""
        return bool(await self._run(inbox_scripts.FAILED, callback.id, callback.id, _milliseconds(again_at), problem))

    @answered
    async def give_up(self, callback: Callback, problem: str) -> bool:
        """It is the provider's, and not tried any more until somebody revives it. False where it waits no more."""
        moment = _milliseconds(self._clock())
        return bool(await self._run(inbox_scripts.GIVE_UP, callback.id, callback.id, moment, problem))

    @answered
    async def forget(self, callback: Callback) -> bool:
        """It was not the provider who sent it: nothing of it is kept. False where it waits no more."""
        return bool(await self._run(inbox_scripts.FORGET, callback.id, callback.id))

    @answered
    async def waiting(self) -> int:
        """How many are not worked, those under way among them."""
        return await self._count("waiting")

    @answered
    async def given_up(self) -> int:
        """How many were given up."""
        return await self._count("dead")

    @answered
    async def dead_letters(self, limit: int) -> tuple[DeadLetter, ...]:
        """Those that were given up, the oldest first."""
        names = await self._members("dead", limit, due=False)
        letters = list[DeadLetter]()
        for name in names:
            fields = await cast(Awaitable[dict[bytes, bytes]], self._redis.hgetall(_keys(name)[0]))
            if fields:
                letters.append(_dead_letter(name, fields))
        return tuple(letters)

    @answered
    async def revive(self, name: str) -> bool:
        """Try one that was given up once more, as if never tried. False where there is none of that id."""
        return bool(await self._run(inbox_scripts.REVIVE, name, name, _milliseconds(self._clock())))

    async def _stored(self, provider: str, event_id: str, content: bytes, *, unproven: bool) -> int:
        name = callback_id(provider, event_id)
        sealed = self._ring.seal(content, _place(name))
        cost = len(sealed) + _BYTES_BESIDE if unproven else 0
        moment, most = _milliseconds(self._clock()), self._unproven_bytes // BUCKETS
        return int(await self._run(inbox_scripts.STORE, name, name, provider, sealed, moment, cost, most))

    async def _opened(self, name: str, fields: Sequence[bytes], until: datetime) -> Callback | None:
        provider, sealed, stored, attempts = fields
        try:
            content = self._ring.open(sealed, _place(name))
        except UnreadableError:
            # It stays and is given up in time: during a change of keys another process may read it.
            structlog.get_logger().error("callback.unreadable", callback=name)
            await self._run(inbox_scripts.FAILED, name, name, _milliseconds(until), "none of our keys opens it")
            return None
        return Callback(name, provider.decode(), content, _moment(stored), int(attempts), until)

    async def _members(self, part: str, limit: int, *, due: bool = True) -> list[str]:
        most = str(_milliseconds(self._clock())) if due else "+inf"
        async with self._redis.pipeline(transaction=False) as pipe:
            for bucket in range(BUCKETS):
                pipe.zrangebyscore(_set(f"{bucket:x}", part), "-inf", most, start=0, num=limit, withscores=True)
            found = await pipe.execute()
        scored = sorted((score, member.decode()) for each in found for member, score in each)
        return [member for _, member in scored[:limit]]

    async def _count(self, part: str) -> int:
        async with self._redis.pipeline(transaction=False) as pipe:
            for bucket in range(BUCKETS):
                pipe.zcard(_set(f"{bucket:x}", part))
            return sum(await pipe.execute())

    async def _run(self, script: str, name: str, *arguments: str | int | bytes) -> Any:
        return await self._redis.eval(script, _KEYS, *_keys(name), *arguments)


def callback_id(provider: str, event_id: str) -> str:
    """What a callback is called here: the same each time the provider sends it."""
    return digest(provider, event_id)


def _keys(name: str) -> Sequence[str]:
    tag = f"{sha256(name.encode()).digest()[0] % BUCKETS:x}"
    return (f"{key('callback', tag)}:{name}", _set(tag, "waiting"), _set(tag, "dead"), _set(tag, "unproven"))


def _set(tag: str, part: str) -> str:
    return key("callbacks", tag, part)


def _place(name: str) -> str:
    return f"callback {name}"


def _dead_letter(name: str, fields: dict[bytes, bytes]) -> DeadLetter:
    problem = fields.get(b"problem", b"no attempt came to an end").decode()
    return DeadLetter(name, fields[b"provider"].decode(), _moment(fields[b"stored"]), int(fields[b"attempts"]), problem)


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _moment(milliseconds: bytes) -> datetime:
    return _EPOCH + timedelta(milliseconds=int(milliseconds))
