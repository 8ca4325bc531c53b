"""Tells the service what changed: signed, and again and later where it is not heard."""

import asyncio
import hashlib
import hmac
import time
from collections import deque
from typing import Final

import httpx2 as httpx
import orjson

from sandbox.content.settings import Settings
from sandbox.content.world import Change
from sandbox.outgoing import http_client

HEADER: Final = "x-content-signature"
_SECONDS: Final = 5.0
_LONGEST_PAUSE: Final = 30.0
WAITING: Final = 200
"""Most changes that wait to be told; of more, the first are lost, as they are with any system that is not heard."""


def signature(key: str, body: bytes, at: int) -> str:
    """`t=<seconds since 1970>,v1=<HMAC-SHA256 over "t.body" in hexadecimal>`."""
    signed = hmac.new(key.encode(), str(at).encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={signed}"


class Webhooks:
    """The deliveries of one process, one after the other. `last` is the last that was made, heard or not."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.url = settings.webhook_url
        self.last: tuple[dict[str, str], bytes] | None = None
        self._waiting: deque[Change] = deque(maxlen=WAITING)
        self._changed = asyncio.Event()

    def tell(self, change: Change) -> None:
        """There is something to tell."""
        self.last = self._message(change)
        if self.url:
            self._waiting.append(change)
            self._changed.set()

    def forget(self) -> None:
        """Tell nothing of what is still waiting."""
        self._waiting.clear()
        self.last = None

    async def run(self) -> None:
        """Until cancelled."""
        async with http_client(timeout=_SECONDS) as client:
            while True:
                while self._waiting:
                    await self._deliver(client, self._waiting.popleft())
                self._changed.clear()
                await self._changed.wait()

    async def _deliver(self, client: httpx.AsyncClient, change: Change) -> None:
        pause = self._settings.webhook_pause
        for _ in range(self._settings.webhook_attempts):
            headers, body = self._message(change)
            try:
                if (await client.post(self.url, content=body, headers=headers)).is_success:
                    return
            except (httpx.HTTPError, httpx.InvalidURL):
                pass  # not heard: told again, until it was tried often enough
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _message(self, change: Change) -> tuple[dict[str, str], bytes]:
        body = orjson.dumps({"changes": [{"key": change.key, "removed": change.removed}]})
        signed = signature(self._settings.webhook_key, body, int(time.time()))
        return {"content-type": "application/json", HEADER: signed}, body
