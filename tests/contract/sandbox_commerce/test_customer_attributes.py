"""Attributes that the merchant added to customers and addresses: described, written, read."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import MORNING, Commerce
from tests.contract.sandbox_commerce.rest_client import RestClient
from tests.contract.sandbox_commerce.shopping import OAKLAND, Shop

VALUES = """code ... on AttributeValue { value }
  ... on AttributeSelectedOptions { selected_options { label value } }"""
UPDATE = f"""mutation($i: CustomerUpdateInput!) {{
  updateCustomerV2(input: $i) {{ customer {{ firstname custom_attributes {{ {VALUES} }} }} }} }}"""
ADD_ADDRESS = f"""mutation($i: CustomerAddressInput!) {{ createCustomerAddress(input: $i) {{
  custom_attributes {{ attribute_code value }} custom_attributesV2 {{ {VALUES} }} }} }}"""

GARDEN = {"code": "favourite_room", "selected_options": [{"label": "Garden", "value": "403"}]}


@pytest.fixture
def commerce(start: Callable[[Settings], Commerce]) -> Commerce:
    return start(Settings(now=MORNING, fixed_ids=True))


@pytest.fixture
def shop(commerce: Commerce) -> Shop:
    return Shop.over(commerce.world)


def change(shop: Shop, token: str, *attributes: dict[str, Any]) -> Any:
    return shop.ask(UPDATE, i={"custom_attributes": attributes}, token=token)["updateCustomerV2"]["customer"]


def chosen(value: str) -> dict[str, Any]:
    return {"attribute_code": "favourite_room", "selected_options": [{"value": value}]}


def test_a_customer_says_what_the_merchant_wants_to_know(commerce: Commerce, shop: Shop) -> None:
    ada = shop.sign_in()
    unknown = {"attribute_code": "shoe_size", "value": "42"}
    assert change(shop, ada, chosen("403"), unknown)["custom_attributes"] == [GARDEN]
    german = shop.ask(f"{{ customer {{ custom_attributes {{ {VALUES} }} }} }}", token=ada, store="de")
    assert german["customer"]["custom_attributes"][0]["selected_options"][0]["label"] == "Garten"
    none = shop.ask('{ customer { custom_attributes(attributeCodes: ["x"]) { code } } }', token=ada)
    assert none["customer"]["custom_attributes"] == []
    office = RestClient(commerce.client).as_admin()
    told = [{"attribute_code": "favourite_room", "value": "403"}]
    assert office.get("/customers/1")["custom_attributes"] == told
    assert "custom_attributes" not in office.get("/customers/2")
    assert change(shop, ada, {"attribute_code": "favourite_room", "value": ""})["custom_attributes"] == []


def test_the_back_office_writes_them_too(commerce: Commerce, shop: Shop) -> None:
    office = RestClient(commerce.client).as_admin()
    customer = office.get("/customers/1")
    written = [{"attribute_code": "favourite_room", "value": "403"}]
    assert office.put("/customers/1", {"customer": {**customer, "custom_attributes": written}})["custom_attributes"]
    found = shop.ask(f"{{ customer {{ custom_attributes {{ {VALUES} }} }} }}", token=shop.sign_in())
    assert found["customer"]["custom_attributes"] == [GARDEN]
    wrong = {**customer, "custom_attributes": [{"attribute_code": "favourite_room", "value": "999"}]}
    assert office.send("PUT", "/customers/1", {"customer": wrong}).status_code == 400


def test_a_choice_that_is_not_offered_changes_nothing(shop: Shop) -> None:
    ada = shop.sign_in()
    wrong = {"firstname": "Adeline", "custom_attributes": [chosen("999")]}
    category, message = shop.refusal(UPDATE, i=wrong, token=ada)
    assert (category, "does not contain option" in message) == ("graphql-input", True)
    assert change(shop, ada) == {"firstname": "Ada", "custom_attributes": []}


def test_a_new_customer_and_a_new_address_come_with_theirs(shop: Shop) -> None:
    new = {"email": "new@example.com", "password": "Fernhollow-1", "firstname": "Nia", "lastname": "New"}
    create = f"""mutation($i: CustomerCreateInput!) {{
      createCustomerV2(input: $i) {{ customer {{ custom_attributes {{ {VALUES} }} }} }} }}"""
    created = shop.ask(create, i={**new, "custom_attributes": [chosen("403")]})["createCustomerV2"]["customer"]
    assert created["custom_attributes"] == [GARDEN]
    address = {name: value for name, value in OAKLAND.items() if name != "region"} | {"region": {"region_code": "CA"}}
    bell = {"attribute_code": "doorbell", "value": "Third from above"}
    for name in ("custom_attributes", "custom_attributesV2"):
        added = shop.ask(ADD_ADDRESS, i={**address, name: [bell]}, token=shop.sign_in("new@example.com"))
        assert added["createCustomerAddress"] == {
            "custom_attributes": [bell],
            "custom_attributesV2": [{"code": "doorbell", "value": "Third from above"}],
        }


def test_the_forms_ask_for_them(shop: Shop) -> None:
    query = "query($f: String!) { attributesForm(formCode: $f) { items { code } } }"
    for form, code in (("customer_account_edit", "favourite_room"), ("customer_address_edit", "doorbell")):
        assert code in {item["code"] for item in shop.ask(query, f=form)["attributesForm"]["items"]}
