"""A storefront that adds fields of ours to what it asks gets them, and the rest of the answer is the same."""

from typing import Final

import orjson
import pytest
from graphql import GraphQLSchema

from tests.storefront.ours import ours_of, with_ours, without_ours
from tests.storefront.replay import Twins
from tests.storefront.shops import STOREFRONT, Endpoint
from tests.storefront.stories import Story, stories

EXECUTED: Final = [story for story in stories().values() if story.is_executed]


@pytest.mark.parametrize("story", EXECUTED, ids=str)
def test_the_rest_of_the_answer_is_commerces_own(story: Story, twins: Twins, commerce_schema: GraphQLSchema) -> None:
    *_, pair = twins.play(story, change=lambda document: with_ours(document, commerce_schema))
    direct, rest = map(orjson.loads, pair.bodies)
    rest = without_ours(rest)
    if "data" not in direct:
        # Commerce refused it as a whole. Ours are answered all the same, so there is data, with nothing of Commerce's.
        assert not any((rest.pop("data") or {}).values())
    assert orjson.dumps(rest) == orjson.dumps(direct)


def test_every_product_and_category_has_its_address_in_the_storefront(
    service: Endpoint, commerce_schema: GraphQLSchema
) -> None:
    story = stories()["product_recommendations"]
    answer = service.ask(with_ours(story.document, commerce_schema))
    *urls, facts = sorted(ours_of(answer["data"]), key=lambda found: isinstance(found, dict))
    assert len(urls) == 5
    assert all(url.startswith(f"{STOREFRONT}/") and url.endswith(".html") for url in urls)
    assert facts["version"]
    assert len(facts["commerce"]["schemaDigest"]) == 64


def test_ours_stand_where_the_storefront_wrote_them(service: Endpoint) -> None:
    answer = service.ask(
        '{ service { version } products(filter: { sku: { in: ["TW-101", "CF-AP"] } }, sort: { name: ASC }) '
        "{ items { sku url: canonicalUrl name } total_count } }"
    )
    assert list(answer["data"]) == ["service", "products"]
    assert [list(item) for item in answer["data"]["products"]["items"]] == [["sku", "url", "name"]] * 2
    assert answer["data"]["products"]["items"][0]["url"] == f"{STOREFRONT}/heath-dinner-plate.html"


def test_ours_alone_are_answered_too(service: Endpoint) -> None:
    answer = service.ask('{ products(filter: { sku: { eq: "TW-101" } }) { items { canonicalUrl } } }')
    assert answer == {"data": {"products": {"items": [{"canonicalUrl": f"{STOREFRONT}/heath-dinner-plate.html"}]}}}


def test_a_failing_part_of_commerces_leaves_ours_standing(service: Endpoint) -> None:
    answer = service.ask("{ customer { firstname } service { version } }")
    assert answer["data"]["customer"] is None
    assert answer["data"]["service"]["version"]
    assert [error["path"] for error in answer["errors"]] == [["customer"]]


def test_service_says_whether_commerce_answers(service: Endpoint) -> None:
    assert service.ask("{ service { commerce { reachable } } }") == {
        "data": {"service": {"commerce": {"reachable": True}}}
    }
