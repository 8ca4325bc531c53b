"""One shop for all of these tests; each finds it as new."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx2 as httpx
import pytest
from redis import Redis

from bff.app import create_app
from bff.settings import Settings
from sandbox import redis as sandbox_redis
from sandbox.commerce.app import create_app as create_commerce
from sandbox.commerce.rest import administrators
from sandbox.commerce.schema import sdl
from sandbox.commerce.settings import Settings as CommerceSettings
from sandbox.identity.app import create_app as create_identity
from sandbox.identity.clients import CLIENT_ID, CLIENT_SECRET, storefront_client
from sandbox.identity.settings import Settings as IdentitySettings
from tests.services.processes import free_port
from tests.services.sign_on.browser import Browser
from tests.services.sign_on.serving import served

PASSWORD: Final = "Fernhollow-1"
PROVIDER: Final = "fernhollow"


@dataclass
class Shop:
    """The service with all that is behind it, and what tests do to these."""

    address: str
    commerce: str
    identity: str
    redis_url: str
    control: httpx.Client = field(repr=False)

    def browser(self) -> Browser:
        """A browser that was never here."""
        return Browser(self.address)

    def signs_on(self, browser: Browser, person: str = "fernhollow-1", return_to: str = "/account") -> httpx.Response:
        """Somebody signs on at the provider; what their browser shows then."""
        browser.open(f"/auth/{PROVIDER}/login?return_to={return_to}")
        return browser.send({"subject": person})

    def commerce_breaks(self, **fault: Any) -> None:
        self.control.post(f"{self.commerce}/_sandbox/faults", json=fault).raise_for_status()

    def provider_breaks(self, **fault: Any) -> None:
        self.control.post(f"{self.identity}/_sandbox/faults", json=fault).raise_for_status()

    def commerce_time_passes(self, seconds: int) -> None:
        """At Commerce alone: its tokens end before we expect it."""
        self.control.post(f"{self.commerce}/_sandbox/clock", json={"advance_seconds": seconds}).raise_for_status()

    def asked(self, *words: str) -> list[dict[str, Any]]:
        """What Commerce was sent that holds one of these words."""
        found = self.control.get(f"{self.commerce}/_sandbox/requests", params={"last": 500}).json()
        return [each for each in found if any(word in f"{each['path']} {each['body']}" for word in words)]

    def begin_anew(self) -> None:
        for address in (self.commerce, self.identity):
            self.control.post(f"{address}/_sandbox/reset").raise_for_status()
        with Redis.from_url(self.redis_url) as redis:
            redis.flushall()


@pytest.fixture(scope="package")
def started_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    port, commerce_port, identity_port = free_port(), free_port(), free_port()
    address = f"http://localhost:{port}"
    commerce, identity = f"http://127.0.0.1:{commerce_port}", f"http://127.0.0.1:{identity_port}"
    schema = tmp_path_factory.mktemp("sign-on") / "commerce.graphql"
    schema.write_text(sdl(), encoding="utf-8")
    with ExitStack() as stack:
        redis = stack.enter_context(sandbox_redis.running())
        stack.enter_context(served(create_commerce(CommerceSettings(port=commerce_port)), commerce_port))
        clients = (storefront_client(address),)
        stack.enter_context(
            served(create_identity(IdentitySettings(port=identity_port, clients=clients)), identity_port)
        )
        settings = settings_of(address, commerce, identity, redis.url, schema)
        stack.enter_context(served(create_app(Settings.model_validate(settings)), port))
        control = stack.enter_context(httpx.Client(trust_env=False, timeout=30))
        yield Shop(address, commerce, identity, redis.url, control)


def settings_of(address: str, commerce: str, identity: str, redis_url: str, schema: Path) -> dict[str, Any]:
    """As an operator writes them."""
    return {
        "sandbox": True,
        "http": {"url": address},
        "storefront": {"url": address},
        "redis": {"url": redis_url},
        "session": {"keys": [b64encode(bytes(range(32))).decode()]},
        "subscriptions": {"check_seconds": 0.05},
        "sign_on": {
            "providers": {
                PROVIDER: {
                    "kind": "oidc",
                    "issuer": identity,
                    "client_id": CLIENT_ID,
                    "client_secret": CLIENT_SECRET,
                    "authoritative_domains": ["example.com"],
                }
            },
            "tries_per_account": 1000,
        },
        "commerce": {
            "url": commerce,
            "schema": schema,
            "tokens": {"strategy": "as_admin"},
            "credentials": {
                "kind": "admin",
                "username": administrators.USERNAME,
                "password": administrators.PASSWORD,
            },
        },
    }


@pytest.fixture
def shop(started_shop: Shop) -> Shop:
    started_shop.begin_anew()
    return started_shop


@pytest.fixture
def browser(shop: Shop) -> Browser:
    return shop.browser()
