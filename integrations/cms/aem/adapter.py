"""AEM as the contract wants a content source."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from integrations.circumstances import Circumstances, Clock, utc_now
from integrations.cms.aem import events, webhook, wire
from integrations.cms.aem.client import AemClient, Sides, remaining
from integrations.cms.aem.listing import Lister
from integrations.cms.aem.places import Places
from integrations.cms.aem.settings import AemSettings
from integrations.cms.asking import Reach, questions, segments
from integrations.cms.contract import (
    SYSTEM,
    Asked,
    Capabilities,
    Change,
    Changed,
    ContentSource,
    Listed,
    Listing,
    Redirect,
)
from integrations.cms.entry import Entry, NavigationItem
from integrations.kit.errors import Invalid, NotFound, Rejected


class Aem:
    """See `ContentSource`."""

    name = "aem"

    def __init__(
        self, settings: AemSettings, client: AemClient, places: Places, trusted: Sequence[RSAPublicKey], now: Clock
    ) -> None:
        self.capabilities = Capabilities(
            drafts=settings.author_url is not None,
            changes=False,
            signed_webhooks=bool(settings.webhook_keys or trusted),
        )
        self._settings = settings
        self._client = client
        self._places = places
        self._trusted = trusted
        self._now = now
        self._base = settings.publish_url or ""
        self._lister = Lister(client, places, self._base)

    async def entries(self, keys: Sequence[str], asked: Asked) -> Mapping[str, Entry | Invalid]:
        """See `ContentSource.entries`. One request for each 50 keys; one more for the translations of pages."""
        within = remaining(asked)
        wanted = frozenset(keys)
        items = await self._client.entries(keys, asked) if wanted else []
        found = {
            key: wire.entry_or_error(item, locale, self._places, self._base)
            for key, (item, locale) in wire.chosen(items, "key", self._places, asked.locales).items()
            if key in wanted
        }
        pages = [key for key, entry in found.items() if isinstance(entry, Entry) and entry.path is not None]
        if not pages:
            return found
        paths = wire.translations(await self._client.translations(pages, within()), self._places)
        return {
            key: _translated(entry, paths.get(key, {})) if isinstance(entry, Entry) else entry
            for key, entry in found.items()
        }

    async def page(self, path: str, asked: Asked) -> Entry | Redirect | None:
        """See `ContentSource.page`. The path travels as the value of a variable, where no server follows its dots."""
        within = remaining(asked)
        try:
            segments(path)
        except NotFound:
            return None
        there, moved_from_there = await self._client.page(path, asked)
        moved = wire.redirect(moved_from_there, path)
        if moved is not None:
            return moved
        found = wire.chosen(there, "path", self._places, asked.locales).get(path)
        if found is None:
            return None
        entry = wire.entry(*found, self._places, self._base)
        paths = wire.translations(await self._client.translations([entry.key], within()), self._places)
        return _translated(entry, paths.get(entry.key, {}))

    async def listing(self, listing: Listing, asked: Asked) -> Listed:
        """See `ContentSource.listing`, and `listing.py` for the order."""
        return await self._lister.read(listing, asked)

    async def navigation(self, menu: str, asked: Asked) -> tuple[NavigationItem, ...]:
        """See `ContentSource.navigation`. Four levels of lines."""
        found = wire.chosen(await self._client.menus(menu, asked), "name", self._places, asked.locales).get(menu)
        return wire.menu(found[0]) if found is not None else ()

    async def changes(self, since: datetime, *, seconds: float) -> Changed:
        """AEM's GraphQL filters by no date of change, and tells nothing of what is gone. Raises `Rejected`."""
        raise Rejected(SYSTEM, "AEM cannot be asked what changed: it tells by webhooks.")

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> Sequence[Change]:
        """See `ContentSource.read_webhook`."""
        return webhook.read(self._settings, self._trusted, self._places, headers, body, self._now())


@asynccontextmanager
async def open_aem(name: str, settings: AemSettings, circumstances: Circumstances) -> AsyncIterator[ContentSource]:
    """As the registry opens it. Raises `ValueError`, which names the setting that is missing or wrong."""
    async with connect(settings, now=circumstances.now) as source:
        yield source


@asynccontextmanager
async def connect(settings: AemSettings, *, now: Clock = utc_now) -> AsyncIterator[Aem]:
    """AEM for as long as the context lasts. Makes no request: it need not be up."""
    _check(settings)
    trusted = events.keys(settings.event_keys)
    places = Places(settings.site, settings.language_folders)
    reach = Reach(connections=settings.connections, connect_seconds=settings.connect_seconds, ca_file=settings.ca_file)
    async with questions({}, reach) as publish, questions({}, reach) as author:
        yield Aem(settings, AemClient(settings, places, Sides(publish, author), now), places, trusted, now)


def _check(settings: AemSettings) -> None:
    if settings.publish_url is None:
        raise ValueError(
            "BFF_CMS__AEM__PUBLISH_URL is not set. It is the base address of your AEM Publish "
            '("https://publish-p1-e2.adobeaemcloud.com").'
        )
    if settings.author_url is not None and settings.author_token is None and settings.author_token_file is None:
        raise ValueError(
            "BFF_CMS__AEM__AUTHOR_TOKEN_FILE is not set, nor is BFF_CMS__AEM__AUTHOR_TOKEN. AEM Author shows drafts "
            "to those alone who bring a token."
        )
    if settings.event_keys and settings.event_client_id is None:
        raise ValueError(
            "BFF_CMS__AEM__EVENT_CLIENT_ID is not set. Adobe signs the events of all its customers with the keys of "
            "BFF_CMS__AEM__EVENT_KEYS: only the client id says which are yours."
        )


def _translated(entry: Entry, paths: Mapping[str, str]) -> Entry:
    return replace(entry, translations={**paths, **entry.translations})
