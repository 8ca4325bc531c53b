"""Wagtail's JSON, and our words for it. Pure functions.

An entry is an object of Wagtail's API v2 with all its fields, `storefront` beside them: what the app adds.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from integrations.cms.contract import SYSTEM, Change, Changed, Listed, Listing, Redirect
from integrations.cms.entry import Entry, Media, NavigationItem, Seo
from integrations.cms.wagtail import blocks
from integrations.cms.wagtail.models import About, ChangesSaid, ChangesTold, ListingSaid, MenuSaid, Meta, PageSaid
from integrations.cms.wagtail.settings import WagtailSettings
from integrations.kit.errors import Invalid

DEEPEST: Final = 32
"""How deep the JSON of one entry, or of a menu, may nest."""
_CURSOR: Final = re.compile(r"w\d{1,9}")
_OWN: Final = frozenset({"id", "meta", "title", "tags", "storefront"})
_PICTURE: Final = frozenset({"url", "alt", "width", "height"})
SaidT = TypeVar("SaidT", bound=BaseModel)
ReadT = TypeVar("ReadT")


def listing_question(listing: Listing) -> list[tuple[str, str]]:
    """A part of a listing. Raises `Invalid` for a cursor that this source never made."""
    if listing.after is not None and not _CURSOR.fullmatch(listing.after):
        raise Invalid(SYSTEM, "This is no cursor of the content source's: take the endCursor of a list.")
    return [
        ("type", listing.type),
        ("first", str(listing.first)),
        *([("tag", listing.tag)] if listing.tag is not None else []),
        *([("after", listing.after.removeprefix("w"))] if listing.after is not None else []),
    ]


def entry(said: Any, settings: WagtailSettings, name: str) -> Entry:
    """One entry. Raises `Invalid`, which names it and its field."""
    if not isinstance(said, dict) or _too_deep(said, DEEPEST):
        raise Invalid(SYSTEM, f"Wagtail told {name!r} in a form that is not understood, or nested too deeply.")
    about = _read(About, said.get("storefront"), f"{name!r}: storefront")
    meta = _read(Meta, said.get("meta", {}), f"{name!r}: meta")
    body = _checked(lambda: blocks.read(said.get(settings.body, []), settings.kind_of), f"{name!r}: {settings.body}")
    fields = {field: value for field, value in said.items() if field not in _OWN and field != settings.body}
    return Entry(
        key=about.key,
        type=about.type,
        title=about.title,
        locale=about.locale,
        path=about.path,
        translations={locale: path for locale, path in about.translations.items() if path is not None},
        fields=fields,
        blocks=body,
        media=tuple(_media(value) for value in fields.values() if _is_picture(value)),
        seo=Seo(title=meta.seo_title or None, description=meta.search_description or None),
        tags=tuple(about.tags),
        updated_at=about.updated_at,
        ends_at=about.ends_at,
    )


def entries(said: Any, settings: WagtailSettings, keys: Sequence[str]) -> dict[str, Entry | Invalid]:
    """Those that are there; one that cannot be understood as its error."""
    found = said.get("entries") if isinstance(said, dict) else None
    if not isinstance(found, dict):
        raise Invalid(SYSTEM, "Wagtail told no entries.")
    return {key: _entry_or_error(found[key], settings, key) for key in keys if key in found}


def page(said: Any, settings: WagtailSettings, path: str) -> Entry | Redirect | None:
    """What is at a path."""
    read = _read(PageSaid, said, f"what is at {path!r}")
    if read.entry is not None:
        return entry(read.entry, settings, path)
    return Redirect(read.redirect.target, read.redirect.permanent) if read.redirect else None


def listing(said: Any, settings: WagtailSettings) -> Listed:
    """A part of a listing, without what cannot be understood."""
    read = _read(ListingSaid, said, "the listing")
    found = [_entry_or_error(each, settings, "an entry of the listing") for each in read.entries]
    kept = tuple(each for each in found if isinstance(each, Entry))
    return Listed(kept, None if read.next is None else f"w{read.next}")


def navigation(said: Any) -> tuple[NavigationItem, ...]:
    """The lines of a menu."""
    if _too_deep(said, DEEPEST):
        raise Invalid(SYSTEM, "Wagtail told a menu that nests too deeply.")
    return tuple(line.read() for line in _read(MenuSaid, said, "the menu").lines)


def changes(said: Any) -> Changed:
    """What changed."""
    read = _read(ChangesSaid, said, "what changed")
    return Changed(tuple(Change(each.key, each.removed) for each in read.changes), read.until)


def webhook(said: Any) -> tuple[Change, ...]:
    """What a webhook tells of."""
    return tuple(Change(each.key, each.removed) for each in _read(ChangesTold, said, "what changed").changes)


def _entry_or_error(said: Any, settings: WagtailSettings, name: str) -> Entry | Invalid:
    try:
        return entry(said, settings, name)
    except Invalid as error:
        return error


def _is_picture(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == _PICTURE and isinstance(value["url"], str)


def _media(value: Mapping[str, Any]) -> Media:
    sizes = [size if isinstance(size, int) else None for size in (value["width"], value["height"])]
    return Media(value["url"], str(value["alt"] or ""), *sizes)


def _too_deep(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_too_deep(each, levels - 1) for each in inside)


def _read(form: type[SaidT], said: Any, what: str) -> SaidT:
    return _checked(lambda: form.model_validate(said), what)


def _checked(read: Callable[[], ReadT], what: str) -> ReadT:
    try:
        return read()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = f" {'.'.join(map(str, first['loc']))}: {first['msg']}."
    except RecursionError:
        where = " It nests too deeply."
    raise Invalid(SYSTEM, f"Wagtail told {what} in a form that is not understood.{where}")
