"""What is asked about categories."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sandbox.commerce.catalog.categories import (
    ROOT,
    Category,
    ancestors,
    category_by_id,
    category_source,
    children,
    find_categories,
)
from sandbox.commerce.catalog.listing import PAGED, Listing, listing
from sandbox.commerce.catalog.search import Search
from sandbox.commerce.domains import Resolver
from sandbox.commerce.errors import NoSuchEntityError
from sandbox.commerce.identifiers import uid
from sandbox.commerce.paging import Page, check_page
from sandbox.commerce.world import Info

Source = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CategoryPage:
    """The source of `CategoryResult`."""

    items: Sequence[Source]
    page: Page


def categories(_source: object, info: Info, **arguments: Any) -> CategoryPage:
    """`Query.categories`: without filters, the root."""
    check_page(arguments["pageSize"], arguments["currentPage"])
    context = info.context
    asked = arguments.get("filters")
    filters = (
        {"ids": {"eq": str(ROOT)}} if asked is None else {name: by for name, by in asked.items() if by is not None}
    )
    found = find_categories(context.world, filters, context.store)
    page = Page.of(len(found), arguments["pageSize"], arguments["currentPage"])
    shown = found[page.first : page.first + page.size]
    context.may_be_cached(info, *(["cat_c", *(f"cat_c_{category.id}" for category in shown)] if shown else []))
    return CategoryPage([category_source(category) for category in shown], page)


def category_list(source: object, info: Info, **arguments: Any) -> Sequence[Source]:
    """`Query.categoryList`."""
    return categories(source, info, **arguments).items


def category(_source: object, info: Info, **arguments: Any) -> Source:
    """`Query.category`: without an id, the root. Raises `NoSuchEntityError`."""
    found = category_by_id(info.context.world, arguments.get("id") or ROOT, info.context.store)
    if found is None:
        raise NoSuchEntityError("Category doesn't exist")
    info.context.may_be_cached(info, "cat_c", f"cat_c_{found.id}")
    return category_source(found)


def category_children(source: Source, info: Info) -> list[Source]:
    """`CategoryTree.children`."""
    return [category_source(below) for below in children(info.context.world, source["id"], info.context.store)]


def children_count(source: Source, info: Info) -> str:
    """`CategoryInterface.children_count`: all active categories below, at any depth."""
    row = info.context.world.row(
        "SELECT COUNT(*) AS count FROM catalog_category WHERE is_active = 1 AND path LIKE ?", (f"{source['path']}/%",)
    )
    return str(row["count"] if row else 0)


def product_count(source: Source, info: Info) -> int:
    """`CategoryInterface.product_count`: visible products in it and below."""
    row = info.context.world.row(
        "SELECT COUNT(*) AS count FROM catalog_product_category AS pc JOIN catalog_product AS p ON p.id = pc.product_id"
        " WHERE pc.category_id = ? AND p.is_visible = 1 AND p.is_enabled = 1",
        (source["id"],),
    )
    return int(row["count"]) if row else 0


def breadcrumbs(source: Source, info: Info) -> list[Source] | None:
    """`CategoryInterface.breadcrumbs`: the categories above, null where there are none."""
    above: list[Category] = ancestors(info.context.world, source["row"], info.context.store)
    return [
        {
            "category_id": crumb.id,
            "category_uid": uid(crumb.id),
            "category_name": crumb.name,
            "category_level": crumb.level,
            "category_url_key": crumb.url_key,
            "category_url_path": crumb.url_path,
        }
        for crumb in above
    ] or None


def category_products(source: Source, info: Info, **arguments: Any) -> Listing:
    """`CategoryInterface.products`."""
    check_page(arguments["pageSize"], arguments["currentPage"])
    search = Search(filters={"category_id": {"eq": str(source["id"])}}, sort=arguments.get("sort") or {})
    found = listing(info.context, search, arguments["pageSize"], arguments["currentPage"])
    if found.items:
        info.context.tags.update(dict.fromkeys(["cat_p", *(f"cat_p_{item['id']}" for item in found.items)]))
    return found


RESOLVERS: Final[Mapping[str, Mapping[str, Resolver]]] = {
    "Query": {"categories": categories, "category": category, "categoryList": category_list},
    "CategoryResult": PAGED,
    "CategoryTree": {
        "breadcrumbs": breadcrumbs,
        "children": category_children,
        "children_count": children_count,
        "product_count": product_count,
        "products": category_products,
    },
}
