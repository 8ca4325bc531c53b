"""What AEM answers to the persisted queries, in our words. Pure functions.

An answer is `{"data": {...}}`, and `errors` beside it with status 200 for whatever went wrong.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from integrations.cms.aem import blocks
from integrations.cms.aem.models import ChangesTold, EntrySaid, LineSaid, MenuSaid, Moment, PageInfo, RedirectSaid
from integrations.cms.aem.places import Places
from integrations.cms.contract import SYSTEM, Change, Redirect
from integrations.cms.entry import Entry, NavigationItem, Seo
from integrations.kit.errors import Invalid

DEEPEST: Final = 32
"""How deep the JSON of one entry, or of a menu, may nest."""
ENTRIES: Final = "storefrontEntryList"
ENTRY_PARTS: Final = "storefrontEntryPaginated"
REDIRECTS: Final = "storefrontRedirectList"
MENUS: Final = "storefrontMenuList"
_SEEN: Final = 80
_MOMENT: Final[TypeAdapter[datetime | None]] = TypeAdapter(Moment)
SaidT = TypeVar("SaidT", bound=BaseModel)
ReadT = TypeVar("ReadT")
FoundT = TypeVar("FoundT")
Item = Mapping[str, Any]


def items(said: Any, field: str) -> list[Item]:
    """The fragments of a list. Raises `Invalid` where there is no list: AEM could not execute the query.

    That there is nothing is believed only if AEM tells of no error.
    """
    return _believed(said, _items(said, field))


def page(said: Any) -> tuple[list[Item], list[Item]]:
    """What has a path, and what has moved from there. Raises `Invalid` as `items` does, where there is neither."""
    there, moved = _items(said, ENTRIES), _items(said, REDIRECTS)
    _believed(said, [*there, *moved])
    return there, moved


def part(said: Any) -> tuple[list[Item], str | None]:
    """A part of a long list, and where the next one begins; None: there is none."""
    root = _root(said, ENTRY_PARTS)
    edges = _believed(said, _list(root.get("edges"), ENTRY_PARTS))
    info = _read(PageInfo, root.get("pageInfo"), "where a list goes on")
    nodes = [edge.get("node") for edge in edges if isinstance(edge, dict)]
    return [node for node in nodes if isinstance(node, dict)], info.end_cursor if info.has_next else None


def chosen(found: Iterable[Item], by: str, places: Places, locales: Sequence[str]) -> dict[str, tuple[Item, str]]:
    """By key, path or name: the one in the first language that there is one in, and that language.

    What does not say where it lies, or is of another language, is left out.
    """
    best: dict[str, tuple[int, Item]] = {}
    for item in found:
        name, fragment = item.get(by), item.get("_path")
        if not isinstance(name, str) or not isinstance(fragment, str):
            continue
        place = places.first(fragment, locales)
        if place is not None and (name not in best or place < best[name][0]):
            best[name] = (place, item)
    return {name: (item, locales[place]) for name, (place, item) in best.items()}


def has_ended(said: Item, now: datetime) -> bool:
    """Whether a fragment's `endsAt` has come. One that cannot be understood is told when the entry is read."""
    try:
        end = _MOMENT.validate_python(said.get("endsAt"))
    except ValidationError:
        return False
    return end is not None and end <= now


def entry(said: Item, locale: str, places: Places, base: str) -> Entry:
    """One entry. `base` is where pictures are. Raises `Invalid`, which names it and its field."""
    name = f"{str(said.get('key'))[:_SEEN]!r}"
    if _too_deep(said, DEEPEST):
        raise Invalid(SYSTEM, f"AEM told {name} nested too deeply.")
    read = _read(EntrySaid, said, name)
    extra = {field: value for field, value in (read.model_extra or {}).items() if not field.startswith("_")}
    own = {field: value for field, value in extra.items() if value is not None}
    pictures = [picture.read(base) for picture in read.pictures or () if picture is not None]
    return Entry(
        key=read.key,
        type=read.type,
        title=read.title,
        locale=locale,
        path=read.path or None,
        translations={locale: read.path} if read.path else {},
        fields={**own, **(read.own or {})},
        blocks=_checked(lambda: blocks.read(read.blocks or (), base), f"{name}: blocks"),
        media=tuple(picture for picture in pictures if picture is not None),
        seo=Seo(
            title=read.seo_title or None,
            description=read.seo_description or None,
            image=read.seo_image.read(base) if read.seo_image else None,
            canonical_url=read.canonical_url or None,
            no_index=bool(read.no_index),
        ),
        tags=tuple(read.tags or ()),
        updated_at=read.metadata.modified() if read.metadata else None,
        ends_at=read.ends_at,
        uses=frozenset(places.name(fragment) for fragment in _fragments(said)),
    )


