"""The sandbox content system's JSON, and our words for it. `sandbox/content` writes it the same way.

An entry is an object with the fields of `Entry`; a block has its `kind` besides: "rich_text", "image", "hero",
"product_list", "html" or "entry". Any other kind keeps all that it has under `fields`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import orjson
from pydantic import TypeAdapter, ValidationError

from integrations.cms.contract import SYSTEM, Asked, Change, Changed, Listed, Listing, Redirect
from integrations.cms.entry import Entry, NavigationItem
from integrations.cms.fake.models import ChangesSaid, ChangesTold, EntrySaid, LineSaid, ListingSaid, RedirectSaid
from integrations.kit.errors import Invalid

_MENU_LEVELS: Final = 32
_TOLD_OF_A_PLACE: Final = 100
"""Characters: the names on the way to a field may be the source's own, as long and as many as it likes."""
_CURSOR: Final = re.compile(r"c\d{1,9}")
_ENTRY: Final = TypeAdapter(EntrySaid)
_REDIRECT: Final = TypeAdapter(RedirectSaid)
_LINES: Final = TypeAdapter(list[LineSaid])
_CHANGES: Final = TypeAdapter(ChangesSaid)
_TOLD: Final = TypeAdapter(ChangesTold)
_LISTING: Final = TypeAdapter(ListingSaid)


def entries_question(keys: Sequence[str], asked: Asked) -> Mapping[str, Any]:
    """Any number of entries."""
    return {"keys": list(keys), "locales": list(asked.locales)}


def listing_question(listing: Listing, asked: Asked) -> Mapping[str, Any]:
    """A part of a listing. Raises `Invalid` for a cursor that this source never made."""
    if listing.after is not None and not _CURSOR.fullmatch(listing.after):
        raise Invalid(SYSTEM, "This is no cursor of the content source's: take the endCursor of a list.")
    return {
        "type": listing.type,
        "tag": listing.tag,
        "first": listing.first,
        "after": listing.after,
        "locales": list(asked.locales),
    }


ReadEntry = Callable[[bytes], Entry]


def read_entry(said: bytes) -> Entry:
    """One entry. Raises `ValidationError`."""
    return _ENTRY.validate_json(said).read()


def entry(said: Any, name: str, read: ReadEntry = read_entry) -> Entry:
    """One entry, which `read` reads. Raises `Invalid`, which names it and its field."""
    return _entry(said, repr(name), read)


def entries(said: Any, keys: Sequence[str], read: ReadEntry = read_entry) -> dict[str, Entry | Invalid]:
    """Those that are there; one that cannot be understood as its error."""
    found = said.get("entries") if isinstance(said, dict) else None
    if not isinstance(found, dict):
        raise Invalid(SYSTEM, "The content source told no entries.")
    return {key: _entry_of(key, found[key], read) for key in keys if key in found}


def page(said: Any, path: str, read: ReadEntry = read_entry) -> Entry | Redirect | None:
    """What is at a path."""
    if not isinstance(said, dict):
        raise Invalid(SYSTEM, "The content source told no page.")
    if "redirect" in said:
        try:
            moved = _REDIRECT.validate_python(said["redirect"])
        except ValidationError as error:
            raise _invalid(f"the redirect of {path!r}", error) from None
        return Redirect(moved.target, moved.permanent)
    return entry(said["entry"], path, read) if said.get("entry") is not None else None


def listing(said: Any, read: ReadEntry = read_entry) -> Listed:
    """A part of a listing, without what cannot be understood. Raises `Invalid` where that is all of it."""
    try:
        told = _LISTING.validate_python(said)
    except ValidationError as error:
        raise _invalid("the listing", error) from None
    found = [_entry_or_error(each, "an entry of the listing", read) for each in told.entries]
    understood = tuple(each for each in found if isinstance(each, Entry))
    if found and not understood:
        raise next(each for each in found if isinstance(each, Invalid))
    return Listed(understood, told.end_cursor)


def navigation(said: Any) -> tuple[NavigationItem, ...]:
    """The lines of a menu."""
    try:
        lines = _LINES.validate_python(said.get("items") if isinstance(said, dict) else None)
    except ValidationError as error:
        raise _invalid("the menu", error) from None
    return _lines(lines, _MENU_LEVELS)


def changes(said: Any) -> Changed:
    """What changed."""
    try:
        read = _CHANGES.validate_python(said)
    except ValidationError as error:
        raise _invalid("what changed", error) from None
    return Changed(tuple(Change(each.key, each.removed) for each in read.changes), read.until)


def webhook(said: Any) -> tuple[Change, ...]:
    """What a webhook tells of."""
    try:
        told = _TOLD.validate_python(said)
    except ValidationError as error:
        raise _invalid("what changed", error) from None
    return tuple(Change(each.key, each.removed) for each in told.changes)


def _entry_of(key: str, said: Any, read: ReadEntry) -> Entry | Invalid:
    found = _entry_or_error(said, repr(key), read)
    if isinstance(found, Entry) and found.key != key:
        return Invalid(SYSTEM, f"The content source told another entry where {key!r} was asked for.")
    return found


def _entry_or_error(said: Any, name: str, read: ReadEntry) -> Entry | Invalid:
    try:
        return _entry(said, name, read)
    except Invalid as error:
        return error


def _entry(said: Any, name: str, read: ReadEntry) -> Entry:
    try:
        return read(orjson.dumps(said))
    except TypeError:
        raise Invalid(SYSTEM, f"The content source told {name}, which nests too deeply.") from None
    except ValidationError as error:
        raise _invalid(name, error) from None


def _lines(said: Sequence[LineSaid], levels: int) -> tuple[NavigationItem, ...]:
    if said and levels == 0:
        raise Invalid(SYSTEM, f"The content source told a menu of more than {_MENU_LEVELS} levels.")
    return tuple(NavigationItem(each.title, each.url, each.key, _lines(each.children, levels - 1)) for each in said)


def _invalid(what: str, error: ValidationError) -> Invalid:
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    where = ".".join(map(str, first["loc"]))[:_TOLD_OF_A_PLACE]
    return Invalid(SYSTEM, f"The content source told {what} in a form that is not understood. {where}: {first['msg']}.")
