"""Recorded requests that change what shoppers keep: wishlists, compare lists, reviews. Each is asked anew."""

import json
from collections.abc import Callable

import pytest

from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import MORNING, Commerce
from tests.contract.sandbox_commerce.test_catalog_recorded import PAIRS, asked, assert_alike

pytestmark = [
    pytest.mark.real_commerce,
    pytest.mark.skipif(not PAIRS.is_dir(), reason="NOT COMPARED: there is no ../shared/commerce/pairs"),
]


@pytest.mark.parametrize("name", ["addProductsToWishlist", "createCompareList", "createProductReview"])
def test_a_recorded_change_is_answered_alike(name: str, start: Callable[[Settings], Commerce]) -> None:
    pair = json.loads((PAIRS / f"{name}.json").read_text(encoding="utf-8"))
    response = asked(pair["request"], start(Settings(now=MORNING)))
    assert response.status_code == pair["response"]["status"]
    assert_alike(response.json(), pair["response"]["body"], name)
