"""What the app says, as it says it: checked here, so that what follows can rely on its types."""

from datetime import datetime
from typing import Annotated

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from integrations.cms.entry import Link, Media, NavigationItem


class _Said(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


Moment = Annotated[datetime, Field(strict=False)]


class Picture(_Said):
    """A rendition of a picture."""

    url: str
    alt: str = ""
    width: int | None = None
    height: int | None = None

    def read(self) -> Media:
        """In our words."""
        return Media(self.url, self.alt, self.width, self.height)


class Chosen(_Said):
    """A page or snippet that was chosen."""

    key: str
    path: str | None = None


def _or_none(value: object, check: ValidatorFunctionWrapHandler, _: ValidationInfo) -> object:
    """StreamField keeps an optional text that was left empty as null or as nothing at all."""
    return "" if value is None else check(value)


Text = Annotated[str, WrapValidator(_or_none)]


class PictureBlock(_Said):
    """A picture with what stands below it."""

    image: Picture | None
    caption: Text = ""


class LinkSaid(_Said):
    """Where a button leads: to a page, or to an address."""

    text: Text = ""
    url: Text = ""
    page: Chosen | None = None

    def read(self) -> Link | None:
        """In our words; None where it leads nowhere."""
        url = (self.page.path if self.page else None) or self.url
        return Link(self.text, url) if url else None


class Hero(_Said):
    """The large picture at the top."""

    heading: Text = ""
    text: Text = ""
    image: Picture | None = None
    link: LinkSaid | None = None


class ProductList(_Said):
    """Products of Commerce's."""

    heading: Text = ""
    skus: list[str] = Field(default_factory=list)
    category_uid: Text = ""
    limit: int | None = None


class StreamChild(_Said):
    """One block of a StreamField."""

    type: str
    value: JsonValue


class About(_Said):
    """What the app adds to an object of the API."""

    key: str
    type: str
    title: str
    locale: str
    path: str | None = None
    translations: dict[str, str | None] = Field(default_factory=dict)
    tags: list[str] = Field(default_factory=list)
    updated_at: Moment | None = None
    ends_at: Moment | None = None


class Meta(_Said):
    """The part of `meta` that search engines are told."""

    seo_title: Text = ""
    search_description: Text = ""


class LineSaid(_Said):
    """A line of a menu."""

    title: str
    url: str
    key: str | None = None
    children: list["LineSaid"] = Field(default_factory=list)

    def read(self) -> NavigationItem:
        """In our words."""
        return NavigationItem(self.title, self.url, self.key, tuple(line.read() for line in self.children))


class MenuSaid(_Said):
    """A menu."""

    lines: list[LineSaid]


class RedirectSaid(_Said):
    """A page that has moved."""

    target: str
    permanent: bool


class PageSaid(_Said):
    """What is at a path."""

    entry: JsonValue
    redirect: RedirectSaid | None


class ListingSaid(_Said):
    """A part of a listing, and where the next one begins."""

    entries: list[JsonValue]
    next: int | None


class ChangeSaid(_Said):
    """One change."""

    key: str | None
    removed: bool


class ChangesTold(_Said):
    """What a webhook tells of."""

    changes: list[ChangeSaid]


class ChangesSaid(ChangesTold):
    """What changed, and from when to ask the next time."""

    until: Moment
