"""All that is ours, in one list."""

from collections.abc import Iterable

import strawberry

from bff.schema.catalog import CategoryPage, ProductPage
from bff.schema.content import CategoryContent, ContentQuery, ProductContent, StoreContent
from bff.schema.content_blocks import HeroBlock, HtmlBlock, ImageBlock, OtherBlock, ProductListBlock, RichTextBlock
from bff.schema.content_entry import EntryBlock
from bff.schema.customer_token import (
    CustomerToken,
    CustomerTokenAsAdmin,
    ExternalCustomerToken,
    TokenRevocation,
    further_tokens,
)
from bff.schema.naming import configuration
from bff.schema.payment import PaymentMutation, PaymentQuery, PaymentSubscription
from bff.schema.routes import CategoryPath, CmsPagePath, ContentPath, ProductPath, RedirectPath, RoutesQuery
from bff.schema.service import ServiceQuery
from bff.schema.session import SessionMutation, SessionQuery

EXTENSIONS = (
    ProductPage,
    CategoryPage,
    ContentQuery,
    ProductContent,
    CategoryContent,
    StoreContent,
    RoutesQuery,
    SessionQuery,
    PaymentQuery,
    PaymentMutation,
    CustomerToken,
    ExternalCustomerToken,
    CustomerTokenAsAdmin,
    TokenRevocation,
)
"""The classes that extend types of Commerce's, or Commerce's root types a second time."""

IMPLEMENTATIONS = (
    RichTextBlock,
    ImageBlock,
    HeroBlock,
    ProductListBlock,
    HtmlBlock,
    EntryBlock,
    OtherBlock,
    ProductPath,
    CategoryPath,
    CmsPagePath,
    ContentPath,
    RedirectPath,
)
"""The types that only an interface of ours leads to."""


def build_schema(token_fields: Iterable[str] = ()) -> strawberry.Schema:
    """What Strawberry holds of ours, for composition with Commerce's. On its own it is no schema for storefronts.

    `token_fields` are fields of a merchant's extensions that hold customer tokens: see `further_tokens`.
    """
    return strawberry.Schema(
        query=ServiceQuery,
        mutation=SessionMutation,
        subscription=PaymentSubscription,
        types=[*EXTENSIONS, *IMPLEMENTATIONS, *further_tokens(token_fields)],
        config=configuration(),
    )
