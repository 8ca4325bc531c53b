"""A content source in this process, so that a test decides what it answers, when, and whether at all."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from integrations.cms.contract import (
    SYSTEM,
    Asked,
    Capabilities,
    Change,
    Changed,
    Listed,
    Listing,
    Redirect,
    View,
)
from integrations.cms.entry import Entry, NavigationItem
from integrations.kit.errors import IntegrationError, Invalid, Timeout


@dataclass
class Editors:
    """See `ContentSource`. `questions` tells what it was asked; `failing` is raised instead of an answer."""

    name: str = "editors"
    capabilities: Capabilities = field(default_factory=Capabilities)
    published: dict[str, Entry | Invalid] = field(default_factory=dict)
    drafts: dict[str, Entry] = field(default_factory=dict)
    redirects: dict[str, Redirect] = field(default_factory=dict)
    menus: dict[str, tuple[NavigationItem, ...]] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)
    failing: IntegrationError | None = None
    takes_seconds: float = 0
    waiting: asyncio.Event | None = None
    """While this is there and not set, every question waits for it after it has read what there is."""

    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def have_been_asked(self, times: int = 1) -> None:
        """Wait until so many questions have come."""
        async with asyncio.timeout(10):
            while len(self.questions) < times:
                self._news.clear()
                await self._news.wait()

    def publish(self, *entries: Entry) -> None:
        self.published.update({entry.key: entry for entry in entries})

    async def entries(self, keys: Sequence[str], asked: Asked) -> Mapping[str, Entry | Invalid]:
        seen = self._seen(asked)
        answer = {key: seen[key] for key in keys if key in seen}
        await self._asked(f"entries {' '.join(sorted(keys))}", asked)
        return answer

    async def page(self, path: str, asked: Asked) -> Entry | Redirect | None:
        found = [each for each in self._seen(asked).values() if isinstance(each, Entry) and each.path == path]
        answer = self.redirects.get(path) or (found[0] if found else None)
        await self._asked(f"page {path}", asked)
        return answer

    async def listing(self, listing: Listing, asked: Asked) -> Listed:
        seen = [each for each in self._seen(asked).values() if isinstance(each, Entry) and each.type == listing.type]
        await self._asked(f"listing {listing.type}", asked)
        return Listed(tuple(seen[: listing.first]))

    async def navigation(self, menu: str, asked: Asked) -> tuple[NavigationItem, ...]:
        answer = self.menus.get(menu, ())
        await self._asked(f"navigation {menu}", asked)
        return answer

    async def changes(self, since: datetime, *, seconds: float) -> Changed:
        return Changed(tuple(Change(key) for key in self.published), datetime.now(UTC))

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> Sequence[Change]:
        return [Change(body.decode() or None)]

    def _seen(self, asked: Asked) -> Mapping[str, Entry | Invalid]:
        return {**self.published, **self.drafts} if asked.view is View.DRAFT else dict(self.published)

    async def _asked(self, question: str, asked: Asked) -> None:
        self.questions.append(question)
        self._news.set()
        await asyncio.sleep(min(self.takes_seconds, asked.seconds))
        if self.takes_seconds > asked.seconds:
            raise Timeout(SYSTEM, "The content source did not answer in time.")
        if self.waiting is not None:
            await self.waiting.wait()
        if self.failing is not None:
            raise self.failing


def article(key: str, title: str = "", **more: object) -> Entry:
    """An entry in English."""
    return Entry(key=key, type="article", title=title or key.title(), locale="en", **more)  # type: ignore[arg-type]
