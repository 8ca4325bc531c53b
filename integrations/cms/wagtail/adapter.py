"""Wagtail as the contract wants a content source."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from integrations.circumstances import Circumstances, Clock, utc_now
from integrations.cms.asking import Reach, json_of, questions, segments
from integrations.cms.contract import Asked, Capabilities, Change, Changed, ContentSource, Listed, Listing, Redirect
from integrations.cms.entry import Entry, NavigationItem
from integrations.cms.remembering import RememberedAnswers
from integrations.cms.wagtail import webhook, wire
from integrations.cms.wagtail.client import WagtailClient
from integrations.cms.wagtail.settings import WagtailSettings
from integrations.kit.errors import Invalid, NotFound


class Wagtail:
    """See `ContentSource`."""

    name = "wagtail"

    def __init__(self, settings: WagtailSettings, client: WagtailClient, now: Clock) -> None:
        self.capabilities = Capabilities(
            drafts=settings.drafts_key is not None, signed_webhooks=bool(settings.webhook_keys)
        )
        self._settings = settings
        self._client = client
        self._now = now
        self._answers = RememberedAnswers(lambda said, keys: wire.entries(json_of(said), settings, keys))

    async def entries(self, keys: Sequence[str], asked: Asked) -> Mapping[str, Entry | Invalid]:
        """See `ContentSource.entries`. One request."""
        return self._answers.entries(await self._client.entries(keys, asked), keys)

    async def page(self, path: str, asked: Asked) -> Entry | Redirect | None:
        """See `ContentSource.page`. The path travels as a value of the query, where no server follows its dots."""
        if "\0" in path:
            return None  # no database that Django knows can look for it
        try:
            segments(path)
            return wire.page(await self._client.get("page", [("path", path)], asked), self._settings, path)
        except NotFound:
            return None

    async def listing(self, listing: Listing, asked: Asked) -> Listed:
        """See `ContentSource.listing`."""
        said = await self._client.get("listing", wire.listing_question(listing), asked)
        return wire.listing(said, self._settings)

    async def navigation(self, menu: str, asked: Asked) -> tuple[NavigationItem, ...]:
        """See `ContentSource.navigation`. Menus have no drafts."""
        return wire.navigation(await self._client.get("navigation", [("menu", menu)], asked))

    async def changes(self, since: datetime, *, seconds: float) -> Changed:
        """See `ContentSource.changes`."""
        return wire.changes(await self._client.changes([("since", since.isoformat())], seconds=seconds))

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> Sequence[Change]:
        """See `ContentSource.read_webhook`."""
        return webhook.read(self._settings, headers, body, self._now())


@asynccontextmanager
async def open_wagtail(
    name: str, settings: WagtailSettings, circumstances: Circumstances
) -> AsyncIterator[ContentSource]:
    """As the registry opens it. Raises `ValueError`, which names the setting that is missing."""
    async with connect(settings, now=circumstances.now) as source:
        yield source


@asynccontextmanager
async def connect(settings: WagtailSettings, *, now: Clock = utc_now) -> AsyncIterator[Wagtail]:
    """Wagtail for as long as the context lasts. Makes no request: it need not be up."""
    if settings.url is None:
        raise ValueError(
            "BFF_CMS__WAGTAIL__URL is not set. It is where the app wagtail_storefront answers in your Wagtail "
            '("https://cms.example/storefront").'
        )
    if settings.key is None:
        raise ValueError("BFF_CMS__WAGTAIL__KEY is not set. It is one of KEYS in your Wagtail's WAGTAIL_STOREFRONT.")
    reach = Reach(connections=settings.connections, connect_seconds=settings.connect_seconds, ca_file=settings.ca_file)
    async with questions({}, reach) as asking:
        yield Wagtail(settings, WagtailClient(settings, asking), now)
