"""Which sessions belong to a customer, a provider's session, or somebody at a provider: sets of digests.

They heal themselves. A digest whose session is gone never comes back, so whoever sees one takes it out; and a set ends
with the longest life that a session in it can have. A session is written before it is entered here, and entered before
anyone gets its id: whoever ends all sessions of a set misses none that somebody could use.
"""

from collections.abc import Awaitable, Collection, Iterator, Sequence
from datetime import timedelta
from typing import Final, cast

from redis.asyncio import Redis

from bff.state import keys
from bff.state.session import Customer, Session
from bff.state.session_records import record_key

_SAMPLE: Final = 4
"""How many digests are looked at whenever one is added: more than come in, so a set does not grow without end."""

_ADD: Final = """
redis.call('SADD', KEYS[1], ARGV[1])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return redis.call('SRANDMEMBER', KEYS[1], ARGV[3])
"""


class SessionIndex:
    """The sets. `lifetime` is the longest that a session may last.

    `environment` keeps those apart that share a Redis: signing out everywhere in one ends nothing in another.
    """

    def __init__(self, redis: Redis, lifetime: timedelta, environment: str = "") -> None:
        self._redis = redis
        self._lifetime = lifetime
        self._suffix = f":{environment}" if environment else ""

    async def add(self, session: Session, digest: str) -> None:
        """Enter a session wherever it belongs.

        All sets at once: where many sign on together, each answer that one waits for is a wait behind all others.
        """
        names, lasting = tuple(names_of(session)), round(self._lifetime.total_seconds() * 1000)
        if not names:
            return
        async with self._redis.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.eval(_ADD, 1, name + self._suffix, digest, lasting, _SAMPLE)
            samples = await pipe.execute()
        others = [
            (name, member.decode())
            for name, sample in zip(names, samples, strict=True)
            for member in sample
            if member.decode() != digest
        ]
        await self._heal(others)

    async def remove(self, session: Session, digest: str) -> None:
        """Take a session out wherever it was entered."""
        await self._discard([(name, digest) for name in names_of(session)])

    async def discard(self, name: str, digests: Collection[str]) -> None:
        """Take digests out of one set."""
        if digests:
            await self._redis.srem(name + self._suffix, *digests)

    async def members(self, name: str) -> list[str]:
        """The digests of one set. Their sessions may have ended."""
        found = await cast(Awaitable[set[bytes]], self._redis.smembers(name + self._suffix))
        return sorted(member.decode() for member in found)

    async def heal(self, name: str, digests: Sequence[str]) -> None:
        """Take those out of a set whose sessions are gone."""
        await self._heal([(name, digest) for digest in digests])

    async def _heal(self, members: Sequence[tuple[str, str]]) -> None:
        """The same for digests each of which stands beside the name of its set."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for _, digest in members:
                pipe.exists(record_key(digest))
            there = await pipe.execute()
        await self._discard([member for member, found in zip(members, there, strict=True) if not found])

    async def _discard(self, members: Sequence[tuple[str, str]]) -> None:
        async with self._redis.pipeline(transaction=False) as pipe:
            for name, digest in members:
                pipe.srem(name + self._suffix, digest)
            await pipe.execute()


def of_customer(customer: Customer) -> str:
    """The set of a customer's sessions."""
    return keys.key("sessions", keys.digest("customer", customer.website_id, customer.customer_id))


def of_sid(issuer: str, sid: str) -> str:
    """The set of the sessions that came of one session at the provider."""
    return keys.key("sessions", keys.digest("sid", issuer, sid))


def of_subject(issuer: str, subject: str) -> str:
    """The set of the sessions of somebody at a provider."""
    return keys.key("sessions", keys.digest("subject", issuer, subject))


def names_of(session: Session) -> Iterator[str]:
    """The sets that a session belongs to; none for a guest."""
    if session.customer is not None:
        yield of_customer(session.customer)
    if session.issuer is not None and session.sid is not None:
        yield of_sid(session.issuer, session.sid)
    if session.issuer is not None and session.subject is not None:
        yield of_subject(session.issuer, session.subject)
