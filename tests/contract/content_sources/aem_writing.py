"""Blocks as fragments of AEM's models."""

from typing import Any

from integrations.cms.entry import (
    Block,
    EntryBlock,
    HeroBlock,
    HtmlBlock,
    ImageBlock,
    Media,
    OtherBlock,
    ProductListBlock,
    RichTextBlock,
)
from tests.contract.content_sources.aem_repository import Fragment


def block_fragment(place: str, block: Block) -> Fragment | str:
    """The fragment of a block; of an entry in a block, its key: there is only a reference to it."""
    if isinstance(block, EntryBlock):
        return block.key
    model, fields = _fields(block)
    return {"__typename": f"Storefront{model}Model", "_path": place, **fields}


def picture(media: Media | None) -> dict[str, Any] | None:
    """As AEM tells one that Assets delivers."""
    if media is None:
        return None
    place = f"/content/dam/pictures/{media.url.rpartition('/')[2]}"
    sizes = {"width": media.width, "height": media.height}
    return {"__typename": "ImageRef", "_path": place, "_publishUrl": media.url, **sizes}


def _fields(block: Block) -> tuple[str, dict[str, Any]]:
    match block:
        case RichTextBlock(html):
            return "RichText", {"text": {"html": html}}
        case ImageBlock(media, caption):
            return "Image", {"image": picture(media), "alternativeText": media.alt, "caption": caption}
        case HeroBlock(heading, html, media, link):
            return "Hero", {
                "heading": heading,
                "text": {"html": html} if html else None,
                "image": picture(media),
                "alternativeText": media.alt if media else None,
                "linkText": link.text if link else None,
                "linkUrl": link.url if link else None,
            }
        case ProductListBlock(heading, skus, category, limit):
            return "ProductList", {
                "heading": heading,
                "skus": list(skus),
                "categoryUid": category,
                "limit": float(limit),
            }
        case HtmlBlock(html):
            return "Html", {"code": {"plaintext": html}}
        case OtherBlock(kind, fields):
            return "Other", {"kind": kind, "fields": dict(fields)}
        case _:
            raise TypeError(block)
