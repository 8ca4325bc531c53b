"""Content for one request: in its store view's languages, as published or as drafts, within one time for all of it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from bff.flows.content.codec import Page
from bff.flows.content.keeping import EntryRead, Keeping, Read
from bff.flows.content.languages import Languages
from bff.flows.content.patience import Patience, Questions
from bff.flows.content.preparing import Prepared, Preparing
from integrations.cms.contract import SYSTEM, Asked, ContentSource, Listed, Listing, View
from integrations.cms.entry import Entry, NavigationItem
from integrations.kit.errors import Rejected


@dataclass(frozen=True, slots=True)
class ContentParts:
    """What reading is made of, the same for all requests. `seconds` is what one request may wait for content in all,
    `most_listed` how many entries one part of a listing may hold, `most_questions` how often one request may ask."""

    source: ContentSource
    keeping: Keeping
    languages: Languages
    preparing: Preparing
    seconds: float
    most_listed: int = 100
    most_questions: int = 50


@dataclass(slots=True)
class Reading:
    """One request's way to content. With `drafts` it sees what editors see, and shares and keeps nothing.

    Every call may raise what `integrations/cms/contract.py` says.
    """

    parts: ContentParts
    locales: tuple[str, ...]
    drafts: bool = False
    _patience: Patience = field(init=False, repr=False)
    _questions: Questions = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """The time of a request is its own."""
        self._patience = Patience(self.parts.seconds)
        self._questions = Questions(self.parts.most_questions, "BFF_CONTENT__MAX_QUESTIONS")

    async def entries(self, keys: Sequence[str]) -> Mapping[str, EntryRead]:
        """Each entry, that there is none, or why it cannot be had."""
        with self._asked() as asked:
            if not self.drafts:
                return await self.parts.keeping.entries(keys, asked)
            found = await self.parts.source.entries(keys, asked)
        results: dict[str, EntryRead] = {key: Read(None) for key in keys}
        for key, each in found.items():
            prepared = self.parts.preparing.entry(each)
            results[key] = Read(prepared.entry) if isinstance(prepared, Prepared) else prepared
        return results

    async def page(self, path: str) -> Read[Page]:
        """What is at a path."""
        with self._asked() as asked:
            if not self.drafts:
                return await self.parts.keeping.page(path, asked)
            page = await self.parts.source.page(path, asked)
        return Read(self.parts.preparing.usable(page).entry if isinstance(page, Entry) else page)

    async def listing(self, listing: Listing) -> Read[Listed]:
        """A part of a listing. Raises `Rejected` for more than may be listed at once, and where nothing is listed."""
        self._needs(self.parts.source.capabilities.listings, "lists no entries")
        if not 1 <= listing.first <= self.parts.most_listed:
            raise Rejected(SYSTEM, f"Ask for 1 to {self.parts.most_listed} entries at once.")
        with self._asked() as asked:
            if not self.drafts:
                return await self.parts.keeping.listing(listing, asked)
            listed = await self.parts.source.listing(listing, asked)
        return Read(Listed(self.parts.preparing.usable_ones(listed.entries), listed.end_cursor))

    async def navigation(self, menu: str) -> Read[tuple[NavigationItem, ...]]:
        """The lines of a menu. Raises `Rejected` where there are no menus."""
        self._needs(self.parts.source.capabilities.navigation, "has no menus")
        with self._asked() as asked:
            if not self.drafts:
                return await self.parts.keeping.navigation(menu, asked)
            items = await self.parts.source.navigation(menu, asked)
        return Read(self.parts.preparing.navigation(items))

    def _needs(self, can: bool, otherwise: str) -> None:
        if not can:
            raise Rejected(SYSTEM, f"The content source {self.parts.source.name!r} {otherwise}.")

    @contextmanager
    def _asked(self) -> Iterator[Asked]:
        """How this request asks, for the time of one question. Raises `Timeout`, `Rejected` where it may no more."""
        self._questions.another()
        with self._patience.question() as seconds:
            yield Asked(self.locales, seconds, View.DRAFT if self.drafts else View.PUBLISHED)
