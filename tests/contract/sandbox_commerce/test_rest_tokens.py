"""Who may call over REST: admin users and customers by Bearer, integrations by their signature, guests by nothing."""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlsplit

import httpx2 as httpx
import pytest

from sandbox.commerce.rest import integrations
from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import MORNING, Commerce
from tests.contract.sandbox_commerce.rest_client import RestClient

Start = Callable[[Settings], Commerce]

ORDERS: Final = "/rest/V1/orders?searchCriteria[pageSize]=1"
BASE: Final = "http://testserver"
SECRETS: Final = (integrations.CONSUMER_SECRET, integrations.ACCESS_TOKEN_SECRET)


def signature(method: str, url: str, oauth: Mapping[str, str], secrets: tuple[str, str] = SECRETS) -> str:
    """By the book (RFC 5849, section 3.4), with nothing of the sandbox's in it."""
    split = urlsplit(url)
    pairs = parse_qsl(split.query, keep_blank_values=True) + list(oauth.items())
    written = "&".join("=".join(pair) for pair in sorted((quote(k, safe="~"), quote(v, safe="~")) for k, v in pairs))
    address = f"{split.scheme}://{split.netloc}{split.path}"
    base = "&".join(quote(part, safe="~") for part in (method, address, written))
    key = "&".join(quote(secret, safe="~") for secret in secrets)
    return base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha256).digest()).decode()


def signed(
    method: str, path: str, changed: Mapping[str, str] = MappingProxyType({}), secrets: tuple[str, str] = SECRETS
) -> dict[str, str]:
    """The header of a signed request; `changed` parameters are signed too."""
    oauth = {
        "oauth_consumer_key": integrations.CONSUMER_KEY,
        "oauth_nonce": "nonce-1",
        "oauth_signature_method": "HMAC-SHA256",
        "oauth_timestamp": str(int(time.time())),
        "oauth_token": integrations.ACCESS_TOKEN,
        "oauth_version": "1.0",
        **changed,
    }
    oauth["oauth_signature"] = signature(method, BASE + path, oauth, secrets)
    return {
        "Authorization": "OAuth " + ", ".join(f'{name}="{quote(value, safe="~")}"' for name, value in oauth.items())
    }


@pytest.fixture
def shop(start: Start) -> Commerce:
    return start(Settings(now=MORNING, fixed_ids=True))


def ask(shop: Commerce, headers: Mapping[str, str], path: str = ORDERS) -> httpx.Response:
    return shop.client.get(path, headers=dict(headers))


def test_an_admin_user_may_read_orders(shop: Commerce) -> None:
    assert RestClient(shop.client).as_admin().search("/orders")["total_count"] == 0


def test_a_wrong_password_gets_no_token(shop: Commerce) -> None:
    for kind in ("admin", "customer"):
        asked = {"username": "admin", "password": "wrong"}
        answer = RestClient(shop.client).send("POST", f"/integration/{kind}/token", asked)
        assert answer.status_code == 401
        assert answer.json()["message"].startswith("The account sign-in was incorrect")


def test_an_admin_token_ends_after_four_hours(shop: Commerce) -> None:
    rest = RestClient(shop.client).as_admin()
    shop.client.post("/_sandbox/clock", json={"advance_seconds": 4 * 3600 - 1})
    assert rest.send("GET", "/orders?searchCriteria=").status_code == 200
    shop.client.post("/_sandbox/clock", json={"advance_seconds": 1})
    answer = rest.send("GET", "/orders?searchCriteria=")
    assert answer.status_code == 401
    assert answer.json()["parameters"] == {"resources": "Magento_Sales::actions_view"}


def test_a_customer_reaches_what_is_the_customers_own_and_nothing_of_the_back_office(shop: Commerce) -> None:
    rest = RestClient(shop.client).as_customer("ada@example.com")
    assert rest.get("/customers/me")["email"] == "ada@example.com"
    assert rest.send("GET", "/customers/1").status_code == 401
    assert rest.send("GET", "/carts/1").status_code == 401


