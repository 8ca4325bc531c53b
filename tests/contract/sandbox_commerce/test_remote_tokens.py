"""Customer tokens for an admin user, an integration and whoever holds a one-time code."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

import pytest

from sandbox.commerce.customer import standing
from sandbox.commerce.rest.integrations import ACCESS_TOKEN
from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import MORNING, Commerce
from tests.contract.sandbox_commerce.rest_client import RestClient

ADA: Final = "ada@example.com"
AS_ADMIN: Final = "mutation T($e:String!){generateCustomerTokenAsAdmin(input:{customer_email:$e}){customer_token}}"
BY_CODE: Final = "mutation($e: String!, $c: String!) { exchangeOtpForCustomerToken(email: $e, otp: $c) { token } }"
RECORDED: Final = {
    "generateCustomerTokenAsAdmin": ("admin", ADA),
    "generateCustomerTokenAsAdmin_not_allowed_customer": ("admin", "bruno@example.com"),
    "generateCustomerTokenAsAdmin_unknown": ("admin", "nobody@example.com"),
    "generateCustomerTokenAsAdmin_guest": ("guest", ADA),
    "generateCustomerTokenAsAdmin_integration": ("integration", ADA),
}


@pytest.fixture
def shop(start: Callable[[Settings], Commerce]) -> Commerce:
    return start(Settings(now=MORNING, fixed_ids=True, integration_bearer=True, adobe_commerce=True))


@pytest.fixture
def admin(shop: Commerce) -> RestClient:
    return RestClient(shop.client).as_admin()


def admin_token(shop: Commerce) -> str:
    rest = RestClient(shop.client)
    token: str = rest.post("/integration/admin/token", {"username": "admin", "password": rest.password})
    return token


@pytest.mark.real_commerce
@pytest.mark.parametrize("name", RECORDED)
def test_a_token_as_admin_is_given_and_refused_as_recorded(
    shop: Commerce, recorded: Callable[[str], Any], name: str
) -> None:
    caller, email = RECORDED[name]
    pair = recorded(name)
    token = {"admin": admin_token(shop), "integration": ACCESS_TOKEN, "guest": ""}[caller]
    headers = {"authorization": f"Bearer {token}"} if token else {}
    answer = shop.post(pair["request"]["body"]["query"], {"e": email}, **headers).json()
    assert without_token(answer) == without_token(pair["response"]["body"])


def without_token(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    given = (answer["data"] or {}).get("generateCustomerTokenAsAdmin")
    if not given:
        return answer
    assert given["customer_token"]
    return {**answer, "data": {"generateCustomerTokenAsAdmin": {**given, "customer_token": "..."}}}


@pytest.mark.real_commerce
def test_the_token_acts_as_the_customer_as_recorded(shop: Commerce, recorded: Callable[[str], Any]) -> None:
    pair = recorded("customer_via_admin_token")
    given = shop.ask(AS_ADMIN, {"e": ADA}, authorization=f"Bearer {admin_token(shop)}")
    token = given["generateCustomerTokenAsAdmin"]["customer_token"]
    answer = shop.post(pair["request"]["body"]["query"], authorization=f"Bearer {token}").json()
    assert answer == {"data": {"customer": {"email": ADA}}}
    assert answer.keys() == pair["response"]["body"].keys()


def test_a_code_gives_one_token_to_its_own_customer(shop: Commerce, admin: RestClient) -> None:
    code = admin.post("/customer/1/otp", {"reason": "a test"})["otp"]
    for wrong in ({"e": "bruno@example.com", "c": code}, {"e": ADA, "c": "no-code"}):
        assert shop.error(BY_CODE, wrong)["extensions"]["category"] == "graphql-authentication"
    token = shop.ask(BY_CODE, {"e": ADA, "c": code})["exchangeOtpForCustomerToken"]["token"]
    assert shop.ask("{ customer { email } }", None, authorization=f"Bearer {token}")["customer"]["email"] == ADA
    assert shop.error(BY_CODE, {"e": ADA, "c": code})["extensions"]["category"] == "graphql-authentication"


def test_a_code_ends_by_itself(shop: Commerce, admin: RestClient) -> None:
    code = admin.post("/customer/1/otp", {"reason": "a test"})["otp"]
    shop.world.set_clock(MORNING + timedelta(minutes=6))
    assert shop.error(BY_CODE, {"e": ADA, "c": code})["extensions"]["category"] == "graphql-authentication"


def test_only_an_admin_user_has_a_code_made(shop: Commerce, admin: RestClient) -> None:
    asked = {"reason": "a test"}
    assert admin.as_guest().send("POST", "/customer/1/otp", asked).status_code == 401
    assert admin.as_customer(ADA).send("POST", "/customer/1/otp", asked).status_code == 401
    assert admin.with_token(ACCESS_TOKEN).send("POST", "/customer/1/otp", asked).status_code == 401
    assert admin.send("POST", "/customer/999/otp", asked).status_code == 404
    assert admin.send("POST", "/customer/1/otp", {}).status_code == 400


def test_an_integration_vouches_for_a_customer_who_is_made_if_missing(shop: Commerce) -> None:
    query = """mutation($c: CustomerCreateInput!) {
      exchangeExternalCustomerToken(input: { customer: $c }) { token customer { id email firstname } }
    }"""
    dora = {"email": "dora@example.com", "firstname": "Dora", "lastname": "Fell"}
    for bearer in ({}, {"authorization": f"Bearer {admin_token(shop)}"}):
        assert shop.error(query, {"c": dora}, **bearer)["extensions"]["category"] == "graphql-authorization"
    first, again = (
        shop.ask(query, {"c": dora}, authorization=f"Bearer {ACCESS_TOKEN}")["exchangeExternalCustomerToken"]
        for _ in range(2)
    )
    assert first["customer"] == again["customer"] == {"id": 4, "email": "dora@example.com", "firstname": "Dora"}
    assert first["token"] != again["token"]


def test_open_source_has_neither_of_adobes_ways(start: Callable[[Settings], Commerce]) -> None:
    shop = start(Settings(now=MORNING))
    rest = RestClient(shop.client).as_admin()
    assert "Cannot query field" in shop.error(BY_CODE, {"e": ADA, "c": "x"})["message"]
    response = rest.send("POST", "/customer/1/otp", {"reason": "a test"})
    assert (response.status_code, response.json()["message"]) == (404, "Request does not match any route.")


def test_a_customer_is_told_why_the_account_does_not_act(shop: Commerce, admin: RestClient) -> None:
    token = shop.ask(AS_ADMIN, {"e": ADA}, authorization=f"Bearer {admin_token(shop)}")
    bearer = {"authorization": f"Bearer {token['generateCustomerTokenAsAdmin']['customer_token']}"}
    standing.set_confirmation(shop.world, 1, standing.REQUIRED)
    assert shop.error("{ customer { email } }", None, **bearer)["message"] == standing.UNCONFIRMED
    assert admin.get("/customers/1/confirm") == standing.REQUIRED
    assert admin.get("/customers/1")["confirmation"]
    standing.set_confirmation(shop.world, 1, standing.CONFIRMED)
    assert shop.ask("{ customer { confirmation_status } }", None, **bearer) == {
        "customer": {"confirmation_status": "ACCOUNT_CONFIRMED"}
    }
    assert admin.get("/customers/1/confirm") == standing.CONFIRMED
    assert "confirmation" not in admin.get("/customers/1")
    standing.lock(shop.world, 1, MORNING + timedelta(minutes=10))
    assert shop.error("{ customer { email } }", None, **bearer)["message"] == standing.LOCKED
