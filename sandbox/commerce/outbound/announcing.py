"""Hands committed changes on to caches and subscribers: the one task in which this Commerce speaks first."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import Final

from sandbox.commerce.outbound.changes import committed_changes, forget_changes
from sandbox.commerce.outbound.deliveries import plan_deliveries
from sandbox.commerce.outbound.purging import Purger
from sandbox.commerce.outbound.tags import patterns
from sandbox.commerce.outbound.webhooks import Webhooks
from sandbox.commerce.world import World

AT_ONCE: Final = 500

logger = logging.getLogger(__name__)


class Announcer:
    """Of one world. `purger` and `webhooks` do the talking."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.purger = Purger(world.settings.http_cache_hosts, world.settings.purge_seconds)
        self.webhooks = Webhooks(world)

    def hand_on(self) -> bool:
        """Hand on what was committed, once: notes, patterns and deliveries change together. Whether there may be more.

        A cache may hear of a change again after a crash, a subscriber's delivery is kept until it is made.
        """
        with self._world.transaction():
            changes = committed_changes(self._world, AT_ONCE)
            wanted = list(patterns(self._world, changes))
            planned = plan_deliveries(self._world, changes)
            forget_changes(self._world, changes)
        self.purger.purge(wanted)
        if planned:
            self.webhooks.wake()
        return len(changes) == AT_ONCE

    def forget(self) -> None:
        """The world begins anew: what is under way concerns the one before."""
        self.purger.forget()
        self.webhooks.forget()

    async def run(self) -> None:
        """Until cancelled."""
        loop, changed = asyncio.get_running_loop(), asyncio.Event()
        changed.set()  # for what was noted before an earlier process ended

        def listen(_kind: str) -> None:
            loop.call_soon_threadsafe(changed.set)

        self._world.changes.listen(listen)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.purger.run())
                group.create_task(self.webhooks.run())
                while True:
                    await changed.wait()
                    changed.clear()
                    if self.hand_on():
                        changed.set()
                    await asyncio.sleep(0)
        finally:
            self._world.changes.leave(listen)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Speaks as long as the context is open."""
        task = asyncio.create_task(self.run(), name="sandbox-announcer")
        task.add_done_callback(_complain)
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])


def _complain(task: "asyncio.Task[None]") -> None:
    """Commerce goes on serving when its announcer has died; that it died must not go unseen."""
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.error("Nothing is announced any more", exc_info=error)
