"""The sandbox's content system, run in this loop."""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from pydantic import SecretStr
from starlette.applications import Starlette

from integrations.cms.contract import ContentSource
from integrations.cms.entry import (
    Block,
    Entry,
    EntryBlock,
    HeroBlock,
    HtmlBlock,
    ImageBlock,
    NavigationItem,
    OtherBlock,
    ProductListBlock,
    RichTextBlock,
)
from integrations.cms.fake.adapter import connect
from integrations.cms.fake.settings import FakeContentSettings
from sandbox.content.app import create_app
from sandbox.content.faults import Fault
from sandbox.content.settings import Settings
from sandbox.content.webhooks import HEADER, signature
from sandbox.content.world import World
from tests.contract.listening import listening

KEYS = ("the-key-that-goes", "the-key-that-comes")
KINDS: Mapping[type[Block], str] = {
    RichTextBlock: "rich_text",
    ImageBlock: "image",
    HeroBlock: "hero",
    ProductListBlock: "product_list",
    HtmlBlock: "html",
    EntryBlock: "entry",
}


@dataclass
class FakeHouse:
    """See `House`."""

    source: ContentSource
    other_source: ContentSource
    app: Starlette

    @property
    def world(self) -> World:
        world: World = self.app.state.world
        return world

    def publish(self, entry: Entry) -> None:
        self.world.publish(written(entry))

    def draft(self, entry: Entry) -> None:
        self.world.draft(written(entry))

    def unpublish(self, key: str) -> None:
        self.world.unpublish(key)

    def delete(self, key: str) -> None:
        self.world.delete(key)

    def redirect(self, path: str, target: str, *, permanent: bool) -> None:
        self.world.redirect(path, target, permanent=permanent)

    def menu(self, name: str, locale: str, items: tuple[NavigationItem, ...]) -> None:
        self.world.menu(name, locale, orjson.loads(orjson.dumps(items)))

    def webhook(self) -> tuple[Mapping[str, str], bytes]:
        last = self.app.state.webhooks.last
        assert last is not None
        headers: Mapping[str, str]
        headers, body = last
        return headers, body

    def signed(self, body: bytes, *, key: int = 0, age: int = 0) -> Mapping[str, str]:
        return {HEADER: signature(KEYS[key] if key < len(KEYS) else "nobody's", body, int(time.time()) - age)}

    def requests(self) -> int:
        return int(self.app.state.faults.counted())

    def is_down(self) -> None:
        self.app.state.faults.current = Fault(kind="down")

    def is_slow(self, seconds: float) -> None:
        self.app.state.faults.current = Fault(kind="slow", seconds=seconds)

    def answers(self, body: bytes, content_type: str = "application/json") -> None:
        self.app.state.faults.current = Fault(kind="answer", body=body.decode("latin-1"), content_type=content_type)


def written(entry: Entry) -> dict[str, Any]:
    """An entry as the sandbox's editors write it."""
    said: dict[str, Any] = orjson.loads(orjson.dumps(entry, default=sorted))
    said["blocks"] = [_block(block) for block in entry.blocks]
    return {name: value for name, value in said.items() if value is not None}


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, OtherBlock):
        return {"kind": block.kind, "fields": dict(block.fields)}
    return {"kind": KINDS[type(block)], **orjson.loads(orjson.dumps(block))}


@asynccontextmanager
async def fake_house() -> AsyncIterator[FakeHouse]:
    """An empty one."""
    app = create_app(Settings(webhook_key=KEYS[0], seeded=False))
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(listening(lambda _: app))
        keys = tuple(SecretStr(key) for key in KEYS)
        usual = FakeContentSettings(url=url, webhook_keys=keys)
        nobody = FakeContentSettings(url=url, key=SecretStr("wrong"), drafts_key=SecretStr("wrong"))
        yield FakeHouse(
            await stack.enter_async_context(connect(usual)), await stack.enter_async_context(connect(nobody)), app
        )
