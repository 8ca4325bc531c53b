"""What became of the guest's cart, as a storefront asks for it."""

from decimal import Decimal

import strawberry

from bff.flows import cart_merge_outcome as outcome
from bff.schema.cart_merge import CartMerge, CartMergeStatus, cart_merge

MERGE = outcome.CartMerge(
    outcome.MergeStatus.PARTLY_MERGED,
    "customers",
    "guests",
    restored=(outcome.MergedLine("plate", "Plate", Decimal(3)),),
    lost=(outcome.LostLine("yarn", "Yarn", Decimal("0.5"), "Sold out"),),
    lost_coupons=("SPRING",),
)


@strawberry.type
class Query:
    @strawberry.field
    def merge(self) -> CartMerge:
        return cart_merge(MERGE)


def test_a_storefront_reads_what_was_put_back_and_what_is_lost() -> None:
    asked = "{ merge { status restored { name sku quantity } lost { name sku quantity reason } lostCoupons } }"
    answer = strawberry.Schema(Query).execute_sync(asked)
    assert answer.errors is None
    assert answer.data == {
        "merge": {
            "status": "PARTLY_MERGED",
            "restored": [{"name": "Plate", "sku": "plate", "quantity": 3.0}],
            "lost": [{"name": "Yarn", "sku": "yarn", "quantity": 0.5, "reason": "Sold out"}],
            "lostCoupons": ["SPRING"],
        }
    }


def test_every_status_of_the_flow_has_its_word_in_the_schema() -> None:
    assert [each.name for each in CartMergeStatus] == [each.name for each in outcome.MergeStatus]
    told = [cart_merge(outcome.CartMerge(status)).status.name for status in outcome.MergeStatus]
    assert told == [each.name for each in outcome.MergeStatus]
