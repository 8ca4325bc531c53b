"""Makes the deliveries that are due: again and later where one fails, and never one before an earlier one."""

import asyncio
import time
from functools import partial
from typing import Final

import httpx2 as httpx

from sandbox.commerce.outbound import signing
from sandbox.commerce.outbound.deliveries import Delivery, due_deliveries, record
from sandbox.commerce.world import World
from sandbox.outgoing import http_client

AT_ONCE: Final = 16
LONGEST_PAUSE: Final = 60.0
"""Seconds between two attempts."""

REQUEST_ID: Final = "x-adobe-commerce-request-id"


class Webhooks:
    """The deliveries of one world. The clock of the process counts here, not the one that tests stop."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._changed = asyncio.Event()
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._signer = signing.signer_of(world)

    @property
    def public_key(self) -> str | None:
        """What verifies the signatures, as PEM; None where nothing is signed."""
        return self._signer.public_key if self._signer else None

    def wake(self) -> None:
        """There may be something new to deliver."""
        self._changed.set()

    def forget(self) -> None:
        """End what is under way: the world begins anew. A key of its own is made again."""
        for task in self._under_way.values():
            task.cancel()
        self._signer = signing.signer_of(self._world)

    async def run(self) -> None:
        """Until cancelled; what was not delivered then is delivered after the next start."""
        async with http_client() as client, asyncio.TaskGroup() as group:
            while True:
                self._changed.clear()
                pause = self._start_due(client, group)
                try:
                    async with asyncio.timeout(pause):
                        await self._changed.wait()
                except TimeoutError:
                    continue

    def _start_due(self, client: httpx.AsyncClient, group: asyncio.TaskGroup) -> float | None:
        """Seconds until the next one is due; None where nothing waits but what is under way."""
        now = time.time()
        for delivery in due_deliveries(self._world):
            if delivery.id in self._under_way:
                continue
            if len(self._under_way) >= AT_ONCE:
                return None
            if delivery.due_at > now:
                return delivery.due_at - now
            task = group.create_task(self._deliver(client, delivery))
            self._under_way[delivery.id] = task
            task.add_done_callback(partial(self._done, delivery.id))
        return None

    def _done(self, number: int, _task: "asyncio.Task[None]") -> None:
        self._under_way.pop(number, None)
        self.wake()

    async def _deliver(self, client: httpx.AsyncClient, delivery: Delivery) -> None:
        answer, is_heard = await self._send(client, delivery)
        state, due_at = "delivered", 0.0
        if not is_heard:
            settings = self._world.settings
            state = "given_up" if delivery.attempts + 1 >= settings.webhook_attempts else "waiting"
            due_at = time.time() + min(settings.webhook_pause * 2**delivery.attempts, LONGEST_PAUSE)
        record(self._world, delivery, state, answer, due_at)

    async def _send(self, client: httpx.AsyncClient, delivery: Delivery) -> tuple[str, bool]:
        """What came of it, and whether the subscriber has it."""
        webhook = delivery.webhook
        seconds = webhook.timeout / 1000
        try:
            async with asyncio.timeout(seconds):
                response = await client.request(
                    webhook.method,
                    webhook.url,
                    content=delivery.body,
                    headers=self._headers(delivery),
                    timeout=seconds,
                )
        except TimeoutError:
            return f"no answer in {seconds:g} seconds", False
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return str(error) or type(error).__name__, False
        return str(response.status_code), response.is_success

    def _headers(self, delivery: Delivery) -> dict[str, str]:
        own = {header.name: header.value for header in delivery.webhook.headers}
        own |= {"Content-Type": "application/json", REQUEST_ID: delivery.request_id}
        return own | ({signing.HEADER: self._signer.sign(delivery.body)} if self._signer else {})
