"""What the fragments of a storefront's models say, as AEM says it: checked here, so that what follows can rely on it.

Names are those of the fields in docs/content-aem.md. Whatever an editor left empty is null, or is not there.
"""

import re
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from integrations.cms.entry import Media

_MODIFIED: Final = "cq:lastModified"
_SHORT_ZONE: Final = re.compile(r"([+-]\d{2})(\d{2})$")


def _text(said: Any) -> Any:
    return "" if said is None else said


def _moment(said: Any) -> Any:
    if said is not None and not isinstance(said, str):
        raise ValueError("a moment is a text, with its zone")
    return _SHORT_ZONE.sub(r"\1:\2", said) if said else None


def _whole(said: Any) -> Any:
    """AEM's numbers are floats."""
    return int(said) if isinstance(said, float) and said.is_integer() else said


Text = Annotated[str, BeforeValidator(_text)]
_Zoned = Annotated[AwareDatetime, Field(strict=False)]
Moment = Annotated[_Zoned | None, BeforeValidator(_moment)]
Number = Annotated[int | None, BeforeValidator(_whole)]


class _Said(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class Picture(_Said):
    """An `ImageRef`. What is referred to and is no picture has none of these."""

    path: str | None = Field(default=None, alias="_path")
    publish_url: str | None = Field(default=None, alias="_publishUrl")
    dynamic_url: str | None = Field(default=None, alias="_dynamicUrl")
    width: Number = None
    height: Number = None

    def read(self, base: str, alt: str = "") -> Media | None:
        """In our words; None for no picture. `_dynamicUrl` has no host: it is on AEM Publish, at `base`."""
        url = self.dynamic_url or self.publish_url or self.path
        if not url:
            return None
        return Media(f"{base}{url}" if url.startswith("/") else url, alt, self.width, self.height)


class Markup(_Said):
    """A multi-line text."""

    html: Text = ""


class Plain(_Said):
    """A multi-line text of which what was typed is wanted, not what AEM makes of it."""

    plaintext: Text = ""


class RichText(_Said):
    """A fragment of the model Storefront Rich Text."""

    text: Markup | None = None


class Image(_Said):
    """A fragment of the model Storefront Image."""

    image: Picture | None = None
    alternative_text: Text = Field(default="", alias="alternativeText")
    caption: Text = ""


class Hero(_Said):
    """A fragment of the model Storefront Hero."""

    heading: Text = ""
    text: Markup | None = None
    image: Picture | None = None
    alternative_text: Text = Field(default="", alias="alternativeText")
    link_text: Text = Field(default="", alias="linkText")
    link_url: Text = Field(default="", alias="linkUrl")


class ProductList(_Said):
    """A fragment of the model Storefront Product List."""

    heading: Text = ""
    skus: list[str] | None = None
    category_uid: Text = Field(default="", alias="categoryUid")
    limit: Number = None


class Html(_Said):
    """A fragment of the model Storefront Html."""

    code: Plain | None = None


class Other(_Said):
    """A fragment of the model Storefront Other."""

    kind: str
    fields: dict[str, JsonValue] | None = None


class Modelled(_Said):
    """A fragment of any model."""

    model: str = Field(alias="__typename")


class Reference(_Said):
    """An entry that another one refers to."""

    key: str
    path: str | None = None


class _CalendarValue(_Said):
    name: str
    value: JsonValue = None


class Metadata(_Said):
    """The part of `_metadata` that holds moments."""

    calendar: list[_CalendarValue] | None = Field(default=None, alias="calendarMetadata")

    def modified(self) -> datetime | None:
        """When the fragment was last changed. Adobe documents no name for it, so what cannot be read is not known."""
        for value in self.calendar or ():
            if value.name == _MODIFIED and isinstance(value.value, str):
                try:
                    moment = datetime.fromisoformat(_SHORT_ZONE.sub(r"\1:\2", value.value))
                except ValueError:
                    return None
                return moment if moment.tzinfo is not None else None
        return None


class EntrySaid(_Said):
    """A fragment of the model Storefront Entry. Fields of a shop's own are in `model_extra`."""

    model_config = ConfigDict(strict=True, frozen=True, extra="allow")

    fragment: str = Field(alias="_path")
    key: str
    type: str
    title: Text = ""
    path: str | None = None
    tags: list[str] | None = None
    ends_at: Moment = Field(default=None, alias="endsAt")
    own: dict[str, JsonValue] | None = Field(default=None, alias="fields")
    seo_title: Text = Field(default="", alias="seoTitle")
    seo_description: Text = Field(default="", alias="seoDescription")
    seo_image: Picture | None = Field(default=None, alias="seoImage")
    canonical_url: Text = Field(default="", alias="canonicalUrl")
    no_index: bool | None = Field(default=None, alias="noIndex")
    pictures: list[Picture | None] | None = None
    blocks: list[Any] | None = None
    metadata: Metadata | None = Field(default=None, alias="_metadata")


class LineSaid(_Said):
    """A fragment of the model Storefront Menu Line."""

    title: Text = ""
    url: Text = ""
    entry: Reference | None = None
    lines: list["LineSaid | None"] | None = None


class MenuSaid(_Said):
    """A fragment of the model Storefront Menu."""

    lines: list[LineSaid | None] | None = None


class RedirectSaid(_Said):
    """A fragment of the model Storefront Redirect."""

    target: str
    permanent: bool | None = None


class PageInfo(_Said):
    """Whether a part of a list is the last."""

    end_cursor: str | None = Field(default=None, alias="endCursor")
    has_next: bool = Field(alias="hasNextPage")


class ChangeSaid(_Said):
    """One change, as a sender of the shop's tells it."""

    key: str | None
    removed: bool = False


class ChangesTold(_Said):
    """What a sender of the shop's tells of."""

    changes: list[ChangeSaid]


class FragmentSaid(_Said):
    """Which fragment an event is about."""

    path: str


class EventSaid(_Said):
    """An event of AEM's (CloudEvents)."""

    type: str
    time: Annotated[_Zoned, BeforeValidator(_moment)]
    data: Any = None
    recipient: str | None = Field(default=None, alias="recipient_client_id")
    recipient_as_attribute: str | None = Field(default=None, alias="recipientclientid")
