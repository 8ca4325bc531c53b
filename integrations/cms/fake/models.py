"""What the sandbox content system says, as it says it: checked here, so that what follows can rely on its types."""

from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, JsonValue, Tag

from integrations.cms import entry as ours
from integrations.cms.entry import Entry

_KINDS: Final = ("rich_text", "image", "hero", "product_list", "html", "entry")


def _text(said: Any) -> Any:
    if said is not None and not isinstance(said, str):
        raise ValueError("a moment is a text, with its zone")
    return said


_Moment = Annotated[AwareDatetime, Field(strict=False), BeforeValidator(_text)]
"""Without its zone nobody could say whether it is past."""


class _Said(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class _Media(_Said):
    url: str
    alt: str = ""
    width: int | None = None
    height: int | None = None

    def read(self) -> ours.Media:
        return ours.Media(self.url, self.alt, self.width, self.height)


class _Link(_Said):
    text: str
    url: str


class _Seo(_Said):
    title: str | None = None
    description: str | None = None
    image: _Media | None = None
    canonical_url: str | None = None
    no_index: bool = False

    def read(self) -> ours.Seo:
        image = self.image.read() if self.image else None
        return ours.Seo(self.title, self.description, image, self.canonical_url, self.no_index)


class _RichText(_Said):
    kind: Literal["rich_text"]
    html: str

    def read(self) -> ours.Block:
        return ours.RichTextBlock(self.html)


class _Image(_Said):
    kind: Literal["image"]
    media: _Media
    caption: str = ""

    def read(self) -> ours.Block:
        return ours.ImageBlock(self.media.read(), self.caption)


class _Hero(_Said):
    kind: Literal["hero"]
    heading: str
    html: str = ""
    media: _Media | None = None
    link: _Link | None = None

    def read(self) -> ours.Block:
        link = ours.Link(self.link.text, self.link.url) if self.link else None
        return ours.HeroBlock(self.heading, self.html, self.media.read() if self.media else None, link)


class _ProductList(_Said):
    kind: Literal["product_list"]
    heading: str = ""
    skus: list[str] = Field(default_factory=list)
    category_uid: str | None = None
    limit: int = 12

    def read(self) -> ours.Block:
        return ours.ProductListBlock(self.heading, tuple(self.skus), self.category_uid, self.limit)


class _Html(_Said):
    kind: Literal["html"]
    html: str

    def read(self) -> ours.Block:
        return ours.HtmlBlock(self.html)


class _Entry(_Said):
    kind: Literal["entry"]
    key: str

    def read(self) -> ours.Block:
        return ours.EntryBlock(self.key)


class _Other(_Said):
    kind: str
    fields: dict[str, JsonValue] = Field(default_factory=dict)

    def read(self) -> ours.Block:
        return ours.OtherBlock(self.kind, self.fields)


def _kind(said: Any) -> str:
    kind = said.get("kind") if isinstance(said, dict) else None
    return kind if kind in _KINDS else "other"


_Block = Annotated[
    Annotated[_RichText, Tag("rich_text")]
    | Annotated[_Image, Tag("image")]
    | Annotated[_Hero, Tag("hero")]
    | Annotated[_ProductList, Tag("product_list")]
    | Annotated[_Html, Tag("html")]
    | Annotated[_Entry, Tag("entry")]
    | Annotated[_Other, Tag("other")],
    Discriminator(_kind),
]


class EntrySaid(_Said):
    """An entry."""

    key: str
    type: str
    title: str
    locale: str
    path: str | None = None
    translations: dict[str, str] = Field(default_factory=dict)
    fields: dict[str, JsonValue] = Field(default_factory=dict)
    blocks: list[_Block] = Field(default_factory=list)
    media: list[_Media] = Field(default_factory=list)
    seo: _Seo = Field(default_factory=_Seo)
    tags: list[str] = Field(default_factory=list)
    updated_at: _Moment | None = None
    ends_at: _Moment | None = None
    uses: list[str] = Field(default_factory=list)

    def read(self) -> Entry:
        """In our words."""
        return Entry(
            key=self.key,
            type=self.type,
            title=self.title,
            locale=self.locale,
            path=self.path,
            translations=self.translations,
            fields=self.fields,
            blocks=tuple(block.read() for block in self.blocks),
            media=tuple(media.read() for media in self.media),
            seo=self.seo.read(),
            tags=tuple(self.tags),
            updated_at=self.updated_at,
            ends_at=self.ends_at,
            uses=frozenset(self.uses),
        )


class LineSaid(_Said):
    """A line of a menu."""

    title: str
    url: str
    key: str | None = None
    children: list["LineSaid"] = Field(default_factory=list)


class RedirectSaid(_Said):
    """A page that has moved."""

    target: str
    permanent: bool


class ChangeSaid(_Said):
    """One change."""

    key: str | None
    removed: bool = False


class ChangesTold(_Said):
    """What a webhook tells of."""

    changes: list[ChangeSaid]


class ChangesSaid(ChangesTold):
    """What changed, and until when."""

    until: _Moment


class ListingSaid(_Said):
    """A part of a listing. Its entries are looked at one by one."""

    entries: list[Any]
    end_cursor: str | None
