"""Whoever points a storefront at the service instead of Commerce gets the same answers."""

from typing import Final

import orjson
import pytest

from tests.storefront.replay import Twins
from tests.storefront.stories import Story, stories

EXECUTED: Final = [story for story in stories().values() if story.is_executed]
STRANGERS: Final = [story for story in stories().values() if story.is_strangers]
REFUSED: Final = [story for story in stories().values() if story.is_refused]
PASSED_ON: Final = {"x-magento-cache-id"}
"""All of Commerce's headers that a storefront may see. Its cookies are not among them."""

OUR_HEADERS: Final = {
    "allow",
    "cache-control",
    "content-length",
    "content-type",
    "cross-origin-resource-policy",
    "date",
    "referrer-policy",
    "vary",
    "x-content-type-options",
    "x-frame-options",
    "x-request-id",
}


@pytest.mark.parametrize("story", EXECUTED, ids=str)
def test_the_answer_is_commerces_own(story: Story, twins: Twins) -> None:
    for pair in twins.play(story):
        assert pair.failed_with == pair.story.fails, pair.direct.text
        direct, through = pair.bodies
        assert through == direct
        # Commerce says 500 where it refuses a header; GraphQL over HTTP has 200 for all that is `application/json`.
        assert pair.through.status_code == 200
        assert set(pair.through.headers) <= OUR_HEADERS | PASSED_ON
    # What is answered without asking Commerce has no id of its page cache: there is nothing that it could vary by.
    expected = pair.direct.headers.get("x-magento-cache-id") if twins.twin.sent() else None
    assert pair.through.headers.get("x-magento-cache-id") == expected


@pytest.mark.parametrize("story", REFUSED, ids=str)
def test_what_commerce_would_refuse_is_refused_without_asking_it(story: Story, twins: Twins) -> None:
    [pair] = twins.play(story)
    direct, through = orjson.loads(pair.direct.content), orjson.loads(pair.through.content)
    assert direct["errors"]
    assert direct.get("data") is None
    assert through.keys() == {"errors"}
    assert through["errors"][0]["extensions"]["code"]
    assert not twins.twin.sent()


@pytest.mark.parametrize("story", STRANGERS, ids=str)
def test_a_token_that_is_no_handle_of_ours_is_refused_where_commerce_would_make_a_guest(
    story: Story, twins: Twins
) -> None:
    *_, pair = twins.play(story)
    assert pair.direct.status_code == 200
    assert pair.through.status_code == 401
    assert orjson.loads(pair.through.content)["errors"][0]["extensions"]["code"] == "SESSION_ENDED"
    assert not any("not-a-token" in str(request["headers"]) for request in twins.twin.requests())
