"""What attributes there are, for forms and filters."""

import json
from typing import Any

import pytest

from tests.contract.sandbox_commerce.conftest import Commerce
from tests.contract.sandbox_commerce.test_catalog_recorded import PAIRS, asked, assert_alike, kinds_of_tags

FORM = (
    "query($f: String!) { attributesForm(formCode: $f) { items { code label is_required } errors { type message } } }"
)
LIST = """query($e: AttributeEntityTypeEnum!, $f: AttributeFilterInput) {
  attributesList(entityType: $e, filters: $f) { items { code } errors { type message } } }"""


@pytest.mark.real_commerce
@pytest.mark.skipif(not PAIRS.is_dir(), reason="there is no ../shared/commerce/pairs beside the checkout")
@pytest.mark.parametrize("name", ["customAttributeMetadataV2", "varnish_attributes_guest"])
def test_recorded_metadata_comes_again(name: str, commerce: Commerce) -> None:
    pair = json.loads((PAIRS / f"{name}.json").read_text(encoding="utf-8"))
    response = asked(pair["request"], commerce)
    headers = {key.lower(): value for key, value in pair["response"]["headers"]}
    assert response.status_code == pair["response"]["status"]
    assert_alike(response.json(), pair["response"]["body"], name)
    if "page_cache" in pair:
        assert response.headers["cache-control"] == headers["cache-control"]
        assert kinds_of_tags(response.headers["x-magento-tags"]) == kinds_of_tags(headers["x-magento-tags"])


def form(commerce: Commerce, code: str, **headers: str) -> Any:
    return commerce.ask(FORM, {"f": code}, **headers)["attributesForm"]


def test_a_form_tells_what_must_be_filled_in(commerce: Commerce) -> None:
    required = [item["code"] for item in form(commerce, "customer_account_create")["items"] if item["is_required"]]
    assert required == ["firstname", "lastname", "email"]


def test_a_form_speaks_the_language_of_the_store_view(commerce: Commerce) -> None:
    labels = {item["code"]: item["label"] for item in form(commerce, "customer_address_edit", store="de")["items"]}
    assert (labels["city"], labels["telephone"]) == ("Ort", "Telefon")


def test_a_form_that_does_not_exist_is_told_beside_the_data(commerce: Commerce) -> None:
    answered = form(commerce, "moon")
    assert answered == {
        "items": [],
        "errors": [{"type": "ENTITY_NOT_FOUND", "message": 'Form "moon" could not be found.'}],
    }


def test_a_form_may_be_cached(commerce: Commerce) -> None:
    response = commerce.get('{ attributesForm(formCode: "customer_account_edit") { items { code } } }')
    assert "EAV_ATTRIBUTE_5" in response.headers["x-magento-tags"].split(",")


def test_a_list_keeps_to_the_properties_that_are_wanted(commerce: Commerce) -> None:
    found = commerce.ask(LIST, {"e": "CATALOG_PRODUCT", "f": {"is_filterable": True}})["attributesList"]["items"]
    assert [item["code"] for item in found] == ["color", "size", "material", "activity", "eco_friendly"]


def test_customers_cannot_be_filtered_by_what_products_have(commerce: Commerce) -> None:
    answered = commerce.ask(LIST, {"e": "CUSTOMER", "f": {"is_filterable": True}})["attributesList"]
    assert (answered["items"], answered["errors"][0]["type"]) == ([], "FILTER_NOT_FOUND")


def test_an_attribute_of_customers_is_found_by_its_code(commerce: Commerce) -> None:
    answered = commerce.ask(
        '{ customAttributeMetadataV2(attributes: [{attribute_code: "gender", entity_type: "customer"},'
        ' {attribute_code: "wings", entity_type: "customer"}, {attribute_code: "size", entity_type: "tree"}])'
        " { items { code options { label value } } errors { type } } }"
    )["customAttributeMetadataV2"]
    assert [option["value"] for option in answered["items"][0]["options"]] == ["1", "2", "3"]
    assert [error["type"] for error in answered["errors"]] == ["ATTRIBUTE_NOT_FOUND", "ENTITY_NOT_FOUND"]


def test_the_old_way_refuses_what_is_not_there(commerce: Commerce) -> None:
    error = commerce.error(
        '{ customAttributeMetadata(attributes: [{attribute_code: "wings", entity_type: "catalog_product"}])'
        " { items { attribute_code } } }"
    )
    assert error["extensions"]["category"] == "graphql-input"


def test_the_old_way_tells_what_a_filter_may_choose_from(commerce: Commerce) -> None:
    (found,) = commerce.ask(
        '{ customAttributeMetadata(attributes: [{attribute_code: "material", entity_type: "catalog_product"}])'
        " { items { input_type attribute_options { label } } } }"
    )["customAttributeMetadata"]["items"]
    assert found["input_type"] == "select"
    assert {"label": "Stoneware"} in found["attribute_options"]
