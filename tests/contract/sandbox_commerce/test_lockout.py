"""Accounts that somebody tries to guess the password of."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from sandbox.commerce.settings import Settings
from tests.contract.sandbox_commerce.conftest import MORNING, Commerce
from tests.contract.sandbox_commerce.rest_client import RestClient
from tests.contract.sandbox_commerce.shopping import PASSWORD, Shop

WRONG = "Wrong-Pass-1"
SIGN_IN = 'mutation($p: String!) { generateCustomerToken(email: "ada@example.com", password: $p) { token } }'
CHANGE = 'mutation($p: String!) { changeCustomerPassword(currentPassword: $p, newPassword: "Other-Kiln-7") { email } }'
RENAME = (
    'mutation($p: String!) { updateCustomer(input: {email: "a@example.com", password: $p}) { customer { email } } }'
)
DISABLED = (
    "graphql-authentication",
    "The account sign-in was incorrect or your account is disabled temporarily. Please wait and try again later.",
)
LOCKED = ("graphql-authentication", "The account is locked.")


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


def guess(shop: Shop, times: int) -> None:
    for _ in range(times):
        assert shop.refusal(SIGN_IN, p=WRONG) == DISABLED


def test_ten_wrong_passwords_lock_the_account_for_ten_minutes(shop: Shop) -> None:
    token = shop.sign_in()
    guess(shop, 9)
    assert shop.ask(SIGN_IN, p=PASSWORD)
    guess(shop, 10)
    assert shop.refusal(SIGN_IN, p=PASSWORD) == DISABLED
    assert shop.refusal("{ customer { email } }", token=token) == LOCKED
    shop.wait(minutes=9)
    assert shop.refusal(SIGN_IN, p=PASSWORD) == DISABLED
    shop.wait(minutes=1)
    assert shop.ask(SIGN_IN, p=PASSWORD)


def test_wrong_passwords_long_ago_do_not_count(shop: Shop) -> None:
    guess(shop, 9)
    shop.wait(minutes=10)
    guess(shop, 9)
    assert shop.ask(SIGN_IN, p=PASSWORD)


def test_whoever_guesses_on_does_not_lock_it_longer(shop: Shop) -> None:
    guess(shop, 10)
    shop.wait(minutes=9)
    guess(shop, 3)
    shop.wait(minutes=1)
    assert shop.ask(SIGN_IN, p=PASSWORD)


@pytest.mark.parametrize("mutation", [CHANGE, RENAME])
def test_a_stolen_token_does_not_help_to_guess_the_password(shop: Shop, mutation: str) -> None:
    token = shop.sign_in()
    for _ in range(10):
        assert shop.refusal(mutation, p=WRONG, token=token) == ("graphql-authentication", "Invalid login or password.")
    assert shop.refusal(mutation, p=PASSWORD, token=token) == LOCKED


def test_one_account_is_locked_for_both_apis(start: Callable[[Settings], Commerce]) -> None:
    commerce = start(Settings(now=MORNING))
    guest = RestClient(commerce.client)
    for _ in range(10):
        credentials = {"username": "ada@example.com", "password": WRONG}
        assert guest.send("POST", "/integration/customer/token", credentials).status_code == 401
    assert Shop.over(commerce.world).refusal(SIGN_IN, p=PASSWORD) == DISABLED
    commerce.world.set_clock(MORNING + timedelta(minutes=10))
    assert guest.as_customer("ada@example.com").get("/customers/me")["email"] == "ada@example.com"
