"""What it refuses, as a real provider does."""

import pytest

from sandbox.identity.clients import CLIENT_SECRET
from tests.contract.sandbox_identity.conftest import CALLBACK, OTHER, Identity, came_with


def test_an_unknown_client_gets_no_redirect(identity: Identity) -> None:
    response = identity.authorize(client_id="nobody")
    assert (response.status_code, "location" in response.headers) == (400, False)


@pytest.mark.parametrize("address", ["https://evil.example/", f"{CALLBACK}/", f"{CALLBACK}?x=1", None])
def test_an_address_that_is_not_registered_gets_no_redirect(identity: Identity, address: str | None) -> None:
    response = identity.authorize(redirect_uri=address)
    assert (response.status_code, "location" in response.headers) == (400, False)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "email"}, "invalid_scope"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
    ],
)
def test_a_wrong_request_is_told_to_the_client(identity: Identity, changes: dict[str, str | None], error: str) -> None:
    came = came_with(identity.authorize(**changes))
    assert (came["error"], came["state"], came["iss"]) == (error, "a state", "http://127.0.0.1:8002")


def test_a_parameter_that_is_there_twice_counts_as_missing(identity: Identity) -> None:
    response = identity.client.get("/authorize?client_id=storefront&client_id=other")
    assert response.status_code == 400


def test_a_code_is_good_once(identity: Identity) -> None:
    code = identity.code()
    assert identity.redeem(code).status_code == 200
    assert identity.redeem(code).json() == {"error": "invalid_grant"}


def test_a_code_is_spent_by_whoever_tries_it(identity: Identity) -> None:
    code = identity.code()
    assert identity.redeem(code, code_verifier="another verifier").json() == {"error": "invalid_grant"}
    assert identity.redeem(code).json() == {"error": "invalid_grant"}


def test_a_code_ends_after_a_minute(identity: Identity) -> None:
    code = identity.code()
    identity.control("clock", {"advance_seconds": 61})
    assert identity.redeem(code).json() == {"error": "invalid_grant"}


def test_a_code_is_for_the_client_that_it_was_given_to(identity: Identity) -> None:
    code = identity.code()
    assert identity.redeem(code, auth=("other", OTHER.client_secret)).json() == {"error": "invalid_grant"}


def test_a_code_is_for_the_address_that_it_was_sent_to(identity: Identity) -> None:
    assert identity.redeem(identity.code(), redirect_uri="http://localhost:8000/").json() == {"error": "invalid_grant"}


@pytest.mark.parametrize("auth", [("storefront", "wrong"), ("nobody", CLIENT_SECRET), ("storefront", ""), None])
def test_a_client_that_cannot_prove_itself_gets_nothing(identity: Identity, auth: tuple[str, str] | None) -> None:
    response = identity.redeem(identity.code(), auth=auth)
    assert (response.status_code, response.json()) == (401, {"error": "invalid_client"})


@pytest.mark.parametrize("header", ["Basic", "Basic ***", "Basic /w==", "Bearer x"])
def test_a_strange_header_proves_nothing(identity: Identity, header: str) -> None:
    response = identity.client.post("/token", headers={"authorization": header})
    assert response.status_code == 401


def test_userinfo_tells_of_whoever_the_token_stands_for_until_it_ends(identity: Identity) -> None:
    token = identity.redeem(identity.code()).json()["access_token"]
    bearer = {"authorization": f"Bearer {token}"}
    told = identity.client.get("/userinfo", headers=bearer).json()
    assert (told["sub"], told["email"], told["email_verified"]) == ("fernhollow-1", "ada@example.com", True)
    identity.control("clock", {"advance_seconds": 3601})
    assert identity.client.get("/userinfo", headers=bearer).status_code == 401


def test_only_what_was_asked_for_is_told(identity: Identity) -> None:
    token = identity.redeem(identity.code(scope="openid")).json()["access_token"]
    told = identity.client.get("/userinfo", headers={"authorization": f"Bearer {token}"}).json()
    assert told == {"sub": "fernhollow-1"}


def test_a_page_is_answered_in_the_browser_that_it_was_shown_in(identity: Identity) -> None:
    page = identity.authorize()
    identity.client.cookies.clear()
    assert identity.choose(page).status_code == 400


def test_a_page_is_answered_once(identity: Identity) -> None:
    page = identity.authorize()
    assert identity.choose(page).status_code == 303
    assert identity.choose(page).status_code == 400
