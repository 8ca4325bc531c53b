"""Sandboxes, and the service in front of one of them: started once, made as new for each story."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import httpx2 as httpx
import orjson
from starlette.types import ASGIApp

from bff.app import create_app as create_service
from bff.settings import Settings as ServiceSettings
from sandbox import redis as sandbox_redis
from sandbox.commerce.app import create_app as create_commerce
from sandbox.commerce.schema import sdl
from sandbox.commerce.settings import Settings as CommerceSettings
from tests.storefront.serving import served

OPENING: Final = datetime(2026, 10, 5, 9, tzinfo=UTC)
STOREFRONT: Final = "https://shop.example"
SESSION_KEY: Final = b64encode(bytes(range(32))).decode()
SECONDS: Final = 30.0
MOST_REQUESTS: Final = 1000

Parameters = dict[str, Any]
Headers = dict[str, str]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where GraphQL is spoken. Its client keeps no cookie: what comes back is the shopper's to send, or not."""

    url: str
    client: httpx.Client

    def send(self, parameters: Parameters, headers: Headers | None = None, *, method: str = "POST") -> httpx.Response:
        """One GraphQL request; by GET, what is no text is JSON in the address."""
        if method == "GET":
            return self.client.get(f"{self.url}?{urlencode(in_address(parameters))}", headers=headers)
        return self.client.post(self.url, json=parameters, headers=headers)

    def ask(self, query: str, headers: Headers | None = None, **variables: Any) -> dict[str, Any]:
        """The answer to one operation."""
        answered: dict[str, Any] = orjson.loads(self.send({"query": query, "variables": variables}, headers).content)
        return answered


@dataclass(frozen=True, slots=True)
class Commerce:
    """A sandbox Commerce, and what a test may do to it."""

    endpoint: Endpoint
    address: str

    def begin_anew(self) -> None:
        """The same products, customers, ids and time as at the first start; nothing asked, nothing going wrong."""
        self.endpoint.client.post(f"{self.address}/_sandbox/reset").raise_for_status()

    def go_wrong(self, kind: str, **particulars: Any) -> None:
        """Set a fault: see `sandbox.commerce.faults`."""
        self.endpoint.client.post(
            f"{self.address}/_sandbox/faults", json={"kind": kind, **particulars}
        ).raise_for_status()

    def requests(self) -> list[dict[str, Any]]:
        """Every request since the beginning, the oldest first."""
        answered = self.endpoint.client.get(f"{self.address}/_sandbox/requests", params={"last": MOST_REQUESTS})
        requests: list[dict[str, Any]] = orjson.loads(answered.raise_for_status().content)
        assert len(requests) < MOST_REQUESTS, "the sandbox has forgotten the first ones: begin anew more often"
        return requests

    def sent(self, *fields: str) -> list[str]:
        """The documents that it was asked since the beginning; with `fields`, those that hold one of these words."""
        documents: list[str] = [request["body"]["query"] for request in self.requests() if request["body"]]
        return [document for document in documents if not fields or any(field in document for field in fields)]


@contextmanager
def commerce() -> Iterator[Commerce]:
    """A sandbox of its own. All of them say the same of themselves, whatever port they have."""
    settings = CommerceSettings(fixed_ids=True, now=OPENING, base_url="https://commerce.example")
    with served(create_commerce(settings)) as address, endpoint(address) as found:
        yield Commerce(found, address)


@contextmanager
def service(commerce: Commerce, folder: Path, /, **sections: dict[str, Any]) -> Iterator[Endpoint]:
    """The service in front of a sandbox, whose own schema it has. `sections` are settings, by section."""
    schema = folder / "commerce.graphql"
    schema.write_text(sdl(), encoding="utf-8")
    with (
        sandbox_redis.running() as redis,
        served(_app(commerce.address, redis.url, schema, sections)) as address,
        endpoint(address) as found,
    ):
        yield found


def _app(commerce_address: str, redis_url: str, schema: Path, sections: dict[str, dict[str, Any]]) -> ASGIApp:
    reached = {"url": commerce_address, "schema": schema, **sections.get("commerce", {})}
    shop = {
        "storefront": {"url": STOREFRONT},
        # A hundred questions at once on a busy machine: no test here is about how quick Redis is.
        "redis": {"url": redis_url, "seconds": 8, "connect_seconds": 8},
        "session": {"keys": [SESSION_KEY]},
        "sign_on": {"tries_per_account": 100_000},
    }
    settings = {**shop, **sections, "commerce": reached}
    return create_service(ServiceSettings.model_validate(settings))


@contextmanager
def endpoint(address: str) -> Iterator[Endpoint]:
    """A client for the GraphQL endpoint at `address`."""
    jar = CookieJar(policy=DefaultCookiePolicy(allowed_domains=()))
    with httpx.Client(cookies=jar, timeout=SECONDS, headers={"accept": "application/json"}) as client:
        yield Endpoint(f"{address}/graphql", client)


def in_address(parameters: Parameters) -> dict[str, str]:
    """The parameters as a query string has them."""
    return {
        name: value if isinstance(value, str) else orjson.dumps(value).decode() for name, value in parameters.items()
    }
