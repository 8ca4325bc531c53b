"""A page of products: `Query.products` and `CategoryInterface.products`."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sandbox.commerce.catalog.aggregations import aggregations
from sandbox.commerce.catalog.attributes import attributes
from sandbox.commerce.catalog.graph import product_source
from sandbox.commerce.catalog.products import products_by_id
from sandbox.commerce.catalog.search import Hits, Search, category_ids, find
from sandbox.commerce.catalog.search_index import STORE_OF_ENTRY
from sandbox.commerce.domains import Resolver
from sandbox.commerce.errors import InputError
from sandbox.commerce.paging import Page, check_page
from sandbox.commerce.world import Info, RequestContext

SORT_LABELS: Final = {
    "en": {"position": "Position", "name": "Product Name", "price": "Price"},
    "de": {"position": "Position", "name": "Produktname", "price": "Preis"},
}


@dataclass(frozen=True, slots=True)
class Listing:
    """The source of `Products` and `CategoryProducts`."""

    search: Search
    hits: Hits
    page: Page
    items: Sequence[Mapping[str, Any]]


def products(_source: object, info: Info, **arguments: Any) -> Listing:
    """`Query.products`. Raises `InputError` without search and filter, or for a page that is not there."""
    check_page(arguments["pageSize"], arguments["currentPage"])
    if "search" not in arguments and "filter" not in arguments:
        raise InputError("'search' or 'filter' input argument is required.")
    search = Search(
        text=arguments.get("search") or "",
        filters={name: wanted for name, wanted in (arguments.get("filter") or {}).items() if wanted is not None},
        sort=arguments.get("sort") or {},
    )
    found = listing(info.context, search, arguments["pageSize"], arguments["currentPage"])
    tags = [f"cat_p_{item['id']}" for item in found.items]
    info.context.may_be_cached(info, *(["cat_p", *tags] if tags else []))
    return found


def listing(context: RequestContext, search: Search, page_size: int, current_page: int) -> Listing:
    """One page of what is found."""
    hits = find(context.world, search, context.store, context.currency)
    page = Page.of(len(hits.ids), page_size, current_page)
    ids = list(hits.ids[page.first : page.first + page_size])
    rows = products_by_id(context.world, ids, context.store)
    return Listing(search, hits, page, [product_source(row) for row in rows])


def products_aggregations(source: Listing, info: Info, **arguments: Any) -> list[dict[str, Any]]:
    """`Products.aggregations`."""
    context = info.context
    wanted = (arguments.get("filter") or {}).get("category") or {}
    children_of: int | None = None
    if wanted.get("includeDirectChildrenOnly"):
        parents = category_ids(context.world, source.search.filters)
        children_of = parents[0] if len(parents) == 1 else None
    return aggregations(context.world, source.hits, context.store, children_of=children_of)


def products_filters(source: Listing, info: Info) -> list[dict[str, Any]]:
    """`Products.filters`: the aggregations in the words of older storefronts."""
    found = aggregations(info.context.world, source.hits, info.context.store, children_of=None)
    return [
        {
            "name": bucket["label"],
            "request_var": bucket["attribute_code"],
            "filter_items_count": bucket["count"],
            "filter_items": [_filter_item(option) for option in bucket["options"]],
        }
        for bucket in found
    ]


def _filter_item(option: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "__typename": "LayerFilterItem",
        "label": option["label"],
        "value_string": option["value"],
        "items_count": option["count"],
    }


def products_sort_fields(_source: Listing, info: Info) -> dict[str, Any]:
    """`Products.sort_fields`."""
    context = info.context
    options = [{"label": label, "value": value} for value, label in SORT_LABELS[context.store.language].items()]
    sortable = (item for item in attributes(context.world, context.store).values() if item.is_sortable)
    options.extend({"label": attribute.label, "value": attribute.code} for attribute in sortable)
    return {"default": "position", "options": options}


def products_suggestions(source: Listing, info: Info) -> list[dict[str, str]]:
    """`Products.suggestions`: words of product names that are close to one that found nothing."""
    if source.hits.ids or not source.search.text:
        return []
    context = info.context
    rows = context.world.rows(f"SELECT name FROM catalog_search WHERE {STORE_OF_ENTRY} = ?", (context.store.id,))  # noqa: S608
    vocabulary = sorted({word.casefold() for row in rows for word in row["name"].split() if word.isalpha()})
    close = difflib.get_close_matches(source.search.text.casefold(), vocabulary, n=3, cutoff=0.7)
    return [{"search": word} for word in close]


def page_info(source: Any, _info: Info) -> Mapping[str, int]:
    """`page_info` of anything that holds a `page`."""
    return source.page.info()  # type: ignore[no-any-return]


def total_count(source: Any, _info: Info) -> int:
    """`total_count` of anything that holds a `page`."""
    return source.page.total  # type: ignore[no-any-return]


PAGED: Final[Mapping[str, Resolver]] = {"page_info": page_info, "total_count": total_count}
RESOLVERS: Final[Mapping[str, Mapping[str, Resolver]]] = {
    "Query": {"products": products},
    "Products": {
        **PAGED,
        "aggregations": products_aggregations,
        "filters": products_filters,
        "sort_fields": products_sort_fields,
        "suggestions": products_suggestions,
    },
    "CategoryProducts": PAGED,
}
