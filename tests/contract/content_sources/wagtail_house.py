"""A Wagtail that runs in a process of its own: one for all tests of a process, empty for each."""

import atexit
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx2 as httpx
import orjson
from pydantic import SecretStr

from integrations.circumstances import utc_now
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
from integrations.cms.signed_webhooks import HEADER
from integrations.cms.wagtail.adapter import Wagtail, connect
from integrations.cms.wagtail.client import WagtailClient
from integrations.cms.wagtail.settings import WagtailSettings
from sandbox.content.webhooks import signature
from tests.contract.sandbox_commerce.receiving import Receiver
from tests.services.processes import PATIENCE, free_port

PROJECT = Path(__file__).parent / "wagtail_project"
KEYS = ("the-key-that-goes", "the-key-that-comes")


@dataclass
class WagtailHouse:
    """See `House`."""

    source: ContentSource
    other_source: ContentSource
    settings: WagtailSettings
    address: str
    receiver: Receiver
    editor: httpx.Client

    def publish(self, entry: Entry) -> None:
        self.edit("publish", **written(entry))

    def draft(self, entry: Entry) -> None:
        self.edit("draft", **written(entry))

    def unpublish(self, key: str) -> None:
        self.edit("unpublish", key=key)

    def delete(self, key: str) -> None:
        self.edit("delete", key=key)

    def redirect(self, path: str, target: str, *, permanent: bool) -> None:
        self.edit("redirect", path=path, target=target, permanent=permanent)

    def menu(self, name: str, locale: str, items: tuple[NavigationItem, ...]) -> None:
        self.edit("menu", name=name, locale=locale, items=orjson.loads(orjson.dumps(items)))

    def webhook(self) -> tuple[Mapping[str, str], bytes]:
        """Wagtail has sent it before it answers the editor."""
        received = self.receiver.take()
        while not self.receiver.received.empty():
            received = self.receiver.take()
        return received.headers, received.body

    def signed(self, body: bytes, *, key: int = 0, age: int = 0) -> Mapping[str, str]:
        return {HEADER: signature(KEYS[key] if key < len(KEYS) else "nobody's", body, int(time.time()) - age)}

    def requests(self) -> int:
        return int(self.edit("requests"))

    def is_down(self) -> None:
        self.edit("fault", status=503)

    def is_slow(self, seconds: float) -> None:
        self.edit("fault", seconds=seconds)

    def answers(self, body: bytes, content_type: str = "application/json") -> None:
        self.edit("fault", status=200, body=body.decode("latin-1"), content_type=content_type)

    def edit(self, action: str, **said: Any) -> Any:
        """What an editor does."""
        answer = self.editor.post(f"{self.address}/editor/{action}/", content=orjson.dumps(said))
        assert answer.status_code == 200, answer.text
        return answer.json()["done"]


def written(entry: Entry) -> dict[str, Any]:
    """An entry as the project's editor takes it: blocks as StreamField names them."""
    said: dict[str, Any] = orjson.loads(orjson.dumps(entry, default=sorted))
    said["blocks"] = [_block(block) for block in entry.blocks]
    return {name: said[name] for name in ("key", "type", "title", "locale", "path", *_MORE)}


_MORE = ("fields", "blocks", "seo", "tags", "ends_at")


def _block(block: Block) -> tuple[str, Any]:
    said = orjson.loads(orjson.dumps(block))
    match block:
        case RichTextBlock() | HtmlBlock():
            return "rich_text" if isinstance(block, RichTextBlock) else "html", block.html
        case ImageBlock():
            return "image", {"image": said["media"], "caption": block.caption}
        case HeroBlock():
            link = said["link"] or {}
            return "hero", {"heading": block.heading, "text": block.html, "image": said["media"], "link": link}
        case ProductListBlock():
            return "products", said
        case EntryBlock():
            return ("banner" if block.key.startswith("banner:") else "page"), block.key
        case OtherBlock():
            return block.kind, block.fields.get("value", block.fields)


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The project on a free port. It ends by itself, should this process be killed."""
    port, log = free_port(), folder / "log.txt"
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [sys.executable, "serving.py", str(port)],
            cwd=PROJECT,
            env={**os.environ, "WAGTAIL_FOLDER": str(folder)},
            stdin=subprocess.PIPE,
            stdout=errors,
            stderr=errors,
        )
    try:
        address, deadline = f"http://127.0.0.1:{port}", time.monotonic() + 3 * PATIENCE
        while not _answers(address):
            assert process.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
            time.sleep(0.05)
        yield address
    finally:
        process.kill()
        process.wait(PATIENCE)


def _answers(address: str) -> bool:
    try:
        return httpx.post(f"{address}/editor/requests/", content=b"{}", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


@cache
def shop() -> tuple[str, Receiver]:
    """One for the whole process, and up to its end: starting it costs more than all that is asked of it."""
    stack = ExitStack()
    atexit.register(stack.close)
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="wagtail-"))
    return stack.enter_context(running(Path(folder))), stack.enter_context(Receiver())


@asynccontextmanager
async def wagtail_house() -> AsyncIterator[WagtailHouse]:
    """An empty one."""
    address, receiver = shop()
    keys = tuple(SecretStr(key) for key in KEYS)
    usual = WagtailSettings(
        url=f"{address}/storefront",
        key=SecretStr("published-key"),
        drafts_key=SecretStr("drafts-key"),
        webhook_keys=keys,
        blocks={"picture": "image", "banner": "entry"},
    )
    # What reads what is published reads no drafts: neither does what is nobody's.
    nobody = usual.model_copy(update={"key": SecretStr("wrong"), "drafts_key": usual.key})
    async with AsyncExitStack() as stack:
        editor = stack.enter_context(httpx.Client(trust_env=False, timeout=PATIENCE, verify=False))
        source = await stack.enter_async_context(connect(usual))
        other = Wagtail(nobody, WagtailClient(nobody, source._client._questions), utc_now)
        house = WagtailHouse(source, other, usual, address, receiver, editor)
        house.edit("reset")
        while not receiver.received.empty():
            receiver.take()
        house.edit("webhooks", url=receiver.url)
        yield house
