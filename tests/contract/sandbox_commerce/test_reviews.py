"""What shoppers say about products."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.commerce.identifiers import uid
from tests.contract.sandbox_commerce.conftest import Commerce
from tests.contract.sandbox_commerce.shopping import PLATE, Shop
from tests.contract.sandbox_commerce.test_catalog_recorded import PAIRS, asked, assert_alike

WRITE = (
    "mutation($i: CreateProductReviewInput!) { createProductReview(input: $i)"
    " { review { summary average_rating ratings_breakdown { name value } } } }"
)
SEEN = (
    "query($s: String) { products(filter: {sku: {eq: $s}}) { items { rating_summary review_count"
    " reviews { items { summary } } } } }"
)


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


def review(**changes: Any) -> dict[str, Any]:
    return {"sku": PLATE, "nickname": "Gail", "summary": "Fine", "text": "Very.", "ratings": [], **changes}


@pytest.mark.real_commerce
@pytest.mark.skipif(not PAIRS.is_dir(), reason="there is no ../shared/commerce/pairs beside the checkout")
def test_a_recorded_review_comes_again(commerce: Commerce) -> None:
    pair = json.loads((PAIRS / "createProductReview.json").read_text(encoding="utf-8"))
    response, recorded = asked(pair["request"], commerce), pair["response"]["body"]
    assert_alike(response.json(), recorded, "createProductReview")
    assert response.json() == recorded


def test_ratings_come_to_percent(shop: Shop) -> None:
    ratings = [{"id": uid(number), "value_id": uid(f"{number}/{value}")} for number, value in ((1, 5), (2, 2))]
    written = shop.ask(WRITE, i=review(ratings=ratings))["createProductReview"]["review"]
    assert written["average_rating"] == 70
    assert written["ratings_breakdown"] == [{"name": "Quality", "value": "5"}, {"name": "Value", "value": "2"}]


def test_a_review_is_shown_only_once_it_is_approved(shop: Shop) -> None:
    before = shop.ask(SEEN, s=PLATE)
    shop.ask(WRITE, i=review())
    assert shop.ask(SEEN, s=PLATE) == before


def test_a_customer_sees_her_own_review_at_once(shop: Shop) -> None:
    ada = shop.sign_in()
    shop.ask(WRITE, i=review(summary="Mine"), token=ada)
    mine = shop.ask("{ customer { reviews { items { summary } } } }", token=ada)["customer"]["reviews"]["items"]
    assert [each["summary"] for each in mine] == ["Mine", "Survives my kitchen"]


def test_a_product_tells_how_it_was_rated(shop: Shop) -> None:
    (product,) = shop.ask(SEEN, s=PLATE)["products"]["items"]
    assert (product["review_count"], product["rating_summary"]) == (2, 80)
    assert [each["summary"] for each in product["reviews"]["items"]] == ["A little heavy", "Survives my kitchen"]


def test_what_is_not_there_cannot_be_reviewed(shop: Shop) -> None:
    refused = shop.refusal(WRITE, i=review(sku="NOWHERE"))
    assert refused == ("graphql-no-such-entity", 'Could not find a product with SKU "NOWHERE"')


@pytest.mark.parametrize(
    "changes",
    [
        {"nickname": " "},
        {"ratings": [{"id": uid(9), "value_id": uid("9/1")}]},
        {"ratings": [{"id": uid(1), "value_id": uid("1/6")}]},
        {"ratings": [{"id": "?", "value_id": "?"}]},
    ],
)
def test_a_review_that_says_nothing_valid_is_refused(shop: Shop, changes: dict[str, Any]) -> None:
    assert shop.refusal(WRITE, i=review(**changes))[0] == "graphql-input"
