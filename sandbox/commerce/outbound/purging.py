"""PURGE to every registered page cache, in order for each, beside the requests that were the cause."""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2 as httpx

from sandbox.commerce.outbound.tags import EVERYTHING
from sandbox.commerce.settings import check_cache_host
from sandbox.outgoing import http_client

HEADER: Final = "X-Magento-Tags-Pattern"
MOST_WAITING: Final = 1000
"""A cache that falls further behind is told to drop everything instead."""

KEPT: Final = 200

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Cache:
    """One registered cache: what it is yet to be told."""

    waiting: deque[str] = field(default_factory=deque)
    is_told: bool = False


class Purger:
    """Tells caches what to drop. As Commerce, it tries once: a cache that does not answer keeps what it has."""

    def __init__(self, hosts: Iterable[str], seconds: float) -> None:
        self._seconds = seconds
        self._told: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._something = asyncio.Event()
        self._caches: dict[str, _Cache] = {}
        self.register(hosts)

    @property
    def hosts(self) -> list[str]:
        """Who is told."""
        return list(self._caches)

    def register(self, hosts: Iterable[str]) -> None:
        """From now on these are told, and no others. Raises `ValueError` for what is no "host:port"."""
        wanted = dict.fromkeys(check_cache_host(host) for host in hosts)
        self._caches = {host: self._caches.get(host) or _Cache() for host in wanted}

    def purge(self, patterns: Sequence[str]) -> None:
        """Tell every registered cache soon; never waits."""
        for cache in self._caches.values():
            cache.waiting.extend(patterns)
            if len(cache.waiting) > MOST_WAITING:
                cache.waiting = deque([EVERYTHING])
        self._something.set()

    def told(self) -> list[dict[str, Any]]:
        """The last calls, the oldest first: host, pattern, and the status or what went wrong."""
        return list(self._told)

    def forget(self) -> None:
        """What was told, and what is yet to be."""
        self._told.clear()
        for cache in self._caches.values():
            cache.waiting.clear()

    async def run(self) -> None:
        """Until cancelled."""
        # No connection is kept: one that the cache closed meanwhile would cost a call that is not repeated.
        limits = httpx.Limits(max_keepalive_connections=0)
        async with (
            http_client(timeout=self._seconds, limits=limits) as client,
            asyncio.TaskGroup() as group,
        ):
            while True:
                await self._something.wait()
                self._something.clear()
                for host, cache in self._caches.items():
                    if cache.waiting and not cache.is_told:
                        cache.is_told = True
                        group.create_task(self._tell(client, host, cache))

    async def _tell(self, client: httpx.AsyncClient, host: str, cache: _Cache) -> None:
        try:
            while cache.waiting:
                pattern = cache.waiting.popleft()
                outcome = await self._send(client, host, pattern)
                self._told.append({"host": host, "pattern": pattern, **outcome})
        finally:
            cache.is_told = False

    async def _send(self, client: httpx.AsyncClient, host: str, pattern: str) -> dict[str, Any]:
        try:
            async with asyncio.timeout(self._seconds):
                response = await client.request("PURGE", f"http://{host}/", headers={HEADER: pattern})
        except TimeoutError:
            return _failed(host, f"no answer in {self._seconds:g} seconds")
        except httpx.HTTPError as error:
            return _failed(host, str(error) or type(error).__name__)
        return {"status": response.status_code}


def _failed(host: str, reason: str) -> dict[str, Any]:
    logger.warning("The page cache %s was not purged: %s", host, reason)
    return {"error": reason}
