"""One source, a real Redis, and two processes of the service between; or a whole shop with editors."""

from collections.abc import AsyncIterator, Iterator, MutableMapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from bff.flows.content.freshness import Freshness
from bff.flows.content.keeping import Keeping
from bff.flows.content.languages import Languages
from bff.flows.content.preparing import Bounds, Preparing
from bff.flows.content.reading import ContentParts, Reading
from bff.flows.content.recording import Lifetimes, Recording
from bff.flows.content.source_state import SourceState
from bff.state.content_records import ContentRecords
from bff.state.redis import connect
from sandbox import redis as sandbox
from sandbox.redis import RunningRedis
from tests.services.content.editors import Editors
from tests.services.content.site import Site, running_site

FRESH, KEPT, ABSENT = 60.0, 3_600.0, 10.0
SECONDS = 5.0


@dataclass
class Newsroom:
    """What editors publish, and how the service reads it. `passes` moves the clock of both processes."""

    redis: Redis
    other_redis: Redis
    editors: Editors = field(default_factory=Editors)
    bounds: Bounds = field(default_factory=Bounds)
    now: datetime = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
    seconds: float = SECONDS
    counted: list[str] = field(default_factory=list)
    _kept: dict[int, Keeping] = field(default_factory=dict)

    def passes(self, **amount: float) -> None:
        self.now += timedelta(**amount)

    def reading(self, *, drafts: bool = False, elsewhere: bool = False, locales: tuple[str, ...] = ("en",)) -> Reading:
        """One request's way to content, in this process or in the other."""
        keeping = self._keeping(self.other_redis if elsewhere else self.redis)
        parts = ContentParts(self.editors, keeping, Languages(), Preparing(self.bounds), self.seconds)
        return Reading(parts, locales, drafts)

    @property
    def freshness(self) -> Freshness:
        """Webhooks, as the other process gets them."""
        return Freshness(self.editors, self._records(self.other_redis))

    async def stop(self) -> None:
        for keeping in self._kept.values():
            await keeping.sharing.aclose()

    def _keeping(self, redis: Redis) -> Keeping:
        if id(redis) not in self._kept:
            recording = Recording(Lifetimes(FRESH, KEPT, ABSENT), lambda: self.now)
            state = SourceState("editors", self.counted.append)
            self._kept[id(redis)] = Keeping(
                self.editors, self._records(redis), recording, Preparing(self.bounds), state, SECONDS
            )
        return self._kept[id(redis)]

    def _records(self, redis: Redis) -> ContentRecords:
        return ContentRecords(redis, KEPT, lambda: self.now.timestamp())


@pytest.fixture(scope="module")
def shared_redis() -> Iterator[RunningRedis]:
    with sandbox.running() as redis:
        yield redis


@pytest.fixture
async def newsroom(shared_redis: RunningRedis) -> AsyncIterator[Newsroom]:
    async with AsyncExitStack() as stack:
        redis, other_redis = [
            await stack.enter_async_context(connect(shared_redis.url, connect_seconds=2, seconds=2)) for _ in range(2)
        ]
        await redis.flushall()
        room = Newsroom(redis, other_redis)
        stack.push_async_callback(room.stop)
        yield room


@pytest.fixture
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """What was logged meanwhile."""
    with capture_logs() as entries:
        yield entries


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("content")) as started:
        yield started


@pytest.fixture
def site(running: Site) -> Site:
    running.as_new()
    running.purge(None)
    running.questions()
    return running
