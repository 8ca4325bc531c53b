"""What is at an address of the storefront."""

from collections.abc import Mapping
from typing import assert_never

import strawberry

from bff.delegation import CommerceType
from bff.flows.routes.commerce_routes import CategoryFound, CmsPageFound, ProductFound
from bff.flows.routes.resolving import Found, Moved, PageFound
from bff.schema.content_entry import ContentEntry, entry_of
from bff.schema.context import Info


class ProductInterface(CommerceType):
    """A product of Commerce's."""


class CategoryInterface(CommerceType):
    """A category of Commerce's."""


class CmsPage(CommerceType):
    """A page of Commerce's own CMS."""


@strawberry.type(description='The same page in another store view: for `<link rel="alternate" hreflang>`.')
class AlternatePage:
    """Where the page is in a store view."""

    store_code: str
    hreflang: str = strawberry.field(description="The store view's language.")
    url: str


@strawberry.interface(description="What is at a path of the storefront.")
class ResolvedPath:
    """What all answers have."""

    found: strawberry.Private[Found]

    @strawberry.field(description="The page's one address, whichever led here; null where it cannot be told.")
    def canonical_url(self, info: Info) -> str | None:
        """The address that search engines are to keep."""
        match self.found:
            case Moved():
                return None
            case PageFound(read=read):
                written = read.value.seo.canonical_url
                return written or _address(read.value.path, info)
            case ProductFound() | CategoryFound() | CmsPageFound() as found:
                return _address(found.path, info)
            case _ as never:
                assert_never(never)

    @strawberry.field(description="The same page in all store views that have an address and that page, this one too.")
    async def alternates(self, info: Info) -> list[AlternatePage]:
        """Asked for only where it is selected: it costs a question for each store view."""
        paths = await _paths(self.found, info)
        return [
            AlternatePage(store_code=store, hreflang=info.context.routes.language_of(store), url=url)
            for store, path in paths.items()
            if (url := info.context.surroundings.addresses.page(path, None, store)) is not None
        ]


@strawberry.type(description="A product.")
class ProductPath(ResolvedPath):
    """Commerce has it."""

    @strawberry.field(description="The product.")
    def product(self) -> ProductInterface | None:
        """Asked for with what is selected of it."""
        assert isinstance(self.found, ProductFound), "so it was made"
        return ProductInterface("products", {"filter": {"sku": {"eq": self.found.sku}}}, ("items", 0))


@strawberry.type(description="A category.")
class CategoryPath(ResolvedPath):
    """Commerce has it."""

    @strawberry.field(description="The category.")
    def category(self) -> CategoryInterface | None:
        """Asked for with what is selected of it."""
        assert isinstance(self.found, CategoryFound), "so it was made"
        filters = {"filters": {"category_uid": {"eq": self.found.uid}}}
        return CategoryInterface("categories", filters, ("items", 0))


@strawberry.type(description="A page of Commerce's own CMS.")
class CmsPagePath(ResolvedPath):
    """Commerce has it."""

    @strawberry.field(description="The page.")
    def cms_page(self) -> CmsPage | None:
        """Asked for with what is selected of it."""
        assert isinstance(self.found, CmsPageFound), "so it was made"
        return CmsPage("cmsPage", {"identifier": self.found.identifier})


@strawberry.type(description="A page of the CMS.")
class ContentPath(ResolvedPath):
    """The content source has it."""

    @strawberry.field(description="The page.")
    def page(self, info: Info) -> ContentEntry:
        """It is here already."""
        assert isinstance(self.found, PageFound), "so it was made"
        read = self.found.read
        return entry_of(read.value, read.stale, info.context.content.wanted_locale)


@strawberry.type(description="The page has moved: send the browser on.")
class RedirectPath(ResolvedPath):
    """Redirects were followed to their end."""

    @strawberry.field(description="A path of the storefront, or the address of another site of the list.")
    def target(self) -> str:
        """Where it is now."""
        return self._moved.target

    @strawberry.field(description="Whether it will stay there: 301 or 308 rather than 302 or 307.")
    def permanent(self) -> bool:
        """As the side that knows of it says."""
        return self._moved.permanent

    @property
    def _moved(self) -> Moved:
        assert isinstance(self.found, Moved), "so it was made"
        return self.found


@strawberry.type(name="Query", extend=True)
class RoutesQuery:
    """One question for every page."""

    @strawberry.field(description="What is at this path of the storefront; null for nothing: answer 404.")
    async def resolve_path(self, info: Info, path: str) -> ResolvedPath | None:
        """Commerce and the content source are asked at once."""
        found = await info.context.routes.resolve(path)
        return None if found is None else _shape(found)


def _shape(found: Found) -> ResolvedPath:
    match found:
        case ProductFound():
            return ProductPath(found=found)
        case CategoryFound():
            return CategoryPath(found=found)
        case CmsPageFound():
            return CmsPagePath(found=found)
        case PageFound():
            return ContentPath(found=found)
        case Moved():
            return RedirectPath(found=found)
        case _ as never:
            assert_never(never)


async def _paths(found: Found, info: Info) -> Mapping[str, str]:
    """The page's path by store view."""
    if isinstance(found, Moved):
        return {}
    if isinstance(found, PageFound):
        translations = found.read.value.translations
        return {
            store: translations[language]
            for store in info.context.routes.stores
            if (language := info.context.routes.language_of(store)) in translations
        }
    return await info.context.routes.alternates(found)


def _address(path: str | None, info: Info) -> str | None:
    return info.context.surroundings.addresses.page(path, None, info.context.store_code)
