"""What pages are built of, as storefronts see it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import strawberry
from strawberry.scalars import JSON

from bff.delegation import Arranged, CommerceType, Delegate
from integrations.cms import entry as contract

MOST_PRODUCTS: Final = 100


class ProductInterface(CommerceType):
    """A product of Commerce's."""


@strawberry.type(description="A picture or a film.")
class ContentMedia:
    """See `integrations.cms.entry.Media`."""

    url: str = strawberry.field(description="Where it is: http, https or relative.")
    alt: str = strawberry.field(description="What it shows, for whoever cannot see it.")
    width: int | None = strawberry.field(description="In pixels, where it is known.")
    height: int | None = strawberry.field(description="In pixels, where it is known.")


@strawberry.type(description="Where a text or a button leads.")
class ContentLink:
    """See `integrations.cms.entry.Link`."""

    text: str
    url: str


@strawberry.interface(description="A part of a page.")
class ContentBlock:
    """What all blocks have."""

    kind: str = strawberry.field(description="What it is, as a word: of an `OtherBlock` the CMS's own.")


@strawberry.type(description="Text with its markup.")
class RichTextBlock(ContentBlock):
    """See `integrations.cms.entry.RichTextBlock`."""

    html: str = strawberry.field(description="Cleaned: it holds nothing that acts.")


@strawberry.type(description="A picture, with what stands below it.")
class ImageBlock(ContentBlock):
    """See `integrations.cms.entry.ImageBlock`."""

    media: ContentMedia | None
    caption: str


@strawberry.type(description="The large picture at the top of a page, with a few words and a way on.")
class HeroBlock(ContentBlock):
    """See `integrations.cms.entry.HeroBlock`."""

    heading: str
    html: str = strawberry.field(description="Cleaned: it holds nothing that acts.")
    media: ContentMedia | None
    link: ContentLink | None


@strawberry.type(description="HTML that an editor wrote by hand, or that another program made.")
class HtmlBlock(ContentBlock):
    """See `integrations.cms.entry.HtmlBlock`."""

    html: str = strawberry.field(description="Cleaned: it holds nothing that acts.")


@strawberry.type(description="A block that only the CMS and the storefront know.")
class OtherBlock(ContentBlock):
    """See `integrations.cms.entry.OtherBlock`."""

    fields: JSON = strawberry.field(description="What the CMS has of it. Markup in it is cleaned.")


@strawberry.type(description="Products that an editor chose, or those of a category.")
class ProductListBlock(ContentBlock):
    """See `integrations.cms.entry.ProductListBlock`."""

    heading: str
    skus: list[str] = strawberry.field(description="What the editor chose, whether Commerce has it or not.")
    category_uid: strawberry.ID | None
    limit: int

    @strawberry.field(description="The products, as Commerce has them now. Those of all blocks are asked for at once.")
    def products(self) -> list[ProductInterface | None] | None:
        """In the editor's order, without those that Commerce does not have or does not show."""
        return products_of(self)  # type: ignore[return-value]  # a Delegate stands for the list


def products_of(block: ProductListBlock) -> Delegate | list[None]:
    """Where Commerce has the products of a block; an empty list for one that names none."""
    if block.skus:
        skus = tuple(dict.fromkeys(block.skus))[:MOST_PRODUCTS]
        arguments = {"filter": {"sku": {"in": list(skus)}}, "pageSize": len(skus)}
        return Delegate("products", arguments, ("items",), Arranged("sku", skus))
    if block.category_uid:
        size = min(max(block.limit, 1), MOST_PRODUCTS)
        return Delegate(
            "products", {"filter": {"category_uid": {"eq": block.category_uid}}, "pageSize": size}, ("items",)
        )
    return []


def media_of(media: contract.Media) -> ContentMedia:
    """A picture as storefronts see it."""
    return ContentMedia(url=media.url, alt=media.alt, width=media.width, height=media.height)


def block_of(block: contract.Block) -> ContentBlock:
    """A block as storefronts see it; of all kinds but `EntryBlock`."""
    return _SHAPES[type(block)](block)


def _rich_text(block: contract.RichTextBlock) -> ContentBlock:
    return RichTextBlock(kind="rich_text", html=block.html)


def _image(block: contract.ImageBlock) -> ContentBlock:
    return ImageBlock(kind="image", media=media_of(block.media) if block.media.url else None, caption=block.caption)


def _hero(block: contract.HeroBlock) -> ContentBlock:
    return HeroBlock(
        kind="hero",
        heading=block.heading,
        html=block.html,
        media=media_of(block.media) if block.media else None,
        link=ContentLink(text=block.link.text, url=block.link.url) if block.link else None,
    )


def _product_list(block: contract.ProductListBlock) -> ContentBlock:
    category = strawberry.ID(block.category_uid) if block.category_uid else None
    return ProductListBlock(
        kind="product_list", heading=block.heading, skus=list(block.skus), category_uid=category, limit=block.limit
    )


def _html(block: contract.HtmlBlock) -> ContentBlock:
    return HtmlBlock(kind="html", html=block.html)


def _other(block: contract.OtherBlock) -> ContentBlock:
    return OtherBlock(kind=block.kind, fields=JSON(block.fields))


_SHAPES: Final[Mapping[type[contract.Block], Callable[[Any], ContentBlock]]] = {
    contract.RichTextBlock: _rich_text,
    contract.ImageBlock: _image,
    contract.HeroBlock: _hero,
    contract.ProductListBlock: _product_list,
    contract.HtmlBlock: _html,
    contract.OtherBlock: _other,
}
