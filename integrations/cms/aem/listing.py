"""Lists over several languages: AEM lists one language at a time.

All of the first language come first, then those of the next that are in none before, and so on; within a language the
newest first, by the field `date`. Each part is asked of AEM by its own cursor, so a long list costs no more than a
short one.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from integrations.cms.aem import wire
from integrations.cms.aem.client import AemClient, remaining
from integrations.cms.aem.persisted import Variables
from integrations.cms.aem.places import Places
from integrations.cms.contract import SYSTEM, Asked, Listed, Listing
from integrations.cms.entry import Entry
from integrations.kit.errors import Invalid

_ROUNDS: Final = 6
"""How often AEM is asked for one part at most: it may be short where nearly all is translated."""
_CURSOR: Final = re.compile(r"([A-Za-z0-9_-]{1,40})~([!-~]{0,500})")


@dataclass(frozen=True, slots=True)
class Position:
    """In which of the languages asked for a list goes on, and from which cursor of AEM's."""

    place: int = 0
    after: str | None = None


def position(cursor: str | None, asked: Asked) -> Position:
    """Raises `Invalid` for a cursor that was never made for these languages."""
    if cursor is None:
        return Position()
    read = _CURSOR.fullmatch(cursor)
    if read is None or read[1] not in asked.locales:
        raise Invalid(SYSTEM, "This is no cursor of the content source's: take the endCursor of a list.")
    return Position(asked.locales.index(read[1]), read[2] or None)


class Lister:
    """See `ContentSource.listing`. `base` is where pictures are."""

    def __init__(self, client: AemClient, places: Places, base: str) -> None:
        self._client = client
        self._places = places
        self._base = base

    async def read(self, listing: Listing, asked: Asked) -> Listed:
        """A part of the list. Raises `Invalid` where nothing of it is understood."""
        within = remaining(asked)
        at: Position | None = position(listing.after, asked)
        about = {"type": listing.type} if listing.tag is None else {"type": listing.type, "tag": listing.tag}
        found: list[Entry | Invalid] = []
        for _ in range(_ROUNDS):
            if at is None or len(found) >= listing.first:
                break
            more, at = await self._part(about, at, listing.first - len(found), within)
            found += more
        entries = tuple(each for each in found if isinstance(each, Entry))
        if found and not entries:
            raise next(each for each in found if isinstance(each, Invalid))
        return Listed(entries, None if at is None else f"{asked.locales[at.place]}~{at.after or ''}")

    async def _part(
        self, about: Variables, at: Position, first: int, within: Callable[[], Asked]
    ) -> tuple[list[Entry | Invalid], Position | None]:
        asked = within()
        locale = asked.locales[at.place]
        items, end = await self._client.part(about, locale, first, at.after, asked)
        if at.place > 0 and items:
            items = await self._untold(items, asked.locales[: at.place], within())
        read = [wire.entry_or_error(item, locale, self._places, self._base) for item in items]
        following = Position(at.place, end) if end is not None else Position(at.place + 1)
        return read, following if following.place < len(asked.locales) else None

    async def _untold(self, items: list[wire.Item], before: tuple[str, ...], asked: Asked) -> list[wire.Item]:
        """Those that are in none of the languages before, where they were told already."""
        keys = [key for item in items if isinstance(key := item.get("key"), str)]
        told = wire.chosen(await self._client.translations(keys, asked), "key", self._places, before)
        return [item for item in items if item.get("key") not in told]
