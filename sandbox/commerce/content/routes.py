"""Which product, category or page stands behind an address, or where it leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sandbox.commerce.catalog.categories import category_by_url_path, category_source
from sandbox.commerce.catalog.graph import URL_SUFFIX, product_source
from sandbox.commerce.catalog.products import product_by_url_key
from sandbox.commerce.content.pages import page_by_identifier, page_source
from sandbox.commerce.content.redirects import end_of_redirects, redirect_at
from sandbox.commerce.store.views import StoreView
from sandbox.commerce.world import World

NO_ENTITY: Final = {"__typename": "RoutableUrl", "id": 0, "type": None}
"""What a redirect leads to where that is no product, category or page: another site's address, for one."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands behind an address: the source of `RoutableInterface`, and the cache tags of it."""

    source: Mapping[str, Any]
    tags: Sequence[str]


def resolve_address(world: World, url: str, store: StoreView) -> Found | None:
    """`url` is a path with or without a slash in front; what follows a question mark follows the answer's address."""
    asked, _, query = url.partition("?")
    path = asked.strip("/")
    found = _led_to(world, path, store) or _entity(world, path, store)
    if found is None or not query:
        return found
    return Found({**found.source, "relative_url": f"{found.source['relative_url']}?{query}"}, found.tags)


def _led_to(world: World, path: str, store: StoreView) -> Found | None:
    """The end of a chain of redirects, with the code of its first."""
    redirect = redirect_at(world, path, store)
    if redirect is None:
        return None
    target = end_of_redirects(world, path, store)
    entity = _entity(world, target, store) or Found(NO_ENTITY, ())
    return Found({**entity.source, "redirect_code": redirect.code, "relative_url": target}, entity.tags)


def _entity(world: World, path: str, store: StoreView) -> Found | None:
    if path.endswith(URL_SUFFIX):
        stem = path.removesuffix(URL_SUFFIX)
        return _category(world, stem, store) or _product(world, path, stem, store)
    return _page(world, path, store)


def _category(world: World, url_path: str, store: StoreView) -> Found | None:
    category = category_by_url_path(world, url_path, store)
    if category is None:
        return None
    return Found(category_source(category), ("cat_c", f"cat_c_{category.id}"))


def _product(world: World, path: str, stem: str, store: StoreView) -> Found | None:
    """A product at its own address, or below one of its categories."""
    above, _, url_key = stem.rpartition("/")
    product = product_by_url_key(world, url_key, store)
    if product is None or not product.is_visible:
        return None
    if above and not _is_in(world, product.id, above):
        return None
    return Found(product_source(product, relative_url=path), ("cat_p", f"cat_p_{product.id}"))


def _is_in(world: World, product_id: int, category_path: str) -> bool:
    row = world.row(
        "SELECT 1 FROM catalog_product_category AS pc JOIN catalog_category AS c ON c.id = pc.category_id"
        " WHERE pc.product_id = ? AND c.url_path = ?",
        (product_id, category_path),
    )
    return row is not None


def _page(world: World, path: str, store: StoreView) -> Found | None:
    row = page_by_identifier(world, path, store)
    return None if row is None else Found(page_source(row), ("cms_p", f"cms_p_{row['id']}"))
