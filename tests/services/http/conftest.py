"""A real Commerce of the sandbox's, a real Redis, and the settings that point to them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import redis
from sandbox.redis import RunningRedis
from tests.services.processes import process, sandbox_commerce

NOBODY = "127.0.0.1:9"
"""Where nothing listens: the port of the discard service."""


@pytest.fixture(scope="module")
def commerce() -> Iterator[str]:
    with sandbox_commerce() as address:
        yield address


@pytest.fixture
def running_redis() -> Iterator[RunningRedis]:
    with redis.running() as running:
        yield running


@pytest.fixture(scope="module")
def pulled(commerce: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Commerce's schema, pulled from it."""
    file = tmp_path_factory.mktemp("pulled") / "schema.graphql"
    with process("schema", "pull", "--output", str(file), settings={"BFF_COMMERCE__URL": commerce}) as pulling:
        assert pulling.ended() == 0
    return file


@pytest.fixture
def settings(commerce: str, running_redis: RunningRedis) -> dict[str, str]:
    return {"BFF_COMMERCE__URL": commerce, "BFF_REDIS__URL": running_redis.url}


@pytest.fixture
def lonely() -> dict[str, str]:
    """Settings of a service that stands alone: neither Commerce nor Redis is there."""
    return {"BFF_COMMERCE__URL": f"http://{NOBODY}", "BFF_REDIS__URL": f"redis://{NOBODY}/0"}
