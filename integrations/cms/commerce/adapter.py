"""Commerce's pages and blocks as the contract wants a content source."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final, NoReturn

from integrations.circumstances import Circumstances
from integrations.cms.commerce import wire
from integrations.cms.commerce.settings import CommerceContentSettings
from integrations.cms.commerce.wire import Wanted
from integrations.cms.contract import (
    SYSTEM,
    Asked,
    Capabilities,
    Change,
    Changed,
    ContentSource,
    InvalidSignature,
    Listed,
    Listing,
    Redirect,
)
from integrations.cms.entry import Entry, NavigationItem
from integrations.commerce.contract import Answer, Caller, CommerceGraphQL, Operation, OperationKind
from integrations.kit.errors import Forbidden, IntegrationError, Invalid, Rejected, Throttled, Timeout, Unavailable

CAPABILITIES: Final = Capabilities(listings=False, navigation=True, drafts=False, changes=False, signed_webhooks=False)
_STORE: Final = "store"
_LEAVES: Final = (Unavailable, Timeout, Throttled, Forbidden, Invalid, Rejected)


class CommerceContent:
    """See `ContentSource`. A draft is what is published: Commerce shows none."""

    name = "commerce"
    capabilities = CAPABILITIES

    def __init__(self, settings: CommerceContentSettings, commerce: CommerceGraphQL) -> None:
        self._stores = settings.stores
        self._commerce = commerce

    async def entries(self, keys: Sequence[str], asked: Asked) -> Mapping[str, Entry | Invalid]:
        """See `ContentSource.entries`. One request for each language, as long as something is missing."""
        found: dict[str, Entry | Invalid] = {}
        ends_at = asyncio.get_running_loop().time() + asked.seconds
        for locale, store in self._views(asked):
            wanted = Wanted.of([key for key in keys if key not in found])
            if not wanted.pages and not wanted.blocks:
                break
            found |= wire.entries(await self._ask(wire.entries_operation(wanted), store, ends_at), wanted, locale)
        return found

    async def page(self, path: str, asked: Asked) -> Entry | Redirect | None:
        """See `ContentSource.page`."""
        ends_at = asyncio.get_running_loop().time() + asked.seconds
        for locale, store in self._views(asked):
            found = await self._page(path, locale, store, ends_at)
            if found is not None:
                return found
        return None

    async def listing(self, listing: Listing, asked: Asked) -> Listed:
        """See `ContentSource.listing`: there are none."""
        _cannot("lists no pages")

    async def navigation(self, menu: str, asked: Asked) -> tuple[NavigationItem, ...]:
        """See `ContentSource.navigation`: the menu "main" are the categories of the first language."""
        ends_at = asyncio.get_running_loop().time() + asked.seconds
        for _, store in self._views(asked):
            if menu == wire.MAIN_MENU:
                return wire.navigation(await self._ask(Operation(OperationKind.QUERY, wire.CATEGORIES), store, ends_at))
        return ()

    async def changes(self, since: datetime, *, seconds: float) -> Changed:
        """See `ContentSource.changes`: it cannot be asked."""
        _cannot("does not say what changed")

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> Sequence[Change]:
        """See `ContentSource.read_webhook`: it sends none."""
        raise InvalidSignature("Commerce sends no webhooks about its pages.")

    async def _page(self, path: str, locale: str, store: str | None, ends_at: float) -> Entry | Redirect | None:
        if path == "/":
            return await self._front_page(locale, store, ends_at)
        return wire.page(await self._ask(wire.route_operation(path), store, ends_at), locale)

    async def _front_page(self, locale: str, store: str | None, ends_at: float) -> Entry | None:
        answer = await self._ask(Operation(OperationKind.QUERY, wire.FRONT_PAGE), store, ends_at)
        identifier = wire.front_page(answer)
        if identifier is None:
            return None
        wanted = Wanted((identifier,), ())
        answer = await self._ask(wire.entries_operation(wanted), store, ends_at)
        return wire.entries(answer, wanted, locale).get(f"{wire.PAGE}{identifier}")

    def _views(self, asked: Asked) -> Iterator[tuple[str, str | None]]:
        """Each language with its store view, in the order asked for."""
        if not self._stores:
            yield asked.locales[0], None
        for locale in asked.locales:
            if locale in self._stores:
                yield locale, self._stores[locale]

    async def _ask(self, operation: Operation, store: str | None, ends_at: float) -> Answer:
        caller = Caller({_STORE: store} if store else {})
        left = max(ends_at - asyncio.get_running_loop().time(), 0)
        try:
            return await self._commerce.send(operation, caller, seconds=left)
        except IntegrationError as error:
            raise _of_content(error) from error


def _of_content(error: IntegrationError) -> IntegrationError:
    """The same failure, told of the content source."""
    leaf = next((leaf for leaf in _LEAVES if isinstance(error, leaf)), Unavailable)
    return leaf(SYSTEM, error.message)


def _cannot(what: str) -> NoReturn:
    raise Rejected(SYSTEM, f"Commerce {what} of its CMS.")


@asynccontextmanager
async def open_commerce_content(
    name: str, settings: CommerceContentSettings, circumstances: Circumstances
) -> AsyncIterator[ContentSource]:
    """As the registry opens it. Raises `ValueError` where there is no Commerce to ask."""
    if circumstances.commerce is None:
        raise ValueError(f"The content source {name!r} is Commerce itself, which is not asked here.")
    yield CommerceContent(settings, circumstances.commerce)
