"""A real Redis for the stores, two connections to it as two processes have them, and a clock that tests move."""

import os
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr
from redis.asyncio import Redis

from bff.settings_session import SessionSettings
from bff.state.key_ring import KeyRing
from bff.state.redis import connect
from bff.state.session import Changes, Customer
from bff.state.sessions import Sessions
from sandbox import redis as sandbox
from sandbox.redis import RunningRedis

ISSUER = "https://identity.example"
CUSTOMER = Customer(website_id=1, customer_id=4711)


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment

    def passes(self, **amount: float) -> None:
        self.moment += timedelta(**amount)


@dataclass(frozen=True)
class Stores:
    """The same Redis as two processes of the service see it."""

    redis: Redis
    other_redis: Redis
    settings: SessionSettings
    keys: KeyRing
    clock: Clock

    @property
    def sessions(self) -> Sessions:
        return Sessions(self.redis, self.settings, self.keys, self.clock)

    @property
    def sessions_elsewhere(self) -> Sessions:
        return Sessions(self.other_redis, self.settings, self.keys, self.clock)


@pytest.fixture(scope="module")
def shared_redis() -> Iterator[RunningRedis]:
    with sandbox.running() as redis:
        yield redis


@pytest.fixture
async def stores(shared_redis: RunningRedis) -> AsyncIterator[Stores]:
    async with AsyncExitStack() as stack:
        redis, other = [
            await stack.enter_async_context(connect(shared_redis.url, connect_seconds=10, seconds=10)) for _ in "ab"
        ]
        await redis.flushall()
        settings = SessionSettings(keys=(new_key(),))
        yield Stores(redis, other, settings, KeyRing.of(settings), Clock(datetime(2026, 11, 2, 9, 30, tzinfo=UTC)))


def new_key() -> SecretStr:
    return SecretStr(b64encode(os.urandom(32)).decode())


def a_guest() -> Changes:
    return {"cart_id": "guest-cart", "browser": "Firefox"}


def a_customer(clock: Clock, token: str = "commerce-token-1") -> Changes:
    return {
        "website_id": CUSTOMER.website_id,
        "customer_id": CUSTOMER.customer_id,
        "store_code": "default",
        "cart_id": "customer-cart",
        "browser": "Firefox",
        "commerce_token": token,
        "commerce_token_ends_at": clock() + timedelta(hours=1),
        "provider": "keycloak",
        "issuer": ISSUER,
        "subject": "subject-of-ada",
        "sid": "provider-session-1",
        "id_token": "header.of-ada.signature",
        "authenticated_at": clock(),
        "acr": "1",
    }
