"""Customers and their groups over REST."""

from collections.abc import Callable

import pytest

from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import MORNING, Commerce
from tests.contract.sandbox_commerce.rest_client import ORLANDO, RestClient

NEW = {"email": "dora@example.com", "firstname": "Dora", "lastname": "Fell"}


@pytest.fixture
def shop(start: Callable[[Settings], Commerce]) -> Commerce:
    return start(Settings(now=MORNING, fixed_ids=True))


@pytest.fixture
def rest(shop: Commerce) -> RestClient:
    return RestClient(shop.client).as_admin()


def test_somebody_who_signs_up_over_rest_signs_in_over_graphql(shop: Commerce, rest: RestClient) -> None:
    made = rest.as_guest().post("/customers", {"customer": NEW, "password": rest.password})
    assert (made["id"], made["group_id"], made["email"]) == (4, 1, "dora@example.com")
    query = 'mutation { generateCustomerToken(email: "dora@example.com", password: "Fernhollow-1") { token } }'
    assert shop.ask(query)["generateCustomerToken"]["token"]


def test_nobody_signs_up_twice_or_into_another_group(rest: RestClient) -> None:
    guest = rest.as_guest()
    made = guest.post("/customers", {"customer": {**NEW, "group_id": 2}, "password": rest.password})
    assert made["group_id"] == 1
    again = guest.send("POST", "/customers", {"customer": NEW, "password": rest.password})
    assert again.status_code == 400
    assert again.json()["message"].startswith("A customer with the same email address already exists")
    weak = guest.send("POST", "/customers", {"customer": {**NEW, "email": "e@example.com"}, "password": "short"})
    assert weak.status_code == 400


def test_the_back_office_makes_a_customer_without_a_password_and_with_addresses(rest: RestClient) -> None:
    address = {**ORLANDO, "default_billing": True}
    made = rest.post("/customers", {"customer": {**NEW, "group_id": 3, "addresses": [address]}})
    assert (made["group_id"], made["addresses"][0]["city"]) == (3, "Orlando")
    assert made["default_billing"] == str(made["addresses"][0]["id"])
    assert made["addresses"][0]["region"] == {"region_code": "FL", "region": "Florida", "region_id": 18}


def test_a_customer_is_changed_and_keeps_what_was_not_given(shop: Commerce, rest: RestClient) -> None:
    before = rest.get("/customers/1")
    after = rest.put("/customers/1", {"customer": {"firstname": "Augusta", "group_id": 2}})
    changed = {"firstname": "Augusta", "group_id": 2, "updated_at": after["updated_at"]}
    assert after == {**before, **changed}
    ada = rest.as_customer("ada@example.com")
    assert ada.get("/customers/me")["firstname"] == "Augusta"
    assert ada.put("/customers/me", {"customer": {"lastname": "King", "group_id": 3}})["group_id"] == 2


def test_an_address_book_that_is_given_replaces_the_one_before(rest: RestClient) -> None:
    (kept,) = rest.get("/customers/1")["addresses"]
    both = rest.put("/customers/1", {"customer": {"addresses": [kept, dict(ORLANDO)]}})["addresses"]
    assert [address["city"] for address in both] == ["Oakland", "Orlando"]
    assert both[0] == kept
    after = rest.put("/customers/1", {"customer": {"addresses": [both[1]]}})
    assert [address["city"] for address in after["addresses"]] == ["Orlando"]
    assert "default_billing" not in after
    unknown = rest.send("PUT", "/customers/1", {"customer": {"addresses": [{**ORLANDO, "id": 99}]}})
    assert unknown.status_code == 404


def test_customers_are_searched_for(rest: RestClient) -> None:
    found = rest.search("/customers/search", ("email", "like", "%@example.com"), ("store_id", "eq", "2"))
    assert [customer["email"] for customer in found["items"]] == ["bruno@example.com"]
    assert rest.search("/customers/search", ("group_id", "eq", "1"), pageSize=2)["total_count"] == 3


def test_a_customer_is_deleted(rest: RestClient) -> None:
    assert rest.delete("/customers/3") is True
    answer = rest.send("GET", "/customers/3")
    assert (answer.status_code, answer.json()["parameters"]) == (404, {"fieldName": "customerId", "fieldValue": 3})


def test_nobody_learns_who_has_an_account(rest: RestClient) -> None:
    for email in ("ada@example.com", "nobody@example.com"):
        assert rest.as_guest().post("/customers/isEmailAvailable", {"customerEmail": email}) is True


def test_a_password_is_changed_by_who_knows_it(rest: RestClient) -> None:
    ada = rest.as_customer("ada@example.com")
    wrong = ada.send("PUT", "/customers/me/password", {"currentPassword": "no", "newPassword": "Harebell-22"})
    assert wrong.status_code == 401
    body = {"currentPassword": rest.password, "newPassword": "Harebell-22"}
    assert ada.put("/customers/me/password", body) is True
    asked = {"username": "ada@example.com", "password": "Harebell-22"}
    assert rest.as_guest().post("/integration/customer/token", asked)


def test_groups_are_made_changed_and_deleted_with_their_customers_kept(rest: RestClient) -> None:
    made = rest.post("/customerGroups", {"group": {"code": "Florists", "tax_class_id": 3}})
    assert rest.get(f"/customerGroups/{made['id']}") == made
    rest.put("/customers/1", {"customer": {"group_id": made["id"]}})
    assert rest.put(f"/customerGroups/{made['id']}", {"group": {"code": "Gardeners"}})["code"] == "Gardeners"
    codes = [group["code"] for group in rest.search("/customerGroups/search")["items"]]
    assert codes == ["NOT LOGGED IN", "General", "Wholesale", "Retailer", "Gardeners"]
    assert rest.delete(f"/customerGroups/{made['id']}") is True
    assert rest.get("/customers/1")["group_id"] == 1
    assert rest.send("DELETE", "/customerGroups/1").json() == {"message": "Cannot delete group."}
    assert rest.get("/customerGroups/default")["code"] == "General"
    assert rest.send("POST", "/customerGroups", {"group": {"code": "wholesale"}}).status_code == 400
