"""What people see, and how they leave."""

import re

import pytest
from starlette.testclient import TestClient

from sandbox.identity.app import create_app
from sandbox.identity.people import PEOPLE
from sandbox.identity.settings import Settings
from tests.contract.sandbox_identity.conftest import CALLBACK, Identity, came_with

HOME = "http://localhost:8000/"


def test_everybody_is_one_click_away(identity: Identity) -> None:
    page = identity.authorize().text
    offered = re.findall(r'<button name="subject" value="([^"]+)"', page)
    assert offered == [person.subject for person in PEOPLE]
    assert {"ada@example.com", "bruno@example.com", "new@example.com"} <= set(re.findall(r"\w+@example\.com", page))


def test_whom_the_shop_expects_comes_first(identity: Identity) -> None:
    page = identity.authorize(login_hint="bruno@example.com").text
    assert page.index("bruno@example.com") < page.index("ada@example.com")


def test_somebody_has_an_address_that_is_not_verified() -> None:
    assert [person.email for person in PEOPLE if not person.email_verified] == ["chidi@example.com"]


def test_pages_run_no_script_and_lead_nowhere_but_to_the_client(identity: Identity) -> None:
    response = identity.authorize()
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "form-action 'self' http://localhost:8000;" in policy
    assert "<script" not in response.text
    assert response.headers["cache-control"] == "no-store"


def test_what_a_client_sends_is_not_part_of_the_page(identity: Identity) -> None:
    page = identity.authorize(login_hint="<b>", state="<i>", client_id="storefront").text
    assert "<b>" not in page
    assert "<i>" not in page


def test_the_first_page_leads_to_the_shop(identity: Identity) -> None:
    page = identity.client.get("/").text
    assert 'href="http://localhost:8000/auth/fernhollow/initiate?iss=http%3A%2F%2F127.0.0.1%3A8002"' in page
    assert "Nobody is signed in" in page
    identity.code()
    assert "Ada Marlow" in identity.client.get("/").text


def test_who_wants_to_leave_is_asked_first(identity: Identity) -> None:
    identity.code()
    asked = identity.client.get("/end-session")
    assert "Ada Marlow" in asked.text
    stayed = identity.client.post(identity.action(asked), data={"answer": "no"})
    assert "still signed in" in stayed.text
    left = identity.client.post(identity.action(identity.client.get("/end-session")), data={"answer": "yes"})
    assert "You are signed out" in left.text
    assert "Nobody is signed in" in identity.client.get("/").text


def test_who_left_goes_back_to_the_shop(identity: Identity) -> None:
    hint = identity.redeem(identity.code()).json()["id_token"]
    parameters = {"id_token_hint": hint, "post_logout_redirect_uri": HOME, "state": "s"}
    asked = identity.client.get("/end-session", params=parameters)
    left = identity.client.post(identity.action(asked), data={"answer": "yes"})
    assert left.headers["location"] == f"{HOME}?state=s"


@pytest.mark.parametrize(
    "parameters",
    [
        {"post_logout_redirect_uri": "https://evil.example/", "client_id": "storefront"},
        {"post_logout_redirect_uri": CALLBACK, "client_id": "storefront"},
        {"post_logout_redirect_uri": HOME},
        {"post_logout_redirect_uri": HOME, "client_id": "other"},
        {"post_logout_redirect_uri": HOME, "id_token_hint": "a.b.c"},
    ],
)
def test_a_logout_that_leads_elsewhere_is_refused(identity: Identity, parameters: dict[str, str]) -> None:
    identity.code()
    assert identity.client.get("/end-session", params=parameters).status_code == 400
    assert "Ada Marlow" in identity.client.get("/").text


def test_a_crowd_signs_on_beside_those_on_the_page_each_as_somebody_else() -> None:
    settings = Settings(crowd=2)
    with TestClient(create_app(settings), base_url=settings.address, follow_redirects=False) as client:
        identity = Identity(client)
        shown = identity.authorize()
        assert "crowd-" not in shown.text
        assert "code" in came_with(identity.choose(shown, "crowd-2"))
        assert "Visitor 2 Crowd" in client.get("/").text
        assert came_with(identity.choose(identity.authorize(prompt="login"), "crowd-3"))["error"] == "access_denied"
