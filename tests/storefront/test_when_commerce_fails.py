"""When Commerce fails, the storefront gets GraphQL that says so under the fields concerned; the rest stands."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.storefront import shops
from tests.storefront.shops import Commerce, Endpoint

CONFIG = "{ first: storeConfig { store_code } service { version } }"


@pytest.fixture(scope="module")
def impatient_service(twin_commerce: Commerce, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """One that waits a second, asks a query twice at most and keeps its circuit closed."""
    patience = {"seconds": 1, "mutation_seconds": 1, "attempts": 2, "breaker_failures": 100_000}
    with shops.service(twin_commerce, tmp_path_factory.mktemp("impatient"), commerce=patience) as started:
        yield started


FAILURES: dict[str, tuple[dict[str, Any], str]] = {
    "a maintenance page": ({"kind": "maintenance"}, "COMMERCE_UNAVAILABLE"),
    "a connection that is reset": ({"kind": "drop_before"}, "COMMERCE_UNAVAILABLE"),
    "an answer that breaks off": ({"kind": "half"}, "COMMERCE_UNAVAILABLE"),
    "a body that is no JSON": ({"kind": "garbage"}, "COMMERCE_INVALID"),
    "no answer in time": ({"kind": "latency", "seconds": 5}, "COMMERCE_TIMEOUT"),
}


@pytest.mark.parametrize(("fault", "code"), FAILURES.values(), ids=FAILURES)
def test_what_failed_says_why_under_its_path_and_ours_stand(
    fault: dict[str, Any], code: str, twin: Commerce, impatient_service: Endpoint
) -> None:
    twin.go_wrong(**fault)
    answer = impatient_service.ask(CONFIG)
    assert answer["data"]["first"] is None
    assert answer["data"]["service"]["version"]
    [error] = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["first"], code)
    assert "doubtful" not in error["extensions"], "a query changes nothing"


@pytest.mark.parametrize("fault", [fault for fault, _ in FAILURES.values()], ids=FAILURES)
def test_a_field_that_is_never_null_takes_all_data_with_it(
    fault: dict[str, Any], twin: Commerce, impatient_service: Endpoint
) -> None:
    twin.go_wrong(**fault)
    answer = impatient_service.ask("{ customerCart { id } service { version } }")
    assert answer["data"] is None
    assert [error["path"] for error in answer["errors"]] == [["customerCart"]]


def test_a_query_is_asked_again(twin: Commerce, impatient_service: Endpoint) -> None:
    twin.go_wrong("drop_before", count=1)
    assert "errors" not in impatient_service.ask(CONFIG)
    assert len(twin.sent()) == 2


@pytest.mark.parametrize("fault", [fault for fault, _ in FAILURES.values()], ids=FAILURES)
def test_a_mutation_is_never_sent_twice(fault: dict[str, Any], twin: Commerce, impatient_service: Endpoint) -> None:
    twin.go_wrong(**fault)
    answer = impatient_service.ask("mutation Once { createGuestCart { cart { id } } }")
    [error] = answer["errors"]
    assert error["extensions"]["doubtful"] is True
    assert "may or may not have happened" in error["message"]
    assert len(twin.sent("Once")) == 1


def test_after_a_mutation_in_doubt_those_that_follow_are_not_sent(twin: Commerce, service: Endpoint) -> None:
    """Beyond Commerce's limit mutations go in several requests; the first of these is lost after its work was done."""
    many = " ".join(f"c{number}: createGuestCart {{ cart {{ id }} }}" for number in range(150))
    twin.go_wrong("drop_after", nth=2, count=1)
    answer = service.ask(f"mutation {{ {many} }}")
    codes = [error["extensions"]["code"] for error in answer["errors"]]
    assert len(twin.sent()) == 2
    assert answer["data"]["c0"]["cart"]["id"]
    assert set(codes) == {"COMMERCE_UNAVAILABLE"}
    twin.begin_anew()
    twin.go_wrong("drop_after", nth=1, count=1)
    answer = service.ask(f"mutation {{ {many} }}")
    codes = [error["extensions"]["code"] for error in answer["errors"]]
    assert codes == ["COMMERCE_UNAVAILABLE"] * 100 + ["MUTATION_NOT_SENT"] * 50
    assert len(twin.sent()) == 1
