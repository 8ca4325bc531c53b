"""Answers about reviews."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sandbox.commerce.catalog.graph import product_source
from sandbox.commerce.catalog.products import product_by_id, product_by_sku
from sandbox.commerce.customer.accounts import CustomerRow
from sandbox.commerce.domains import Resolvers
from sandbox.commerce.errors import NoSuchEntityError
from sandbox.commerce.identifiers import uid
from sandbox.commerce.paging import Page, check_page
from sandbox.commerce.reviews import reviewing
from sandbox.commerce.reviews.reviewing import ReviewRow
from sandbox.commerce.world import Info, RequestContext

Source = Mapping[str, Any]


def ratings_metadata(_source: object, info: Info) -> Source:
    """`Query.productReviewRatingsMetadata`."""
    return {
        "items": [
            {
                "id": uid(rating.id),
                "name": rating.name,
                "values": [
                    {"value": str(value), "value_id": uid(f"{rating.id}/{value}")} for value in reviewing.VALUES
                ],
            }
            for rating in reviewing.ratings(info.context.world, info.context.store)
        ]
    }


def create_review(_source: object, info: Info, **arguments: Any) -> Source:
    """`Mutation.createProductReview`: guests may write one too."""
    context, given = info.context, arguments["input"]
    product = product_by_sku(context.world, given["sku"], context.store)
    if product is None:
        raise NoSuchEntityError(f'Could not find a product with SKU "{given["sku"]}"')
    with context.world.transaction():
        written = reviewing.write_review(context, product, given)
    return {"review": _review(context, written)}


def reviews_of_product(source: Source, info: Info, **arguments: Any) -> Source:
    """`ProductInterface.reviews`."""
    return _page(info.context, reviewing.reviews_of_product(info.context, source["row"].id), arguments)


def reviews_of_customer(source: CustomerRow, info: Info, **arguments: Any) -> Source:
    """`Customer.reviews`."""
    return _page(info.context, reviewing.reviews_of_customer(info.context, source.id), arguments)


def review_count(source: Source, info: Info) -> int:
    """`ProductInterface.review_count`."""
    return reviewing.summary_of(info.context, source["row"].id)[0]


def rating_summary(source: Source, info: Info) -> float:
    """`ProductInterface.rating_summary`, in percent."""
    return reviewing.summary_of(info.context, source["row"].id)[1]


def _page(context: RequestContext, found: Sequence[ReviewRow], arguments: Mapping[str, Any]) -> Source:
    size, current = arguments["pageSize"], arguments["currentPage"]
    check_page(size, current)
    page = Page(len(found), size, current)
    return {
        "items": [_review(context, each) for each in found[page.first : page.first + size]],
        "page_info": page.info(),
    }


def _review(context: RequestContext, review: ReviewRow) -> Source:
    product = product_by_id(context.world, review.product_id, context.store)
    return {
        "average_rating": review.average,
        "created_at": review.created_at,
        "nickname": review.nickname,
        "product": None if product is None else product_source(product),
        "ratings_breakdown": [{"name": name, "value": str(value)} for name, value in review.votes],
        "summary": review.summary,
        "text": review.text,
    }


RESOLVERS: Final[Resolvers] = {
    "Query": {"productReviewRatingsMetadata": ratings_metadata},
    "Mutation": {"createProductReview": create_review},
    "Customer": {"reviews": reviews_of_customer},
    "ProductInterface": {
        "rating_summary": rating_summary,
        "review_count": review_count,
        "reviews": reviews_of_product,
    },
}