def test_a_token_of_one_api_is_good_for_the_other(shop: Commerce) -> None:
    token = shop.ask('mutation { generateCustomerToken(email: "ada@example.com", password: "Fernhollow-1") { token } }')
    rest = RestClient(shop.client).with_token(token["generateCustomerToken"]["token"])
    assert rest.get("/customers/me")["firstname"] == "Ada"
    assert rest.post("/integration/customer/revoke-customer-token") is True
    assert rest.send("GET", "/customers/me").status_code == 401


def test_what_is_the_customers_own_is_not_the_back_offices(shop: Commerce) -> None:
    answer = RestClient(shop.client).as_admin().send("GET", "/customers/me")
    assert answer.status_code == 401
    assert answer.json()["parameters"] == {"resources": "self"}


def test_a_signed_request_of_an_integration_is_answered(shop: Commerce) -> None:
    assert ask(shop, signed("GET", ORDERS)).status_code == 200


def test_a_signature_covers_method_path_and_query(shop: Commerce) -> None:
    other = "/rest/V1/orders?searchCriteria[pageSize]=2"
    for headers in (signed("POST", ORDERS), signed("GET", other), signed("GET", ORDERS, secrets=("a", "b"))):
        answer = ask(shop, headers)
        assert answer.status_code == 401
        assert answer.json() == {"message": "The signature is invalid. Verify and try again."}


def test_a_signed_request_is_taken_once(shop: Commerce) -> None:
    headers = signed("GET", ORDERS)
    assert ask(shop, headers).status_code == 200
    again = ask(shop, headers)
    assert again.status_code == 400
    assert again.json()["message"] == "The nonce is already being used by the consumer with ID %1."
    assert ask(shop, signed("GET", ORDERS, {"oauth_nonce": "nonce-2"})).status_code == 200


@pytest.mark.parametrize(
    ("changed", "status", "message"),
    [
        ({"oauth_timestamp": str(int(time.time()) + 7200)}, 400, "The timestamp value"),
        ({"oauth_timestamp": "soon"}, 400, "The timestamp value"),
        ({"oauth_signature_method": "PLAINTEXT"}, 400, "Signature method %1 is not supported"),
        ({"oauth_version": "2.0"}, 400, 'The "%1" Oauth version'),
        ({"oauth_consumer_key": "k" * 32}, 401, "A consumer having the specified key does not exist"),
        ({"oauth_token": "t" * 32}, 401, "Specified token does not exist"),
        ({"oauth_nonce": ""}, 400, '"%fieldName" is required. Enter and try again.'),
    ],
)
def test_a_signed_request_that_is_not_in_order_is_refused(
    shop: Commerce, changed: dict[str, str], status: int, message: str
) -> None:
    answer = ask(shop, signed("GET", ORDERS, changed))
    assert answer.status_code == status
    assert answer.json()["message"].startswith(message)


def test_a_signature_is_checked_by_the_machines_clock_wherever_the_sandboxs_stands(shop: Commerce) -> None:
    shop.client.post("/_sandbox/clock", json={"now": "2001-01-01T00:00:00Z"})
    assert ask(shop, signed("GET", ORDERS)).status_code == 200


def test_an_integrations_token_alone_opens_nothing_unless_the_settings_say_so(start: Start) -> None:
    bearer = {"Authorization": f"Bearer {integrations.ACCESS_TOKEN}"}
    assert ask(start(Settings()), bearer).status_code == 401
    assert ask(start(Settings(integration_bearer=True)), bearer).status_code == 200


def test_two_sandboxes_started_alike_give_the_same_tokens(start: Start) -> None:
    def token() -> Any:
        return RestClient(start(Settings(now=MORNING, fixed_ids=True)).client).post(
            "/integration/admin/token", {"username": "admin", "password": RestClient.password}
        )

    assert token() == token()
