"""Newsletters, messages to the shop, lost passwords."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.sandbox_commerce.shopping import Shop

SUBSCRIBE = "mutation($e: String!) { subscribeEmailToNewsletter(email: $e) { status } }"
CONTACT = "mutation($i: ContactUsInput!) { contactUs(input: $i) { status } }"
LOST = "mutation($e: String!) { requestPasswordResetEmail(email: $e) }"
RESET = """mutation($e: String!, $t: String!, $p: String!) {
  resetPassword(email: $e, resetPasswordToken: $t, newPassword: $p) }"""
ADA = "ada@example.com"
NEW = "Fernhollow-2"


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


def emailed_token(shop: Shop) -> str:
    row = shop.world.row("SELECT content FROM sent_email WHERE template = 'customer_password_forgot' ORDER BY id DESC")
    assert row is not None
    token: str = json.loads(row["content"])["token"]
    return token


def test_an_address_is_subscribed_once(shop: Shop) -> None:
    assert shop.ask(SUBSCRIBE, e="nils@example.com")["subscribeEmailToNewsletter"] == {"status": "SUBSCRIBED"}
    refused = ("graphql-already-exists", "This email address is already subscribed.")
    assert shop.refusal(SUBSCRIBE, e="NILS@example.com") == refused


def test_a_customer_who_subscribes_is_told_so_by_her_account(shop: Shop) -> None:
    chidi = shop.sign_in("chidi@example.com")
    shop.ask(SUBSCRIBE, e="chidi@example.com", token=chidi)
    assert shop.ask("{ customer { is_subscribed } }", token=chidi)["customer"]["is_subscribed"] is True


def test_nobody_subscribes_a_customer_but_she_herself(shop: Shop) -> None:
    assert shop.refusal(SUBSCRIBE, e="chidi@example.com")[0] == "graphql-input"


@pytest.mark.parametrize("email", ["", "nils", "nils@nowhere"])
def test_what_is_no_address_is_not_subscribed(shop: Shop, email: str) -> None:
    assert shop.refusal(SUBSCRIBE, e=email)[0] == "graphql-input"


def test_a_message_reaches_the_shop(shop: Shop) -> None:
    message = {"name": "Nils", "email": "nils@example.com", "comment": "Hello"}
    assert shop.ask(CONTACT, i=message)["contactUs"] == {"status": True}
    row = shop.world.row("SELECT content FROM sent_email")
    assert row is not None
    assert json.loads(row["content"]) == message


@pytest.mark.parametrize("part", ["name", "email", "comment"])
def test_a_message_without_a_part_is_refused(shop: Shop, part: str) -> None:
    message = {"name": "Nils", "email": "nils@example.com", "comment": "Hello", part: " "}
    assert shop.refusal(CONTACT, i=message)[0] == "graphql-input"


def test_a_lost_password_is_replaced_once(shop: Shop) -> None:
    before = shop.sign_in()
    assert shop.ask(LOST, e=ADA) == {"requestPasswordResetEmail": True}
    token = emailed_token(shop)
    assert shop.ask(RESET, e=ADA, t=token, p=NEW) == {"resetPassword": True}
    assert shop.sign_in(password=NEW)
    assert shop.refusal("{ customer { email } }", token=before)[0] == "graphql-authorization"
    assert shop.refusal(RESET, e=ADA, t=token, p=NEW)[0] == "graphql-input"


def test_a_token_ends_after_two_hours(shop: Shop) -> None:
    shop.ask(LOST, e=ADA)
    shop.wait(minutes=121)
    assert "expired" in shop.refusal(RESET, e=ADA, t=emailed_token(shop), p=NEW)[1]


def test_a_guessed_token_or_a_weak_password_changes_nothing(shop: Shop) -> None:
    shop.ask(LOST, e=ADA)
    assert "mismatched" in shop.refusal(RESET, e=ADA, t="guessed", p=NEW)[1]
    assert shop.refusal(RESET, e=ADA, t=emailed_token(shop), p="weak")[0] == "graphql-input"
    assert shop.sign_in()


def test_an_account_that_is_not_there_has_no_password_to_lose(shop: Shop) -> None:
    assert shop.refusal(LOST, e="nobody@example.com") == ("graphql-input", "Cannot reset the customer's password")


def test_every_account_is_active_already(shop: Shop) -> None:
    confirm = 'mutation($e: String!) { confirmEmail(input: {email: $e, confirmation_key: "k"}) { customer { email } } }'
    assert shop.refusal(confirm, e=ADA) == ("graphql-input", "The account is already active.")
    assert shop.refusal(confirm, e="nobody@example.com")[0] == "graphql-input"


TELL = "mutation($i: SendEmailToFriendInput) { sendEmailToFriend(input: $i) { sender { name } recipients { email } } }"
FRIEND = {"name": "Nils", "email": "nils@example.com"}
TOLD: dict[str, Any] = {
    "product_id": 1,
    "sender": {"name": "Ada", "email": ADA, "message": "Look!"},
    "recipients": [FRIEND],
}


def test_a_customer_tells_friends_about_a_product_five_times_an_hour(shop: Shop) -> None:
    ada = shop.sign_in()
    for _ in range(5):
        told = shop.ask(TELL, i=TOLD, token=ada)["sendEmailToFriend"]
        assert told == {"sender": {"name": "Ada"}, "recipients": [{"email": "nils@example.com"}]}
    row = shop.world.row("SELECT COUNT(*) AS sent FROM sent_email WHERE recipient = 'nils@example.com'")
    assert row is not None
    assert row["sent"] == 5
    too_often = ("graphql-input", "You can't send messages more than 5 times an hour.")
    assert shop.refusal(TELL, i=TOLD, token=ada) == too_often
    shop.wait(minutes=60)
    assert shop.ask(TELL, i=TOLD, token=shop.sign_in())


@pytest.mark.parametrize(
    ("change", "category"),
    [
        ({"product_id": 9999}, "graphql-no-such-entity"),
        ({"recipients": []}, "graphql-input"),
        ({"recipients": [FRIEND] * 6}, "graphql-input"),
        ({"recipients": [{"name": "Nils", "email": "nowhere"}]}, "graphql-input"),
        ({"recipients": [{"name": " ", "email": "nils@example.com"}]}, "graphql-input"),
        ({"sender": {"name": "Ada", "email": ADA, "message": ""}}, "graphql-input"),
        ({"sender": {"name": "Ada", "email": "ada", "message": "Look!"}}, "graphql-input"),
    ],
)
def test_what_cannot_be_told_is_not_sent(shop: Shop, change: dict[str, Any], category: str) -> None:
    assert shop.refusal(TELL, i={**TOLD, **change}, token=shop.sign_in())[0] == category
    assert shop.world.row("SELECT 1 FROM sent_email") is None


def test_a_guest_tells_nobody(shop: Shop) -> None:
    assert shop.refusal(TELL, i=TOLD)[0] == "graphql-authorization"
