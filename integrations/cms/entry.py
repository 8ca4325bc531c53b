"""What editors keep, in our words: entries, the blocks that pages are built of, pictures, links.

Texts are plain unless a field is called `html`. HTML and addresses are as the source has them: not to be trusted, and
made safe by whoever reads an adapter (`bff/flows/content/cleaning.py`).
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or a film by its address. `width` and `height` are in pixels, where they are known."""

    url: str
    alt: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Where a text or a button leads: an address, or a path of the storefront."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Seo:
    """What search engines are told of a page. `None`: nothing was written, take the title."""

    title: str | None = None
    description: str | None = None
    image: Media | None = None
    canonical_url: str | None = None
    no_index: bool = False


@dataclass(frozen=True, slots=True)
class RichTextBlock:
    """Text with its markup."""

    html: str


@dataclass(frozen=True, slots=True)
class ImageBlock:
    """A picture, with what stands below it."""

    media: Media
    caption: str = ""


@dataclass(frozen=True, slots=True)
class HeroBlock:
    """The large picture at the top of a page, with a few words and a way on."""

    heading: str
    html: str = ""
    media: Media | None = None
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class ProductListBlock:
    """Products of Commerce's: those of `skus` in that order, else the first `limit` of the category `category_uid`."""

    heading: str = ""
    skus: tuple[str, ...] = ()
    category_uid: str | None = None
    limit: int = 12


@dataclass(frozen=True, slots=True)
class HtmlBlock:
    """HTML that an editor wrote by hand, or that another program made."""

    html: str


@dataclass(frozen=True, slots=True)
class EntryBlock:
    """Another entry in this place, by its key."""

    key: str


@dataclass(frozen=True, slots=True)
class OtherBlock:
    """What none of the others says: the source's own word for it, and its fields as JSON. The escape hatch."""

    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict)


Block = RichTextBlock | ImageBlock | HeroBlock | ProductListBlock | HtmlBlock | EntryBlock | OtherBlock
"""What a page is built of."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of content in one language.

    `key` names it in all languages. `type` is the source's word for what it is ("article"). `locale` is the language
    that it is in, as it was asked for: of a missing translation, that of the fallback. `path` is where it is a page of
    its own ("/about"), and `translations` are such paths by locale, its own among them. `fields` are JSON. `uses` are
    the keys of the entries of which this one holds a copy: it is out of date when they are. From `ends_at` on it is not
    published any more.
    """

    key: str
    type: str
    title: str
    locale: str
    path: str | None = None
    translations: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    media: tuple[Media, ...] = ()
    seo: Seo = Seo()
    tags: tuple[str, ...] = ()
    updated_at: datetime | None = None
    ends_at: datetime | None = None
    uses: frozenset[str] = frozenset()
    _made: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, name: Hashable, make: Callable[["Entry"], T]) -> T:
        """What `make` makes of this entry: made once under one name, and gone with the entry. Nobody may change it."""
        try:
            return cast("T", self._made[name])
        except KeyError:
            made = self._made[name] = make(self)
            return made


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One line of a menu, with the lines below it. `key` is the entry that it leads to, where it leads to one."""

    title: str
    url: str
    key: str | None = None
    children: tuple["NavigationItem", ...] = ()
