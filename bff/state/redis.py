"""The connection to Redis, and whether it is there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, AuthorizationError, RedisError

CLIENT_NAME: Final = "storefront-bff"


@dataclass(frozen=True, slots=True)
class RedisState:
    """Whether Redis answers. `problem` says why not, without its address; `version` is known where it answers."""

    reachable: bool
    version: str | None = None
    problem: str | None = None


@asynccontextmanager
async def connect(url: str, *, connect_seconds: float, seconds: float) -> AsyncIterator[Redis]:
    """A pool of connections to Redis for as long as the context lasts.

    Opens none until one is needed: Redis need not be up. A command takes at most `seconds`, and is sent once: whoever
    writes knows whether it may be sent again.
    """
    redis: Redis = Redis.from_url(
        url,
        client_name=CLIENT_NAME,
        decode_responses=False,
        socket_connect_timeout=connect_seconds,
        socket_timeout=seconds,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        yield redis
    finally:
        await redis.aclose()


async def state_of(redis: Redis) -> RedisState:
    """Ask Redis whether it is there. Never raises."""
    try:
        about = await redis.info("server")
    except (AuthenticationError, AuthorizationError):
        return RedisState(False, problem="Redis refuses the user or password of its address.")
    except (RedisError, OSError) as error:
        return RedisState(False, problem=f"Redis does not answer ({type(error).__name__}).")
    return RedisState(True, version=str(about.get("redis_version", "unknown")))
