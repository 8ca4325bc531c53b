"""What a storefront is told of a failure outside."""

import inspect

import pytest

from bff.errors import graphql_extensions, http_status, public_message
from integrations.kit import errors
from integrations.kit.errors import FinalError, IntegrationError, NotFound, RetryableError, Throttled, Timeout

BRANCHES = (IntegrationError, RetryableError, FinalError)
LEAVES = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, IntegrationError) and kind not in BRANCHES
]


@pytest.mark.parametrize("kind", LEAVES, ids=lambda kind: kind.__name__)
def test_every_leaf_of_the_tree_has_a_code_and_a_status(kind: type[IntegrationError]) -> None:
    error = kind("payment", "It says why.")
    assert graphql_extensions(error)["code"].startswith("PAYMENT_")
    assert 400 <= http_status(error) <= 599
    assert public_message(error) == "It says why."


def test_no_two_leaves_share_a_code() -> None:
    codes = [graphql_extensions(kind("payment", ""))["code"] for kind in LEAVES]
    assert len(set(codes)) == len(LEAVES) == 8


def test_a_timeout_of_commerce_is_told_by_its_name() -> None:
    assert graphql_extensions(Timeout("commerce", "")) == {"code": "COMMERCE_TIMEOUT"}


def test_a_storefront_written_for_commerce_finds_commerces_category() -> None:
    assert graphql_extensions(NotFound("content", "")) == {
        "code": "CONTENT_NOT_FOUND",
        "category": "graphql-no-such-entity",
    }


def test_a_change_that_may_have_happened_says_so() -> None:
    assert graphql_extensions(Timeout("commerce", "", doubtful=True))["doubtful"] is True


def test_who_asks_too_often_is_told_how_many_seconds_to_wait() -> None:
    assert graphql_extensions(Throttled("sign_in", "", retry_after=30.2))["retryAfter"] == 31
    assert "retryAfter" not in graphql_extensions(Throttled("commerce", ""))


def test_an_error_outside_the_tree_is_a_defect() -> None:
    with pytest.raises(TypeError, match="raise one of the leaves"):
        graphql_extensions(RetryableError("commerce", ""))
