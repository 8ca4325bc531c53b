"""Commerce takes 300 fields a request. A storefront that asks for more gets its answer all the same."""

import pytest

from tests.storefront.shops import Commerce, Endpoint

FIELDS = 2
SELECTION = "{ store_code }"


def asking(root_fields: int, selection: str = SELECTION) -> str:
    """So many root fields of two fields each."""
    return "{ " + " ".join(f"f{number}: storeConfig {selection}" for number in range(root_fields)) + " }"


def test_what_fits_goes_in_one_request(service: Endpoint, twin: Commerce) -> None:
    answer = service.ask(asking(150))
    assert len(answer["data"]) == 150
    assert len(twin.sent()) == 1


def test_an_operation_too_big_for_commerce_whose_slices_are_not_works(
    service: Endpoint, twin: Commerce, direct: Commerce
) -> None:
    assert "data" not in direct.endpoint.ask(asking(400))
    answer = service.ask(asking(400))
    assert "errors" not in answer
    assert list(answer["data"]) == [f"f{number}" for number in range(400)]
    assert len(twin.sent()) == 3


def test_each_slice_reports_its_own_error(service: Endpoint) -> None:
    wrong = 'missing{0}: cart(cart_id: "nobody-{0}") {{ id }}'
    parts = " ".join([wrong.format(1), asking(149)[1:-1], wrong.format(2)])
    answer = service.ask(f"{{ {parts} }}")
    assert [error["path"] for error in answer["errors"]] == [["missing1"], ["missing2"]]
    assert answer["data"]["f148"]["store_code"] == "default"


def test_a_single_root_field_that_is_too_big_gets_commerces_own_refusal(service: Endpoint, direct: Commerce) -> None:
    document = "{ storeConfig { " + " ".join(f"f{number}: store_code" for number in range(301)) + " } }"
    answer = service.ask(document)
    assert "data" not in answer
    assert answer["errors"][0]["message"] == direct.endpoint.ask(document)["errors"][0]["message"]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (
            asking(1_000, "{ ...Codes }") + " fragment Codes on StoreConfig { code store_code locale id website_id }",
            "fields",
        ),
        ("{ categoryList { " + "children { " * 30 + "uid" + " }" * 32, "levels deep"),
        ("{ storeConfig { " + "store_code " * 15_000 + "} }", "tokens"),
    ],
    ids=["fields", "depth", "tokens"],
)
def test_what_is_too_big_for_us_is_told_so(document: str, said: str, service: Endpoint, twin: Commerce) -> None:
    answer = service.ask(document)
    assert said in answer["errors"][0]["message"]
    assert twin.sent() == []
