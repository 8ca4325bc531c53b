"""A sandbox content system with its seed, run in this loop, and somebody who asks it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx2 as httpx
import pytest
from starlette.applications import Starlette

from sandbox.content.app import create_app
from sandbox.content.settings import Settings
from sandbox.content.world import World
from sandbox.outgoing import http_client
from tests.contract.listening import listening

SETTINGS = Settings(
    webhook_attempts=3, webhook_pause=0.01, preview_url="https://shop.example/preview", preview_key="k" * 32
)


@dataclass
class Editors:
    """`key` opens what is asked; `control` is what tests and editors do."""

    app: Starlette
    http: httpx.AsyncClient

    @property
    def world(self) -> World:
        world: World = self.app.state.world
        return world

    async def ask(self, method: str, path: str, *, key: str = SETTINGS.key, **more: Any) -> httpx.Response:
        return await self.http.request(method, path, headers={"authorization": f"Bearer {key}"}, **more)

    async def titles(self, *keys: str, key: str = SETTINGS.key) -> dict[str, str]:
        """The English titles of those that are there."""
        answer = await self.ask("POST", "/v1/entries", key=key, json={"keys": keys, "locales": ["en"]})
        return {name: entry["title"] for name, entry in answer.json()["entries"].items()}

    async def control(self, path: str, said: object = None, method: str = "POST") -> httpx.Response:
        return await self.http.request(method, f"/_sandbox/{path}", json=said)

    async def does(self, **act: Any) -> None:
        """What an editor does."""
        (await self.control("editors", act)).raise_for_status()


@pytest.fixture
async def editors() -> AsyncIterator[Editors]:
    app = create_app(SETTINGS)
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(listening(lambda _: app))
        http = await stack.enter_async_context(http_client(base_url=url, timeout=30))
        yield Editors(app, http)
