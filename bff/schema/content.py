"""What editors write: by key, by path, in lists and menus, and beside what Commerce has."""

from collections.abc import Callable, Sequence
from typing import Annotated

import strawberry

from bff.delegation import Batch, Delegated, needs
from bff.flows.content.content import ContentKeys
from bff.flows.routes.paths import normal_path
from bff.schema.content_entry import ContentEntry, entry_of, loaded_entries, loaded_entry
from bff.schema.context import Context, Info
from integrations.cms import entry as contract
from integrations.cms.contract import Listing
from integrations.cms.entry import Entry
from integrations.kit.errors import IntegrationError

_BESIDE = "What editors keep beside it; null where they keep nothing."


@strawberry.type(description="A part of a list of content.")
class ContentList:
    """See `integrations.cms.contract.Listed`."""

    items: list[ContentEntry]
    end_cursor: str | None = strawberry.field(description="Ask for what comes `after` it; null at the end.")
    has_next_page: bool


@strawberry.type(description="A line of a menu.")
class NavigationItem:
    """See `integrations.cms.entry.NavigationItem`."""

    title: str
    url: str = strawberry.field(description="Where it leads; empty where it only holds what is below it.")
    key: strawberry.ID | None = strawberry.field(description="The content that it leads to.")
    children: list["NavigationItem"]


@strawberry.type(name="Query", extend=True)
class ContentQuery:
    """Content by itself."""

    @strawberry.field(description="The content that is a page of the storefront at this path. Null for none.")
    async def page(self, info: Info, path: str) -> ContentEntry | None:
        """Redirects are `resolvePath`'s: a path that has moved has no page here."""
        content = info.context.content
        read = await content.reading.page(normal_path(path))
        if not isinstance(read.value, Entry):
            return None
        return entry_of(read.value, read.stale, content.wanted_locale)

    @strawberry.field(description="A piece of content by its key. Null for none.")
    async def content(self, info: Info, key: strawberry.ID) -> ContentEntry | None:
        """In the languages of the store view."""
        return await loaded_entry(info.context.content, key)

    @strawberry.field(description="Content of one type, with one tag where it is given, the newest first.")
    async def content_list(
        self,
        info: Info,
        type: str,  # noqa: A002
        tag: str | None = None,
        first: int = 20,
        after: Annotated[str | None, strawberry.argument(description="An `endCursor`.")] = None,
    ) -> ContentList:
        """A part of a listing."""
        content = info.context.content
        read = await content.reading.listing(Listing(type, tag, first, after))
        items = [entry_of(each, read.stale, content.wanted_locale) for each in read.value.entries]
        cursor = read.value.end_cursor
        return ContentList(items=items, end_cursor=cursor, has_next_page=cursor is not None)

    @strawberry.field(description="The lines of a menu.")
    async def navigation(self, info: Info, menu: str = "main") -> list[NavigationItem]:
        """None for a menu that is not there."""
        read = await info.context.content.reading.navigation(menu)
        return _lines(read.value)


def _product_key(keys: ContentKeys, product: Delegated) -> str:
    return keys.product.replace("{sku}", str(product["sku"]))


def _category_key(keys: ContentKeys, category: Delegated) -> str:
    key = keys.category.replace("{uid}", str(category["uid"]))
    return key.replace("{url_path}", str(category["url_path"] or ""))


def _store_key(keys: ContentKeys, store: Delegated) -> str:
    return keys.store.replace("{store_code}", str(store["store_code"] or ""))


def _beside(key_of: Callable[[ContentKeys, Delegated], str]) -> Batch:
    async def contents(context: Context, objects: Sequence[Delegated]) -> list[ContentEntry | IntegrationError | None]:
        content = context.content
        return await loaded_entries(content, [key_of(content.keys, each) for each in objects])

    return contents


@strawberry.type(name="ProductInterface", extend=True)
class ProductContent:
    """The story of a product, joined by its SKU."""

    content: ContentEntry | None = strawberry.field(
        description=_BESIDE, metadata=needs("sku", batch=_beside(_product_key))
    )


@strawberry.type(name="CategoryInterface", extend=True)
class CategoryContent:
    """What stands above a category's products, joined by its uid or its path."""

    content: ContentEntry | None = strawberry.field(
        description=_BESIDE, metadata=needs("uid", "url_path", batch=_beside(_category_key))
    )


@strawberry.type(name="StoreConfig", extend=True)
class StoreContent:
    """What a store view has on every page, joined by its code."""

    content: ContentEntry | None = strawberry.field(
        description=_BESIDE, metadata=needs("store_code", batch=_beside(_store_key))
    )


def _lines(items: tuple[contract.NavigationItem, ...]) -> list[NavigationItem]:
    return [
        NavigationItem(
            title=each.title,
            url=each.url,
            key=strawberry.ID(each.key) if each.key else None,
            children=_lines(each.children),
        )
        for each in items
    ]
