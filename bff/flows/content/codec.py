"""Content as JSON, as Redis keeps it. What is read back equals what was written."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

import orjson

from integrations.cms.contract import Listed, Redirect
from integrations.cms.entry import (
    Block,
    Entry,
    EntryBlock,
    HeroBlock,
    HtmlBlock,
    ImageBlock,
    Link,
    Media,
    NavigationItem,
    OtherBlock,
    ProductListBlock,
    RichTextBlock,
    Seo,
)

Page = Entry | Redirect | None
"""What may be at a path."""

_Json = Mapping[str, Any]


def written(entry: Entry | None) -> bytes:
    """An entry, or that there is none."""
    return _dumped(_entry(entry))


def entry(content: bytes) -> Entry | None:
    """What `written` wrote."""
    return _read_entry(orjson.loads(content))


def written_page(page: Page) -> bytes:
    """What is at a path."""
    return _dumped({"redirect": page} if isinstance(page, Redirect) else {"entry": _entry(page)})


def page(content: bytes) -> Page:
    """What `written_page` wrote."""
    said = orjson.loads(content)
    return Redirect(**said["redirect"]) if "redirect" in said else _read_entry(said["entry"])


def written_listing(listed: Listed) -> bytes:
    """A part of a listing."""
    return _dumped({"entries": [_entry(each) for each in listed.entries], "end_cursor": listed.end_cursor})


def listing(content: bytes) -> Listed:
    """What `written_listing` wrote."""
    said = orjson.loads(content)
    entries = (_read_entry(each) for each in said["entries"])
    return Listed(tuple(each for each in entries if each is not None), said["end_cursor"])


def written_navigation(items: tuple[NavigationItem, ...]) -> bytes:
    """The lines of a menu."""
    return _dumped(items)


def navigation(content: bytes) -> tuple[NavigationItem, ...]:
    """What `written_navigation` wrote."""
    return _items(orjson.loads(content))


def _dumped(value: Any) -> bytes:
    return orjson.dumps(value, default=sorted)


def _entry(entry: Entry | None) -> Any:
    return entry and {"entry": entry, "blocks": [_NAMES[type(block)] for block in entry.blocks]}


def _read_entry(said: _Json | None) -> Entry | None:
    if said is None:
        return None
    fields = dict(said["entry"])
    fields["blocks"] = tuple(_READ[name](each) for name, each in zip(said["blocks"], fields["blocks"], strict=True))
    fields["media"] = tuple(Media(**each) for each in fields["media"])
    fields["seo"] = _seo(fields["seo"])
    fields["tags"] = tuple(fields["tags"])
    fields["uses"] = frozenset(fields["uses"])
    for name in ("updated_at", "ends_at"):
        fields[name] = datetime.fromisoformat(fields[name]) if fields[name] else None
    return Entry(**fields)


def _seo(said: _Json) -> Seo:
    return Seo(**{**said, "image": Media(**said["image"]) if said["image"] else None})


def _items(said: list[_Json]) -> tuple[NavigationItem, ...]:
    return tuple(NavigationItem(**{**each, "children": _items(each["children"])}) for each in said)


def _image(said: _Json) -> ImageBlock:
    return ImageBlock(Media(**said["media"]), said["caption"])


def _hero(said: _Json) -> HeroBlock:
    media, link = said["media"], said["link"]
    return HeroBlock(said["heading"], said["html"], Media(**media) if media else None, Link(**link) if link else None)


def _product_list(said: _Json) -> ProductListBlock:
    return ProductListBlock(**{**said, "skus": tuple(said["skus"])})


_NAMES: Final[Mapping[type[Block], str]] = {
    RichTextBlock: "rich_text",
    ImageBlock: "image",
    HeroBlock: "hero",
    ProductListBlock: "product_list",
    HtmlBlock: "html",
    EntryBlock: "entry",
    OtherBlock: "other",
}
_READ: Final[Mapping[str, Callable[[_Json], Block]]] = {
    "rich_text": lambda said: RichTextBlock(**said),
    "image": _image,
    "hero": _hero,
    "product_list": _product_list,
    "html": lambda said: HtmlBlock(**said),
    "entry": lambda said: EntryBlock(**said),
    "other": lambda said: OtherBlock(**said),
}