def entry_or_error(said: Item, locale: str, places: Places, base: str) -> Entry | Invalid:
    """One entry of many: one that cannot be understood takes none along."""
    try:
        return entry(said, locale, places, base)
    except Invalid as error:
        return error


def translations(found: Iterable[Item], places: Places) -> dict[str, dict[str, str]]:
    """By key: the paths by language."""
    paths: dict[str, dict[str, str]] = {}
    for item in found:
        key, path, fragment = item.get("key"), item.get("path"), item.get("_path")
        locale = places.language(fragment) if isinstance(fragment, str) else None
        if isinstance(key, str) and isinstance(path, str) and path and locale is not None:
            paths.setdefault(key, {}).setdefault(locale, path)
    return paths


def redirect(found: Iterable[Item], path: str) -> Redirect | None:
    """Where a page has moved to."""
    for item in found:
        if item.get("path") == path:
            read = _read(RedirectSaid, item, "where a page has moved to")
            return Redirect(read.target, bool(read.permanent))
    return None


def menu(said: Item) -> tuple[NavigationItem, ...]:
    """The lines of a menu."""
    if _too_deep(said, DEEPEST):
        raise Invalid(SYSTEM, "AEM told a menu that nests too deeply.")
    return _lines(_read(MenuSaid, said, "a menu").lines)


def webhook(said: Any) -> tuple[Change, ...]:
    """What a sender of the shop's tells of."""
    return tuple(Change(each.key, each.removed) for each in _read(ChangesTold, said, "what changed").changes)


def _lines(said: Sequence[LineSaid | None] | None) -> tuple[NavigationItem, ...]:
    return tuple(
        NavigationItem(
            title=line.title,
            url=line.url or (line.entry.path if line.entry and line.entry.path else ""),
            key=line.entry.key if line.entry else None,
            children=_lines(line.lines),
        )
        for line in said or ()
        if line is not None
    )


def _fragments(said: Any) -> Iterator[str]:
    """Where all lies of which an entry holds a copy: itself, what stands in it at whatever depth, and its pictures."""
    if isinstance(said, dict):
        if isinstance(path := said.get("_path"), str):
            yield path
        said = list(said.values())
    if isinstance(said, list):
        for each in said:
            yield from _fragments(each)


def _root(said: Any, field: str) -> Mapping[str, Any]:
    if not isinstance(said, dict):
        raise Invalid(SYSTEM, "AEM answered in a form that is not understood.")
    data = said.get("data")
    root = data.get(field) if isinstance(data, dict) else None
    if not isinstance(root, dict):
        failed = "could not execute a persisted query: it and the models must fit" if said.get("errors") else "told no"
        raise Invalid(SYSTEM, f"AEM {failed} {field}.")
    return root


def _items(said: Any, field: str) -> list[Item]:
    return [item for item in _list(_root(said, field).get("items"), field) if isinstance(item, dict)]


def _list(found: Any, field: str) -> list[Any]:
    if not isinstance(found, list):
        raise Invalid(SYSTEM, f"AEM told no {field}.")
    return found


def _believed(said: Mapping[str, Any], found: list[FoundT]) -> list[FoundT]:
    if not found and said.get("errors"):
        raise Invalid(SYSTEM, "AEM told of errors, and of nothing else.")
    return found


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
        where = f" {'.'.join(map(str, first['loc']))[:_SEEN]}: {first['msg'][:_SEEN]}."
    raise Invalid(SYSTEM, f"AEM told {what} in a form that is not understood.{where}")
