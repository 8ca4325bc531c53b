"""A piece of content, as storefronts see it."""

from collections.abc import Sequence
from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from bff.delegation import Unchanging
from bff.schema.content_blocks import ContentBlock, ContentMedia, block_of, media_of
from bff.schema.content_loading import Chain, ContentOfRequest
from bff.schema.context import Info
from integrations.cms import entry as contract
from integrations.kit.errors import IntegrationError


@strawberry.type(description="What search engines are told of a page.")
class ContentSeo:
    """See `integrations.cms.entry.Seo`."""

    title: str = strawberry.field(description="The entry's own title where nothing else was written.")
    description: str | None
    image: ContentMedia | None
    canonical_url: str | None
    no_index: bool


@strawberry.type(description="A piece of content that editors keep in the CMS.")
class ContentEntry(Unchanging):
    """See `integrations.cms.entry.Entry`."""

    key: strawberry.ID = strawberry.field(description="Names it in all languages.")
    type: str = strawberry.field(description="The CMS's word for what it is.")
    title: str
    path: str | None = strawberry.field(description="Where in the storefront it is a page of its own.")
    fields: JSON = strawberry.field(description="All else that the CMS has of it. Markup in it is cleaned.")
    blocks: list[ContentBlock] = strawberry.field(description="What it is built of, from top to bottom.")
    media: list[ContentMedia]
    seo: ContentSeo
    tags: list[str]
    locale: str = strawberry.field(description="The language that it is in.")
    requested_locale: str = strawberry.field(description="The language that the store view would have.")
    is_fallback: bool = strawberry.field(description="Whether the translation is missing and another language is here.")
    updated_at: datetime | None
    stale: bool = strawberry.field(description="Whether the CMS fails at present, and this is the last that it said.")


@strawberry.type(description="Another piece of content in this place.")
class EntryBlock(ContentBlock):
    """See `integrations.cms.entry.EntryBlock`."""

    key: strawberry.ID
    chain: strawberry.Private[Chain]

    @strawberry.field(description="Null where there is none. An error names the chain where content stands in itself.")
    async def entry(self, info: Info) -> ContentEntry | None:
        """The entry that stands here."""
        return await loaded_entry(info.context.content, self.key, self.chain)


async def loaded_entry(content: ContentOfRequest, key: str, chain: Chain = ()) -> ContentEntry | None:
    """The entry of that key inside those of `chain`. Raises as `ContentOfRequest.entry` does."""
    read = await content.entry(key, chain)
    return None if read.value is None else entry_of(read.value, read.stale, content.wanted_locale, chain)


async def loaded_entries(
    content: ContentOfRequest, keys: Sequence[str]
) -> list[ContentEntry | IntegrationError | None]:
    """For each key its entry, why it cannot be had, or that there is none. Raises nothing that a source causes."""
    wanted_locale = content.wanted_locale
    found: list[ContentEntry | IntegrationError | None] = []
    for read in await content.entries(keys):
        if isinstance(read, IntegrationError):
            found.append(read)
        else:
            found.append(None if read.value is None else entry_of(read.value, read.stale, wanted_locale))
    return found


def entry_of(entry: contract.Entry, stale: bool, wanted_locale: str, chain: Chain = ()) -> ContentEntry:
    """An entry as storefronts see it, where the store view would have it in `wanted_locale`."""
    if chain:
        return _shown(entry, stale, wanted_locale, chain)
    return entry.once((ContentEntry, wanted_locale, stale), lambda each: _shown(each, stale, wanted_locale, ()))


def _shown(entry: contract.Entry, stale: bool, wanted_locale: str, chain: Chain) -> ContentEntry:
    inside = (*chain, entry.key)
    return ContentEntry(
        key=strawberry.ID(entry.key),
        type=entry.type,
        title=entry.title,
        path=entry.path,
        fields=JSON(entry.fields),
        blocks=[_block(block, inside) for block in entry.blocks],
        media=[media_of(each) for each in entry.media],
        seo=_seo(entry),
        tags=list(entry.tags),
        locale=entry.locale,
        requested_locale=wanted_locale,
        is_fallback=entry.locale != wanted_locale,
        updated_at=entry.updated_at,
        stale=stale,
    )


def _block(block: contract.Block, chain: Chain) -> ContentBlock:
    if isinstance(block, contract.EntryBlock):
        return EntryBlock(kind="entry", key=strawberry.ID(block.key), chain=chain)
    return block_of(block)


def _seo(entry: contract.Entry) -> ContentSeo:
    seo = entry.seo
    return ContentSeo(
        title=seo.title or entry.title,
        description=seo.description,
        image=media_of(seo.image) if seo.image else None,
        canonical_url=seo.canonical_url,
        no_index=seo.no_index,
    )
