"""Which customer somebody at a provider is, for good; and links that wait for the shopper's password.

A link has no end and is not encrypted: a key that is dropped would take links with it. It holds no name and no address,
only a customer's number under a digest. Lost links are found or made anew at the next sign-on, so persist Redis.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from redis.asyncio import Redis

from bff.settings_session import SessionSettings
from bff.state import keys
from bff.state.clock import Clock, now
from bff.state.key_ring import KeyRing, UnreadableError
from bff.state.redis import answered
from bff.state.sealed_values import SealedValues
from integrations.kit.errors import Conflict
from integrations.sso.contract import Identity


class LinkTaken(Conflict):
    """Somebody at the provider is linked to another customer already. Whoever came first stays."""

    def __init__(self) -> None:
        super().__init__("sso", "This sign-on belongs to another account of the shop already.")


@dataclass(frozen=True, slots=True)
class Link:
    """Somebody at a provider is this customer."""

    customer_id: int
    linked_at: datetime


class Links:
    """All links, by website, issuer and subject. Every call may raise `Unavailable("redis")`.

    `environment` keeps those apart that share a Redis: one number is another customer in another Commerce.
    """

    def __init__(self, redis: Redis, clock: Clock = now, *, environment: str = "") -> None:
        self._redis = redis
        self._environment = environment
        self._clock = clock
        self._adapter = TypeAdapter(Link)

    @answered
    async def find(self, website_id: int, issuer: str, subject: str) -> Link | None:
        """The link, if there is one."""
        return await self._find(self._name(website_id, issuer, subject))

    @answered
    async def create(self, website_id: int, issuer: str, subject: str, customer_id: int) -> Link:
        """Link for good; the link that is there where it says the same. Of several at once the first wins.

        Raises `LinkTaken`.
        """
        name, link = self._name(website_id, issuer, subject), Link(customer_id, self._clock())
        if await self._redis.set(name, self._adapter.dump_json(link), nx=True):
            return link
        there = await self._find(name)
        if there is None or there.customer_id != customer_id:
            raise LinkTaken
        return there

    @answered
    async def remove(self, website_id: int, issuer: str, subject: str) -> bool:
        """Take a link away, for example of a customer that Commerce does not know any more. False without one."""
        return bool(await self._redis.delete(self._name(website_id, issuer, subject)))

    async def _find(self, name: str) -> Link | None:
        found = await self._redis.get(name)
        return None if found is None else self._adapter.validate_json(found)

    def _name(self, website_id: int, issuer: str, subject: str) -> str:
        apart = (self._environment,) if self._environment else ()
        return keys.key("link", keys.digest(*apart, website_id, issuer, subject))


@dataclass(frozen=True, slots=True)
class PendingLink:
    """A sign-on that becomes a link once the shopper has proven the customer's password."""

    website_id: int
    customer_id: int
    email: str = field(repr=False)
    provider: str
    identity: Identity = field(repr=False)
    return_to: str
    asked_at: datetime
    store_code: str | None = None


class PendingLinks:
    """All links that wait for a proof. Every call may raise `Unavailable("redis")`.

    `browser` is a secret that only the shopper's browser holds, the same when asked and when proven. A lost one costs
    the shopper another sign-on.
    """

    def __init__(self, redis: Redis, settings: SessionSettings, ring: KeyRing, clock: Clock = now) -> None:
        self._lifetime = timedelta(seconds=settings.sign_on_seconds)
        self._values = SealedValues(redis, ring, "pending-link", PendingLink, self._lifetime)
        self._clock = clock

    @answered
    async def ask(self, browser: str, pending: PendingLink) -> str:
        """Keep it until it is proven or too old. Returns its handle, which may stand in an address."""
        handle = secrets.token_urlsafe(32)
        await self._values.put(handle, browser, pending)
        return handle

    @answered
    async def read(self, handle: str, browser: str) -> PendingLink | None:
        """What waits, to be proven; it stays. None where nothing does, or for another browser."""
        try:
            return self._current(await self._values.read(handle, browser))
        except UnreadableError:
            return None

    @answered
    async def take(self, handle: str, browser: str) -> PendingLink | None:
        """What was proven, for one caller only: it is gone then. None where nothing waits, or for another browser."""
        try:
            return self._current(await self._values.take(handle, browser))
        except UnreadableError:
            return None

    def _current(self, pending: PendingLink | None) -> PendingLink | None:
        if pending is None or self._clock() - pending.asked_at >= self._lifetime:
            return None
        return pending
