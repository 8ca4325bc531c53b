"""StreamField's blocks, in our words. Pure functions."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pydantic import JsonValue, TypeAdapter

from integrations.cms.entry import (
    Block,
    EntryBlock,
    HeroBlock,
    HtmlBlock,
    ImageBlock,
    OtherBlock,
    ProductListBlock,
    RichTextBlock,
)
from integrations.cms.wagtail.models import Chosen, Hero, Picture, PictureBlock, ProductList, StreamChild
from integrations.cms.wagtail.settings import BlockKind

_STREAM: Final = TypeAdapter(list[StreamChild])
_TEXT: Final = TypeAdapter(str)
_MOST: Final = ProductListBlock().limit


def read(said: JsonValue, kind_of: Callable[[str], BlockKind]) -> tuple[Block, ...]:
    """All of a StreamField, in order. What an editor left without a picture or a choice is left out.

    Raises pydantic's `ValidationError`.
    """
    return tuple(_blocks(_STREAM.validate_python(said), kind_of))


def _blocks(children: list[StreamChild], kind_of: Callable[[str], BlockKind]) -> Iterator[Block]:
    for child in children:
        kind = kind_of(child.type)
        block = _other(child) if kind == "other" else _READERS[kind](child.value)
        if block is not None:
            yield block


def _other(child: StreamChild) -> Block:
    fields = child.value if isinstance(child.value, dict) else {"value": child.value}
    return OtherBlock(child.type, fields)


def _rich_text(value: JsonValue) -> Block:
    return RichTextBlock(_TEXT.validate_python(value, strict=True))


def _html(value: JsonValue) -> Block:
    return HtmlBlock(_TEXT.validate_python(value, strict=True))


def _image(value: JsonValue) -> Block | None:
    """Wagtail's block of a picture alone, or a structure of it and a caption."""
    if value is None:
        return None
    if isinstance(value, dict) and "image" in value:
        said = PictureBlock.model_validate(value)
        return ImageBlock(said.image.read(), said.caption) if said.image else None
    return ImageBlock(Picture.model_validate(value).read())


def _hero(value: JsonValue) -> Block:
    said = Hero.model_validate(value)
    return HeroBlock(
        heading=said.heading,
        html=said.text,
        media=said.image.read() if said.image else None,
        link=said.link.read() if said.link else None,
    )


def _product_list(value: JsonValue) -> Block:
    said = ProductList.model_validate(value)
    limit = _MOST if said.limit is None else said.limit
    return ProductListBlock(said.heading, tuple(said.skus), said.category_uid or None, limit)


def _entry(value: JsonValue) -> Block | None:
    return EntryBlock(Chosen.model_validate(value).key) if value is not None else None


_READERS: Final[Mapping[str, Callable[[Any], Block | None]]] = {
    "rich_text": _rich_text,
    "html": _html,
    "image": _image,
    "hero": _hero,
    "product_list": _product_list,
    "entry": _entry,
}
