"""How an answer of a source is kept: under which name, depending on which entries, for how long."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from bff.flows.content import codec
from bff.flows.content.codec import Page
from bff.flows.content.preparing import Prepared
from bff.state.content_records import ANYTHING, NewRecord
from integrations.cms.contract import Asked, Listed
from integrations.cms.entry import Entry, NavigationItem

_FORMAT: Final = "1"
"""Grows when `codec` writes otherwise than before: a record of another format is not looked at."""


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """In seconds: how long content is fresh, how long it may be served while its source fails, and how long it is
    remembered that there is nothing. The last is short: anybody may ask for what is not there, in any number of names.
    """

    fresh: float = 300
    kept: float = 86_400
    absent: float = 60


def name(kind: str, asked: Asked, identity: str) -> str:
    """What the record of one answer is called: in one choice of languages."""
    return "\n".join((_FORMAT, kind, *asked.locales, identity))


class Recording:
    """Makes records. `clock` tells the time with its zone."""

    def __init__(self, lifetimes: Lifetimes, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._lifetimes = lifetimes
        self._clock = clock

    def entry(self, key: str, prepared: Prepared) -> NewRecord:
        """An entry, until it, or one that stands in it, changes."""
        entry = prepared.entry
        return self._record(prepared.written, {key, entry.key, *entry.uses}, (entry,))

    def absent(self) -> NewRecord:
        """That there is no such entry, until anything changes."""
        return self._nothing(codec.written(None))

    def page(self, page: Page) -> NewRecord:
        """What is at a path: an entry until it changes, a redirect or nothing until anything does."""
        written = codec.written_page(page)
        if page is None:
            return self._nothing(written)
        if isinstance(page, Entry):
            return self._record(written, {page.key, *page.uses}, (page,))
        return self._record(written, {ANYTHING}, ())

    def listing(self, listed: Listed) -> NewRecord:
        """A part of a listing, until anything changes: any entry may belong there."""
        written = codec.written_listing(listed)
        return self._record(written, {ANYTHING}, listed.entries) if listed.entries else self._nothing(written)

    def navigation(self, items: tuple[NavigationItem, ...]) -> NewRecord:
        """A menu, until anything changes: any entry may stand there."""
        written = codec.written_navigation(items)
        return self._record(written, {ANYTHING}, ()) if items else self._nothing(written)

    def _nothing(self, written: bytes) -> NewRecord:
        lifetime = min(self._lifetimes.absent, self._lifetimes.kept)
        return NewRecord(written, frozenset({ANYTHING}), fresh_seconds=lifetime, kept_seconds=lifetime)

    def _record(self, written: bytes, depends_on: set[str], entries: Iterable[Entry]) -> NewRecord:
        now = self._clock()
        ends = [(entry.ends_at - now).total_seconds() for entry in entries if entry.ends_at is not None]
        kept = min([self._lifetimes.kept, *ends])
        return NewRecord(written, frozenset(depends_on), min(self._lifetimes.fresh, kept), kept)
