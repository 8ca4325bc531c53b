"""What became of a cart, as a session keeps it from one version of the service to the next."""

import json
from decimal import Decimal
from typing import Any

import pytest

from bff.flows.cart_merge_outcome import CartMerge, LostLine, MergedLine, MergeStatus

MERGE = CartMerge(
    MergeStatus.PARTLY_MERGED,
    "customers",
    "guests",
    restored=(MergedLine("plate", "Plate", Decimal(3)),),
    lost=(LostLine("yarn", "Yarn", Decimal("0.1"), "The requested qty is not available"),),
    lost_coupons=("SPRING",),
)


def test_an_outcome_survives_json() -> None:
    assert CartMerge.from_mapping(json.loads(json.dumps(MERGE.to_mapping()))) == MERGE


@pytest.mark.parametrize("status", MergeStatus)
def test_every_status_survives(status: MergeStatus) -> None:
    assert CartMerge.from_mapping(CartMerge(status).to_mapping()).status is status


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ({}, CartMerge(MergeStatus.UNKNOWN)),
        ({"status": "merged"}, CartMerge(MergeStatus.MERGED)),
        ({"status": "of a later version", "cart_id": 7}, CartMerge(MergeStatus.UNKNOWN)),
        ({"status": ["merged"], "restored": None, "lost": {}}, CartMerge(MergeStatus.UNKNOWN)),
        (
            {"status": "merged", "restored": [{"sku": "plate", "quantity": 2}, {"sku": "mug"}, None], "further": 1},
            CartMerge(MergeStatus.MERGED, restored=(MergedLine("plate", "plate", Decimal(2)),)),
        ),
        (
            {"status": "merged", "lost": [{"sku": "plate", "quantity": 2}], "lost_coupons": ["A", 1]},
            CartMerge(MergeStatus.MERGED, lost=(LostLine("plate", "plate", Decimal(2), ""),), lost_coupons=("A",)),
        ),
    ],
)
def test_what_another_version_kept_is_read_as_far_as_it_goes(kept: dict[str, Any], read: CartMerge) -> None:
    assert CartMerge.from_mapping(kept) == read


def test_ids_of_carts_are_not_shown() -> None:
    assert "customers" not in repr(MERGE)
    assert "guests" not in repr(MERGE)
