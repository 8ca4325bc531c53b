"""Sandboxes to test: one asked in the process, one that listens on a port, and what a real Commerce answered."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx2 as httpx
import orjson
import pytest
import uvicorn
from starlette.testclient import TestClient

from sandbox.commerce.app import create_app
from sandbox.commerce.settings import Settings
from sandbox.commerce.world import World

REAL_COMMERCE: Final = Path(__file__).resolve().parents[4] / "shared" / "commerce"
"""Where a real Commerce's schema and recorded answers may lie, beside the checkout. They are no part of the project."""

MORNING: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Commerce:
    """A sandbox, asked as a storefront asks."""

    client: TestClient
    world: World

    def post(self, query: str, variables: Mapping[str, Any] | None = None, /, **headers: str) -> httpx.Response:
        """The response to a POST; headers are named with underscores."""
        content: dict[str, Any] = {"query": query} | ({"variables": variables} if variables is not None else {})
        return self.client.post("/graphql", json=content, headers=_named(headers))

    def get(self, query: str, /, **headers: str) -> httpx.Response:
        """The response to a GET."""
        return self.client.get("/graphql", params={"query": query}, headers=_named(headers))

    def ask(self, query: str, variables: Mapping[str, Any] | None = None, /, **headers: str) -> Any:
        """The data of an answer without errors."""
        answer = self.post(query, variables, **headers).json()
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def error(self, query: str, variables: Mapping[str, Any] | None = None, /, **headers: str) -> Any:
        """The one error of an answer."""
        (error,) = self.post(query, variables, **headers).json()["errors"]
        return error


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture
def start() -> Iterator[Callable[[Settings], Commerce]]:
    """Starts sandboxes and closes them after the test."""
    started: list[TestClient] = []

    def start(settings: Settings) -> Commerce:
        app = create_app(settings)
        client = TestClient(app, raise_server_exceptions=False)
        client.__enter__()
        started.append(client)
        return Commerce(client, app.state.world)

    yield start
    for client in started:
        client.__exit__(None, None, None)


@pytest.fixture(scope="module")
def commerce() -> Iterator[Commerce]:
    """One sandbox for all tests of a module that change nothing."""
    app = create_app(Settings(now=MORNING, fixed_ids=True))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Commerce(client, app.state.world)


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a sandbox that listens on loopback: connections can be dropped only where there are some."""
    server = uvicorn.Server(uvicorn.Config(create_app(Settings(now=MORNING)), port=0, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert thread.is_alive(), "The sandbox did not start."
        assert time.monotonic() < deadline, "The sandbox did not start in time."
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=20)
    assert not thread.is_alive()


@pytest.fixture
def recorded() -> Callable[[str], Any]:
    """What a real Commerce was asked and answered. Skips where the recordings are not beside the checkout."""
    pairs = REAL_COMMERCE / "pairs"
    if not pairs.is_dir():
        pytest.skip("NOT COMPARED with a real Commerce: there are no recordings in ../shared/commerce/pairs.")

    def read(name: str) -> Any:
        return orjson.loads((pairs / f"{name}.json").read_bytes())

    return read
