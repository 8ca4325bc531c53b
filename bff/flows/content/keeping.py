"""Content out of Redis while it is fresh, out of the source else, and the last good one, marked, where that fails.

What was purged, or has ended, does not count as good: `bff/state/content_records.py` says how that is known. Redis is
a help and no need: without it the source is asked each time.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

from bff.flows.content import codec
from bff.flows.content.codec import Page
from bff.flows.content.preparing import Prepared, Preparing
from bff.flows.content.recording import Recording, name
from bff.flows.content.sharing import Sharing
from bff.flows.content.source_state import SourceState
from bff.state.content_records import ANYTHING, ContentRecords, Moment, NewRecord, Record
from integrations.cms.contract import Asked, ContentSource, Listed, Listing
from integrations.cms.entry import Entry, NavigationItem
from integrations.cms.remembering import remembering
from integrations.kit.errors import IntegrationError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """What was asked for. `stale`: the source fails, and this is the last that was good."""

    value: T
    stale: bool = False


EntryRead = Read[Entry | None] | IntegrationError
"""An entry, that there is none, or why it cannot be had."""

Answered = tuple[T, NewRecord]
"""What a source answered, and how that is kept."""


class Keeping:
    """One content source behind Redis, for what is published."""

    def __init__(
        self,
        source: ContentSource,
        records: ContentRecords | None,
        recording: Recording,
        preparing: Preparing,
        state: SourceState,
        seconds: float,
    ) -> None:
        """Without `records` nothing is kept. A question that several may wait for has `seconds` of its own."""
        self._source = source
        self._records = records
        self._recording = recording
        self._preparing = preparing
        self._state = state
        self._seconds = seconds
        self._entry = remembering(codec.entry)
        self.sharing = Sharing()

    async def entries(self, keys: Sequence[str], asked: Asked) -> Mapping[str, EntryRead]:
        """Each entry by its key. A source that fails is an answer, nothing that is raised."""
        if self._records is None:
            return await self._asked_entries(tuple(dict.fromkeys(keys)), asked, None)
        names = {name("entry", asked, key): key for key in dict.fromkeys(keys)}
        found = await self._find(names)
        kept = {names[record_name]: record for record_name, record in found.records.items()}
        results: dict[str, EntryRead] = {
            key: Read(self._entry(record.content)) for key, record in kept.items() if record.fresh
        }
        missing = tuple(key for key in names.values() if key not in results)
        if missing:
            for key, result in (await self._asked_entries(missing, asked, found.moment)).items():
                stale = kept.get(key) if isinstance(result, IntegrationError) else None
                results[key] = (
                    result if stale is None else self._state.stale(Read(self._entry(stale.content), stale=True))
                )
        return results

    async def page(self, path: str, asked: Asked) -> Read[Page]:
        """What is at a path. Raises what the contract says, where nothing good is kept."""

        async def ask() -> Answered[Page]:
            page = await self._source.page(path, self._in_full(asked))
            if isinstance(page, Entry):
                page = self._preparing.usable(page).entry
            return page, self._recording.page(page)

        return await self._one(name("page", asked, path), codec.page, ask, asked.seconds)

    async def listing(self, listing: Listing, asked: Asked) -> Read[Listed]:
        """A part of a listing, without the entries that cannot be used. Raises as `page` does."""

        async def ask() -> Answered[Listed]:
            listed = await self._source.listing(listing, self._in_full(asked))
            listed = Listed(self._preparing.usable_ones(listed.entries), listed.end_cursor)
            return listed, self._recording.listing(listed)

        identity = repr((listing.type, listing.tag, listing.first, listing.after))
        return await self._one(name("listing", asked, identity), codec.listing, ask, asked.seconds)

    async def navigation(self, menu: str, asked: Asked) -> Read[tuple[NavigationItem, ...]]:
        """The lines of a menu. Raises as `page` does."""

        async def ask() -> Answered[tuple[NavigationItem, ...]]:
            items = self._preparing.navigation(await self._source.navigation(menu, self._in_full(asked)))
            return items, self._recording.navigation(items)

        return await self._one(name("navigation", asked, menu), codec.navigation, ask, asked.seconds)

    async def _one(
        self, called: str, read: Callable[[bytes], T], ask: Callable[[], Awaitable[Answered[T]]], seconds: float
    ) -> Read[T]:
        found = await self._find({called: ANYTHING})
        record = found.records.get(called)
        if record is not None and record.fresh:
            return Read(read(record.content))

        async def question() -> T:
            answer, new = await ask()
            await self._keep({called: new}, found.moment)
            return answer

        try:
            answer = await self.sharing.ask((called, found.moment), question, seconds)
        except IntegrationError as error:
            self._state.failed(error)
            if record is None:
                raise
            return self._state.stale(Read(read(record.content), stale=True))
        self._state.answered()
        return Read(answer)

    async def _asked_entries(
        self, keys: tuple[str, ...], asked: Asked, moment: Moment | None
    ) -> Mapping[str, EntryRead]:
        async def question() -> dict[str, EntryRead]:
            found = await self._source.entries(keys, self._in_full(asked))
            prepared = {key: self._preparing.entry(found[key]) if key in found else None for key in keys}
            if moment is not None:
                await self._keep(self._new_records(prepared, asked), moment)
            return {
                key: Read(each.entry) if isinstance(each, Prepared) else each or Read(None)
                for key, each in prepared.items()
            }

        try:
            answered = await self.sharing.ask(("entries", asked.locales, moment, keys), question, asked.seconds)
        except IntegrationError as error:
            self._state.failed(error)
            return dict.fromkeys(keys, error)
        self._state.answered()
        return answered

    def _in_full(self, asked: Asked) -> Asked:
        """Whoever asks first may have little time left; those who join have more."""
        return replace(asked, seconds=self._seconds)

    def _new_records(
        self, prepared: Mapping[str, Prepared | IntegrationError | None], asked: Asked
    ) -> dict[str, NewRecord]:
        return {
            name("entry", asked, key): self._recording.absent() if each is None else self._recording.entry(key, each)
            for key, each in prepared.items()
            if not isinstance(each, IntegrationError)
        }

    async def _find(self, names: Mapping[str, str]) -> "_Found":
        if self._records is None:
            return _NOTHING
        try:
            found = await self._records.find(names)
        except IntegrationError as error:
            self._state.not_kept(error)
            return _NOTHING
        self._state.kept()
        return _Found(found.records, found.moment)

    async def _keep(self, records: Mapping[str, NewRecord], moment: Moment | None) -> None:
        if self._records is None or moment is None or not records:
            return
        try:
            await self._records.keep(records, moment)
        except IntegrationError as error:
            self._state.not_kept(error)


@dataclass(frozen=True, slots=True)
class _Found:
    records: Mapping[str, Record]
    moment: Moment | None


_NOTHING: Final = _Found({}, None)
