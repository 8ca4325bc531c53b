"""What the storefront knows about its catalogue and Commerce does not."""

import strawberry

from bff.delegation import Delegated, needs
from bff.schema.context import Info

_ADDRESS = "The page's address in the storefront; null where it has none."


@strawberry.type(name="ProductInterface", extend=True)
class ProductPage:
    """Where the storefront shows a product: by its key, whatever category the shopper came from."""

    @strawberry.field(description=_ADDRESS, metadata=needs("url_key", "url_suffix"))
    def canonical_url(self, product: strawberry.Parent[Delegated], info: Info) -> str | None:
        """The address of the product's page."""
        return info.context.surroundings.addresses.page(
            product["url_key"], product["url_suffix"], info.context.store_code
        )


@strawberry.type(name="CategoryInterface", extend=True)
class CategoryPage:
    """Where the storefront shows a category: by its path below the root."""

    @strawberry.field(description=_ADDRESS, metadata=needs("url_path", "url_key", "url_suffix"))
    def canonical_url(self, category: strawberry.Parent[Delegated], info: Info) -> str | None:
        """The address of the category's page."""
        path = category["url_path"] or category["url_key"]
        return info.context.surroundings.addresses.page(path, category["url_suffix"], info.context.store_code)
