"""The customers of `s2` as our service knows them: each signed on, with a session in a real Redis.

The service passes no client's Authorization on: a client has the handle of a session, and the session the token for
Commerce. Sessions are made by the service's own code, as a sign-on makes them, before anything is measured.
"""

import asyncio
import secrets
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from pydantic import SecretStr

from benchmarks import machine
from benchmarks.servers import BenchmarkError
from benchmarks.stub.carts import CUSTOMERS, token_of
from bff.settings_session import SessionSettings
from bff.state import redis as redis_connection
from bff.state.key_ring import KeyRing
from bff.state.session import Presentation
from bff.state.sessions import Sessions
from sandbox import redis as sandbox_redis

WEBSITE_ID: Final = 1
TOKEN_LIFETIME: Final = timedelta(hours=12)
_KEY_BYTES: Final = 32
_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class SignedOn:
    """`settings` are the variables with which a service knows these sessions, their key among them.

    `handles` has, by the Authorization that Commerce expects of a customer, the one that the customer sends to us.
    """

    redis_pid: int
    settings: Mapping[str, str] = field(repr=False)
    handles: Mapping[str, str] = field(repr=False)


@contextmanager
def signed_on(cpu: int) -> Iterator[SignedOn]:
    """All customers, signed on for as long as the block lasts. Their Redis is pinned to one CPU.

    Raises `BenchmarkError` where there is no Redis on this machine.
    """
    try:
        started = sandbox_redis.start()
    except sandbox_redis.RedisMissingError as problem:
        raise BenchmarkError(str(problem)) from None
    try:
        machine.pin(started.process.pid, cpu)
        key = b64encode(secrets.token_bytes(_KEY_BYTES)).decode()
        handles = asyncio.run(_sign_on(started.url, SessionSettings(keys=(SecretStr(key),))))
        yield SignedOn(started.process.pid, {"BFF_REDIS__URL": started.url, "BFF_SESSION__KEYS": f'["{key}"]'}, handles)
    finally:
        started.stop()


async def _sign_on(url: str, settings: SessionSettings) -> dict[str, str]:
    ends_at = datetime.now(UTC) + TOKEN_LIFETIME
    async with redis_connection.connect(url, connect_seconds=_SECONDS, seconds=_SECONDS) as redis:
        sessions = Sessions(redis, settings, KeyRing.of(settings))
        handles = {}
        for customer_id in CUSTOMERS:
            token = token_of(customer_id)
            opened = await sessions.create(
                Presentation.BEARER,
                {
                    "website_id": WEBSITE_ID,
                    "customer_id": customer_id,
                    "commerce_token": token,
                    "commerce_token_ends_at": ends_at,
                },
            )
            handles[f"Bearer {token}"] = f"Bearer {opened.id.text}"
    return handles
