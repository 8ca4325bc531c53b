"""Fragments that a page is built of, in our words. Pure functions."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from integrations.cms.aem.models import Hero, Html, Image, Modelled, Other, ProductList, Reference, RichText
from integrations.cms.entry import (
    Block,
    EntryBlock,
    HeroBlock,
    HtmlBlock,
    ImageBlock,
    Link,
    OtherBlock,
    ProductListBlock,
    RichTextBlock,
)

_LIMIT: Final = ProductListBlock().limit
_CAPITAL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def read(said: Sequence[Any], base: str) -> tuple[Block, ...]:
    """All of them, in order, without what is empty: AEM tells a fragment that is not published as null.

    `base` is where pictures are. Raises pydantic's `ValidationError`.
    """
    return tuple(_blocks(said, base))


def _blocks(said: Sequence[Any], base: str) -> Iterator[Block]:
    for block in said:
        if block is None:
            continue
        model = Modelled.model_validate(block).model
        found = _READERS[model](block, base) if model in _READERS else _unknown(model, block)
        if found is not None:
            yield found


def _rich_text(said: Mapping[str, Any], _: str) -> Block | None:
    read = RichText.model_validate(said)
    return RichTextBlock(read.text.html) if read.text else None


def _image(said: Mapping[str, Any], base: str) -> Block | None:
    read = Image.model_validate(said)
    media = read.image.read(base, read.alternative_text) if read.image else None
    return ImageBlock(media, read.caption) if media else None


def _hero(said: Mapping[str, Any], base: str) -> Block:
    read = Hero.model_validate(said)
    return HeroBlock(
        heading=read.heading,
        html=read.text.html if read.text else "",
        media=read.image.read(base, read.alternative_text) if read.image else None,
        link=Link(read.link_text, read.link_url) if read.link_url else None,
    )


def _product_list(said: Mapping[str, Any], _: str) -> Block:
    read = ProductList.model_validate(said)
    limit = _LIMIT if read.limit is None else read.limit
    return ProductListBlock(read.heading, tuple(read.skus or ()), read.category_uid or None, limit)


def _html(said: Mapping[str, Any], _: str) -> Block | None:
    read = Html.model_validate(said)
    return HtmlBlock(read.code.plaintext) if read.code else None


def _other(said: Mapping[str, Any], _: str) -> Block:
    read = Other.model_validate(said)
    return OtherBlock(read.kind, read.fields or {})


def _entry(said: Mapping[str, Any], _: str) -> Block:
    return EntryBlock(Reference.model_validate(said).key)


def _unknown(model: str, said: Mapping[str, Any]) -> Block:
    """A model of the shop's own: "SizeChartModel" is the kind "size_chart"."""
    kind = _CAPITAL.sub("_", model.removesuffix("Model")).lower()
    return OtherBlock(kind, {name: value for name, value in said.items() if not name.startswith("_")})


_READERS: Final[Mapping[str, Callable[[Mapping[str, Any], str], Block | None]]] = {
    "StorefrontRichTextModel": _rich_text,
    "StorefrontImageModel": _image,
    "StorefrontHeroModel": _hero,
    "StorefrontProductListModel": _product_list,
    "StorefrontHtmlModel": _html,
    "StorefrontOtherModel": _other,
    "StorefrontEntryModel": _entry,
}
