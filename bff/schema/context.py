"""What resolvers get through `info.context`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import strawberry

from bff.schema.addresses import StorefrontAddresses


@dataclass(frozen=True, slots=True)
class Context:
    """One request, as far as resolvers may know of it.

    `addresses` builds the storefront's own addresses. `store_code` is Commerce's code of the store view that the
    storefront asks for, none for the default one. `commerce_reachable` asks whether Commerce answers now; it never
    raises. `schema_digest` is that of the Commerce schema in use, `version` that of this service.
    """

    addresses: StorefrontAddresses
    store_code: str | None
    commerce_reachable: Callable[[], Awaitable[bool]]
    schema_digest: str
    version: str


Info = strawberry.Info[Context, None]
"""What Strawberry hands to a resolver of ours."""
