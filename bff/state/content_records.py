"""Content that was asked for already: kept in Redis for all processes, and not served once it was purged.

Each record names what it depends on: the keys of entries. Each of these has a version in Redis, and a record counts
only while all its versions are still what they were when its source was asked. Purging gives a new version. So a
record that an answer brought which was already on its way when the purge came never counts, and one whose version was
lost (evicted, flushed) does not either: what is lost costs a question to the source, and revives nothing.
"""

import secrets
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, cast

import orjson
from redis.asyncio import Redis

from bff.state import keys
from bff.state.redis import answered

EVERYTHING: Final = "*"
"""What every record depends on."""
ANYTHING: Final = "?"
"""What changes with every purge: for records of what is absent, and of many."""

_OUTLIVES: Final = 2
_IDENTITY: Final = "content"


@dataclass(frozen=True, slots=True)
class Record:
    """What was kept. `fresh`: it need not be asked for again."""

    content: bytes
    fresh: bool


@dataclass(frozen=True, slots=True)
class NewRecord:
    """What to keep: for how many seconds it is fresh, and for how many in all it may be served where nothing newer can
    be had. `depends_on` are keys of entries, or `ANYTHING`."""

    content: bytes
    depends_on: frozenset[str]
    fresh_seconds: float
    kept_seconds: float


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in the order of purges: taken before a source is asked, handed in with what it answered."""

    version: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """The records by name, as far as there are any."""

    records: Mapping[str, Record]
    moment: Moment


class ContentRecords:
    """Every call may raise `Unavailable("redis")`. All keys share a slot: a shop has little content, asked often."""

    def __init__(self, redis: Redis, longest_kept_seconds: float, clock: Callable[[], float] = time.time) -> None:
        """`clock` tells seconds since 1970."""
        self._redis = redis
        self._version_lifetime = int(longest_kept_seconds * _OUTLIVES * 1000)
        self._clock = clock

    @answered
    async def find(self, names: Mapping[str, str]) -> Found:
        """The records that count, by name; each name comes with the key that its record very likely depends on."""
        guessed = list(dict.fromkeys([EVERYTHING, ANYTHING, *names.values()]))
        asked = [*map(_record, names), *map(_version, guessed)]
        values = await self._values(asked)
        versions = dict(zip(guessed, values[len(names) :], strict=True))
        read = {name: _Kept.read(value) for name, value in zip(names, values, strict=False) if value is not None}
        unknown = {key for kept in read.values() for key in kept.versions} - versions.keys()
        if unknown:
            more = sorted(unknown)
            versions |= dict(zip(more, await self._values([*map(_version, more)]), strict=True))
        moment = versions[ANYTHING] or await self._first_moment()
        now = self._clock()
        return Found(
            {
                name: Record(kept.content, now < kept.fresh_until)
                for name, kept in read.items()
                if kept.counts(versions)
            },
            Moment(moment),
        )

    @answered
    async def keep(self, records: Mapping[str, NewRecord], moment: Moment) -> None:
        """Keep what a source answered that was asked after `moment`, unless anything was purged since."""
        needed = sorted({EVERYTHING, ANYTHING, *(key for record in records.values() for key in record.depends_on)})
        versions = await self._versions(needed)
        if versions[ANYTHING] != moment.version:
            return
        pipeline = self._redis.pipeline(transaction=False)
        for name, record in records.items():
            lifetime = int(record.kept_seconds * 1000)
            if lifetime > 0:
                mine = {key: versions[key] for key in (EVERYTHING, *record.depends_on)}
                kept = _Kept(record.content, self._clock() + record.fresh_seconds, mine)
                pipeline.set(_record(name), kept.written(), px=lifetime)
        await pipeline.execute()

    @answered
    async def purge(self, keys_of_entries: Iterable[str], *, everything: bool = False) -> None:
        """From now on no record counts that depends on one of these; none at all for `everything`."""
        changed = {ANYTHING, *keys_of_entries} | ({EVERYTHING} if everything else set())
        pipeline = self._redis.pipeline(transaction=True)
        for key in sorted(changed):
            pipeline.set(_version(key), _new_version(), px=self._lifetime(key))
        await pipeline.execute()

    async def _values(self, names: list[str]) -> list[bytes | None]:
        return cast(list[bytes | None], await self._redis.mget(names))

    async def _first_moment(self) -> bytes:
        return (await self._versions([ANYTHING]))[ANYTHING]

    async def _versions(self, needed: Collection[str]) -> dict[str, bytes]:
        """The version of each; one that has none gets its first. They outlive the records that are about to be kept."""
        pipeline = self._redis.pipeline(transaction=True)
        for key in needed:
            lifetime = self._lifetime(key)
            pipeline.set(_version(key), _new_version(), nx=True, px=lifetime)
            if lifetime is not None:
                pipeline.pexpire(_version(key), lifetime)
        pipeline.mget([*map(_version, needed)])
        answers = await cast(Awaitable[list[list[bytes]]], pipeline.execute())
        return dict(zip(needed, answers[-1], strict=True))

    def _lifetime(self, key: str) -> int | None:
        return None if key in (EVERYTHING, ANYTHING) else self._version_lifetime


@dataclass(frozen=True, slots=True)
class _Kept:
    content: bytes
    fresh_until: float
    versions: Mapping[str, bytes]

    def counts(self, versions: Mapping[str, bytes | None]) -> bool:
        return all(versions[key] == version for key, version in self.versions.items())

    def written(self) -> bytes:
        head = {
            "fresh_until": self.fresh_until,
            "versions": {key: each.decode() for key, each in self.versions.items()},
        }
        return orjson.dumps(head) + b"\n" + self.content

    @classmethod
    def read(cls, value: bytes) -> "_Kept":
        head, _, content = value.partition(b"\n")
        said = orjson.loads(head)
        return cls(content, said["fresh_until"], {key: each.encode() for key, each in said["versions"].items()})


def _record(name: str) -> str:
    return keys.key("content", _IDENTITY, f"record:{keys.digest(name)}")


def _version(key: str) -> str:
    return keys.key("content", _IDENTITY, f"version:{keys.digest(key)}")


def _new_version() -> bytes:
    return secrets.token_urlsafe(9).encode()
