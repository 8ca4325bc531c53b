"""The connection to Redis, whether it is there, and the one error of ours when it is not."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, AuthorizationError, DataError, RedisError

from bff.settings import RedisSettings
from bff.state.connection_pool import FairConnectionPool
from integrations.kit.errors import Unavailable

CLIENT_NAME: Final = "storefront-bff"
CONNECTIONS: Final = 64
"""Most connections that a process opens. Whoever wants one more waits for it, at most as long as a call may take: that
many others are at it is no sign that Redis does not answer.
"""

CALL_SECONDS: Final = 10.0
"""Longest time that one call of a store may take, however many commands it sends."""

_P = ParamSpec("_P")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class RedisState:
    """Whether Redis answers. `problem` says why not, without its address; `version` is known where it answers."""

    reachable: bool
    version: str | None = None
    problem: str | None = None


@asynccontextmanager
async def connect(url: str, *, connect_seconds: float, seconds: float) -> AsyncIterator[Redis]:
    """A pool of connections to Redis for as long as the context lasts.

    Opens none until one is needed: Redis need not be up. A command takes at most `seconds` once it has a connection,
    and is sent once: whoever writes knows whether it may be sent again.
    """
    pool = FairConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        longest_wait=CALL_SECONDS,
        client_name=CLIENT_NAME,
        decode_responses=False,
        socket_connect_timeout=connect_seconds,
        socket_timeout=seconds,
        retry=Retry(NoBackoff(), 0),
    )
    redis = Redis.from_pool(pool)
    try:
        yield redis
    finally:
        await redis.aclose()


def shared(settings: RedisSettings) -> AbstractAsyncContextManager[Redis]:
    """The Redis that all processes share; see `connect`."""
    return connect(settings.url.get_secret_value(), connect_seconds=settings.connect_seconds, seconds=settings.seconds)


def answered(call: Callable[_P, Coroutine[Any, Any, _T]]) -> Callable[_P, Coroutine[Any, Any, _T]]:
    """A call that asks Redis: whatever goes wrong there is `Unavailable("redis")`, after `CALL_SECONDS` at the latest.

    The error is `doubtful`: a command whose answer was lost may have been carried out.
    """

    @wraps(call)
    async def bounded(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            async with asyncio.timeout(CALL_SECONDS):
                return await call(*args, **kwargs)
        except DataError:
            raise  # a value that Redis cannot hold is our own defect
        except (RedisError, OSError) as error:
            raise Unavailable(
                "redis", "What we keep of shoppers cannot be reached at the moment. Try again shortly.", doubtful=True
            ) from error

    return bounded


async def state_of(redis: Redis) -> RedisState:
    """Ask Redis whether it is there. Never raises."""
    try:
        about = await redis.info("server")
    except (AuthenticationError, AuthorizationError):
        return RedisState(False, problem="Redis refuses the user or password of its address.")
    except (RedisError, OSError) as error:
        return RedisState(False, problem=f"Redis does not answer ({type(error).__name__}).")
    return RedisState(True, version=str(about.get("redis_version", "unknown")))
