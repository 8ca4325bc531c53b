"""What editors keep. An entry is the JSON object that `integrations/cms/fake/wire.py` describes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

Entry = Mapping[str, Any]
Place = tuple[str, str]
"""A key and a language."""

_CURSOR: Final = "c"


def utc_now() -> datetime:
    """The time of this machine, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that was changed or taken away, and when."""

    at: datetime
    key: str
    removed: bool = False


@dataclass(slots=True)
class World:
    """Everything. `heard` is told of each change."""

    clock: Callable[[], datetime] = utc_now
    heard: Callable[[Change], None] = lambda _: None
    published: dict[Place, Entry] = field(default_factory=dict)
    drafts: dict[Place, Entry] = field(default_factory=dict)
    redirects: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    menus: dict[Place, Sequence[Any]] = field(default_factory=dict)
    log: list[Change] = field(default_factory=list)

    def publish(self, entry: Entry) -> None:
        """Show an entry to everybody; its draft is used up."""
        place = _place(entry)
        self.published[place] = {"updated_at": self.clock().isoformat(), **entry}
        self.drafts.pop(place, None)
        self._note(place[0])

    def draft(self, entry: Entry) -> None:
        """Keep an entry beside what is published of it."""
        self.drafts[_place(entry)] = {"updated_at": self.clock().isoformat(), **entry}

    def unpublish(self, key: str) -> None:
        """Show it to nobody any more; drafts stay. What was published becomes a draft where there is none."""
        for place in [place for place in self.published if place[0] == key]:
            self.drafts.setdefault(place, self.published.pop(place))
            self.published.pop(place, None)
        self._note(key, removed=True)

    def delete(self, key: str) -> None:
        """As if it had never been."""
        for shelf in (self.published, self.drafts):
            for place in [place for place in shelf if place[0] == key]:
                del shelf[place]
        self._note(key, removed=True)

    def redirect(self, path: str, target: str, *, permanent: bool) -> None:
        """What is at a path has moved."""
        self.redirects[path] = {"target": target, "permanent": permanent}
        self._note(f"redirect:{path}")

    def menu(self, name: str, locale: str, items: Sequence[Any]) -> None:
        """Show a menu to everybody."""
        self.menus[name, locale] = items
        self._note(f"menu:{name}")

    def entries(self, keys: Iterable[str], locales: Sequence[str], *, drafts: bool) -> dict[str, Entry]:
        """Each in the first language that it has."""
        seen = self._seen(drafts=drafts)
        found = {key: self._in_first(seen, key, locales) for key in keys}
        return {key: self._shown(seen, entry) for key, entry in found.items() if entry is not None}

    def page(self, path: str, locales: Sequence[str], *, drafts: bool) -> dict[str, Any]:
        """The entry at a path in the first language that has one there, a redirect, or nothing."""
        if path in self.redirects:
            return {"redirect": self.redirects[path]}
        seen = self._seen(drafts=drafts)
        for locale in locales:
            for (_, language), entry in seen.items():
                if language == locale and entry.get("path") == path:
                    return {"entry": self._shown(seen, entry)}
        return {}

    def listing(self, wanted: Mapping[str, Any], *, drafts: bool) -> dict[str, Any]:
        """A part of the entries of a type, the last changed first. Raises `ValueError` for a cursor that is none."""
        seen, locales = self._seen(drafts=drafts), wanted["locales"]
        keys = dict.fromkeys(key for (key, _), entry in seen.items() if entry["type"] == wanted["type"])
        entries = [entry for key in keys if (entry := self._in_first(seen, key, locales)) is not None]
        tag = wanted.get("tag")
        entries = [entry for entry in entries if tag is None or tag in entry.get("tags", ())]
        entries.sort(key=lambda entry: (entry["updated_at"], entry["key"]), reverse=True)
        start, size = _start(wanted.get("after")), wanted["first"]
        more = len(entries) > start + size
        return {
            "entries": [self._shown(seen, entry) for entry in entries[start : start + size]],
            "end_cursor": f"{_CURSOR}{start + size}" if more else None,
        }

    def navigation(self, name: str, locales: Sequence[str]) -> Sequence[Any]:
        """A menu in the first language that has it."""
        return next((self.menus[name, locale] for locale in locales if (name, locale) in self.menus), ())

    def changes(self, since: datetime) -> dict[str, Any]:
        """What changed at or after a moment."""
        changes = [{"key": each.key, "removed": each.removed} for each in self.log if each.at >= since]
        return {"changes": changes, "until": self.clock().isoformat()}

    def clear(self) -> None:
        """Nothing is there any more, and nobody is told."""
        for shelf in (self.published, self.drafts, self.redirects, self.menus):
            shelf.clear()
        self.log.clear()

    def _seen(self, *, drafts: bool) -> dict[Place, Entry]:
        now = self.clock()
        live = {place: entry for place, entry in self.published.items() if not _is_over(entry, now)}
        return {**live, **self.drafts} if drafts else live

    def _in_first(self, seen: Mapping[Place, Entry], key: str, locales: Sequence[str]) -> Entry | None:
        return next((seen[key, locale] for locale in locales if (key, locale) in seen), None)

    def _shown(self, seen: Mapping[Place, Entry], entry: Entry) -> Entry:
        """With the paths of its translations."""
        paths = {
            language: other["path"]
            for (key, language), other in seen.items()
            if key == entry["key"] and other.get("path")
        }
        return {**entry, "translations": paths}

    def _note(self, key: str, *, removed: bool = False) -> None:
        change = Change(self.clock(), key, removed)
        self.log.append(change)
        self.heard(change)


def _place(entry: Entry) -> Place:
    return entry["key"], entry["locale"]


def _is_over(entry: Entry, now: datetime) -> bool:
    ends_at = entry.get("ends_at")
    return ends_at is not None and datetime.fromisoformat(ends_at) <= now


def _start(cursor: str | None) -> int:
    if cursor is None:
        return 0
    number = cursor.removeprefix(_CURSOR)
    if number == cursor or not number.isdigit():
        raise ValueError("`after` is no cursor of this system.")
    return int(number)
