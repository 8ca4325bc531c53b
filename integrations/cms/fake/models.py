"""What the sandbox content system says, as it says it: checked here, so that what follows can rely on its types.

Blocks, media and texts for search engines have the fields of our own words, and are read as these.
"""

from typing import Annotated, Any, Final

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, JsonValue, Tag

from integrations.cms import entry as ours
from integrations.cms.entry import Entry

_KINDS: Final = frozenset({"rich_text", "image", "hero", "product_list", "html", "entry"})


def _text(said: Any) -> Any:
    if said is not None and not isinstance(said, str):
        raise ValueError("a moment is a text, with its zone")
    return said


_Moment = Annotated[AwareDatetime, BeforeValidator(_text)]
"""Without its zone nobody could say whether it is past."""


def _kind(said: Any) -> str:
    kind = said.get("kind") if isinstance(said, dict) else None
    return kind if isinstance(kind, str) and kind in _KINDS else "other"


_Block = Annotated[
    Annotated[ours.RichTextBlock, Tag("rich_text")]
    | Annotated[ours.ImageBlock, Tag("image")]
    | Annotated[ours.HeroBlock, Tag("hero")]
    | Annotated[ours.ProductListBlock, Tag("product_list")]
    | Annotated[ours.HtmlBlock, Tag("html")]
    | Annotated[ours.EntryBlock, Tag("entry")]
    | Annotated[ours.OtherBlock, Tag("other")],
    Discriminator(_kind),
]


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True)


class EntrySaid(_Said):
    """An entry."""

    key: str
    type: str
    title: str
    locale: str
    path: str | None = None
    translations: dict[str, str] = Field(default_factory=dict)
    fields: dict[str, JsonValue] = Field(default_factory=dict)
    blocks: tuple[_Block, ...] = ()
    media: tuple[ours.Media, ...] = ()
    seo: ours.Seo = ours.Seo()
    tags: tuple[str, ...] = ()
    updated_at: _Moment | None = None
    ends_at: _Moment | None = None
    uses: frozenset[str] = frozenset()

    def read(self) -> Entry:
        """In our words."""
        return Entry(**self.__dict__)


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
