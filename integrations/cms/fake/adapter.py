"""The sandbox's content system as the contract wants a content source."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final

from integrations.circumstances import Circumstances, Clock, SandboxOnly, utc_now
from integrations.cms.asking import Reach, json_of, questions
from integrations.cms.contract import Asked, Capabilities, Change, Changed, ContentSource, Listed, Listing, Redirect
from integrations.cms.entry import Entry, NavigationItem
from integrations.cms.fake import webhook, wire
from integrations.cms.fake.client import FakeContentClient
from integrations.cms.fake.settings import FakeContentSettings
from integrations.cms.remembering import RememberedAnswers, remembering
from integrations.kit.errors import Invalid, NotFound

CAPABILITIES: Final = Capabilities()


class FakeContent:
    """See `ContentSource`."""

    name = "fake"
    capabilities = CAPABILITIES

    def __init__(self, settings: FakeContentSettings, client: FakeContentClient, now: Clock) -> None:
        self._settings = settings
        self._client = client
        self._now = now
        self._read = remembering(wire.read_entry)
        self._answers = RememberedAnswers(lambda said, keys: wire.entries(json_of(said), keys, self._read))

    async def entries(self, keys: Sequence[str], asked: Asked) -> Mapping[str, Entry | Invalid]:
        """See `ContentSource.entries`. One request."""
        return self._answers.entries(await self._client.entries(wire.entries_question(keys, asked), asked), keys)

    async def page(self, path: str, asked: Asked) -> Entry | Redirect | None:
        """See `ContentSource.page`."""
        try:
            return wire.page(await self._client.page(path, asked), path, self._read)
        except NotFound:
            return None

    async def listing(self, listing: Listing, asked: Asked) -> Listed:
        """See `ContentSource.listing`."""
        said = await self._client.post("listing", wire.listing_question(listing, asked), asked)
        return wire.listing(said, self._read)

    async def navigation(self, menu: str, asked: Asked) -> tuple[NavigationItem, ...]:
        """See `ContentSource.navigation`."""
        question = {"menu": menu, "locales": list(asked.locales)}
        return wire.navigation(await self._client.post("navigation", question, asked))

    async def changes(self, since: datetime, *, seconds: float) -> Changed:
        """See `ContentSource.changes`."""
        return wire.changes(await self._client.get("changes", {"since": since.isoformat()}, seconds=seconds))

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> Sequence[Change]:
        """See `ContentSource.read_webhook`."""
        return webhook.read(self._settings, headers, body, self._now())


@asynccontextmanager
async def open_fake_content(
    name: str, settings: FakeContentSettings, circumstances: Circumstances
) -> AsyncIterator[ContentSource]:
    """As the registry opens it. Raises `SandboxOnly` outside sandbox mode: everybody may edit there."""
    if not circumstances.sandbox:
        raise SandboxOnly(f"The content source {name!r} may be edited by everybody, and opens in sandbox mode only.")
    async with connect(settings, now=circumstances.now) as source:
        yield source


@asynccontextmanager
async def connect(settings: FakeContentSettings, *, now: Clock = utc_now) -> AsyncIterator[FakeContent]:
    """The sandbox's content system for as long as the context lasts. Makes no request: it need not be up."""
    reach = Reach(connections=settings.connections, connect_seconds=settings.connect_seconds)
    async with questions({}, reach) as asking:
        yield FakeContent(settings, FakeContentClient(settings, asking), now)
