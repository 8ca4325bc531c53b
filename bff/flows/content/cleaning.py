"""An entry whose every HTML, address and JSON has passed `safety`: nothing else is kept or handed out.

Commerce's own HTML is not touched: it is delegated (docs/content.md, "Whom we trust").
"""

from dataclasses import replace

from bff.flows.content.safety import down, html, json, url
from integrations.cms.entry import (
    Block,
    Entry,
    HeroBlock,
    HtmlBlock,
    ImageBlock,
    Link,
    Media,
    NavigationItem,
    OtherBlock,
    RichTextBlock,
    Seo,
)


def entry(found: Entry, deepest: int) -> Entry:
    """The entry, safe. Raises `Invalid` for one that nests deeper than `deepest`."""
    return replace(
        found,
        fields=json(found.fields, deepest),
        blocks=tuple(_block(each, deepest) for each in found.blocks),
        media=tuple(media for each in found.media if (media := _media(each)) is not None),
        seo=_seo(found.seo),
    )


def navigation(items: tuple[NavigationItem, ...], deepest: int) -> tuple[NavigationItem, ...]:
    """The lines of a menu, those that lead nowhere safe with an empty address. Raises `Invalid` as `entry` does."""
    return tuple(
        replace(item, url=url(item.url) or "", children=navigation(item.children, down(deepest))) for item in items
    )


def _block(block: Block, deepest: int) -> Block:
    match block:
        case RichTextBlock():
            return RichTextBlock(html(block.html))
        case HtmlBlock():
            return HtmlBlock(html(block.html))
        case ImageBlock():
            return ImageBlock(_media(block.media) or Media(""), block.caption)
        case HeroBlock():
            link = _link(block.link) if block.link else None
            media = _media(block.media) if block.media else None
            return HeroBlock(block.heading, html(block.html), media, link)
        case OtherBlock():
            return OtherBlock(block.kind, json(block.fields, deepest))
        case _:
            return block


def _media(media: Media) -> Media | None:
    safe = url(media.url)
    return None if safe is None else Media(safe, media.alt, media.width, media.height)


def _link(link: Link) -> Link | None:
    safe = url(link.url)
    return None if safe is None else Link(link.text, safe)


def _seo(seo: Seo) -> Seo:
    return replace(
        seo,
        image=_media(seo.image) if seo.image else None,
        canonical_url=url(seo.canonical_url) if seo.canonical_url else None,
    )
