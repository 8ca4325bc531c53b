"""An identity provider that is asked in the process, and a good request to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import httpx2 as httpx
import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from sandbox.identity.app import create_app
from sandbox.identity.clients import CLIENT_SECRET, Client, storefront_client
from sandbox.identity.settings import Settings

VERIFIER: Final = "a verifier that is long enough to be one, of 43 signs"
CALLBACK: Final = "http://localhost:8000/auth/fernhollow/callback"
GOOD: Final = {
    "response_type": "code",
    "client_id": "storefront",
    "redirect_uri": CALLBACK,
    "scope": "openid email profile",
    "state": "a state",
    "nonce": "a nonce",
    "code_challenge": create_s256_code_challenge(VERIFIER),
    "code_challenge_method": "S256",
}
OTHER: Final = Client(
    client_id="other", client_secret="other secret", redirect_uris=("http://localhost:9000/callback",)
)


@dataclass(frozen=True, slots=True)
class Identity:
    """The provider, asked as a browser (which keeps cookies) and as a client."""

    client: TestClient

    def authorize(self, **changes: str | None) -> httpx.Response:
        asked = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
        return self.client.get("/authorize", params=asked)

    def choose(self, page: httpx.Response, subject: str = "fernhollow-1") -> httpx.Response:
        return self.client.post(self.action(page), data={"subject": subject})

    def action(self, page: httpx.Response) -> str:
        """Where the page's form goes."""
        return page.text.split('action="')[1].split('"')[0]

    def code(self, **changes: str | None) -> str:
        """A code of Ada's."""
        return came_with(self.choose(self.authorize(**changes)))["code"]

    def redeem(self, code: str, auth: Any = ("storefront", CLIENT_SECRET), **changes: str) -> httpx.Response:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
        return self.client.post("/token", data={**form, **changes}, auth=auth)

    def control(self, path: str, content: Any = None) -> Any:
        """What a test asks of the sandbox itself."""
        response = self.client.post(f"/_sandbox/{path}", json=content)
        assert response.status_code == 200, response.text
        return response.json()


def came_with(response: httpx.Response) -> dict[str, str]:
    """The parameters of a redirect back to the client."""
    assert response.status_code == 303, response.text
    assert response.headers["location"].startswith(CALLBACK)
    return dict(parse_qsl(urlsplit(response.headers["location"]).query))


@pytest.fixture
def identity() -> Iterator[Identity]:
    settings = Settings(clients=(storefront_client("http://localhost:8000"), OTHER))
    with TestClient(create_app(settings), base_url=settings.address, follow_redirects=False) as client:
        yield Identity(client)
