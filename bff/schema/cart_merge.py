"""What became of the guest's cart at sign-on, as the storefront reads it."""

from enum import Enum

import strawberry

from bff.flows import cart_merge_outcome as outcome


@strawberry.enum(description="Whether the guest's cart came into the customer's at sign-on.")
class CartMergeStatus(Enum):
    """`outcome.MergeStatus`, by the same names."""

    MERGED = strawberry.enum_value("merged", description="All that the guest had is in the customer's cart.")
    NOTHING_TO_MERGE = strawberry.enum_value(
        "nothing_to_merge", description="The guest's cart was empty, or had been ordered or merged before."
    )
    PARTLY_MERGED = strawberry.enum_value("partly_merged", description="Merged, but for what is told as lost.")
    FAILED = strawberry.enum_value("failed", description="Not merged. The guest's cart is kept for another try.")
    UNKNOWN = strawberry.enum_value("unknown", description="What came of it is not known: show the cart as it is.")


@strawberry.type(description="So many of a product that were lost on the way and put back.")
class CartMergeRestoredLine:
    """Of a product with options only its own SKU is told."""

    name: str
    sku: str
    quantity: float


@strawberry.type(description="So many of a product that are missing.")
class CartMergeLostLine:
    """`reason` may be shown to the shopper."""

    name: str
    sku: str
    quantity: float
    reason: str = strawberry.field(description="Why, in words for the shopper.")


@strawberry.type(description="What became of the guest's cart when the shopper signed on.")
class CartMerge:
    """No ids of carts: the session has the one that counts."""

    status: CartMergeStatus
    restored: list[CartMergeRestoredLine]
    lost: list[CartMergeLostLine]
    lost_coupons: list[str] = strawberry.field(description="Coupons that no longer apply: a cart holds one.")


def cart_merge(told: outcome.CartMerge) -> CartMerge:
    """The outcome of the flow for the storefront."""
    return CartMerge(
        status=CartMergeStatus[told.status.name],
        restored=[
            CartMergeRestoredLine(name=line.name, sku=line.sku, quantity=float(line.quantity)) for line in told.restored
        ],
        lost=[
            CartMergeLostLine(name=line.name, sku=line.sku, quantity=float(line.quantity), reason=line.reason)
            for line in told.lost
        ],
        lost_coupons=list(told.lost_coupons),
    )
