"""Products side by side."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.sandbox_commerce.conftest import Commerce
from tests.contract.sandbox_commerce.shopping import Shop
from tests.contract.sandbox_commerce.test_catalog_recorded import PAIRS, asked, assert_alike

MINE = "{ customer { compare_list { uid items { uid } } } }"
ADD = "mutation($i: AddProductsToCompareListInput) { addProductsToCompareList(input: $i) { items { uid } } }"
REMOVE = (
    "mutation($i: RemoveProductsFromCompareListInput) { removeProductsFromCompareList(input: $i) { items { uid } } }"
)
ASSIGN = "mutation($u: ID!) { assignCompareListToCustomer(uid: $u) { result compare_list { items { uid } } } }"


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


def made(shop: Shop, *products: str, **named: Any) -> Any:
    create = "mutation($i: CreateCompareListInput) { createCompareList(input: $i) { uid item_count items { uid } } }"
    return shop.ask(create, i={"products": products}, **named)["createCompareList"]


def uids(answered: Any) -> list[str]:
    return [item["uid"] for item in answered["items"]]


@pytest.mark.real_commerce
@pytest.mark.skipif(not PAIRS.is_dir(), reason="there is no ../shared/commerce/pairs beside the checkout")
def test_a_recorded_comparison_comes_again(commerce: Commerce) -> None:
    pair = json.loads((PAIRS / "createCompareList.json").read_text(encoding="utf-8"))
    response, recorded = asked(pair["request"], commerce), pair["response"]["body"]
    assert response.headers["cache-control"] == dict(pair["response"]["headers"])["Cache-Control"]
    assert_alike(response.json(), recorded, "createCompareList")
    ours, theirs = response.json()["data"]["createCompareList"], recorded["data"]["createCompareList"]
    assert {each["code"] for each in ours["attributes"]} == {each["code"] for each in theirs["attributes"]}
    assert "N/A" in [each["value"] for each in ours["items"][0]["attributes"]]


def test_a_product_is_compared_once_and_an_unknown_one_not_at_all(shop: Shop) -> None:
    uid = made(shop, "1", "1", "999999", "plate")["uid"]
    added = shop.ask(ADD, i={"uid": uid, "products": ["2", "1"]})["addProductsToCompareList"]
    assert uids(added) == ["1", "2"]


def test_what_is_taken_out_is_gone(shop: Shop) -> None:
    uid = made(shop, "1", "2")["uid"]
    assert uids(shop.ask(REMOVE, i={"uid": uid, "products": ["1"]})["removeProductsFromCompareList"]) == ["2"]


def test_a_list_that_is_not_there_cannot_be_changed(shop: Shop) -> None:
    refused = ("graphql-input", "The specified compare list does not exist.")
    assert shop.refusal(ADD, i={"uid": "x", "products": ["1"]}) == refused
    assert shop.refusal(REMOVE, i={"uid": "x", "products": ["1"]}) == refused


def test_a_customer_has_one_list(shop: Shop) -> None:
    ada = shop.sign_in()
    first, second = made(shop, "1", token=ada), made(shop, "2", token=ada)
    assert first["uid"] == second["uid"]
    assert uids(shop.ask(MINE, token=ada)["customer"]["compare_list"]) == ["1", "2"]


def test_a_guests_list_becomes_the_customers_with_what_she_compared_before(shop: Shop) -> None:
    ada = shop.sign_in()
    made(shop, "3", token=ada)
    uid = made(shop, "1")["uid"]
    assert uids(shop.ask(ASSIGN, u=uid, token=ada)["assignCompareListToCustomer"]["compare_list"]) == ["1", "3"]
    assert shop.ask(MINE, token=ada)["customer"]["compare_list"]["uid"] == uid


def test_a_customers_list_is_nobody_elses(shop: Shop) -> None:
    uid = made(shop, "1", token=shop.sign_in())["uid"]
    seen = "query($u: ID!) { compareList(uid: $u) { uid } }"
    assert shop.ask(seen, u=uid)["compareList"] is None
    bruno = shop.sign_in("bruno@example.com")
    assert shop.refusal(ASSIGN, u=uid, token=bruno)[0] == "graphql-input"


def test_a_list_is_deleted_once(shop: Shop) -> None:
    uid = made(shop, "1")["uid"]
    delete = "mutation($u: ID!) { deleteCompareList(uid: $u) { result } }"
    assert [shop.ask(delete, u=uid)["deleteCompareList"]["result"] for _ in range(2)] == [True, False]
