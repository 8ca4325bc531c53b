"""GraphiQL comes from us alone, and only where it is switched on."""

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import bff.http.console
from tests.unit.http.conftest import OPERATION, ListeningGateway

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FOLDER = Path(bff.http.console.__file__).parent


@pytest.fixture
def browser(make_client: Callable[..., TestClient]) -> TestClient:
    client = make_client(with_console=True)
    client.headers["accept"] = BROWSER
    return client


def test_a_browser_gets_the_page(browser: TestClient) -> None:
    response = browser.get("/graphql")
    assert response.headers["content-type"].startswith("text/html")
    assert "GraphiQL" in response.text


def test_all_that_the_page_loads_is_served_by_us(browser: TestClient) -> None:
    addresses = re.findall(r'(?:src|href)="([^"]+)"', browser.get("/graphql").text)
    ours = [address for address in addresses if address != "data:,"]
    assert len(ours) == 6
    assert [browser.get(address).status_code for address in ours] == [200] * 6


def test_the_page_may_load_and_call_nothing_but_us(browser: TestClient) -> None:
    policy = browser.get("/graphql").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "connect-src 'self';" in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    "path", ["/graphql/console/..%2f__init__.py", "/graphql/console/../README.md", "/graphql/console/"]
)
def test_nothing_but_the_pages_files_is_served(browser: TestClient, path: str) -> None:
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize(
    "accept", ["application/json", "*/*", "application/json, text/html", "application/json,text/html;q=0.9"]
)
def test_a_program_gets_json_where_the_console_is_on(
    browser: TestClient, gateway: ListeningGateway, accept: str
) -> None:
    response = browser.get("/graphql", params=OPERATION, headers={"accept": accept})
    assert response.headers["content-type"].startswith("application/json")


def test_without_the_setting_there_is_no_console(client: TestClient) -> None:
    assert client.get("/graphql", headers={"accept": BROWSER}).status_code == 400
    assert client.get("/graphql/console/start.js").status_code == 404


def test_the_vendored_files_are_those_that_were_reviewed() -> None:
    lines = (FOLDER / "checksums.sha256").read_text().splitlines()
    reviewed = {name: digest for digest, name in (line.split() for line in lines)}
    found = {file.name: sha256(file.read_bytes()).hexdigest() for file in (FOLDER / "assets" / "vendor").iterdir()}
    assert found == reviewed
